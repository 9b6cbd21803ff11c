"""The outbox: messages to other systems, signed, delivered at least once, retried with back-off, never lost."""

import base64
import hashlib
import hmac
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from huozhao.events.documents import Document, Documents
from huozhao.flows.background import Background
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.time import iso

WAITING, PAST = "outbox", "outbox_past"
# Exponential back-off with full jitter: the wait is drawn from 0 … min(cap, base · 2^tries).
BASE_MS, CAP_MS, MOST_TRIES = 15_000, 6 * 3_600_000, 12
# Who takes a message has so long to deliver it before another process tries.
LEASE_MS = 60_000
POLL_S = 2.0
AT_ONCE = 50
# So many receivers are written to at the same time; one that does not answer holds up no other.
LANES = 8


class Post(Protocol):
    """What carries a message to another system."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[bool, str]:
        """Send one message; return whether it was accepted, and in a few words what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets by which receivers know our messages: derived from one that this mall keeps, one each and number."""

    root: Callable[[], bytes]

    def of(self, name: str, number: int) -> bytes:
        """Return the 32 bytes that sign for a receiver; another number is another secret."""
        return hmac.new(self.root(), f"{name}#{number}".encode(), hashlib.sha256).digest()

    def shown(self, name: str, number: int) -> str:
        """Return the secret as receivers write it down."""
        return "whsec_" + base64.b64encode(self.of(name, number)).decode()


def message_of(
    topic: str, url: str, secret: str, about: str, body: Mapping[str, Any], now: int
) -> dict[str, Any]:
    """Return a message that waits to be delivered; `secret` names whose secret signs it, `about` what it is about."""
    return {"topic": topic, "url": url, "secret": secret, "about": about, "body": dict(body), "at": now, "tries": 0,
            "next_at": 0, "state": "waiting", "error": "", "done_at": None}


def signed(secret: bytes, id: str, message: Mapping[str, Any], at_s: int) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a message as Standard Webhooks 1.0 has them: v1 = HMAC-SHA256(id.timestamp.body)."""
    body = msgspec.json.encode({"type": message["topic"], "timestamp": iso(message["at"]), "data": message["body"]})
    mark = hmac.new(secret, f"{id}.{at_s}.".encode() + body, hashlib.sha256).digest()
    headers = {"webhook-id": id, "webhook-timestamp": str(at_s),
               "webhook-signature": "v1," + base64.b64encode(mark).decode(), "content-type": "application/json"}
    return headers, body


