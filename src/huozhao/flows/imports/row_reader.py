"""Read the rows of a table one by one, by its contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huozhao.flows.imports import cells
from huozhao.flows.imports.header import TableContract, bind, cells_of
from huozhao.flows.imports.items import RefusedRow
from huozhao.flows.imports.table import Batch, Cell, Fault, Table
from huozhao.terms.text import Text
from huozhao.terms.time import iso


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the values of the contract's columns that are there and not empty."""

    table: str
    row: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]

    def refuse(self, fault: Fault) -> RefusedRow:
        """Refuse the row."""
        return RefusedRow(self.table, self.row, fault, dict(self.cells))


def rows_of(contract: TableContract, table: Table, zone: str) -> Iterator[TableRow | RefusedRow]:
    """Yield each row read by the contract, or refused with the column and the reason."""
    headers = bind(contract, table.columns, table.name)
    readers = {name: cells.Reader(reader(contract.column(name).kind, zone)) for name in headers}
    needed = {name for name in headers if contract.column(name).required}
    for batch in table.batches():
        for broken in batch.broken:
            yield RefusedRow(table.name, broken.row, broken.fault, {"row": ",".join(broken.cells)})
        yield from _batch(table.name, batch, headers, readers, needed)


def _batch(
    table: str, batch: Batch, headers: Mapping[str, str], readers: Mapping[str, cells.Reader], needed: set[str],
) -> Iterator[TableRow | RefusedRow]:
    names = list(headers)
    columns = [[readers[name][_key(cell)] for cell in batch.columns[headers[name]]] for name in names]
    for index, row in enumerate(zip(*columns, strict=True)):
        values = {name: value for name, value in zip(names, row, strict=True) if value != ""}
        fault = _first_fault(values, headers, needed)
        shown = LazyCells(batch.columns, index)
        if fault is None:
            yield TableRow(table, batch.rows[index], values, shown)
        else:
            yield RefusedRow(table, batch.rows[index], fault, dict(shown))


def _key(cell: Cell) -> Cell:
    return tuple(cell) if isinstance(cell, list) else cell


def _first_fault(values: Mapping[str, Any], headers: Mapping[str, str], needed: set[str]) -> Fault | None:
    for name, value in values.items():
        if isinstance(value, Fault):
            return replace(value, field=headers[name])
    lacking = next((name for name in headers if name in needed and name not in values), None)
    return None if lacking is None else replace(cells.missing(), field=headers[lacking])


class LazyCells(Mapping[str, str]):
    """The cells of a row as text, made only for rows that are shown to a person."""

    def __init__(self, columns: Mapping[str, Sequence[Cell]], index: int) -> None:
        self._columns, self._index = columns, index

    def __getitem__(self, name: str) -> str:
        return cells_of({name: self._columns[name]}, self._index)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def reader(kind: str, zone: str) -> Callable[[Cell], object]:
    """Return the reader of a kind of column; an empty cell reads as an empty text."""
    readers: dict[str, Callable[[Cell], object]] = {
        "text": cells.number_id, "whole number": cells.whole, "yuan": _not_negative(cells.fen),
        "fen": _not_negative(cells.whole), "time": cells.instant_in(zone), "day": _day,
        "degrees": cells.degrees, "list": _list,
    }
    read = readers[kind]
    return lambda cell: read(cell) if isinstance(cell, tuple) or cells.text(cell) or _odd(cell) else ""


def _odd(cell: Cell) -> bool:
    """Tell a number that is no number (NaN in a typed column reads as empty, inf does not)."""
    return isinstance(cell, float) and cell in (float("inf"), float("-inf"))


def _not_negative(read: Callable[[Cell], int | Fault]) -> Callable[[Cell], int | Fault]:
    def checked(cell: Cell) -> int | Fault:
        amount = read(cell)
        if isinstance(amount, int) and amount < 0:
            return Fault("price_negative", Text(f"金额“{cell}”小于零", f"the amount {cell!r} is below zero"),
                         Text("金额不能是负数;退货请另行登记", "write amounts of 0 or more; record returns apart"))
        return amount

    return checked


def _day(cell: Cell) -> str | Fault:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    moment = cells.instant_in("UTC")(cell)
    return moment if isinstance(moment, Fault) else iso(moment)[:10]


def _list(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, tuple):
        return tuple(cells.text(each) for each in cell)
    words = cells.text(cell)
    for mark in (">", "/", "|", ";", "、"):
        if mark in words:
            return tuple(part.strip() for part in words.split(mark) if part.strip())
    return (words,)
