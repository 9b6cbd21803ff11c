"""State that follows from the log: tables written by folds, each fold at its own position."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from huozhao.events.event import Recorded

Scalar = str | int | float | None
Row = dict[str, Scalar]
# Key columns that hold ids of shoppers: their own, and under `value` those that they were linked to.
NAMING = ("shopper", "value")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of state: its key columns, the columns that are summed and those where the latest value wins."""

    name: str
    key: tuple[str, ...]
    add: tuple[str, ...] = ()
    put: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in the order that rows are read."""
        return self.key + self.add + self.put


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one row. `add` is summed; each `put` column wins when `at` is not older than what stands there."""

    table: str
    key: tuple[str | int, ...]
    add: Mapping[str, int] = field(default_factory=dict)
    put: Mapping[str, Scalar] = field(default_factory=dict)
    at: int = 0


@dataclass(frozen=True, slots=True)
class Fold:
    """A pure function from events to writes; an empty `events` means every name."""

    name: str
    tables: tuple[Table, ...]
    events: frozenset[str]
    fold: Callable[[Recorded], Iterable[Write]]


class StateStore(Protocol):
    """Tables of state with one stored position a fold."""

    def apply(self, fold: str, after: int, upto: int, writes: Sequence[Write]) -> bool:
        """Apply writes in order and move the fold from `after` to `upto`, all or nothing.

        Returns False and changes nothing when the fold is not at `after` (another process was faster).
        """
        ...

    def position(self, fold: str) -> int:
        """Return the position up to which the fold has been applied."""
        ...

    def get(self, table: str, key: tuple[str | int, ...]) -> Row | None:
        """Return one row by its whole key."""
        ...

    def scan(
        self,
        table: str,
        prefix: tuple[str | int, ...] = (),
        after: tuple[str | int, ...] | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Return rows whose key begins with `prefix`, in key order, after the whole key `after`."""
        ...

    def columns(
        self, table: str, names: Sequence[str], prefix: tuple[str | int, ...] = (), least: tuple[str, int] | None = None
    ) -> dict[str, list[Scalar]]:
        """Return columns for batch work, rows in key order: those whose key begins with `prefix`.

        `least` names a column and the least value that it has in the rows wanted.
        """
        ...

    def count(self, table: str) -> int:
        """Return the number of rows."""
        ...

    def reset(self, fold: str) -> None:
        """Forget the fold's tables and position, so that replay rebuilds them."""
        ...


class ForgettingState(StateStore, Protocol):
    """State from which shoppers can be taken out."""

    def forget(self, subjects: Sequence[str], linked: bool = True) -> int:
        """Delete rows whose key names one of the subjects as `shopper`, and empty the column where it is no key.

        With `linked`, also rows of others that name them as a linked id (`value`). Nothing readable is left in the
        file. Returns the number of rows that changed.
        """
        ...


@dataclass(slots=True)
class Change:
    """All writes of one batch to one row, merged: sums, and for each put column its newest value."""

    add: dict[str, int] = field(default_factory=dict)
    put: dict[str, tuple[Scalar, int]] = field(default_factory=dict)

    def take(self, write: Write) -> None:
        """Merge one more write, later writes winning ties of time."""
        for column, amount in write.add.items():
            self.add[column] = self.add.get(column, 0) + amount
        for column, value in write.put.items():
            if column not in self.put or write.at >= self.put[column][1]:
                self.put[column] = (value, write.at)


def merge(writes: Iterable[Write]) -> dict[tuple[str, tuple[str | int, ...]], Change]:
    """Return one change for each row written, keyed by table name and row key."""
    changes: dict[tuple[str, tuple[str | int, ...]], Change] = {}
    for write in writes:
        place = (write.table, write.key)
        if place not in changes:
            changes[place] = Change()
        changes[place].take(write)
    return changes
