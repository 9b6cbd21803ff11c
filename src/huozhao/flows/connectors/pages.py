"""A page of another mall's database as a table that can be imported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huozhao.flows.connectors.mapping import LISTED
from huozhao.terms.table import Batch, Cell


@dataclass(frozen=True, slots=True)
class PulledTable:
    """Some rows of a pull under the names that imports know, each with its number."""

    name: str
    cells: dict[str, list[Cell]]
    numbers: Sequence[int]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.cells)

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.numbers)

    def batches(self) -> Iterator[Batch]:
        """Yield all rows at once: a page is small."""
        if self.numbers:
            yield Batch(list(self.numbers), self.cells)

    def read_bytes(self) -> int:
        """Return the number of rows: all are there."""
        return self.size


def by_listing(name: str, batch: Batch) -> tuple[PulledTable, PulledTable]:
    """Return the goods of a batch that are on sale, and those that are not."""
    flags = [bool(int(str(cell))) for cell in batch.columns.get(LISTED, [1] * len(batch.rows))]
    return _where(name, batch, flags), _where(name, batch, [not flag for flag in flags])


def _where(name: str, batch: Batch, wanted: Sequence[bool]) -> PulledTable:
    rows = [n for n, flag in enumerate(wanted) if flag]
    cells = {name: [column[n] for n in rows] for name, column in batch.columns.items() if name != LISTED}
    return PulledTable(name, cells, [batch.rows[n] for n in rows])
