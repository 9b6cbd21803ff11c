"""Improved goods for those who complained: first on their pages, with the reason, held out for a share, measured."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from huozhao.events.catalogue import UpgradeOffered
from huozhao.events.event import event
from huozhao.events.log import EventLog
from huozhao.flows.fresh import Fresh
from huozhao.flows.voice.ticket_book import TicketBook, open_of
from huozhao.flows.voice.votes import Voices, Vote, bought_at
from huozhao.matching.candidates import Candidate
from huozhao.matching.context import Context
from huozhao.matching.zones import Offered
from huozhao.operations.assignment import is_held_out
from huozhao.operations.voice.folds import HELD_OUT, SHOWN, UPGRADES
from huozhao.operations.voice.satisfied import open_complaint
from huozhao.operations.voice.tickets import OFFERING, hearing
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import HuozhaoError
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, day_start

PLACEMENTS = frozenset({"home", "category", "popup"})
TITLE = Text("你关心的商品升级了", "Improved since you told us")
# Above the zones of needs and scenes: it answers what somebody took the trouble to say.
PRIORITY = 50
PREFIX = "upgrade:"
REMEMBERED_DAYS, MOST_NOTED = 365, 100_000


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An improved product that is offered: the ticket it answers, what it improves, in which aspect."""

    ticket: str
    spu: str
    aspect: str
    label: Text
    sku: str


@dataclass(slots=True)
class Upgrades:
    """Finds who is to be offered what. `appended` is called when an offer has been noted."""

    voices: Voices
    tickets: TicketBook
    ledger: Ledger
    log: EventLog
    appended: Callable[[], None]
    clock: Callable[[], int]
    zone: str
    hold_out: float
    live: Fresh[Sequence[Upgrade]] = field(init=False)
    _noted: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Keep what is offered at hand."""
        self.live = Fresh(lambda: list(self._offering()), lambda: (self.tickets.version(), self.voices.goods.version))

    def offered(self, shopper: str, context: Context, placement: str) -> list[Offered]:
        """Return the zones for a page: improved goods in stock whose fault the shopper told; nobody known, none.

        Whoever is held out counts as offered, for the comparison.
        """
        upgrades = self.live.get() if shopper and placement in PLACEMENTS else ()
        if not upgrades:
            return []
        person = self.voices.known.person(shopper)
        spoken = self.voices.spoken(person)
        found = []
        for upgrade in upgrades:
            if upgrade.spu in spoken and self.wants(person, upgrade) and self._is_in_stock(upgrade.sku):
                arm = self.arm(person, upgrade)
                self._note(upgrade, shopper, person, arm, context.at)
                if arm == SHOWN:
                    candidate = Candidate(upgrade.sku, "need", 1.0)
                    found.append(Offered(f"{PREFIX}{upgrade.ticket}", TITLE, (candidate,), hearing(upgrade.label),
                                         PRIORITY))  # fmt: skip
        return found

    def hearers(self, upgrade: Upgrade) -> list[str]:
        """Return everybody who is to be offered an improved product, both arms, newest complaint first."""
        by_person: dict[str, list[Vote]] = {}
        for vote in self.voices.of(upgrade.spu):
            by_person.setdefault(vote.person, []).append(vote)
        when = {person: at for person, votes in by_person.items()
                if (at := self._complained(person, votes, upgrade)) is not None}
        return sorted(when, key=lambda person: (-when[person], person))

    def wants(self, person: str, upgrade: Upgrade) -> bool:
        """Tell whether a person is to be offered an improved product."""
        return self._complained(person, self.voices.of_person(person, upgrade.spu), upgrade) is not None

    def arm(self, person: str, upgrade: Upgrade) -> str:
        """Return the arm of a person: held out for a share, so that it can be said what offering achieves."""
        return HELD_OUT if is_held_out(f"{PREFIX}{upgrade.ticket}", person, self.hold_out) else SHOWN

    def of(self, ticket: str) -> Upgrade | None:
        """Return what is offered for a ticket now, None for nothing."""
        return next((each for each in self.live.get() if each.ticket == ticket), None)

    def _complained(self, person: str, votes: Sequence[Vote], upgrade: Upgrade) -> int | None:
        """Return when a person who may be looked at last complained, None for who is not to be offered anything."""
        if not votes or not self.voices.known.allows(person, PERSONALISATION):
            return None
        skus = {item.sku for item in self.voices.skus.get().get(upgrade.spu, ())} | {upgrade.sku}
        members = self.voices.known.members(person)
        bought = bought_at(self.voices.state, members, skus, lambda day: day_start(day, self.zone))
        since = self.clock() - REMEMBERED_DAYS * DAY_MS
        return open_complaint([vote.said for vote in votes], upgrade.aspect, bought, since)

    def _is_in_stock(self, sku: str) -> bool:
        return any(level.available > 0 for level in self.ledger.levels([sku]))

    def _offering(self) -> Iterator[Upgrade]:
        for each in open_of(self.tickets.all(), OFFERING):
            body = each.body
            sku = body["successor"] or self.successor(body["spu"])
            goods = self.voices.goods.sku(sku) if sku else None
            if goods is not None and goods.listed and not body["paused"]:
                label = self.voices.book.words(goods).label(body["aspect"])
                yield Upgrade(each.id, body["spu"], body["aspect"], label, sku)

    def successor(self, spu: str) -> str:
        """Return the SKU that says of itself that it improves a product, "" for none."""
        return next((item.sku for item in self.voices.goods.skus() if item.listed and item.succeeds == spu), "")

    def _note(self, upgrade: Upgrade, shopper: str, person: str, arm: str, at: int) -> None:
        """Put the first offer to a person on record; a busy log costs the note, never the page."""
        mark = hash((upgrade.ticket, person))
        if mark in self._noted:
            return
        self._noted[mark] = None
        if len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)
        members = self.voices.known.members(person)
        if any(self.voices.state.scan(UPGRADES.name, (upgrade.ticket, member), limit=1) for member in members):
            return
        what = UpgradeOffered(upgrade.ticket, upgrade.sku, upgrade.aspect, arm)
        try:
            future = self.log.submit([event(f"upgrade-{secrets.token_hex(16)}", at, shopper, what, "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())
