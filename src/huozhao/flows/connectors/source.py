"""The port through which another mall's database is read."""

from collections.abc import Mapping
from typing import Protocol

from huozhao.terms.pulls import Key, Page, Pull, States


class MallSource(Protocol):
    """Another mall's database; nothing is ever written to it. Faults raise BadInput that says what to mend."""

    @property
    def id(self) -> str:
        """What names this database for good: neither user nor password."""
        ...

    def newest(self, pull: Pull) -> str | None:
        """Return when the last of all rows changed, in the mall's own clock; None for an empty table."""
        ...

    def count(self, pull: Pull, states: States | None, since: str | None) -> int:
        """Return how many keys changed since, less the overlap; all with None."""
        ...

    def page(self, pull: Pull, states: States | None, since: str | None, after: Key | None, most: int) -> Page:
        """Return the rows of the next keys after one, at most so many keys, whole keys only."""
        ...

    def states(self, states: States) -> Mapping[int, int]:
        """Return how many orders are in each state, by code."""
        ...
