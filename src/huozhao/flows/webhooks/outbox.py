"""The outbox: messages to other systems, delivered at least once, retried with back-off, given up visibly."""

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from huozhao.events.documents import Document, Documents
from huozhao.flows.background import Background, Lanes
from huozhao.flows.webhooks.later import asked_ms, next_at
from huozhao.flows.webhooks.message import PATIENCE_MS, Parcel, Post, packed, wait_ms
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.sent import Sent
from huozhao.terms.time import DAY_MS

WAITING, PAST = "outbox", "outbox_past"
# Who takes a message has so long to deliver it before another process tries.
LEASE_MS = 60_000
# What arrived can be looked at for so long.
KEPT_MS = 90 * DAY_MS
POLL_S = 2.0
AT_ONCE = 50
# So many receivers are written to at the same time; one that does not answer holds up no other.
LANES = 8


class Receivers(Protocol):
    """Who subscribes: whether they take messages now, what a message says at this moment, and what came of it."""

    @property
    def post(self) -> Post:
        """What carries their messages."""
        ...

    def takes(self, message: Mapping[str, Any]) -> bool:
        """Tell whether a message may leave now; a subscription that is paused takes none."""
        ...

    def parcel(self, message: Mapping[str, Any]) -> Parcel | None:
        """Return the message as it leaves now, None when there is nothing to tell any more."""
        ...

    def heard(self, id: str, message: Mapping[str, Any], answer: Sent, began: int) -> None:
        """Take note of what came of a try that began at an instant (ms)."""
        ...


