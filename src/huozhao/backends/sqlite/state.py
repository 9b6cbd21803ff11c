"""State tables in SQLite. They follow from the log, so commits need no fsync of their own."""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.wiping import wipe
from huozhao.events.state import NAMING, Change, Fold, Row, Scalar, Table, Write, merge

Key = tuple[str | int, ...]


class SqliteState:
    """A StateStore in one file; its tables are made from the folds' declarations."""

    def __init__(self, path: Path, folds: Iterable[Fold]) -> None:
        self._folds = {fold.name: fold for fold in folds}
        self._tables = {table.name: table for fold in self._folds.values() for table in fold.tables}
        self._connection, self._path = connect(path, durable=False), path
        self._connection.execute("PRAGMA secure_delete=ON")
        self._lock = threading.Lock()
        self._connection.execute("CREATE TABLE IF NOT EXISTS positions(fold TEXT PRIMARY KEY, position INTEGER)")
        for fold in self._folds.values():
            self._make(fold)
        self._readers = Readers(path)

    def apply(self, fold: str, after: int, upto: int, writes: Sequence[Write]) -> bool:
        """Apply writes and the position together; see the port."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                done = self._apply(fold, after, upto, writes)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
        return done

    def position(self, fold: str) -> int:
        """Return a fold's position."""
        return _position(self._readers.get(), fold)

    def get(self, table: str, key: Key) -> Row | None:
        """Return one row."""
        rows = self.scan(table, key, limit=1)
        return rows[0] if rows else None

    def scan(self, table: str, prefix: Key = (), after: Key | None = None, limit: int | None = None) -> list[Row]:
        """Return rows in key order; see the port."""
        spec = self._tables[table]
        sql = _select(spec, len(prefix), 0 if after is None else len(after))
        values = (*prefix, *(after or ()), -1 if limit is None else limit)
        return [dict(zip(spec.columns, row, strict=True)) for row in self._readers.get().execute(sql, values)]

    def columns(
        self, table: str, names: Sequence[str], prefix: Key = (), least: tuple[str, int] | None = None
    ) -> dict[str, list[Scalar]]:
        """Return columns; see the port."""
        spec = self._tables[table]
        unknown = {*names, *(least or ())[:1]} - set(spec.columns)
        if unknown:
            raise KeyError(f"{table} has no columns {sorted(unknown)}")
        conditions = [f'"{name}" = ?' for name in spec.key[: len(prefix)]]
        values = [*prefix]
        if least:
            conditions.append(f'"{least[0]}" >= ?')
            values.append(least[1])
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        sql = f"SELECT {_list(names)} FROM {table}{where} ORDER BY {_list(spec.key)}"
        rows = self._readers.get().execute(sql, values).fetchall()
        return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {n: [] for n in names}

    def count(self, table: str) -> int:
        """Return the number of rows."""
        found: int = self._readers.get().execute(f"SELECT count(*) FROM {self._tables[table].name}").fetchone()[0]
        return found

    def reset(self, fold: str) -> None:
        """Forget a fold."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            for table in self._folds[fold].tables:
                self._connection.execute(f"DELETE FROM {table.name}")
            self._connection.execute("DELETE FROM positions WHERE fold = ?", (fold,))
            self._connection.execute("COMMIT")

    def forget(self, subjects: Sequence[str], linked: bool = True) -> int:
        """Delete or empty what names the subjects; see the port."""
        found = (_forget_sql(table, NAMING if linked else NAMING[:1]) for table in self._tables.values())
        statements = [sql for sql in found if sql]
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            changed = sum(self._connection.execute(sql, (subject,)).rowcount
                          for sql in statements for subject in subjects)
            self._connection.execute("COMMIT")
            wipe(self._connection, self._path, subjects)
        return changed

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()

    def _make(self, fold: Fold) -> None:
        """Make a fold's tables. Tables that an older version shaped otherwise are dropped: the log fills them again."""
        if any(_shape(self._connection, table) not in ([], _columns(table)) for table in fold.tables):
            self._connection.execute("BEGIN IMMEDIATE")
            for table in fold.tables:
                self._connection.execute(f"DROP TABLE IF EXISTS {table.name}")
            self._connection.execute("DELETE FROM positions WHERE fold = ?", (fold.name,))
            self._connection.execute("COMMIT")
        for table in fold.tables:
            self._connection.execute(_create(table))

    def _apply(self, fold: str, after: int, upto: int, writes: Sequence[Write]) -> bool:
        if _position(self._connection, fold) != after:
            return False
        batches: dict[str, list[tuple[Scalar, ...]]] = {}
        for (table, key), change in merge(writes).items():
            sql, values = _upsert(self._tables[table], key, change)
            batches.setdefault(sql, []).append(values)
        for sql, rows in batches.items():
            self._connection.executemany(sql, rows)
        self._connection.execute("INSERT OR REPLACE INTO positions(fold, position) VALUES(?,?)", (fold, upto))
        return True


