"""The voice desk: what shoppers say, what became tickets, who is offered the improved goods; one door for all faces."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Document
from huozhao.events.event import Recorded
from huozhao.flows.voice.bad_lots import BadLots
from huozhao.flows.voice.effect import Effects
from huozhao.flows.voice.listening import Heard, Listening
from huozhao.flows.voice.new_words import NewWords
from huozhao.flows.voice.pictures import Picture, Pictures
from huozhao.flows.voice.reader import Reader
from huozhao.flows.voice.telling import Telling
from huozhao.flows.voice.ticket_book import TicketBook, open_of
from huozhao.flows.voice.tones import Tones
from huozhao.flows.voice.upgrades import Upgrade, Upgrades
from huozhao.operations.voice.folds import FOLD, NAMES, SHOWN
from huozhao.operations.voice.quotes import Quote
from huozhao.operations.voice.tickets import OPEN, SENT, because, title
from huozhao.supply.signals import Signal
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

LABEL = Text("听取顾客之声", "Hearing what shoppers say")
# So many sayings about one product since it was last read make it worth to read it again at once.
BURST = 5
# More products than this wait for the night, or for the next look.
MOST_AT_ONCE, REST = 20, 20
# The share of complainers who are taken to buy the improved product, until offers have shown it.
LIKELY, HORIZON_DAYS = 0.2, 14
WHO = "voice"
# What the mall answers for itself; the rest goes to the supplier.
OWN_ASPECTS = frozenset({"delivery", "service", "price", "value", "gifts"})


class _Stirred:
    """How often each SKU was spoken of since it was last read."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.lock, self.busy = threading.Lock(), threading.Lock()
        self.rests_until = 0.0

    def add(self, skus: Iterable[str]) -> bool:
        """Count sayings; tell whether one product has been spoken of often enough to be read at once."""
        with self.lock:
            for sku in skus:
                self.counts[sku] = self.counts.get(sku, 0) + 1
            burst = max(self.counts.values(), default=0) >= BURST
            return burst and not self.busy.locked() and time.monotonic() >= self.rests_until

    def take(self, most: int) -> list[str]:
        """Return the SKUs that were most spoken of and forget their counts; the others wait."""
        with self.lock:
            found = sorted(self.counts, key=lambda sku: -self.counts[sku])[:most]
            for sku in found:
                del self.counts[sku]
            return found


