"""A page of another mall's database as a table that can be imported."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from huozhao.flows.connectors.mapping import LISTED
from huozhao.flows.imports.cells import number_id
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


def without(table: PulledTable, shoppers: Collection[str]) -> PulledTable:
    """Return a table without the rows of some shoppers."""
    cells = table.cells.get("shopper", [])
    kept = [n for n in range(table.size) if not cells or number_id(cells[n]) not in shoppers]
    return _some(table.name, table.cells, table.numbers, kept)


def by_listing(name: str, batch: Batch) -> tuple[PulledTable, PulledTable]:
    """Return the goods of a batch that are on sale, and those that are not; without a value they are not."""
    flags = [bool(int(str(cell or 0))) for cell in batch.columns.get(LISTED, [1] * len(batch.rows))]
    return _where(name, batch, flags), _where(name, batch, [not flag for flag in flags])


def _where(name: str, batch: Batch, wanted: Sequence[bool]) -> PulledTable:
    cells = {column: cells for column, cells in batch.columns.items() if column != LISTED}
    return _some(name, cells, batch.rows, [n for n, flag in enumerate(wanted) if flag])


def _some(
    name: str, cells: Mapping[str, list[Cell]], numbers: Sequence[int], rows: Sequence[int]
) -> PulledTable:
    return PulledTable(name, {column: [each[n] for n in rows] for column, each in cells.items()},
                       [numbers[n] for n in rows])
