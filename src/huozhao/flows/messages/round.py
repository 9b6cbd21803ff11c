"""One round of the arbiter: person by person, decide, claim in the book, send, put on record, let the wish go.

The order makes every step safe against a crash: what is claimed is never claimed again, what is on record is never
sent again, and a wish goes last. A message whose sending was cut short is not sent again; it lies in the inbox.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from huozhao.events.catalogue import MessageDecided
from huozhao.events.documents import Document
from huozhao.events.event import Event, event
from huozhao.events.state import StateStore
from huozhao.flows.messages.asking import Asking
from huozhao.flows.messages.rules import Rules
from huozhao.flows.messages.sender import Sender
from huozhao.flows.messages.store import MESSAGE, WISH, Store, message_body
from huozhao.flows.people.standing import Known
from huozhao.operations.messages.arbiter import Circumstances, Verdict, decide, is_asked
from huozhao.operations.messages.book import MessageBook
from huozhao.operations.messages.folds import GRANTS
from huozhao.operations.messages.policy import Policy
from huozhao.operations.messages.wish import Wish, wish_from_body
from huozhao.privacy.purposes import MARKETING
from huozhao.terms.errors import Conflict

# So many persons are judged, and what was decided put on record together, before anybody else may touch the store.
BATCH = 20
IN_APP = ("card", "popup", "inbox")


class Part(Protocol):
    """What a part of the mall is asked before one of its wishes is sent."""

    def unfit(self, wish: Wish) -> str:
        """Return why a wish makes no sense any more (a code of REASONS), empty when it does."""
        ...

    def take(self, wish: Wish) -> bool:
        """Count one use against the part's budget; False, with nothing counted, when it cannot bear it."""
        ...

    def release(self, wish: Wish) -> None:
        """Take back a use that was counted and not made."""
        ...


class Plain:
    """A part without budget whose wishes always make sense; others change what they need."""

    def unfit(self, wish: Wish) -> str:
        """Find every wish fit."""
        return ""

    def take(self, wish: Wish) -> bool:
        """Bear every use."""
        return True

    def release(self, wish: Wish) -> None:
        """Count nothing."""


PLAIN = Plain()


