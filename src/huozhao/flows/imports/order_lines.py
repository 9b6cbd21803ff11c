"""Gather the lines of orders from any number of tables, column by column, about 70 bytes a row."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.imports.cells import Reader
from huozhao.flows.imports.header import cells_of
from huozhao.flows.imports.items import RefusedRow
from huozhao.terms.table import Batch, BrokenRow, Cell, Fault, Table

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NAMED = ("order", "sku", "shopper", "title", "detail", "payment", "coupon")
COUNTED = ("quantity", "price", "at", "discount")
PLACED = ("file", "row")
# What makes two rows of different files the same row.
IDENTITY = ("order", "sku", "shopper", "title", "detail", "quantity", "price", "at")


class Names:
    """Numbers for words, in the order that they were first met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, word: str) -> int:
        """Return the number of a word."""
        found = self._codes.get(word)
        if found is None:
            found = self._codes[word] = len(self.words)
            self.words.append(word)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file's headers and cells become the columns of lines."""

    headers: Mapping[str, str]
    readers: Mapping[str, Callable[[Cell], object]]


class OrderLines:
    """The lines of orders as parallel arrays; words are kept once."""

    def __init__(self) -> None:
        self.names = {name: Names() for name in NAMED}
        self.tables: list[str] = []
        self.incomplete: set[int] = set()
        self._columns = {name: array("q") for name in (*COUNTED, *PLACED)}
        self._columns |= {name: array("i") for name in NAMED}

    def __len__(self) -> int:
        return len(self._columns["row"])

    def add(self, file: int, row: int, values: Mapping[str, str | int]) -> None:
        """Add one line; columns that are not given are empty or 0."""
        for name in NAMED:
            self._columns[name].append(self.names[name].code(str(values.get(name, ""))))
        for name in COUNTED:
            self._columns[name].append(int(values.get(name, 0)))
        self._columns["file"].append(file)
        self._columns["row"].append(row)

    def column(self, name: str) -> Ints:
        """Return a column, shape (lines,), in the order that the rows were read."""
        kept = self._columns[name]
        return np.frombuffer(kept, dtype=np.dtype(f"i{kept.itemsize}")).astype(np.int64)

    def code_at(self, name: str, place: int) -> int:
        """Return the number of the word in one line."""
        return int(self._columns[name][place])

    def read(self, table: Table, reading: Reading) -> Iterator[RefusedRow]:
        """Read a whole table; yield the rows that cannot be read."""
        file = len(self.tables)
        self.tables.append(table.name)
        readers = {name: self._reader(name, read) for name, read in reading.readers.items()}
        place = list(table.columns).index(reading.headers["order"])
        for batch in table.batches():
            yield from self._broken(table.name, batch.broken, place, readers["order"])
            yield from self._take(file, batch, reading, readers)

    def _reader(self, name: str, read: Callable[[Cell], object]) -> Reader:
        if name not in self.names:
            return Reader(read)
        code = self.names[name].code

        def coded(cell: Cell) -> object:
            word = read(cell)
            return word if isinstance(word, Fault) else code(str(word))

        return Reader(coded)

    def _take(
        self, file: int, batch: Batch, reading: Reading, readers: Mapping[str, Reader],
    ) -> Iterator[RefusedRow]:
        size = len(batch.rows)
        values: dict[str, list[object]] = {name: [0] * size for name in (*NAMED, *COUNTED)}
        for name in values:
            if name in readers and name in reading.headers:
                reader = readers[name]
                values[name] = [reader[cell] for cell in batch.columns[reading.headers[name]]]
        values |= {"file": [file] * size, "row": list(batch.rows)}
        bad = _faults(values)
        for index, (name, fault) in bad.items():
            if not isinstance(order := values["order"][index], Fault):
                self.incomplete.add(int(str(order)))
            fault = replace(fault, field=reading.headers[name])
            yield RefusedRow(self.tables[file], batch.rows[index], fault, cells_of(batch.columns, index))
        for name, cells in values.items():
            self._columns[name].extend(_without(cells, bad))

    def _broken(
        self, table: str, broken: Iterable[BrokenRow], place: int, order: Reader,
    ) -> Iterator[RefusedRow]:
        """Yield broken rows; the order such a row seems to belong to is not complete without it."""
        for row in broken:
            if place < len(row.cells) and not isinstance(code := order[row.cells[place]], Fault):
                self.incomplete.add(int(str(code)))
            yield RefusedRow(table, row.row, row.fault, {"row": ",".join(row.cells)})

    def cells(self, index: int) -> dict[str, str]:
        """Return one line as text, for the failed-events list."""
        row = {name: self.names[name].words[self._columns[name][index]] for name in NAMED
               if self.names[name].words}
        return row | {name: str(self._columns[name][index]) for name in COUNTED}


