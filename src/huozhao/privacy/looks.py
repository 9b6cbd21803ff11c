"""The access log's entry and port: every look at personal data, who took it, when, at whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Look:
    """One look at personal data.

    `at` in UTC ms; `kind`, `who`, `role` of the principal; `what` was looked at (profile, timeline, …); `subjects` are
    the subject ids whose data were shown, none for a search that showed many; `address` is truncated.
    """

    at: int
    kind: str
    who: str
    role: str
    what: str
    subjects: tuple[str, ...]
    reason: str
    address: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find in the access log: empty fields do not narrow; `before` is a position, 0 = from the newest."""

    who: str = ""
    subject: str = ""
    what: str = ""
    since: int = 0
    until: int = 1 << 62
    before: int = 0


class AccessLog(Protocol):
    """An append-only list of looks; durable when a call returns."""

    def append(self, look: Look) -> int:
        """Add a look and return its position (from 1)."""
        ...

    def find(self, wanted: Wanted, limit: int) -> list[Look]:
        """Return looks, newest first."""
        ...

    def count(self, subject: str, since: int = 0) -> int:
        """Return how many looks at a subject there are since an instant (UTC ms)."""
        ...

    def rename(self, names: Sequence[tuple[str, str]]) -> int:
        """Put a pseudonym in place of each subject id (old, new), leaving no trace; return how many entries changed."""
        ...

    def drop(self, before: int) -> int:
        """Remove the looks before an instant (UTC ms) and return how many went: retention."""
        ...
