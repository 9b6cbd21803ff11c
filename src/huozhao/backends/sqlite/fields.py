"""Sealed fields in SQLite."""

import threading
from collections.abc import Sequence
from pathlib import Path

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.privacy.fields import SealedField

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fields(
  token TEXT NOT NULL, field TEXT NOT NULL, sealed BLOB NOT NULL, blind TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(token, field)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fields_blind ON fields(blind, field);
"""


class SqliteFields:
    """SealedFields in one file."""

    def __init__(self, path: Path) -> None:
        self._connection, self._lock = connect(path, durable=True), threading.Lock()
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)

    def put(self, fields: Sequence[SealedField]) -> None:
        """Keep fields in one transaction."""
        rows = [(each.token, each.field, each.sealed, each.blind, each.at) for each in fields]
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO fields VALUES(?,?,?,?,?)", rows)

    def of(self, token: str) -> list[SealedField]:
        """Return the fields of a token."""
        sql = "SELECT token, field, sealed, blind, at FROM fields WHERE token = ? ORDER BY field"
        return [SealedField(*row) for row in self._readers.get().execute(sql, (token,))]

    def find(self, field: str, blind: str) -> list[str]:
        """Return the tokens with this blind index."""
        sql = "SELECT token FROM fields WHERE blind = ? AND field = ? ORDER BY token"
        return [row[0] for row in self._readers.get().execute(sql, (blind, field))]

    def forget(self, tokens: Sequence[str]) -> int:
        """Delete the fields of tokens, zeros written over them."""
        return self._delete("DELETE FROM fields WHERE token = ?", [(token,) for token in tokens])

    def drop(self, token: str, fields: Sequence[str]) -> None:
        """Delete some fields of a token, zeros written over them."""
        self._delete("DELETE FROM fields WHERE token = ? AND field = ?", [(token, name) for name in fields])

    def count(self) -> int:
        """Return how many fields there are."""
        found: int = self._readers.get().execute("SELECT count(*) FROM fields").fetchone()[0]
        return found

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()

    def _delete(self, sql: str, rows: list[tuple[str, ...]]) -> int:
        with self._lock:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                gone = self._connection.executemany(sql, rows).rowcount
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone
