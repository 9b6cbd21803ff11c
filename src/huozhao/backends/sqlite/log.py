"""The event log in SQLite: WAL, one writer, grouped fsync; what belongs to a shopper lies sealed."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect, require_space
from huozhao.backends.sqlite.sealed_rows import COLUMNS, Entry, SealedRows, entry_of, rewrite, seal_old
from huozhao.backends.sqlite.writer import Writer
from huozhao.events.event import Event, Recorded
from huozhao.events.log import Outcome
from huozhao.privacy.sealing import Keys

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events(
  position INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, shopper TEXT NOT NULL,
  source TEXT NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS events_id ON events(id);
CREATE INDEX IF NOT EXISTS events_shopper ON events(shopper, at) WHERE shopper <> '';
CREATE INDEX IF NOT EXISTS events_at ON events(at);
"""
_INSERT = "INSERT OR IGNORE INTO events(id, name, at, shopper, source, digest, body) VALUES(?,?,?,?,?,?,?)"
_NEWEST = "SELECT position FROM events WHERE name <> '' ORDER BY position DESC LIMIT 1"


class SqliteLog:
    """An EventLog in one file. `max_bytes` bounds the file; 0 leaves it to the disk.

    With `keys`, each shopper's events are sealed with the shopper's own key, and a random token stands for the
    shopper: when the key is destroyed they are unreadable, in every old copy of the file too.
    """

    def __init__(
        self, path: Path, *, keys: Keys | None = None, max_bytes: int = 0, least_free_bytes: int = 0
    ) -> None:
        connection = connect(path, durable=True)
        connection.execute("PRAGMA secure_delete=ON")
        connection.executescript(_SCHEMA)
        # Three indexes touch many pages: checkpointing every thousand would write the same pages again and again.
        connection.execute("PRAGMA wal_autocheckpoint=16384")
        self._rows = SealedRows(keys)
        if keys is not None:
            seal_old(connection, self._rows)
        if max_bytes:
            page = connection.execute("PRAGMA page_size").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={max(1, max_bytes // page)}")
        self._path, self._least_free = path, least_free_bytes
        self._readers = Readers(path)
        self._writer: Writer[list[Entry], list[Outcome]] = Writer(connection, self._record, weight=len)

    def append(self, events: Sequence[Event]) -> list[Outcome]:
        """Record events durably; see the port."""
        return self.submit(events).result()

    def submit(self, events: Sequence[Event]) -> "Future[list[Outcome]]":
        """Begin an append; see the port."""
        return self._writer.submit([entry_of(event) for event in events])

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return events after a position."""
        return self._select("WHERE position > ? ORDER BY position", (after,), limit)

    def by_shopper(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[Recorded]:
        """Return a shopper's events, newest first."""
        at, position = before or (1 << 62, 0)
        return self._select(
            "WHERE shopper = ? AND shopper <> '' AND (at, position) < (?, ?) ORDER BY at DESC, position DESC",
            (self._rows.name_of(shopper), at, position), limit,
        )  # fmt: skip

    def by_time(self, since: int, until: int, limit: int) -> list[Recorded]:
        """Return events of a span of time, oldest first."""
        return self._select("WHERE at >= ? AND at < ? ORDER BY at, position", (since, until), limit)

    def head(self) -> int:
        """Return the newest position."""
        newest: tuple[int] | None = self._readers.get().execute(_NEWEST).fetchone()
        return newest[0] if newest else 0

    def rewrite(self, subjects: Sequence[str], change: Callable[[Event], Event | None]) -> int:
        """Change the events of subjects; see the port."""
        tokens = [token for token in map(self._rows.name_of, subjects) if token]
        connection = connect(self._path, durable=True)
        try:
            connection.execute("PRAGMA secure_delete=ON")
            changed = rewrite(connection, self._rows, tokens, change)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
        return changed

    def close(self) -> None:
        """Finish and close."""
        self._writer.close()
        self._readers.close()

    def _select(self, where: str, values: tuple[int | str, ...], limit: int) -> list[Recorded]:
        """Return the first `limit` events that can be read; rows whose key was destroyed are passed over."""
        cursor = self._readers.get().execute(f"SELECT {COLUMNS} FROM events {where}", values)
        try:
            return list(islice((found for row in cursor if (found := self._rows.open(row))), max(0, limit)))
        finally:
            cursor.close()

    def _record(self, connection: sqlite3.Connection, requests: Sequence[list[Entry]]) -> list[list[Outcome]]:
        if self._least_free:
            require_space(self._path, self._least_free)
        entries = self._rows.seal([entry for request in requests for entry in request])
        outcomes = iter(_insert(connection, entries))
        return [list(islice(outcomes, len(request))) for request in requests]


def _insert(connection: sqlite3.Connection, entries: list[Entry]) -> list[Outcome]:
    """Insert all at once, and look one by one only when some id was known."""
    connection.execute("SAVEPOINT whole")
    before = connection.total_changes
    connection.executemany(_INSERT, entries)
    if connection.total_changes - before == len(entries):
        connection.execute("RELEASE whole")
        return ["recorded"] * len(entries)
    connection.execute("ROLLBACK TO whole")
    connection.execute("RELEASE whole")
    return [_insert_one(connection, entry) for entry in entries]


def _insert_one(connection: sqlite3.Connection, entry: Entry) -> Outcome:
    if connection.execute(_INSERT, entry).rowcount == 1:
        return "recorded"
    known = connection.execute("SELECT digest FROM events WHERE id = ?", (entry[0],)).fetchone()
    return "duplicate" if known[0] == entry[5] else "conflict"
