"""Carry the items of a mapping into the mall: append in batches, keep what was refused, count every row once."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from huozhao.flows.collect import Collect, Refusal
from huozhao.flows.imports.items import Fact, Item, RefusedRow, Repeated, SetAside, Settled
from huozhao.flows.imports.summary import Summary
from huozhao.flows.imports.table import Batch, Table

BATCH_EVENTS = 5_000
BATCH_BYTES = 8 << 20
FAILED_ROWS = 1_000
# watch(done, total) in bytes of the files.
Watch = Callable[[int, int], None]


class Counted:
    """A table that counts the rows it hands out and reports how far it is."""

    def __init__(self, table: Table, moved: Callable[[], None]) -> None:
        self.name, self.columns, self.size = table.name, table.columns, table.size
        self._table, self._moved = table, moved
        self.rows = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the table's batches."""
        for batch in self._table.batches():
            self.rows += len(batch.rows) + len(batch.broken)
            self._moved()
            yield batch

    def read_bytes(self) -> int:
        """Return how far the table is."""
        return self._table.read_bytes()


Mapping = Callable[[Sequence[Table]], Iterable[Item]]


@dataclass(slots=True)
class _Waiting:
    facts: list[Fact] = field(default_factory=list)
    rows: list[RefusedRow] = field(default_factory=list)
    bytes: int = 0


class Import:
    """One import of some tables into the mall."""

    def __init__(
        self, kind: str, tables: Sequence[Table], collect: Collect, settle: Callable[[], object],
        watch: Watch = lambda *_: None,
    ) -> None:
        self._total = sum(table.size for table in tables)
        self._tables = [Counted(table, self._report) for table in tables]
        self._collect, self._settle, self._watch = collect, settle, watch
        self._source = f"import:{kind}"
        self._waiting = _Waiting()
        self.summary = Summary(kind, [table.name for table in tables])

    def run(self, mapping: Mapping) -> Summary:
        """Read all tables through a mapping; durable when it returns. A second run of the same adds nothing."""
        start = time.perf_counter()
        for item in mapping(self._tables):
            self._take(item)
        self._flush()
        self._settle()
        self.summary.rows = sum(table.rows for table in self._tables)
        self.summary.seconds = time.perf_counter() - start
        self._watch(self._total, self._total)
        return self.summary

    def _report(self) -> None:
        self._watch(min(sum(table.read_bytes() for table in self._tables), self._total), self._total)

    def _take(self, item: Item) -> None:
        match item:
            case Fact():
                self._waiting.facts.append(item)
                self._waiting.bytes += len(item.raw)
                if len(self._waiting.facts) >= BATCH_EVENTS or self._waiting.bytes >= BATCH_BYTES:
                    self._append()
            case RefusedRow():
                self._waiting.rows.append(item)
                if len(self._waiting.rows) >= FAILED_ROWS:
                    self._keep()
            case SetAside():
                self.summary.refuse(item.code, item.rows, f"{item.table}: {item.row}")
            case Repeated():
                self.summary.duplicate += item.rows
            case Settled():
                self._flush()
                self._settle()

    def _flush(self) -> None:
        self._append()
        self._keep()

    def _append(self) -> None:
        facts, self._waiting.facts, self._waiting.bytes = self._waiting.facts, [], 0
        if not facts:
            return
        prepared = self._collect.prepare([each.raw for each in facts], self._source, history=True)
        outcomes = self._collect.log.append(prepared.events) if prepared.events else []
        receipt = self._collect.finish(prepared, outcomes, self._source)
        for index, outcome in zip(prepared.indexes, outcomes, strict=True):
            made = facts[index]
            if outcome != "conflict":
                self.summary.met(made.name, made.at, made.shopper)
            if outcome == "recorded":
                self.summary.accepted += made.rows
            elif outcome == "duplicate":
                self.summary.duplicate += made.rows
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
