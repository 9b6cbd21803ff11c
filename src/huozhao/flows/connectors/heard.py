"""What came through each hook: when last, how much was taken, how much refused."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Documents

KIND = "hook_heard"
# Counts are written down at most once in so long (ms); what came since is lost when the server ends.
WRITE_MS = 1_000


@dataclass(frozen=True, slots=True)
class Heard:
    """Counts what came by hook; the clock is the real one, as that of the senders."""

    documents: Documents
    clock: Callable[[], int]
    _now: dict[str, dict[str, Any]] = field(default_factory=dict)
    _written: dict[str, int] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)  # a lock; its type is a function, which the API cannot read

    def of(self, hook: str) -> dict[str, Any]:
        """Return `at` (ms, 0 = never), `accepted`, `duplicate` and `refused` events, and `unproven` messages."""
        known = self._now.get(hook)
        found = None if known else self.documents.get(KIND, hook)
        return dict(known or (found.body if found else
                              {"at": 0, "accepted": 0, "duplicate": 0, "refused": 0, "unproven": 0, "unproven_at": 0}))

    def add(self, hook: str, accepted: int, duplicate: int, refused: int) -> None:
        """Count a message that was proven."""
        self._add(hook, "at", {"accepted": accepted, "duplicate": duplicate, "refused": refused})

    def unproven(self, hook: str) -> None:
        """Count a message whose sender could not be told."""
        self._add(hook, "unproven_at", {"unproven": 1})

    def _add(self, hook: str, when: str, more: dict[str, int]) -> None:
        with self._lock:
            now, body = self.clock(), self.of(hook)
            body |= {name: body[name] + units for name, units in more.items()} | {when: now}
            self._now[hook] = body
            if now - self._written.get(hook, 0) >= WRITE_MS:
                self.documents.put(KIND, hook, body)
                self._written[hook] = now
