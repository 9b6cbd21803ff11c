"""Carry the items of a mapping into the mall: append in batches, keep what was refused, count every row once."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import msgspec

from huozhao.events.log import Outcome
from huozhao.flows.collect import Collect, Prepared, Refusal
from huozhao.flows.imports.decisions import Deciding
from huozhao.flows.imports.items import Fact, Item, RefusedRow, Repeated, Said, SetAside, Settled, Shelf
from huozhao.flows.imports.summary import Summary
from huozhao.flows.stock.stock import Stock
from huozhao.terms.table import Batch, Fault, Table
from huozhao.terms.text import Text

BATCH_EVENTS = 5_000
BATCH_BYTES = 8 << 20
FAILED_ROWS = 1_000
# watch(done, total) in bytes of the files.
Watch = Callable[[int, int], None]


class Numbered:
    """A table that counts the rows it hands out and reports how far it is."""

    def __init__(self, table: Table, moved: Callable[[], None]) -> None:
        self.name, self.columns, self.size = table.name, table.columns, table.size
        self._table, self._moved = table, moved
        self.rows = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the table's batches; a second reading counts anew."""
        self.rows = 0
        for batch in self._table.batches():
            self.rows += len(batch.rows) + len(batch.broken)
            self._moved()
            yield batch

    def read_bytes(self) -> int:
        """Return how far the table is."""
        return self._table.read_bytes()


Mapping = Callable[[Sequence[Table], Summary], Iterable[Item]]


@dataclass(slots=True)
class _Waiting:
    facts: list[Fact] = field(default_factory=list)
    rows: list[RefusedRow] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    bytes: int = 0

    @property
    def full(self) -> bool:
        return (
            len(self.facts) + len(self.shelves) + len(self.said) >= BATCH_EVENTS
            or self.bytes >= BATCH_BYTES or len(self.rows) >= FAILED_ROWS
        )


class Import:
    """One import of some tables into the mall."""

    def __init__(
        self, kind: str, tables: Sequence[Table], collect: Collect, settle: Callable[[], object],
        watch: Watch = lambda *_: None, stock: Stock | None = None, consented: Sequence[str] = (),
        deciding: Deciding | None = None,
    ) -> None:
        self._total = sum(table.size for table in tables)
        self._tables = [Numbered(table, self._report) for table in tables]
        self._collect, self._settle, self._watch = collect, settle, watch
        self._stock, self._source, self._consented = stock, f"import:{kind}", consented
        self._deciding = deciding
        self._waiting = _Waiting()
        self._under_way: tuple[list[Fact], Prepared, Future[list[Outcome]] | None] | None = None
        self.summary = Summary(kind, [table.name for table in tables])

    def run(self, mapping: Mapping) -> Summary:
        """Read all tables through a mapping; durable when it returns. A second run of the same adds nothing."""
        start = time.perf_counter()
        for item in mapping(self._tables, self.summary):
            self._take(item)
        self._flush()
        self._finish()
        self.summary.rows = sum(table.rows for table in self._tables)
        self.summary.seconds = time.perf_counter() - start
        self._watch(self._total, self._total)
        return self.summary

    def _report(self) -> None:
        self._watch(min(sum(table.read_bytes() for table in self._tables), self._total), self._total)

    def _take(self, item: Item) -> None:
        match item:
            case Fact() | RefusedRow() | Shelf() | Said():
                self._wait(item)
            case SetAside():
                self.summary.refuse(item.code, item.rows, f"{item.table}: {item.row}")
            case Repeated():
                self.summary.duplicate += item.rows
            case Settled():
                self._flush()
                self._finish()
                self._settle()

    def _wait(self, item: Fact | RefusedRow | Shelf | Said) -> None:
        waiting = self._waiting
        if isinstance(item, Fact):
            waiting.facts.append(item)
            waiting.bytes += len(item.raw)
        elif isinstance(item, Shelf):
            waiting.shelves.append(item)
        elif isinstance(item, Said):
            waiting.said.append(item)
        else:
            waiting.rows.append(item)
        if waiting.full:
            self._flush()

    def _flush(self) -> None:
        self._append()
        self._count()
        if self._deciding is not None and self._waiting.said:
            self._deciding.decide(self._waiting.said, self.summary)
            self._waiting.said = []
        self._keep()

    def _count(self) -> None:
        shelves, self._waiting.shelves = self._waiting.shelves, []
        if not shelves or self._stock is None:
            return
        receipt = self._stock.post([shelf.count for shelf in shelves])
        self.summary.accepted += receipt.posted
        self.summary.duplicate += receipt.duplicate
        self.summary.events["Stock Counted"] += receipt.posted + receipt.duplicate
        for refusal in receipt.refused:
            shelf = shelves[refusal.index]
            fault = Fault(refusal.code, Text(refusal.message, refusal.message), Text(refusal.hint, refusal.hint),
                          refusal.field)
            self._waiting.rows.append(RefusedRow(shelf.table, shelf.row, fault, shelf.cells))

    def _append(self) -> None:
        """Begin to append what waits, so that the next rows are read while the disk works."""
        facts, self._waiting.facts, self._waiting.bytes = self._waiting.facts, [], 0
        if not facts:
            return
        prepared = self._collect.prepare(
            [each.raw for each in facts], self._source, history=True, consented=self._consented)
        self.summary.anonymised += prepared.anonymised
        under_way = self._collect.log.submit(prepared.events) if prepared.events else None
        self._finish()
        self._under_way = (facts, prepared, under_way)

    def _finish(self) -> None:
        """Wait for the append under way and count what became of it."""
        if self._under_way is None:
            return
        (facts, prepared, under_way), self._under_way = self._under_way, None
        outcomes = under_way.result() if under_way else []
        receipt = self._collect.finish(prepared, outcomes, self._source)
        for index, event, outcome in zip(prepared.indexes, prepared.events, outcomes, strict=True):
            if outcome == "conflict":
                continue
            self.summary.met(event.name, event.at, event.shopper)
            if outcome == "recorded":
                self.summary.accepted += facts[index].rows
            else:
                self.summary.duplicate += facts[index].rows
        for refusal in receipt.refused:
            self.summary.refuse(refusal.code, facts[refusal.index].rows, f"event {refusal.id}")

    def _keep(self) -> None:
        rows, self._waiting.rows = self._waiting.rows, []
        self._collect.keep_failed([(_refusal(row), _raw(row)) for row in rows], self._source)
        for row in rows:
            self.summary.refuse(row.fault.code, 1, f"{row.table}: {row.row}")


def _refusal(row: RefusedRow) -> Refusal:
    fault, column = row.fault, row.fault.field
    zh = f"{row.table} 第 {row.row} 行" + (f"“{column}”列" if column else "")
    en = f"{row.table} row {row.row}" + (f", column {column}" if column else "")
    message = f"{zh}:{fault.message.zh} / {en}: {fault.message.en}"
    return Refusal(row.row, "", fault.code, message, column, f"{fault.hint.zh} / {fault.hint.en}")


def _raw(row: RefusedRow) -> bytes:
    return msgspec.json.encode({"file": row.table, "row": row.row, "cells": row.cells})
