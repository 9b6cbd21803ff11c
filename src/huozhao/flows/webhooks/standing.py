"""How it goes with each subscription: how far the logs were told, what arrived, whether the receiver seems down."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from huozhao.events.documents import Documents
from huozhao.flows.webhooks.message import PATIENCE_MS, wait_ms
from huozhao.terms.errors import Conflict

KIND = "webhook_standing"
# So many messages that failed one after the other mean that the receiver is down, not that it dislikes one of them.
DOWN = 3
# A receiver that is down is tried again after an hour at most, so that it is found soon when it is back.
REST_MS = 3_600_000
# The newest tries that people can look at.
SHOWN = 20
# Who tells a subscription has it for so long (ms); after that another process takes over.
LEASE_MS = 15_000


class Try(msgspec.Struct, frozen=True):
    """One try: the message, when (ms) it was sent, how long (ms) the receiver took, and what came of it."""

    id: str
    topic: str
    at: int
    took_ms: int
    accepted: bool
    told: str


@dataclass(slots=True)
class Standing:
    """How it goes with one subscription; times in ms.

    Since something arrived: `streak` counts failures, `failing` names the first messages that failed. Until
    `rest_until` the receiver is taken to be down; until `asked_until` it asked to be left alone.
    """

    positions: dict[str, int] = field(default_factory=dict)
    delivered: int = 0
    failed: int = 0
    streak: int = 0
    failing: list[str] = field(default_factory=list)
    failing_since: int = 0
    rest_until: int = 0
    asked_until: int = 0
    delivered_at: int = 0
    newest: list[Try] = field(default_factory=list)
    version: int = 0

    def is_resting(self, now: int) -> bool:
        """Whether the receiver is given a rest: nothing new is told."""
        return now < self.resting_until

    def is_asked(self, now: int) -> bool:
        """Whether the receiver asked to be left alone: nothing is tried again either."""
        return now < self.asked_until

    @property
    def resting_until(self) -> int:
        """When the receiver's rest ends."""
        return max(self.rest_until, self.asked_until)

    def go_on(self) -> None:
        """Forget what failed, and end the receiver's rest."""
        self.streak = self.failing_since = self.rest_until = self.asked_until = 0
        self.failing = []

    def heard(self, one: Try, chance: float, asked: int = 0) -> None:
        """Take note of a try; `chance` is drawn from 0 … 1, `asked` is how long (ms) the receiver asks for a rest."""
        self.newest = [one, *self.newest[: SHOWN - 1]]
        if one.accepted:
            self.delivered, self.delivered_at = self.delivered + 1, one.at
            self.go_on()
            return
        self.failed, self.streak = self.failed + 1, self.streak + 1
        self.failing_since = self.failing_since or one.at
        if one.id not in self.failing and len(self.failing) < DOWN:
            self.failing.append(one.id)
        if asked:  # it answers, so it is known better than by any guess when it is back
            self.rest_until, self.asked_until = 0, one.at + one.took_ms + asked
        elif len(self.failing) == DOWN:
            self.rest_until = one.at + min(REST_MS, wait_ms(self.streak - DOWN, chance))

    def is_given_up(self, now: int) -> bool:
        """Whether nothing has arrived for all patience, and not for one message's sake."""
        return len(self.failing) > 1 and now - self.failing_since >= PATIENCE_MS


class Standings:
    """Keeps standings in memory and on disk; one process at a time tells a subscription."""

    def __init__(self, documents: Documents, clock: Callable[[], int], owner: str) -> None:
        self._documents, self._clock, self._owner = documents, clock, owner
        self._kept: dict[str, Standing] = {}
        self.lock = threading.RLock()

    def of(self, id: str) -> Standing:
        """Return the standing of a subscription, as this process or the disk knows it."""
        with self.lock:
            known = self._kept.get(id)
            if known is None:
                found = self._documents.get(KIND, id)
                known = self._kept[id] = _read(found.body, found.version) if found else Standing()
            return known

    def fresh(self, id: str) -> Standing:
        """Return the standing as another process may have changed it: a rest that was ended there ends here."""
        with self.lock:
            found = self._documents.get(KIND, id)
            if found and found.version != self.of(id).version:
                self._kept[id] = _read(found.body, found.version)
            return self.of(id)

    def begin(self, id: str, positions: dict[str, int]) -> None:
        """Let a subscription begin at positions, or go on there."""
        self.of(id).positions = dict(positions)
        self._write(id, 0)

    def take(self, id: str) -> Standing | None:
        """Take a subscription for this process, or renew that; None while another process has it."""
        with self.lock:
            found = self._documents.get(KIND, id)
            if found and found.body["owner"] != self._owner and found.body["until"] > self._clock():
                self._kept.pop(id, None)
                return None
            if found and found.version != self.of(id).version:
                self._kept[id] = _read(found.body, found.version)
            return self.of(id) if self._write(id, self._clock() + LEASE_MS) else None

    def save(self, id: str, more: bool = True) -> None:
        """Write down how it stands; without `more` another process may take over at once."""
        self._write(id, self._clock() + LEASE_MS if more else 0)

    def forget(self, id: str) -> None:
        """Forget a subscription."""
        with self.lock:
            self._kept.pop(id, None)
            self._documents.delete(KIND, [id])

    def _write(self, id: str, until: int) -> bool:
        """Write unless another process did; then what it wrote is taken over at the next look."""
        with self.lock:
            standing = self.of(id)
            body: dict[str, Any] = msgspec.to_builtins(standing)
            body |= {"owner": self._owner, "until": until}
            del body["version"]
            try:
                standing.version = self._documents.put(KIND, id, body, standing.version).version
            except Conflict:
                self._kept.pop(id, None)
                return False
            return True


def _read(body: dict[str, Any], version: int) -> Standing:
    plain = {key: value for key, value in body.items() if key not in ("owner", "until")}
    return msgspec.convert({**plain, "version": version}, Standing)
