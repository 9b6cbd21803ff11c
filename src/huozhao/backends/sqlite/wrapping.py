"""The wrapping keys of the key store, and how they rotate."""

import os
import sqlite3
from contextlib import AbstractContextManager
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huozhao.privacy.sealing import KEY_BYTES, NONCE_BYTES, MasterKey, Turned, unseal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS wrapping(version INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS secrets(name TEXT PRIMARY KEY, wrapped BLOB NOT NULL);
"""


class Wrapping:
    """Implements `Rotating`; data keys hang on a wrapping key, wrapping keys and secrets on the master key."""

    def __init__(
        self, connection: sqlite3.Connection, master: MasterKey, lock: AbstractContextManager[Any]
    ) -> None:
        self._connection, self._master, self._lock = connection, master, lock
        self._connection.executescript(_SCHEMA)
        self._keys: dict[int, AESGCM] = {}
        self.newest = 0
        self.load()
        if not self.newest:
            self._make()

    def load(self) -> None:
        """Read what another process may have added."""
        for version, wrapped in self._connection.execute("SELECT version, wrapped FROM wrapping").fetchall():
            if version not in self._keys:
                self._keys[version] = AESGCM(self._master.unwrap(wrapped, _bound("wrapping", version)))
        self.newest = max(self._keys, default=0)

    def wrap(self, token: str, key: bytes) -> bytes:
        """Wrap a data key with the newest wrapping key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._keys[self.newest].encrypt(nonce, key, _bound(token, self.newest))

    def unwrap(self, token: str, version: int, wrapped: bytes) -> bytes:
        """Return a data key."""
        if version not in self._keys:
            with self._lock:
                self.load()
        return unseal(self._keys[version], wrapped, _bound(token, version))

    def secret(self, name: str) -> bytes:
        """Return a secret, made when first asked for."""
        made = self._master.wrap(os.urandom(KEY_BYTES), _bound("secrets", name))
        self._connection.execute("INSERT OR IGNORE INTO secrets VALUES(?,?)", (name, made))
        row = self._connection.execute("SELECT wrapped FROM secrets WHERE name = ?", (name,)).fetchone()
        return self._master.unwrap(row[0], _bound("secrets", name))

    def turn(self) -> int:
        """Turn the master key and make a new wrapping key."""
        with self._lock, self._connection:
            self._master.turn()
            self._connection.execute("BEGIN IMMEDIATE")
            for table, column in (("wrapping", "version"), ("secrets", "name")):
                for key, wrapped in self._connection.execute(f"SELECT {column}, wrapped FROM {table}").fetchall():
                    again = self._master.wrap(self._master.unwrap(wrapped, _bound(table, key)), _bound(table, key))
                    self._connection.execute(f"UPDATE {table} SET wrapped = ? WHERE {column} = ?", (again, key))
            return self._make()

    def rewrap(self, limit: int) -> Turned:
        """Wrap some data keys anew."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            rows = self._connection.execute(
                "SELECT token, version, wrapped FROM keys WHERE version < ? LIMIT ?", (self.newest, limit)).fetchall()
            fresh = [(self.newest, self.wrap(token, self.unwrap(token, version, wrapped)), token)
                     for token, version, wrapped in rows]
            self._connection.executemany("UPDATE keys SET version = ?, wrapped = ? WHERE token = ?", fresh)
            versions = self.versions()
        total = sum(versions.values())
        return Turned(total, total - versions.get(self.newest, 0))

    def finish(self) -> None:
        """Destroy the keys that nothing hangs on any more."""
        with self._lock:
            oldest = min([*self.versions(), self.newest])
            self._connection.execute("DELETE FROM wrapping WHERE version < ?", (oldest,))
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._keys = {version: key for version, key in self._keys.items() if version >= oldest}
            if oldest == self.newest:
                self._master.drop(self._master.version())

    def versions(self) -> dict[int, int]:
        """Return how many data keys hang on each version."""
        return dict(self._connection.execute("SELECT version, count(*) FROM keys GROUP BY version").fetchall())

    def _make(self) -> int:
        version, key = max(self._keys, default=0) + 1, os.urandom(KEY_BYTES)
        wrapped = self._master.wrap(key, _bound("wrapping", version))
        self._connection.execute("INSERT INTO wrapping VALUES(?,?)", (version, wrapped))
        self._keys[version], self.newest = AESGCM(key), version
        return version


def _bound(owner: str, what: str | int) -> bytes:
    return f"{owner}|{what}".encode()