class Outbox:
    """Delivers what waits, in the background or when asked to."""

    def __init__(
        self, documents: Documents, post: Post, secret: Callable[[str], bytes], clock: Callable[[], int],
        rng: random.Random,
    ) -> None:
        self._documents, self._post, self._secret, self._clock, self._rng = documents, post, secret, clock, rng
        self._background = Background("outbox", self._begin, POLL_S)
        self._lanes: ThreadPoolExecutor | None = None
        self._busy: set[str] = set()

    @staticmethod
    def id(name: str, now: int) -> str:
        """Return the id of a new message; ids sort by time."""
        return f"{now:015d}-{name}"

    def put(self, id: str, message: Mapping[str, Any]) -> None:
        """Let a message wait; the same id again is the same message."""
        if self._documents.get(WAITING, id) is None and self._documents.get(PAST, id) is None:
            self._documents.put(WAITING, id, dict(message))
        self._background.wake()

    def list(self, state: str = "", after: str = "", limit: int = 100) -> list[Document]:
        """Return messages, newest first: waiting ones and dead ones, or those delivered."""
        if state == "delivered":
            return self._documents.list(PAST, after, limit, newest=True)
        found: Sequence[Document] = ()
        while len(found) < limit and (batch := self._documents.list(WAITING, after, limit, newest=True)):
            found = [*found, *(each for each in batch if state in ("", each.body["state"]))]
            after = batch[-1].id
        return [*found[:limit]]

    def get(self, id: str) -> Document:
        """Return a message; NotFound when there is none."""
        found = self._documents.get(WAITING, id) or self._documents.get(PAST, id)
        if found is None:
            raise NotFound("unknown_delivery", f"there is no message {id!r}", field="id",
                           hint="see GET /v1/deliveries")
        return found

    def retry(self, id: str) -> Document:
        """Try a message again now, a dead one too; Conflict when it was delivered."""
        found = self.get(id)
        if found.kind == PAST:
            raise Conflict("delivered", "this message was delivered already", field="id")
        self._deliver(found, forced=True)
        return self.get(id)

    def deliver(self) -> int:
        """Try what is due; return how many messages were delivered."""
        with ThreadPoolExecutor(LANES) as lanes:
            return sum(lanes.map(lambda lane: self._lane(*lane), self._due().items()))

    def wake(self) -> None:
        """Look at once for what waits."""
        self._background.wake()

    def start(self) -> None:
        """Deliver in the background from now on."""
        self._lanes = ThreadPoolExecutor(LANES, "outbox")
        self._background.start()

    def stop(self) -> None:
        """End the background threads when what is being sent was answered."""
        self._background.stop()
        if self._lanes is not None:
            self._lanes.shutdown()
            self._lanes = None

    def _begin(self) -> None:
        for url, due in self._due().items():
            if self._lanes is not None and url not in self._busy:
                self._busy.add(url)
                self._lanes.submit(self._lane, url, due)

    def _due(self) -> Mapping[str, Sequence[Document]]:
        """Return what is due by the address it goes to, in the order in which it was put there."""
        now, after, due = self._clock(), "", dict[str, list[Document]]()
        while batch := self._documents.list(WAITING, after=after, limit=AT_ONCE):
            for each in batch:
                if each.body["state"] == "waiting" and each.body["next_at"] <= now:
                    due.setdefault(each.body["url"], []).append(each)
            after = batch[-1].id
        return due

    def _lane(self, url: str, due: Sequence[Document]) -> int:
        """Send a receiver what is due, until one message fails: what follows waits for the next look."""
        done = 0
        try:
            while done < len(due) and not self._background.is_stopped and self._deliver(due[done]):
                done += 1
        finally:
            self._busy.discard(url)
            if done == len(due):  # for what was put there meanwhile
                self._background.wake()
        return done

    def _deliver(self, found: Document, forced: bool = False) -> bool:
        now, body = self._clock(), found.body
        if self._documents.get(PAST, found.id) is not None:
            self._documents.delete(WAITING, [found.id])
            return False
        try:
            taken = self._documents.put(WAITING, found.id, {**body, "next_at": now + LEASE_MS}, found.version)
        except Conflict:
            return False
        accepted, told = self._sent(found.id, body, now)
        tries = body["tries"] + 1
        if accepted:
            self._documents.put(PAST, found.id, {**body, "tries": tries, "state": "delivered", "error": "",
                                                 "done_at": self._clock()})
            self._documents.delete(WAITING, [found.id])
            return True
        dead = tries >= MOST_TRIES and not forced
        wait = self._rng.uniform(0.0, min(CAP_MS, BASE_MS * 2 ** min(tries, 20)))
        after = {**body, "tries": tries, "error": told, "state": "dead" if dead else "waiting",
                 "next_at": now + int(wait)}
        with suppress(Conflict):  # somebody tried it again meanwhile, and what came of that is on record
            self._documents.put(WAITING, found.id, after, taken.version)
        return False

    def _sent(self, id: str, message: Mapping[str, Any], now: int) -> tuple[bool, str]:
        """Send a message; whatever goes wrong with it, it only says so, for others wait behind it."""
        try:
            headers, body = signed(self._secret(message["secret"]), id, message, now // 1000)
            return self._post.send(message["url"], headers, body)
        except Exception as error:
            return False, type(error).__name__