def _faults(values: Mapping[str, Sequence[object]]) -> dict[int, tuple[str, Fault]]:
    found: dict[int, tuple[str, Fault]] = {}
    for name in (*NAMED, *COUNTED):
        for index, value in enumerate(values[name]):
            if isinstance(value, Fault):
                found.setdefault(index, (name, value))
    return found


def _without(cells: list[object], bad: Mapping[int, object]) -> list[int]:
    kept = cells if not bad else [cell for index, cell in enumerate(cells) if index not in bad]
    return cast("list[int]", kept)  # the faults were taken out, ints are left


def repeated(lines: OrderLines) -> Mask:
    """Mark the lines that an earlier file already held, shape (lines,).

    Equal lines inside one file are lines bought twice and all count; between files the k-th copy of a line in
    a later file is the k-th copy of the earlier one. So a line counts as often as in the file that has most.
    """
    mask: Mask = np.zeros(len(lines), dtype=bool)
    order, file = lines.column("order"), lines.column("file")
    shared = np.flatnonzero(_in_several(order, file))
    if not shared.size:
        return mask
    identity = [lines.column(name)[shared] for name in IDENTITY]
    file = file[shared]
    ranks = np.lexsort((file, *identity))
    copy = _run_positions([*(column[ranks] for column in identity), file[ranks]])
    again = np.lexsort((file[ranks], copy, *(column[ranks] for column in identity)))
    nth = _run_positions([*(column[ranks][again] for column in identity), copy[again]])
    mask[shared[ranks[again[nth > 0]]]] = True
    return mask


def _in_several(order: Ints, file: Ints) -> Mask:
    """Mark the lines whose order appears in more than one file."""
    if not order.size:
        return np.zeros(0, dtype=bool)
    count = int(order.max()) + 1
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(first, order, file)
    np.maximum.at(last, order, file)
    several: Mask = (first < last)[order]
    return several


def _run_positions(columns: Sequence[Ints]) -> Ints:
    """Return each element's place, from 0, in its run of equal rows; the rows are sorted."""
    size = columns[0].size
    starts = np.zeros(size, dtype=bool)
    starts[0] = True
    for column in columns:
        starts[1:] |= column[1:] != column[:-1]
    places = np.arange(size)
    result: Ints = places - np.maximum.accumulate(np.where(starts, places, 0))
    return result


def by_order(order: Ints, at: Ints, wanted: Mask) -> Iterator[Ints]:
    """Yield the wanted lines of each order as positions in reading order, earliest order first."""
    chosen = np.flatnonzero(wanted)
    if not chosen.size:
        return
    chosen = chosen[np.argsort(order[chosen], kind="stable")]
    starts = np.flatnonzero(np.r_[True, np.diff(order[chosen]) != 0])
    moments = np.minimum.reduceat(at[chosen], starts)
    ends = np.r_[starts[1:], chosen.size]
    for group in np.lexsort((starts, moments)):
        yield chosen[starts[group]:ends[group]]
