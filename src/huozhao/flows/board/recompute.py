"""The board's tables computed anew from the log: shown to be the same, or made the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.events.log import EventLog
from huozhao.events.state import Fold, Row, StateStore, Table
from huozhao.flows.folds import Folds
from huozhao.flows.privacy.erase import RECEIPT
from huozhao.operations.facts import BOARD

AT_ONCE = 5_000
MOST_SHOWN = 20
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that does not follow from the log; None for a side that has no such row."""

    table: str
    key: str
    stored: Row | None
    computed: Row | None


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows were compared; the first differences and how many there are.

    `erased` rows stand in the sums and no longer in the log: what shoppers did whose data have been erased since.
    """

    events: int
    rows: int
    differences: int
    erased: int
    first: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether the tables follow from the log."""
        return not self.differences


def replay(log: EventLog, fold: Fold, into: StateStore, upto: int, step: Step = lambda *_: None) -> int:
    """Fold the log up to a position into an empty state; return how many events were read."""
    after = read = 0
    while after < upto and (batch := [each for each in log.read(after, AT_ONCE) if each.position <= upto]):
        into.apply(fold.name, after, batch[-1].position, [write for each in batch for write in fold.fold(each)])
        after, read = batch[-1].position, read + len(batch)
        step(after, upto)
    return read


def compare(stored: StateStore, computed: StateStore, fold: Fold, events: int, *, has_erased: bool) -> Compared:
    """Compare every table of a fold, row by row.

    Where shoppers have been erased (`has_erased`), a row that holds more than the log gives and nothing less is counted
    as such: erasure takes events out of the log and leaves the mall's sums.
    """
    rows = erased = many = 0
    first: list[Difference] = []
    for table in fold.tables:
        for key, left, right in _pairs(stored, computed, table):
            rows += 1
            if left == right:
                continue
            if has_erased and _is_erased(table, left, right):
                erased += 1
                continue
            many += 1
            if len(first) < MOST_SHOWN:
                first.append(Difference(table.name, "|".join(map(str, key)), left, right))
    return Compared(events, rows, many, erased, tuple(first))


def _pairs(
    stored: StateStore, computed: StateStore, table: Table
) -> Iterator[tuple[tuple[object, ...], Row | None, Row | None]]:
    """Yield the rows of both sides by key."""
    sides = [{tuple(row[name] for name in table.key): row for row in side.scan(table.name)}
             for side in (stored, computed)]  # fmt: skip
    for key in sorted(sides[0].keys() | sides[1].keys(), key=str):
        yield key, sides[0].get(key), sides[1].get(key)


def _is_erased(table: Table, stored: Row | None, computed: Row | None) -> bool:
    if "shopper" in table.key:
        # What an erased shopper did is nobody's in the log and gone from the state.
        return computed is not None and not computed["shopper"]
    if stored is None:
        return False
    return all(int(stored[name] or 0) >= int((computed or {}).get(name) or 0) for name in table.add) and bool(table.add)


def verify(log: EventLog, state: StateStore, documents: Documents, fold: Fold, anew: StateStore) -> Compared:
    """Compare the board's tables with what the log gives up to their position; `anew` is an empty state."""
    events = replay(log, fold, anew, state.position(fold.name))
    return compare(state, anew, fold, events, has_erased=documents.count(RECEIPT) > 0)


def rebuild(state: StateStore, folds: Folds) -> int:
    """Forget the board's tables and fold the log again; a kill on the way is gone on from at the next start."""
    state.reset(BOARD)
    return folds.catch_up()
