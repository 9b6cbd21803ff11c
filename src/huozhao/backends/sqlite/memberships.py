"""The journal of memberships in SQLite. What it holds follows from the log, so commits need not wait for the disk."""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.insight.tags.journal import Change, Membership

_SCHEMA = """
CREATE TABLE IF NOT EXISTS held(
  person TEXT NOT NULL, tag TEXT NOT NULL, value TEXT NOT NULL, since INTEGER NOT NULL, cause TEXT NOT NULL,
  position INTEGER NOT NULL, PRIMARY KEY(person, tag)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes(
  number INTEGER PRIMARY KEY AUTOINCREMENT, tag TEXT NOT NULL, person TEXT NOT NULL, value TEXT NOT NULL,
  entered INTEGER NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL, cause TEXT NOT NULL,
  position INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS changes_person ON changes(person);
CREATE TABLE IF NOT EXISTS sizes(
  tag TEXT NOT NULL, day INTEGER NOT NULL, gained INTEGER NOT NULL, lost INTEGER NOT NULL,
  PRIMARY KEY(tag, day)) WITHOUT ROWID;
"""
_HOLD = """INSERT INTO held(person, tag, value, since, cause, position) VALUES(?,?,?,?,?,?)
  ON CONFLICT(person, tag) DO UPDATE SET value = excluded.value, since = excluded.since, cause = excluded.cause,
  position = excluded.position WHERE value <> excluded.value"""
_NOTE = "INSERT INTO changes(tag, person, value, entered, at, day, cause, position) VALUES(?,?,?,?,?,?,?,?)"
_COUNT = """INSERT INTO sizes(tag, day, gained, lost) VALUES(?,?,?,?)
  ON CONFLICT(tag, day) DO UPDATE SET gained = gained + excluded.gained, lost = lost + excluded.lost"""
_SELECT = "SELECT tag, person, entered, at, day, cause, position, value, number FROM changes "


class SqliteMemberships:
    """Memberships in one file."""

    def __init__(self, path: Path) -> None:
        self._connection, self._lock = connect(path, durable=False), threading.Lock()
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)

    def append(self, changes: Sequence[Change]) -> None:
        """Record changes in one transaction; see the port."""
        if not changes:
            return
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            noted, counted = [], dict[tuple[str, int], list[int]]()
            for change in changes:
                was_held = self._apply(change)
                if was_held is None:
                    continue
                noted.append((change.tag, change.person, change.value, int(change.entered), change.at, change.day,
                              change.cause, change.position))
                if not (change.entered and was_held):
                    counted.setdefault((change.tag, change.day), [0, 0])[0 if change.entered else 1] += 1
            self._connection.executemany(_NOTE, noted)
            self._connection.executemany(_COUNT, [(*key, *counts) for key, counts in counted.items()])

    def current(self, person: str | None = None) -> Iterable[Membership]:
        """Return what stands now."""
        sql = "SELECT tag, person, value, since, cause, position FROM held"
        if person is None:
            return (Membership(*row) for row in self._readers.get().execute(sql))
        return [Membership(*row) for row in self._readers.get().execute(f"{sql} WHERE person = ?", (person,))]

    def history(self, person: str, tag: str = "", limit: int = 100) -> list[Change]:
        """Return a person's changes, newest first."""
        sql = f"{_SELECT} WHERE person = ?1 AND (?2 = '' OR tag = ?2) ORDER BY number DESC LIMIT ?3"
        return self._changes(sql, (person, tag, limit))

    def after(self, number: int, limit: int, tag: str = "") -> list[Change]:
        """Return changes after a number."""
        sql = f"{_SELECT} WHERE number > ?1 AND (?2 = '' OR tag = ?2) ORDER BY number LIMIT ?3"
        return self._changes(sql, (number, tag, limit))

    def sizes(self, tag: str) -> list[tuple[int, int, int]]:
        """Return gains and losses by day."""
        sql = "SELECT day, gained, lost FROM sizes WHERE tag = ? ORDER BY day"
        return list(self._readers.get().execute(sql, (tag,)))

    def forget(self, persons: Sequence[str]) -> int:
        """Remove persons; freed pages are overwritten and the write-ahead log is emptied."""
        rows = [(person,) for person in persons]
        with self._lock:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                gone = self._connection.executemany("DELETE FROM held WHERE person = ?", rows).rowcount
                gone += self._connection.executemany("DELETE FROM changes WHERE person = ?", rows).rowcount
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()

    def _apply(self, change: Change) -> bool | None:
        """Change what stands; return whether the tag was held before, None when nothing changed."""
        key = (change.person, change.tag)
        if not change.entered:
            gone = self._connection.execute("DELETE FROM held WHERE person = ? AND tag = ?", key).rowcount
            return True if gone else None
        known = self._connection.execute("SELECT value FROM held WHERE person = ? AND tag = ?", key).fetchone()
        if known is not None and known[0] == change.value:
            return None
        self._connection.execute(_HOLD, (*key, change.value, change.at, change.cause, change.position))
        return known is not None

    def _changes(self, sql: str, values: tuple[str | int, ...]) -> list[Change]:
        rows: sqlite3.Cursor = self._readers.get().execute(sql, values)
        return [Change(tag, person, bool(entered), *rest) for tag, person, entered, *rest in rows]