class Outbox:
    """Delivers what waits, in the background or when asked to.

    A message with `to` goes to a subscription: it is made anew at each try, and nothing of it is kept once it arrived.
    """

    def __init__(
        self, documents: Documents, post: Post, secret: Callable[[str], bytes], clock: Callable[[], int],
        rng: random.Random,
    ) -> None:
        self.documents, self.post, self._secret, self._clock, self._rng = documents, post, secret, clock, rng
        # Who subscribes; they are wired after the outbox, which others need before.
        self.receivers: Receivers | None = None
        self._background = Background("outbox", self._begin, POLL_S)
        self._lanes = Lanes("outbox", LANES, self._background.wake)

    @staticmethod
    def id(name: str, now: int) -> str:
        """Return the id of a new message; ids sort by time."""
        return f"{now:015d}-{name}"

    def put(self, id: str, message: Mapping[str, Any]) -> None:
        """Let a message wait; the same id again is the same message, one of long ago too, whose record has gone."""
        if id < self.id("", self._clock() - KEPT_MS):
            return
        if self.documents.get(WAITING, id) is None and self.documents.get(PAST, id) is None:
            self.documents.put(WAITING, id, dict(message))
        self._background.wake()

    def send(self, id: str, message: Mapping[str, Any], parcel: Parcel) -> bool:
        """Send a parcel at once, unless its message waits already; only what is not accepted is kept, to be retried."""
        if self.documents.get(WAITING, id) is not None:
            return True
        now = self._clock()
        answer = self._sent(id, message, now, parcel)
        if not answer.accepted:
            self.documents.put(WAITING, id, self._failed({**message}, answer, now))
        return answer.accepted

    def list(self, state: str = "", after: str = "", limit: int = 100, to: str | None = None) -> list[Document]:
        """Return messages, newest first: waiting ones and dead ones, or those delivered; `to` is a subscription."""
        if state == "delivered":
            return self.documents.list(PAST, after, limit, newest=True)
        found: Sequence[Document] = ()
        while len(found) < limit and (batch := self.documents.list(WAITING, after, limit, newest=True)):
            found = [*found, *(each for each in batch if state in ("", each.body["state"])
                               and to in (None, each.body.get("to", "")))]
            after = batch[-1].id
        return [*found[:limit]]

    def get(self, id: str) -> Document:
        """Return a message; NotFound when there is none."""
        found = self.documents.get(WAITING, id) or self.documents.get(PAST, id)
        if found is None:
            raise NotFound("unknown_delivery", f"there is no message {id!r}", field="id",
                           hint="see GET /v1/deliveries")
        return found

    def retry(self, id: str) -> Document:
        """Try a message again now, a dead one too; Conflict when it was delivered. What arrived is told once more."""
        found = self.get(id)
        if found.kind == PAST:
            raise Conflict("delivered", "this message was delivered already", field="id")
        delivered = self._deliver(found, forced=True)
        state = {"state": "delivered", "done_at": self._clock()} if delivered else {}
        left = self.documents.get(WAITING, id) or self.documents.get(PAST, id)
        return left or Document(PAST, id, found.version, found.at, {**found.body, "error": "", **state})

    def deliver(self) -> int:
        """Try what is due; return how many messages were delivered."""
        with ThreadPoolExecutor(LANES) as lanes:
            return sum(lanes.map(self._lane, self._due().values()))

    def wake(self) -> None:
        """Look at once for what waits."""
        self._background.wake()

    def start(self) -> None:
        """Deliver in the background from now on."""
        self._lanes.start()
        self._background.start()

    def stop(self) -> None:
        """End the background threads when what is being sent was answered."""
        self._background.stop()
        self._lanes.stop()

    def _begin(self) -> None:
        for receiver, due in self._due().items():
            self._lanes.begin(receiver, partial(self._is_through, due))

    def _due(self) -> Mapping[str, Sequence[Document]]:
        """Return what is due by the receiver it goes to, in the order in which it was put there."""
        now, after, due = self._clock(), "", dict[str, list[Document]]()
        while batch := self.documents.list(WAITING, after=after, limit=AT_ONCE):
            for each in batch:
                if each.body["state"] == "waiting" and each.body["next_at"] <= now and self._takes(each.body):
                    due.setdefault(each.body.get("to") or each.body["url"], []).append(each)
            after = batch[-1].id
        return due

    def _takes(self, message: Mapping[str, Any]) -> bool:
        return not message.get("to") or (self.receivers is not None and self.receivers.takes(message))

    def _is_through(self, due: Sequence[Document]) -> bool:
        """Send a receiver what is due; return whether all arrived, so that what was put there meanwhile may follow."""
        return self._lane(due) == len(due)

    def _lane(self, due: Sequence[Document]) -> int:
        """Send a receiver what is due, until one message fails: what follows waits for the next look."""
        done = 0
        while done < len(due) and not self._background.is_stopped and self._deliver(due[done]):
            done += 1
        return done

    def _deliver(self, found: Document, forced: bool = False) -> bool:
        now, body = self._clock(), found.body
        if self.documents.get(PAST, found.id) is not None:
            self.documents.delete(WAITING, [found.id])
            return False
        try:
            taken = self.documents.put(WAITING, found.id, {**body, "next_at": now + LEASE_MS}, found.version)
        except Conflict:
            return False
        answer = self._sent(found.id, body, now)
        if answer.accepted:
            self._settle(found)
            return True
        with suppress(Conflict):  # somebody tried it again meanwhile, and what came of that is on record
            self.documents.put(WAITING, found.id, self._failed(body, answer, now, forced), taken.version)
        return False

    def _settle(self, found: Document) -> None:
        """Keep what was delivered, unless it can be made again from the log or named somebody who was erased."""
        if not found.body.get("to"):
            self.documents.put(PAST, found.id, {**found.body, "tries": found.body["tries"] + 1, "state": "delivered",
                                                 "error": "", "done_at": self._clock()})
        self.documents.delete(WAITING, [found.id])

    def _failed(self, body: Mapping[str, Any], answer: Sent, now: int, forced: bool = False) -> dict[str, Any]:
        """Return a message after a try that was not accepted: it waits, or after all patience is dead."""
        tries, since, answered_at = body["tries"] + 1, body.get("since") or now, self._clock()
        dead = now - since >= PATIENCE_MS and not forced
        asked = asked_ms(answer.later, answered_at)
        again = next_at(answered_at, asked, since + PATIENCE_MS) if asked else now + wait_ms(tries, self._rng.random())
        return {**body, "tries": tries, "since": since, "error": answer.told, "state": "dead" if dead else "waiting",
                "next_at": again}

    def _sent(self, id: str, message: Mapping[str, Any], now: int, parcel: Parcel | None = None) -> Sent:
        """Send a message; whatever goes wrong with it, it only says so, for others wait behind it."""
        receivers = self.receivers if message.get("to") else None
        try:
            parcel = parcel or (receivers.parcel(message) if receivers else self._own(message))
            if parcel is None:
                return Sent(True, "nothing is left to tell")
            headers, body = packed(parcel, id, now // 1000)
            answer = (receivers or self).post.send(parcel.url, headers, body)
        except Exception as error:
            answer = Sent(False, type(error).__name__)
        if receivers:
            receivers.heard(id, message, answer, now)
        return answer

    def _own(self, message: Mapping[str, Any]) -> Parcel:
        secrets = (self._secret(message["secret"]),)
        return Parcel(message["url"], message["topic"], message["at"], message["body"], secrets)


def let_go(documents: Documents, now: int) -> int:
    """Delete messages to suppliers that arrived long ago; return how many went."""
    gone = 0
    while old := [each.id for each in documents.list(PAST, limit=500) if each.body["done_at"] < now - KEPT_MS]:
        gone += documents.delete(PAST, old)
    return gone
