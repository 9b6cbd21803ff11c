"""The port of the event log: the truth that everything else can be rebuilt from."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Literal, Protocol

from huozhao.events.event import Event, Recorded

Outcome = Literal["recorded", "duplicate", "conflict"]
READ_AT_ONCE = 50_000


class EventLog(Protocol):
    """A durable, append-only sequence of events, each id kept once."""

    def append(self, events: Sequence[Event]) -> list[Outcome]:
        """Record events atomically and durably before returning, one outcome each, in order.

        A known id with the same content is a duplicate, with other content a conflict; neither is stored. The shopper
        is no part of that content: it is taken out when consent ends.
        Raises StorageFull when the disk is full and Busy when too much waits; then nothing of the call is kept.
        """
        ...

    def submit(self, events: Sequence[Event]) -> "Future[list[Outcome]]":
        """Begin an append and return at once; the future ends as `append` would."""
        ...

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events with positions greater than `after`, oldest first."""
        ...

    def by_shopper(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[Recorded]:
        """Return a shopper's events, newest first by (at, position); `before` is such a pair, exclusive."""
        ...

    def by_time(self, since: int, until: int, limit: int) -> list[Recorded]:
        """Return events with since <= at < until, oldest first."""
        ...

    def head(self) -> int:
        """Return the position of the newest event, 0 when there is none."""
        ...

    def rewrite(self, subjects: Sequence[str], change: Callable[[Event], Event | None]) -> int:
        """Let each event of subjects become what `change` makes of it, or go where that is None; return how many did.

        Where `change` returns the very same object nothing happens. Positions stay, and none is given out again.
        Nothing of what was there before is left readable in the file.
        """
        ...

    def close(self) -> None:
        """Finish what was accepted and release the files."""
        ...


def between(log: EventLog, since: int, until: int, at_once: int = READ_AT_ONCE) -> Iterator[Recorded]:
    """Yield the events with since <= at < until (ms), oldest first, reading `at_once` of them at a time.

    Where one millisecond holds more than that (an imported file with days for times) more are read at once.
    """
    seen: set[int] = set()
    while page := log.by_time(since, until, at_once):
        yield from (each for each in page if each.position not in seen)
        if len(page) < at_once:
            return
        if page[-1].event.at == since:
            at_once *= 2
        since = page[-1].event.at
        seen = {each.position for each in page if each.event.at == since}
