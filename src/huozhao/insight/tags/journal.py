"""The port of memberships: who carries which tag, since when and why, and every change of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Change:
    """A person gained (`entered`) or lost a tag at `at` (ms) on the local day `day`.

    `cause` is log, time, definition, consent, merge, restart or outside; `position` is the place in the log, 0 = none.
    `value` tells which value of a tag with values was gained. `number` is given by the journal and rises.
    """

    tag: str
    person: str
    entered: bool
    at: int
    day: int
    cause: str
    position: int = 0
    value: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """A tag that a person carries now; `since` and `position` are those of the change that gave it."""

    tag: str
    person: str
    value: str
    since: int
    cause: str
    position: int


class Memberships(Protocol):
    """Keeps what stands now and how it came about."""

    def append(self, changes: Sequence[Change]) -> None:
        """Record changes in order; one that changes nothing (already held, not held) is left out.

        Gaining a tag that is held with another value replaces the value.
        """
        ...

    def current(self, person: str | None = None) -> Iterable[Membership]:
        """Return what one person, or with None everybody, carries now."""
        ...

    def history(self, person: str, tag: str = "", limit: int = 100) -> list[Change]:
        """Return a person's changes, newest first; of one tag where that is named."""
        ...

    def after(self, number: int, limit: int, tag: str = "") -> list[Change]:
        """Return changes with numbers greater than `number`, oldest first: the feed."""
        ...

    def sizes(self, tag: str) -> list[tuple[int, int, int]]:
        """Return (local day, gained, lost) of a tag by day; forgotten persons still count."""
        ...

    def forget(self, persons: Sequence[str]) -> int:
        """Remove all that is kept of persons, leaving no trace in the files; return how many rows went."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...
