"""The consent ledger in SQLite: the chain in one table, decisions with their salts in another that can be emptied."""

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.backends.sqlite.wiping import wipe
from huozhao.privacy.consent import GENESIS, Decision, Entry, Proof, decode, encode, link, prove

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chain(number INTEGER PRIMARY KEY, commitment BLOB NOT NULL, mark BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS decisions(
  number INTEGER PRIMARY KEY, subject TEXT NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS decisions_subject ON decisions(subject);
CREATE TABLE IF NOT EXISTS standing(
  subject TEXT NOT NULL, purpose TEXT NOT NULL, given INTEGER NOT NULL, PRIMARY KEY(subject, purpose)) WITHOUT ROWID;
"""
_WALK = """SELECT chain.number, commitment, mark, salt, body FROM chain
  LEFT JOIN decisions ON decisions.number = chain.number ORDER BY chain.number"""


class SqliteConsents:
    """A ConsentLedger in one file."""

    def __init__(self, path: Path) -> None:
        self._connection, self._lock, self._path = connect(path, durable=True), threading.Lock(), path
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)

    def append(self, decisions: Sequence[Decision]) -> int:
        """Add decisions in one transaction."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            newest = self._connection.execute("SELECT number, mark FROM chain ORDER BY number DESC LIMIT 1").fetchone()
            last, mark = newest or (0, GENESIS)
            chain: list[tuple[Any, ...]] = []
            held: list[tuple[Any, ...]] = []
            for number, decision in enumerate(decisions, start=last + 1):
                salt, body = os.urandom(16), encode(decision)
                entry = link(number, mark, salt, body)
                mark = entry.mark
                chain.append((number, entry.commitment, mark))
                held.append((number, decision.subject, salt, body))
            self._connection.executemany("INSERT INTO chain VALUES(?,?,?)", chain)
            self._connection.executemany("INSERT INTO decisions VALUES(?,?,?,?)", held)
            self._connection.executemany("INSERT OR REPLACE INTO standing VALUES(?,?,?)",
                                         [(d.subject, d.purpose, int(d.given)) for d in decisions])
            return int(last) + len(decisions)

    def head(self) -> int:
        """Return the number of the newest entry."""
        found: int | None = self._readers.get().execute("SELECT max(number) FROM chain").fetchone()[0]
        return found or 0

    def standing(self) -> Iterable[tuple[str, str, bool]]:
        """Return the newest decision of every subject and purpose."""
        rows = self._readers.get().execute("SELECT subject, purpose, given FROM standing").fetchall()
        return [(subject, purpose, bool(given)) for subject, purpose, given in rows]

    def history(self, subjects: Sequence[str]) -> list[Decision]:
        """Return the decisions of some subjects, oldest first."""
        sql = f"SELECT body FROM decisions WHERE subject IN ({','.join('?' * len(subjects))}) ORDER BY number"
        return [decode(row[0]) for row in self._readers.get().execute(sql, tuple(subjects))]

    def forget(self, subjects: Sequence[str]) -> int:
        """Delete decisions and salts; secure_delete writes zeros over them."""
        rows = [(subject,) for subject in subjects]
        with self._lock:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany("DELETE FROM standing WHERE subject = ?", rows)
                gone = self._connection.executemany("DELETE FROM decisions WHERE subject = ?", rows).rowcount
            wipe(self._connection, self._path, subjects)
        return gone

    def verify(self) -> Proof:
        """Walk the chain."""
        rows = self._readers.get().execute(_WALK)
        return prove((Entry(number, commitment, mark), salt, body) for number, commitment, mark, salt, body in rows)

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()