@dataclass(slots=True)
class _Done:
    """What a round has decided and not yet let go."""

    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Round:
    """Works off what waits. `record` appends the mall's own events."""

    store: Store
    rules: Rules
    sender: Sender
    state: StateStore
    known: Known
    asking: Asking
    parts: Mapping[str, Part]
    record: Callable[[Sequence[Event]], object]
    clock: Callable[[], int]
    zone: str
    lock: AbstractContextManager[Any] = field(default_factory=threading.RLock)

    def run(self, due: Iterable[Document], stop: Callable[[], bool] = lambda: False) -> int:
        """Judge everybody who has a wish among those due; return how many messages were sent."""
        persons = dict.fromkeys(self.known.person(found.body["shopper"]) for found in due)
        sent, names = 0, list(persons)
        for first in range(0, len(names), BATCH):
            if stop():
                break
            with self.lock:
                done = _Done()
                sent += sum(self._person(person, done) for person in names[first : first + BATCH])
                self._finish(done)
        return sent

    def circumstances(self, person: str, wishes: Sequence[Wish], now: int) -> Circumstances:
        """Return what the arbiter has to know of a person."""
        templates = {wish.template for wish in wishes} - {""}
        granted = {template: self.granted(person, template) for template in templates}
        since = self.asking.since(person, now) if any(wish.asked for wish in wishes) else 0
        asked = self.asking.allowed(person, since) if since else granted
        service = frozenset(template for template in templates if self.rules.is_for_service(template))
        open_now = [found.body["channel"] for found in self.store.of(MESSAGE, person) if is_open(found.body, now)]
        unfit = {wish.key: why for wish in wishes if (why := self._part(wish).unfit(wish))}
        return Circumstances(
            person, now, self.zone, self.known.allows(person, MARKETING), granted, asked, since, service,
            self.sender.is_connected(), open_now.count("card"), open_now.count("popup"), unfit,
        )  # fmt: skip

    def is_asked(self, person: str, wish: Wish, now: int) -> bool:
        """Tell whether a person has asked for a wish, as it stands now."""
        return wish.asked and is_asked(wish, self.store.book(person)[0], self.circumstances(person, [wish], now))

    def granted(self, person: str, template: str) -> int:
        """Return how many messages of a template a person has ever allowed."""
        rows = (self.state.get(GRANTS.name, (member, template)) for member in self.known.members(person))
        return sum(int(row["granted"] or 0) for row in rows if row)

    def _person(self, person: str, done: _Done) -> int:
        now, policy = self.clock(), self.rules.policy()
        wishes = [self._open(found, done) for found in self.store.of(WISH, person)]
        whole, mine, version = self.store.book(person)
        fresh = [wish for wish in wishes if wish is not None and not self._interrupted(wish, whole, now, done)]
        if not fresh:
            return 0
        found = self.circumstances(person, fresh, now)
        verdicts, taken = self._verdicts(fresh, whole, found, policy)
        sends = [verdict for verdict in verdicts if verdict.act == "send"]
        for verdict in sends:
            mine = mine.claimed(verdict.wish, str(verdict.channel), now)
        try:
            version = self.store.keep(person, mine, version, now) if sends else version
        except Conflict:  # another process was faster: judged anew in the next round
            for wish in taken:
                self._part(wish).release(wish)
            return 0
        dry = set[str]()
        for verdict in verdicts:
            self._settle(verdict, found, dry, done)
        return len(sends)

    def _open(self, found: Document, done: _Done) -> Wish | None:
        """Return a wish that waits; None for one that was decided before a crash, which is put on record again."""
        wish = wish_from_body(found.body)
        before = self.store.documents.get(MESSAGE, found.id)
        if before is None:
            return wish
        if before.body["state"] == "sending":
            self._conclude(wish, "unknown", "unknown", before.body["channel"], before.body["at"], done)
        else:
            body = before.body
            self._note(wish, body["state"], body["reason"], body["channel"], body["at"], done)
        return None

    def _interrupted(self, wish: Wish, book: MessageBook, now: int, done: _Done) -> bool:
        """Conclude a wish that was claimed and cut short before anything was sent: it is told in the mall itself."""
        claim = book.of(wish.key)
        if claim is None:
            return False
        state = "sent" if claim.channel in IN_APP else "unknown"
        self._conclude(wish, state, state, claim.channel, claim.at, done)
        return True

    def _verdicts(
        self, wishes: Sequence[Wish], book: MessageBook, found: Circumstances, policy: Policy
    ) -> tuple[list[Verdict], list[Wish]]:
        """Decide until every part bears what would be sent of it."""
        taken: dict[str, Wish] = {}
        unfit = dict(found.unfit)
        while True:
            verdicts = decide(wishes, book, replace(found, unfit=unfit), policy)
            refused = next((v.wish for v in verdicts if v.act == "send" and v.wish.key not in taken
                            and not self._taken(v.wish, taken)), None)  # fmt: skip
            if refused is None:
                return verdicts, list(taken.values())
            unfit[refused.key] = "budget_spent"

    def _taken(self, wish: Wish, taken: dict[str, Wish]) -> bool:
        if self._part(wish).take(wish):
            taken[wish.key] = wish
            return True
        return False

    def _settle(self, verdict: Verdict, found: Circumstances, dry: set[str], done: _Done) -> None:
        """Carry a verdict out; `dry` are the templates of which WeChat has just said that nothing is left."""
        wish, now = verdict.wish, found.now
        if verdict.act == "wait":
            self._wait(verdict)
        elif verdict.act == "drop":
            self._conclude(wish, "dropped", verdict.reason, "", now, done)
        elif verdict.channel == "subscription":
            self._subscription(verdict, found, dry, done)
        else:
            self._conclude(wish, "sent", verdict.reason, str(verdict.channel), now, done)

    def _wait(self, verdict: Verdict) -> None:
        id = self.store.id(verdict.wish)
        kept = self.store.documents.get(WISH, id)
        if kept is not None and (kept.body["next_at"], kept.body["reason"]) != (verdict.until, verdict.reason):
            body = {**kept.body, "next_at": verdict.until, "reason": verdict.reason}
            self.store.documents.put(WISH, id, body)

    def _subscription(self, verdict: Verdict, found: Circumstances, dry: set[str], done: _Done) -> None:
        """Send a subscription message once; what does not go out is told in the mall itself, where that is wanted.

        What a shopper asked for lies in the inbox when WeChat fails, and nowhere when they took the "allow" back.
        """
        wish, now, result = verdict.wish, found.now, "refused"
        if wish.template not in dry:
            body = message_body(wish, "sending", "", "subscription", now)
            self.store.documents.put(MESSAGE, self.store.id(wish), body)
            result, _ = self.sender.send(self.store.id(wish), wish, now)
            if result == "sent":
                self._conclude(wish, "sent", verdict.reason, "subscription", now, done)
                return
            self._note(wish, "failed", result, "subscription", now, done, is_last=False)
        if result == "refused" and wish.template not in dry:
            self.emptied(found.person, wish.template, found.granted.get(wish.template, 0), now)
            dry.add(wish.template)
        ways = IN_APP if verdict.reason != "asked" else ("inbox",) if result == "failed" else ()
        instead = next((each for each in wish.channels if each in ways), None)
        state, reason = ("sent", verdict.reason) if instead else ("failed", result)
        self._conclude(wish, state, reason, instead or "subscription", now, done)

    def emptied(self, person: str, template: str, granted: int, now: int) -> None:
        """Set what is left of a template to nothing, whoever else writes the book meanwhile."""
        while True:
            _, mine, version = self.store.book(person)
            try:
                self.store.keep(person, mine.refused(template, granted, now), version, now)
                return
            except Conflict:
                continue

    def _conclude(self, wish: Wish, state: str, reason: str, channel: str, at: int, done: _Done) -> None:
        """Put what became of a wish on record, for good."""
        message = self.store.id(wish), message_body(wish, state, reason, channel, at)
        if channel == "subscription":  # what left the mall is on record at once
            self.store.documents.put(MESSAGE, *message)
        else:
            done.messages.append(message)
        self._note(wish, state, reason, channel, at, done)

    def _note(
        self, wish: Wish, state: str, reason: str, channel: str, at: int, done: _Done, is_last: bool = True
    ) -> None:
        id = self.store.id(wish)
        template = wish.template if channel == "subscription" else ""
        what = MessageDecided(id, wish.source, wish.kind, state, channel, reason, template)
        done.events.append(event(f"message-{id}{'' if is_last else '-tried'}", at, wish.shopper, what, "arbiter"))
        if is_last:
            done.wishes.append(id)

    def _finish(self, done: _Done) -> None:
        if done.messages:
            self.store.documents.put_many(MESSAGE, done.messages)
        if done.events:
            self.record(done.events)
        if done.wishes:
            self.store.documents.delete(WISH, done.wishes)

    def _part(self, wish: Wish) -> Part:
        return self.parts.get(wish.part, PLAIN)


def is_open(body: Mapping[str, object], now: int) -> bool:
    """Tell whether a message still stands on pages: sent, not put away, not out of date; a popup is seen once."""
    is_away = body["dismissed_at"] or (body["channel"] == "popup" and body["read_at"])
    return body["state"] == "sent" and not is_away and int(str(body["valid_until"])) > now
