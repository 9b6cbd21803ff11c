"""The event log in memory."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from huozhao.events.event import Event, Recorded, digest, encode_properties
from huozhao.events.log import Outcome


class MemoryLog:
    """An EventLog that ends with the process."""

    def __init__(self) -> None:
        self._events: list[Recorded] = []
        self._by_time: list[Recorded] = []
        self._is_in_order = True
        self._digests: dict[str, bytes] = {}
        self._newest = 0
        self._lock = threading.Lock()

    def append(self, events: Sequence[Event]) -> list[Outcome]:
        """Record events; see the port."""
        with self._lock:
            return [self._one(event) for event in events]

    def submit(self, events: Sequence[Event]) -> "Future[list[Outcome]]":
        """Append at once and return a finished future."""
        future: Future[list[Outcome]] = Future()
        future.set_result(self.append(events))
        return future

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return events after a position."""
        start = bisect_right(self._events, after, key=lambda recorded: recorded.position)
        return self._events[start : start + limit]

    def by_shopper(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[Recorded]:
        """Return a shopper's events, newest first."""
        mine = [
            r
            for r in self._events
            if shopper and r.event.shopper == shopper and (before is None or (r.event.at, r.position) < before)
        ]
        return sorted(mine, key=lambda r: (-r.event.at, -r.position))[:limit]

    def by_time(self, since: int, until: int, limit: int) -> list[Recorded]:
        """Return events of a span of time, oldest first."""
        with self._lock:
            if not self._is_in_order:
                self._by_time.sort(key=lambda r: (r.event.at, r.position))
                self._is_in_order = True
            first, end = (bisect_left(self._by_time, at, key=lambda r: r.event.at) for at in (since, until))
            return self._by_time[first : min(end, first + limit)]

    def head(self) -> int:
        """Return the newest position."""
        return self._events[-1].position if self._events else 0

    def rewrite(self, subjects: Sequence[str], change: Callable[[Event], Event | None]) -> int:
        """Change the events of subjects; see the port."""
        wanted = frozenset(subjects)
        with self._lock:
            found = [(r, change(r.event)) for r in self._events if r.event.shopper in wanted]
            left = {r.position: kept for r, kept in found if kept is not r.event}
            for recorded in (r for r in self._events if r.position in left):
                del self._digests[recorded.event.id]
            self._digests |= {kept.id: _mark(kept) for kept in left.values() if kept}
            after = ((r, left.get(r.position, r.event)) for r in self._events)
            self._events = [Recorded(r.position, kept) for r, kept in after if kept is not None]
            self._by_time, self._is_in_order = list(self._events), False
            return len(left)

    def close(self) -> None:
        """Nothing to release."""

    def _one(self, event: Event) -> Outcome:
        mark = _mark(event)
        if event.id in self._digests:
            return "duplicate" if self._digests[event.id] == mark else "conflict"
        self._digests[event.id] = mark
        self._newest += 1
        self._events.append(Recorded(self._newest, event))
        self._by_time.append(self._events[-1])
        self._is_in_order = False
        return "recorded"


def _mark(event: Event) -> bytes:
    return digest(event.name, event.at, encode_properties(event.properties))
