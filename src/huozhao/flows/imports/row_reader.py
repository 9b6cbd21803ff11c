"""Read the rows of a table one by one, by its contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huozhao.flows.imports import cells
from huozhao.flows.imports.header import TableContract, bind, cells_of
from huozhao.flows.imports.items import RefusedRow
from huozhao.terms.table import Batch, Cell, Fault, Table
from huozhao.terms.text import Text
from huozhao.terms.time import iso


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the values of the contract's columns that are there and not empty."""

    table: str
    values: Mapping[str, Any]
    batch: Batch
    index: int

    @property
    def row(self) -> int:
        """The row's number in its file."""
        return self.batch.rows[self.index]

    @property
    def cells(self) -> dict[str, str]:
        """The row as it stands in the file, for people."""
        return cells_of(self.batch.columns, self.index)

    def refuse(self, fault: Fault) -> RefusedRow:
        """Refuse the row."""
        return RefusedRow(self.table, self.row, fault, self.cells)


def rows_of(contract: TableContract, table: Table, zone: str) -> Iterator[TableRow | RefusedRow]:
    """Yield each row read by the contract, or refused with the column and the reason."""
    headers = bind(contract, table.columns, table.name)
    readers = {name: cells.Reader(reader(contract.column(name).kind, zone)) for name in headers}
    needed = {name for name in headers if contract.column(name).required}
    for batch in table.batches():
        for broken in batch.broken:
            yield RefusedRow(table.name, broken.row, broken.fault, {"row": ",".join(broken.cells)})
        columns = [_column(batch.columns[header], readers[name]) for name, header in headers.items()]
        # Most batches are whole; only one with gaps or faults is looked at row by row.
        careful = any("" in column or any(isinstance(value, Fault) for value in column) for column in columns)
        for index, row in enumerate(zip(*columns, strict=True)):
            values = dict(zip(headers, row, strict=True))
            fault = _fault(values, headers, needed) if careful else None
            found = TableRow(table.name, values, batch, index)
            yield found if fault is None else found.refuse(fault)


def _column(column: Sequence[Cell], read: cells.Reader) -> list[object]:
    if column and isinstance(column[0], list):
        return [read[tuple(cell) if isinstance(cell, list) else cell] for cell in column]
    return [read[cell] for cell in column]


def _fault(values: dict[str, Any], headers: Mapping[str, str], needed: set[str]) -> Fault | None:
    """Return the row's first fault; empty values are taken out of it."""
    for name in headers:
        if isinstance(values[name], Fault):
            fault: Fault = values[name]
            return replace(fault, field=headers[name])
        if values[name] == "":
            if name in needed:
                return replace(cells.missing(), field=headers[name])
            del values[name]
    return None


def reader(kind: str, zone: str) -> Callable[[Cell], object]:
    """Return the reader of a kind of column; an empty cell reads as an empty text."""
    readers: dict[str, Callable[[Cell], object]] = {
        "text": cells.number_id, "whole number": cells.whole, "yuan": _not_negative(cells.fen),
        "fen": _not_negative(cells.whole), "time": cells.instant_in(zone), "day": _day,
        "degrees": cells.degrees, "list": _list, "yes or no": cells.yes,
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
                         Text("金额不能是负数；退货请另行登记", "write amounts of 0 or more; record returns apart"))
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
