"""Data keys in SQLite, each wrapped; back this file up apart from the data, and keep its copies for a short time."""

import hmac
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.wrapping import Wrapping
from huozhao.privacy.sealing import KEY_BYTES, NONCE_BYTES, DataKey, MasterKey, unseal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys(
  token TEXT PRIMARY KEY, mark BLOB NOT NULL, version INTEGER NOT NULL, wrapped BLOB NOT NULL, name BLOB NOT NULL,
  at INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS keys_mark ON keys(mark);
CREATE INDEX IF NOT EXISTS keys_version ON keys(version);
CREATE TABLE IF NOT EXISTS erased(mark BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = "token, version, wrapped, name, at"
MOST_CACHED = 200_000


class SqliteKeys:
    """Keys in one file; the subject's name lies sealed with its own key, and a keyed mark finds it."""

    def __init__(self, path: Path, master: MasterKey) -> None:
        self._connection, self._lock, self._master = connect(path, durable=True), threading.RLock(), master
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)
        path.chmod(0o600)
        self._readers = Readers(path)
        self.wrapping = Wrapping(self._connection, master, self._lock)
        self._subjects: dict[str, DataKey] = {}
        self._tokens: dict[str, DataKey] = {}
        self._secrets: dict[str, bytes] = {}
        # How often keys may have been destroyed: what was read before is not cached after.
        self._destroyed, self._caching = 0, threading.Lock()
        self._seen = self._changes()
        self._index = self.secret("subject")

    def ensure(self, subjects: Sequence[str]) -> list[DataKey]:
        """Return keys, made where they are missing, in one transaction."""
        self._follow()
        known = self._subjects
        if all(subject in known for subject in subjects):
            return [known[subject] for subject in subjects]
        with self._lock:
            found = {subject: known.get(subject) or self.find(subject) for subject in dict.fromkeys(subjects)}
            missing = [subject for subject, key in found.items() if key is None]
            if missing:
                found |= self._make(missing)
            return [key for subject in subjects if (key := found[subject])]

    def find(self, subject: str) -> DataKey | None:
        """Return a subject's key."""
        return self._subjects.get(subject) or self._read("mark", self._mark(subject))

    def by_token(self, token: str) -> DataKey | None:
        """Return the key of a token."""
        return self._tokens.get(token) or self._read("token", token)

    def forget(self, subjects: Sequence[str], at: int) -> int:
        """Destroy keys, zeros written over them, and note the marks."""
        marks = [(self._mark(subject),) for subject in subjects]
        with self._lock:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                gone = self._connection.executemany("DELETE FROM keys WHERE mark = ?", marks).rowcount
                self._connection.executemany("INSERT OR REPLACE INTO erased VALUES(?,?)", [(*m, at) for m in marks])
            with self._caching:
                self._destroyed += 1
                for subject in subjects:
                    key = self._subjects.pop(subject, None)
                    if key is not None:
                        self._tokens.pop(key.token, None)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def erased(self, subjects: Iterable[str]) -> list[str]:
        """Return those that were erased and have no key made since."""
        rows = self._readers.get().execute(
            "SELECT erased.mark FROM erased LEFT JOIN keys ON keys.mark = erased.mark WHERE keys.mark IS NULL")
        marks = {row[0] for row in rows}
        return [subject for subject in subjects if self._mark(subject) in marks] if marks else []

    def secret(self, name: str) -> bytes:
        """Return a secret, made when first asked for."""
        with self._lock:
            if name not in self._secrets:
                self._secrets[name] = self.wrapping.secret(name)
            return self._secrets[name]

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()

    def _make(self, subjects: Sequence[str]) -> dict[str, DataKey]:
        """Make keys; one of another process that was faster wins."""
        at, rows = time.time_ns() // 1_000_000, []
        for subject in subjects:
            token, key = os.urandom(12).hex(), os.urandom(KEY_BYTES)
            nonce = os.urandom(NONCE_BYTES)
            name = nonce + AESGCM(key).encrypt(nonce, subject.encode(), b"name|" + token.encode())
            rows.append((token, self._mark(subject), self.wrapping.newest, self.wrapping.wrap(token, key), name, at))
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR IGNORE INTO keys VALUES(?,?,?,?,?,?)", rows)
        made = {subject: self._read_with(self._connection, "mark", row[1])
                for subject, row in zip(subjects, rows, strict=True)}
        return {subject: key for subject, key in made.items() if key is not None}

    def _read(self, column: str, value: str | bytes) -> DataKey | None:
        return self._read_with(self._readers.get(), column, value)

    def _read_with(self, connection: sqlite3.Connection, column: str, value: str | bytes) -> DataKey | None:
        destroyed = self._destroyed
        row: Any = connection.execute(f"SELECT {_COLUMNS} FROM keys WHERE {column} = ?", (value,)).fetchone()
        if row is None:
            return None
        token, version, wrapped, name, at = row
        cipher = AESGCM(self.wrapping.unwrap(token, version, wrapped))
        key = DataKey(token, unseal(cipher, name, b"name|" + token.encode()).decode(), cipher, at)
        with self._caching:
            if destroyed == self._destroyed:
                if len(self._tokens) >= MOST_CACHED:
                    self._subjects.clear()
                    self._tokens.clear()
                self._subjects[key.subject] = self._tokens[token] = key
        return key

    def _follow(self) -> None:
        """Drop the cache when another process changed the file: it may have destroyed keys."""
        seen = self._changes()
        if seen != self._seen:
            self._seen = seen
            with self._caching:
                self._destroyed += 1
                self._subjects.clear()
                self._tokens.clear()
            self.wrapping.load()

    def _changes(self) -> int:
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _mark(self, subject: str) -> bytes:
        return hmac.new(self._index, subject.encode(), sha256).digest()[:16]