@dataclass(frozen=True, slots=True)
class VoiceDesk:
    """Hears, writes tickets, offers. `buyers(spu)` counts who bought a product."""

    listening: Listening
    pictures: Pictures
    reader: Reader
    tickets: TicketBook
    upgrades: Upgrades
    telling: Telling
    effects: Effects
    buyers: Callable[[Sequence[str]], int]
    tones: Tones
    new_words: NewWords
    bad_lots: BadLots
    _posts: list[Callable[[Document, dict[str, Any]], None]] = field(default_factory=list)
    _stirred: _Stirred = field(default_factory=_Stirred)

    def stage(self, step: Callable[[int, int], None]) -> dict[str, Any]:
        """Do the night's work: read all goods, write and keep up tickets, hand on hearers; return the counts."""
        self._stirred.take(len(self._stirred.counts))
        learned = self.tones.learn(str(self.listening.clock()))
        heard = self.listening.all(step)
        written = self._write(heard)
        self._keep_up()
        told = sum(self._tell(each) for each in self.upgrades.live.get())
        return {"goods": self.listening.documents.count("voice_goods"), "tickets": written, "hearers": told,
                "learned_from": learned}

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Note what was spoken of; a product that many speak of at once is read at once, in the background."""
        if fold != FOLD.name:
            return
        skus = [sku for each in batch if each.event.name in NAMES for sku in _skus(each)]
        if self._stirred.add(skus):
            threading.Thread(target=self.refresh, name="voice", daemon=True).start()

    def posting(self, post: Callable[[Document, dict[str, Any]], None]) -> None:
        """Hand every ticket that is sent to `post`, with what it says; more than once after a crash."""
        self._posts.append(post)

    def refresh(self) -> int:
        """Read again what was most spoken of since it was last read; return how many products.

        In the background that may take a twentieth of the time: a history that is being imported waits for the night.
        """
        with self._stirred.busy:
            goods, started = self.listening.voices.goods, time.monotonic()
            products = sorted({item.spu for sku in self._stirred.take(MOST_AT_ONCE) if (item := goods.sku(sku))})
            if products:
                self._write(self.listening.some(products))
            self._stirred.rests_until = time.monotonic() + REST * (time.monotonic() - started)
            return len(products)

    def write(self, spu: str, aspect: str, who: str) -> Document:
        """Write a ticket by hand; BadInput for an aspect that the goods do not have."""
        picture = self.pictures.of(spu)
        if aspect not in picture.words.aspects:
            raise BadInput("unknown_aspect", f"goods of this kind have no aspect {aspect!r}", field="aspect",
                           hint=f"one of {', '.join(sorted(picture.words.aspects))}")
        return self.tickets.write(spu, aspect, self._facts(picture, aspect, 0.0, False), who)

    def edit(self, id: str, changes: dict[str, Any], who: str) -> Document:
        """Change a ticket; BadInput for a successor that is not on sale or is the product itself."""
        self._check_successor(self.tickets.get(id), str(changes.get("successor") or ""))
        return self._moved(self.tickets.edit(id, changes, who))

    def step(self, id: str, what: str, who: str, successor: str = "") -> Document:
        """Take a step of a ticket; solving may name the successor."""
        self._check_successor(self.tickets.get(id), successor)
        return self._moved(self.tickets.step(id, what, who, {"successor": successor} if successor else None))

    def live_facts(self, found: Document) -> dict[str, Any]:
        """Return the numbers of a ticket from what is kept now, so that an erased shopper counts no more."""
        body = found.body
        picture = self.pictures.of(body["spu"])
        return self._facts(picture, body["aspect"], body["usual"], body["is_rising"])

    def quotes(self, found: Document) -> list[Quote]:
        """Return what shoppers wrote about the issue of a ticket, newest first; nobody is named."""
        return self.pictures.of(found.body["spu"]).quotes(found.body["aspect"], -1)

    def signals(self, _: int) -> list[Signal]:
        """Return what upgrades tell the plan: a share of those who complained will want the improved product."""
        found = []
        for each in self.upgrades.live.get():
            people = len(self.upgrades.hearers(each))
            if people:
                theme = Text(f"{each.label.zh}升级款", f"a product with better {each.label.en}")
                found.append(Signal(each.sku, theme, people, round(LIKELY * people, 2), "", HORIZON_DAYS))
        return found

    def _write(self, heard: Sequence[Heard]) -> int:
        before = self.tickets.documents.count("ticket")
        pictures: dict[str, Picture] = {}
        for each in heard:
            picture = pictures.setdefault(each.spu, self.pictures.of(each.spu))
            facts = self._facts(picture, each.aspect, each.usual, each.is_rising)
            self.tickets.write(each.spu, each.aspect, facts, WHO)
        return self.tickets.documents.count("ticket") - before

    def _keep_up(self) -> None:
        """Bring the numbers of open tickets up to date, and complete what a crash cut short."""
        tickets = self.tickets.all()
        for each in open_of(tickets, OPEN):
            if self.listening.goods_of(each.body["spu"]) is not None:
                self._post(self.tickets.note(each, self.live_facts(each)))
        for each in tickets:
            if self.upgrades.of(each.id) is None:
                self.telling.take_back(each.id, self.listening.clock())

    def _post(self, found: Document) -> None:
        """Let a ticket that is sent go to its supplier; the same message again is the same message."""
        if found.body["state"] == SENT and self._posts:
            body = {**found.body, **self.live_facts(found)}
            quotes = [quote.text for quote in self.quotes(found)]
            for post in self._posts:
                post(found, {**body, "quotes": quotes})

    def _facts(self, picture: Picture, aspect: str, usual: float, rising: bool) -> dict[str, Any]:
        goods = self.listening.goods_of(picture.spu)
        assert goods is not None  # a picture is of goods that are there
        skus = [item.sku for item in self.listening.voices.skus.get()[picture.spu]]
        issue, orders = picture.issue(aspect, self.buyers(skus)), picture.orders(aspect)
        label, series = picture.words.label(aspect), picture.series.aspects.get(aspect)
        to = "" if aspect in OWN_ASPECTS else goods.supplier or ""
        return {
            "title": goods.title, "category": list(goods.category), "supplier": to, "label": label.as_dict(),
            "headline": title(goods.title, label).as_dict(), "why": because(issue, label, usual, rising).as_dict(),
            "people": issue.people, "praise": issue.praise, "voices": issue.voices, "returns": issue.returns,
            "buyers": issue.buyers, "orders": len(orders),
            "lots": self.bad_lots.of(skus, orders), "first_week": picture.series.first,
            "weeks": list(series.complaints) if series else [], "week_voices": list(picture.series.voices),
            "usual": round(usual, 4), "is_rising": rising,
        }  # fmt: skip

    def _check_successor(self, found: Document, sku: str) -> None:
        if not sku:
            return
        goods = self.listening.voices.goods.sku(sku)
        if goods is None or goods.spu == found.body["spu"]:
            raise BadInput("no_successor", f"{sku!r} is no other product on sale", field="successor",
                           hint="the SKU of the improved product; list it first with PUT /v1/goods")

    def _moved(self, found: Document) -> Document:
        """Let pages, crowd and tag follow a decision at once."""
        self._post(found)
        self.upgrades.live.forget()
        upgrade = self.upgrades.of(found.id)
        if upgrade is None:
            self.telling.take_back(found.id, self.listening.clock())
            return found
        self._tell(upgrade)
        return self.tickets.get(found.id)

    def _tell(self, upgrade: Upgrade) -> int:
        """Hand on who is to hear of an upgrade, without those held out; return how many there are with them."""
        people = self.upgrades.hearers(upgrade)
        shown = [each for each in people if self.upgrades.arm(each, upgrade) == SHOWN]
        self.telling.tell(upgrade, shown, self.listening.clock())
        self.tickets.note(self.tickets.get(upgrade.ticket), {"hearers": len(people)})
        return len(people)


def sent_at(found: Document) -> int:
    """Return when a ticket was last sent (ms)."""
    return int(max((entry["at"] for entry in found.body["audit"] if entry["what"] == "send"), default=0))


def _skus(recorded: Recorded) -> list[str]:
    what = recorded.event.properties
    lines = getattr(what, "lines", None)
    return [line.sku for line in lines] if lines else [sku] if (sku := getattr(what, "sku", None)) else []
