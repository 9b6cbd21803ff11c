"""What went wrong while pages were made: counted, the newest kept, so that a page that stands in is no secret."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One step that failed, when (ms) and why."""

    step: str
    at: int
    why: str


class Faults:
    """Counts pages, pages that were short of something, and keeps the newest faults in memory."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._newest: deque[Fault] = deque(maxlen=MOST)
        self.pages, self.short, self.degraded = 0, 0, 0

    def note(self, step: str, why: str) -> None:
        """Keep a fault."""
        with self._lock:
            self._newest.append(Fault(step, self._clock(), why[:300]))

    def count(self, *, short: bool, degraded: bool) -> None:
        """Count a page."""
        with self._lock:
            self.pages += 1
            self.short += short
            self.degraded += degraded

    def newest(self) -> list[Fault]:
        """Return the newest faults, newest first."""
        with self._lock:
            return list(reversed(self._newest))
