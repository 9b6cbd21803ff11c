"""The port of the event log: the truth that everything else can be rebuilt from."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Literal, Protocol

from huozhao.events.event import Event, Recorded

Outcome = Literal["recorded", "duplicate", "conflict"]


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
