"""The event log in SQLite: WAL, one writer, grouped fsync."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect, require_space
from huozhao.backends.sqlite.writer import Writer
from huozhao.events.event import Event, Recorded, decode_properties, digest, encode_properties
from huozhao.events.log import Outcome

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events(
  position INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, shopper TEXT NOT NULL,
  source TEXT NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS events_id ON events(id);
CREATE INDEX IF NOT EXISTS events_shopper ON events(shopper, at) WHERE shopper <> '';
CREATE INDEX IF NOT EXISTS events_at ON events(at);
"""
_INSERT = "INSERT OR IGNORE INTO events(id, name, at, shopper, source, digest, body) VALUES(?,?,?,?,?,?,?)"
_SELECT = "SELECT position, id, name, at, shopper, source, body FROM events "

Entry = tuple[str, str, int, str, str, bytes, bytes]


class SqliteLog:
    """An EventLog in one file. `max_bytes` bounds the file; 0 leaves it to the disk."""

    def __init__(self, path: Path, *, max_bytes: int = 0, least_free_bytes: int = 0) -> None:
        connection = connect(path, durable=True)
        connection.executescript(_SCHEMA)
        # Three indexes touch many pages: checkpointing every thousand would write the same pages again and again.
        connection.execute("PRAGMA wal_autocheckpoint=16384")
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
        return self._writer.submit([_entry(event) for event in events])

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return events after a position."""
        return self._select("WHERE position > ? ORDER BY position LIMIT ?", (after, limit))

    def by_shopper(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[Recorded]:
        """Return a shopper's events, newest first."""
        at, position = before or (1 << 62, 0)
        return self._select(
            "WHERE shopper = ? AND shopper <> '' AND (at, position) < (?, ?) ORDER BY at DESC, position DESC LIMIT ?",
            (shopper, at, position, limit),
        )

    def by_time(self, since: int, until: int, limit: int) -> list[Recorded]:
        """Return events of a span of time, oldest first."""
        return self._select("WHERE at >= ? AND at < ? ORDER BY at, position LIMIT ?", (since, until, limit))

    def head(self) -> int:
        """Return the newest position."""
        newest: int | None = self._readers.get().execute("SELECT max(position) FROM events").fetchone()[0]
        return newest or 0

    def close(self) -> None:
        """Finish and close."""
        self._writer.close()
        self._readers.close()

    def _select(self, where: str, values: tuple[int | str, ...]) -> list[Recorded]:
        return [_recorded(row) for row in self._readers.get().execute(_SELECT + where, values)]

    def _record(self, connection: sqlite3.Connection, requests: Sequence[list[Entry]]) -> list[list[Outcome]]:
        if self._least_free:
            require_space(self._path, self._least_free)
        entries = [entry for request in requests for entry in request]
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


def _entry(event: Event) -> Entry:
    body = encode_properties(event.properties)
    mark = digest(event.name, event.at, event.shopper, body)
    return (event.id, event.name, event.at, event.shopper, event.source, mark, body)


def _recorded(row: tuple[int, str, str, int, str, str, bytes]) -> Recorded:
    position, id, name, at, shopper, source, body = row
    return Recorded(position, Event(id, name, at, shopper, decode_properties(name, body), source))
