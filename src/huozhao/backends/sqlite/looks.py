"""The access log in SQLite: entries only come, the file itself refuses changes to them."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.writer import Writer
from huozhao.privacy.looks import Look, Wanted

_SCHEMA = """
CREATE TABLE IF NOT EXISTS looks(
  position INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL,
  role TEXT NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL, address TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS looks_who ON looks(who, position);
CREATE TABLE IF NOT EXISTS looked_at(
  subject TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(subject, position)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS looked_at_position ON looked_at(position);
CREATE TRIGGER IF NOT EXISTS looks_stay BEFORE UPDATE ON looks
  BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
"""
_FIND = """SELECT at, kind, who, role, what, reason, address, position FROM looks
  WHERE (?1 = '' OR who = ?1) AND (?2 = '' OR what = ?2) AND at >= ?3 AND at < ?4 AND (?5 = 0 OR position < ?5)
  AND (?6 = '' OR position IN (SELECT position FROM looked_at WHERE subject = ?6))
  ORDER BY position DESC LIMIT ?7"""


class SqliteAccessLog:
    """Looks in one file; those who wait share an fsync."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=True)
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)
        self._writer: Writer[Look, int] = Writer(self._connection, _append)
        self._tidier = connect(path, durable=True)
        self._tidier.execute("PRAGMA secure_delete=ON")

    def append(self, look: Look) -> int:
        """Add a look."""
        return self._writer.submit(look).result()

    def find(self, wanted: Wanted, limit: int) -> list[Look]:
        """Return looks, newest first."""
        reader = self._readers.get()
        rows = reader.execute(_FIND, (wanted.who, wanted.what, wanted.since, wanted.until, wanted.before,
                                      wanted.subject, limit)).fetchall()
        return [
            Look(at, kind, who, role, what, _subjects(reader, position), reason, address, position)
            for at, kind, who, role, what, reason, address, position in rows
        ]

    def count(self, subject: str, since: int = 0) -> int:
        """Count the looks at a subject."""
        sql = "SELECT count(*) FROM looked_at JOIN looks USING(position) WHERE subject = ? AND at >= ?"
        found: int = self._readers.get().execute(sql, (subject, since)).fetchone()[0]
        return found

    def rename(self, names: Sequence[tuple[str, str]]) -> int:
        """Put pseudonyms in place and wipe the journal, so that no file holds the old ids."""
        sql = "UPDATE OR IGNORE looked_at SET subject = ? WHERE subject = ?"
        with self._tidier:
            self._tidier.execute("BEGIN IMMEDIATE")
            changed = self._tidier.executemany(sql, [(new, old) for old, new in names]).rowcount
        self._tidier.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changed

    def drop(self, before: int) -> int:
        """Remove old looks."""
        with self._tidier:
            self._tidier.execute("BEGIN IMMEDIATE")
            old = "SELECT position FROM looks WHERE at < ?"
            self._tidier.execute(f"DELETE FROM looked_at WHERE position IN ({old})", (before,))
            gone = self._tidier.execute("DELETE FROM looks WHERE at < ?", (before,)).rowcount
        self._tidier.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def close(self) -> None:
        """Release the file."""
        self._writer.close()
        self._readers.close()
        self._tidier.close()


def _append(connection: sqlite3.Connection, looks: Sequence[Look]) -> list[int]:
    positions = []
    for look in looks:
        row = (look.at, look.kind, look.who, look.role, look.what, look.reason, look.address)
        sql = "INSERT INTO looks(at, kind, who, role, what, reason, address) VALUES(?,?,?,?,?,?,?)"
        positions.append(connection.execute(sql, row).lastrowid or 0)
        connection.executemany("INSERT OR IGNORE INTO looked_at VALUES(?,?)",
                               [(subject, positions[-1]) for subject in look.subjects])
    return positions


def _subjects(reader: sqlite3.Connection, position: int) -> tuple[str, ...]:
    sql = "SELECT subject FROM looked_at WHERE position = ? ORDER BY subject"
    return tuple(row[0] for row in reader.execute(sql, (position,)))
