"""State tables in memory."""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from huozhao.events.state import NAMING, Fold, Row, Scalar, Write, merge

Key = tuple[str | int, ...]


class MemoryState:
    """A StateStore in dictionaries; each put column keeps the time of its value."""

    def __init__(self, folds: Iterable[Fold]) -> None:
        self._folds = {fold.name: fold for fold in folds}
        self._specs = {table.name: table for fold in self._folds.values() for table in fold.tables}
        self._rows: dict[str, dict[Key, dict[str, Any]]] = {name: {} for name in self._specs}
        self._keys: dict[str, list[Any]] = {name: [] for name in self._specs}
        self._is_in_order = dict.fromkeys(self._specs, True)
        self._times: dict[tuple[str, Key, str], int] = {}
        self._positions: dict[str, int] = {}
        self._lock = threading.Lock()

    def apply(self, fold: str, after: int, upto: int, writes: Sequence[Write]) -> bool:
        """Apply writes and the position together."""
        with self._lock:
            if self.position(fold) != after:
                return False
            for (table, key), change in merge(writes).items():
                row = self._row(table, key)
                for column, amount in change.add.items():
                    row[column] += amount
                for column, (value, at) in change.put.items():
                    if at >= self._times.get((table, key, column), -1):
                        row[column], self._times[table, key, column] = value, at
            self._positions[fold] = upto
            return True

    def position(self, fold: str) -> int:
        """Return a fold's position."""
        return self._positions.get(fold, 0)

    def get(self, table: str, key: Key) -> Row | None:
        """Return one row."""
        row = self._rows[table].get(key)
        return dict(row) if row else None

    def scan(self, table: str, prefix: Key = (), after: Key | None = None, limit: int | None = None) -> list[Row]:
        """Return rows in key order."""
        with self._lock:
            keys, rows = self._in_order(table), self._rows[table]
            first, end = bisect_left(keys, prefix), bisect_right(keys, prefix, key=lambda k: k[: len(prefix)])
            if after is not None:
                first = max(first, bisect_right(keys, after, key=lambda k: k[: len(after)]))
            return [dict(rows[key]) for key in keys[first:end][:limit]]

    def columns(
        self, table: str, names: Sequence[str], prefix: Key = (), least: tuple[str, int] | None = None
    ) -> dict[str, list[Scalar]]:
        """Return columns; see the port."""
        rows = self.scan(table, prefix)
        if least:
            rows = [row for row in rows if int(row[least[0]] or 0) >= least[1]]
        return {name: [row[name] for row in rows] for name in names}

    def count(self, table: str) -> int:
        """Return the number of rows."""
        return len(self._rows[table])

    def reset(self, fold: str) -> None:
        """Forget a fold."""
        with self._lock:
            for table in self._folds[fold].tables:
                self._rows[table.name].clear()
                self._keys[table.name].clear()
                self._times = {k: at for k, at in self._times.items() if k[0] != table.name}
            self._positions.pop(fold, None)

    def forget(self, subjects: Sequence[str], linked: bool = True) -> int:
        """Delete or empty what names the subjects."""
        wanted, changed, naming = frozenset(subjects), 0, NAMING if linked else NAMING[:1]
        with self._lock:
            for name, spec in self._specs.items():
                if "shopper" in spec.key:
                    at = [n for n, column in enumerate(spec.key) if column in naming]
                    gone = {key for key in self._rows[name] if any(key[n] in wanted for n in at)}
                    for key in gone:
                        del self._rows[name][key]
                    self._keys[name] = list(self._rows[name])
                    self._is_in_order[name] = False
                    self._times = {k: v for k, v in self._times.items() if k[0] != name or k[1] not in gone}
                    changed += len(gone)
                elif "shopper" in spec.put:
                    rows = [row for row in self._rows[name].values() if row["shopper"] in wanted]
                    for row in rows:
                        row["shopper"] = ""
                    changed += len(rows)
        return changed

    def close(self) -> None:
        """Nothing to release."""

    def _in_order(self, table: str) -> list[Any]:
        """Return a table's keys in order; new ones stand at the end until somebody asks."""
        if not self._is_in_order[table]:
            self._keys[table].sort()
            self._is_in_order[table] = True
        return self._keys[table]

    def _row(self, table: str, key: Key) -> dict[str, Any]:
        rows, spec = self._rows[table], self._specs[table]
        if key not in rows:
            rows[key] = {
                **dict(zip(spec.key, key, strict=True)),
                **dict.fromkeys(spec.add, 0),
                **dict.fromkeys(spec.put),
            }
            self._keys[table].append(key)
            self._is_in_order[table] = False
        return rows[key]