def _position(connection: sqlite3.Connection, fold: str) -> int:
    row = connection.execute("SELECT position FROM positions WHERE fold = ?", (fold,)).fetchone()
    return row[0] if row else 0


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _columns(table: Table) -> list[tuple[str, int]]:
    """Return the columns that a table is to have, each with its place in the key, 0 for none."""
    keys = [(name, place) for place, name in enumerate(table.key, 1)]
    return [*keys, *((name, 0) for name in table.add),
            *((part, 0) for name in table.put for part in (name, f"{name}@"))]


def _shape(connection: sqlite3.Connection, table: Table) -> list[tuple[str, int]]:
    """Return the columns that a table has in the file, none when it is not there."""
    return [(row[1], row[5]) for row in connection.execute(f"PRAGMA table_info({table.name})")]


def _create(table: Table) -> str:
    columns = [f'"{name}" NOT NULL' for name in table.key]
    columns += [f'"{name}" INTEGER NOT NULL DEFAULT 0' for name in table.add]
    columns += [part for name in table.put for part in (f'"{name}"', f'"{name}@" INTEGER NOT NULL DEFAULT -1')]
    return (
        f"CREATE TABLE IF NOT EXISTS {table.name}({', '.join(columns)}, PRIMARY KEY({_list(table.key)})) WITHOUT ROWID"
    )


def _forget_sql(table: Table, names: Sequence[str]) -> str:
    if "shopper" in table.key:
        naming = " OR ".join(f'"{column}" = ?1' for column in table.key if column in names)
        return f"DELETE FROM {table.name} WHERE {naming}"
    return f"UPDATE {table.name} SET \"shopper\" = '' WHERE \"shopper\" = ?" if "shopper" in table.put else ""


@lru_cache(maxsize=256)
def _select(table: Table, prefix: int, after: int) -> str:
    conditions = [f'"{name}" = ?' for name in table.key[:prefix]]
    if after:
        keys = table.key[:after]
        conditions.append(f"({_list(keys)}) > ({', '.join('?' * after)})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {_list(table.columns)} FROM {table.name}{where} ORDER BY {_list(table.key)} LIMIT ?"


def _upsert(table: Table, key: Key, change: Change) -> tuple[str, tuple[Scalar, ...]]:
    sums, puts = tuple(change.add), tuple(change.put)
    values = (*key, *change.add.values(), *(part for value in change.put.values() for part in value))
    return _upsert_sql(table, sums, puts), values


@lru_cache(maxsize=256)
def _upsert_sql(table: Table, sums: tuple[str, ...], puts: tuple[str, ...]) -> str:
    columns = [*table.key, *sums, *(part for name in puts for part in (name, f"{name}@"))]
    updates = [f'"{name}" = "{name}" + excluded."{name}"' for name in sums]
    for name in puts:
        newer = f'excluded."{name}@" >= "{name}@"'
        updates.append(f'"{name}" = CASE WHEN {newer} THEN excluded."{name}" ELSE "{name}" END')
        updates.append(f'"{name}@" = max("{name}@", excluded."{name}@")')
    action = f"DO UPDATE SET {', '.join(updates)}" if updates else "DO NOTHING"
    return (
        f"INSERT INTO {table.name}({_list(columns)}) VALUES({', '.join('?' * len(columns))}) "
        f"ON CONFLICT({_list(table.key)}) {action}"
    )
