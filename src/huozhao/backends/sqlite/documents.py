"""Documents in SQLite, each write fsynced."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.wiping import wipe
from huozhao.events.documents import Document
from huozhao.terms.errors import Conflict

_SCHEMA = """CREATE TABLE IF NOT EXISTS documents(
  kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(kind, id)) WITHOUT ROWID"""
_PUT = """INSERT INTO documents(kind, id, version, at, body) VALUES(?,?,1,?,?)
  ON CONFLICT(kind, id) DO UPDATE SET version = version + 1, at = excluded.at, body = excluded.body"""

_PUT_NEW = "INSERT INTO documents(kind, id, version, at, body) VALUES(?,?,1,?,?)"


class SqliteDocuments:
    """Documents in one file."""

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self._connection, self._clock, self._lock = connect(path, durable=True), clock, threading.Lock()
        self._connection.execute("PRAGMA secure_delete=ON")
        self._path = path
        self._connection.execute(_SCHEMA)
        self._readers = Readers(path)

    def get(self, kind: str, id: str) -> Document | None:
        """Return a document or None."""
        sql = "SELECT kind, id, version, at, body FROM documents WHERE kind = ? AND id = ?"
        row = self._readers.get().execute(sql, (kind, id)).fetchone()
        return _document(row) if row else None

    def put(self, kind: str, id: str, body: dict[str, Any], expected_version: int | None = None) -> Document:
        """Store a document; see the port."""
        at = self._clock()
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            row = self._connection.execute(
                "SELECT version FROM documents WHERE kind = ? AND id = ?", (kind, id)
            ).fetchone()
            stored = row[0] if row else 0
            if expected_version is not None and expected_version != stored:
                raise Conflict(
                    "changed_meanwhile",
                    f"{kind} {id} is at version {stored}, not {expected_version}",
                    field="version",
                    hint="read it again and repeat the change",
                )
            self._connection.execute(_PUT, (kind, id, at, msgspec.json.encode(body)))
        return Document(kind, id, stored + 1, at, body)

    def put_many(self, kind: str, bodies: Sequence[tuple[str, dict[str, Any]]], new: bool = False) -> None:
        """Store many documents in one transaction."""
        at = self._clock()
        rows = [(kind, id, at, msgspec.json.encode(body)) for id, body in bodies]
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(_PUT_NEW if new else _PUT, rows)
            except sqlite3.IntegrityError:
                raise Conflict("already_there", f"one of these {kind} is there already", field="id",
                               hint="read them again and repeat the change") from None

    def list(self, kind: str, after: str = "", limit: int = 100, newest: bool = False) -> list[Document]:
        """Return documents in id order."""
        condition, order = ("id > ?", "ASC") if not newest else ("(?1 = '' OR id < ?1)", "DESC")
        sql = (
            f"SELECT kind, id, version, at, body FROM documents WHERE {condition} AND kind = ?2 "
            f"ORDER BY id {order} LIMIT ?3"
        ).replace("id > ?", "id > ?1")
        return [_document(row) for row in self._readers.get().execute(sql, (after, kind, limit))]

    def delete(self, kind: str, ids: Sequence[str] | None = None) -> int:
        """Remove documents."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if ids is None:
                return self._connection.execute("DELETE FROM documents WHERE kind = ?", (kind,)).rowcount
            rows = [(kind, id) for id in ids]
            return self._connection.executemany("DELETE FROM documents WHERE kind = ? AND id = ?", rows).rowcount

    def mentions(self, words: Sequence[str]) -> Sequence[Document]:
        """Return the documents that hold one of the words."""
        where = " OR ".join("instr(id, ?) OR instr(body, CAST(? AS BLOB))" for _ in words)
        values = [value for word in words for value in (word, msgspec.json.encode(word)[1:-1].decode())]
        sql = f"SELECT kind, id, version, at, body FROM documents WHERE {where or '0'} ORDER BY kind, id"
        return [_document(row) for row in self._readers.get().execute(sql, values)]

    def wipe(self, words: Sequence[str]) -> None:
        """Leave nothing of what was deleted in the file."""
        with self._lock:
            wipe(self._connection, self._path, words)

    def count(self, kind: str) -> int:
        """Return how many there are of a kind."""
        sql = "SELECT count(*) FROM documents WHERE kind = ?"
        found: int = self._readers.get().execute(sql, (kind,)).fetchone()[0]
        return found

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()


def _document(row: tuple[str, str, int, int, bytes]) -> Document:
    kind, id, version, at, body = row
    return Document(kind, id, version, at, msgspec.json.decode(body))
