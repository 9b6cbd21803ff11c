"""Plans in SQLite, each write fsynced: the parts by SKU, the proposals by rank with their counts."""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from huozhao.backends.sqlite.connection import Readers, connect
from huozhao.supply.plan_book import Proposal, Tally, Wanted
from huozhao.terms.errors import Conflict

_SCHEMA = """
CREATE TABLE IF NOT EXISTS parts(
  plan TEXT NOT NULL, sku TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(plan, sku));
CREATE TABLE IF NOT EXISTS proposals(
  id TEXT PRIMARY KEY, plan TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, sku TEXT NOT NULL,
  shop TEXT NOT NULL, giver TEXT NOT NULL, supplier TEXT NOT NULL, tier TEXT NOT NULL, quantity INTEGER NOT NULL,
  value_fen INTEGER NOT NULL, numbers BLOB NOT NULL, body BLOB NOT NULL, version INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS proposals_state ON proposals(plan, state, id);
CREATE INDEX IF NOT EXISTS proposals_kind ON proposals(plan, kind, id);
CREATE INDEX IF NOT EXISTS proposals_tier ON proposals(plan, tier, id);
CREATE INDEX IF NOT EXISTS proposals_shop ON proposals(plan, shop, id);
CREATE INDEX IF NOT EXISTS proposals_supplier ON proposals(plan, supplier, id);
CREATE INDEX IF NOT EXISTS proposals_sku ON proposals(plan, sku, id);
CREATE TABLE IF NOT EXISTS tallies(
  plan TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, proposals INTEGER NOT NULL, quantity INTEGER NOT NULL,
  value_fen INTEGER NOT NULL, PRIMARY KEY(plan, kind, state)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published(plan TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_NAMES = tuple(each.name for each in fields(Proposal))
_COLUMNS = ", ".join(_NAMES)
_values = attrgetter(*_NAMES)
_INSERT = f"INSERT INTO proposals({_COLUMNS}) VALUES({','.join('?' * len(_NAMES))})"
# The narrowest first: SQLite is told by which index to go, because all of them promise the same order.
_NARROW = ("sku", "shop", "supplier", "tier", "kind", "state")
_COUNT = """INSERT INTO tallies SELECT plan, kind, state, count(*), sum(quantity), sum(value_fen) FROM proposals
  WHERE plan = ? GROUP BY plan, kind, state"""
_ADD = """INSERT INTO tallies VALUES(?,?,?,?,?,?) ON CONFLICT(plan, kind, state) DO UPDATE SET
  proposals = proposals + excluded.proposals, quantity = quantity + excluded.quantity,
  value_fen = value_fen + excluded.value_fen"""


class SqliteParts:
    """Parts of plans in the file that the proposals share."""

    def __init__(self, path: Path) -> None:
        self._connection, self._lock = connect(path, durable=True), threading.Lock()
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)

    def keep(self, plan: str, parts: Sequence[tuple[str, bytes]]) -> None:
        """Store parts in one transaction."""
        rows = [(plan, sku, body) for sku, body in parts]
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO parts VALUES(?,?,?)", rows)

    def list(self, plan: str, after: str = "", limit: int = 100) -> list[tuple[str, bytes]]:
        """Return parts in SKU order."""
        sql = "SELECT sku, body FROM parts WHERE plan = ? AND sku > ? ORDER BY sku LIMIT ?"
        return self._readers.get().execute(sql, (plan, after, limit)).fetchall()

    def skus(self, plan: str) -> set[str]:
        """Return the SKUs of a plan."""
        return {row[0] for row in self._readers.get().execute("SELECT sku FROM parts WHERE plan = ?", (plan,))}

    def get(self, plan: str, sku: str) -> bytes | None:
        """Return one part or None."""
        sql = "SELECT body FROM parts WHERE plan = ? AND sku = ?"
        row = self._readers.get().execute(sql, (plan, sku)).fetchone()
        return row[0] if row else None

    def drop(self, but: Sequence[str]) -> None:
        """Forget other plans."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(f"DELETE FROM parts WHERE plan NOT IN ({','.join('?' * len(but))})", tuple(but))

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()


class SqliteProposals:
    """Proposals in one file; several processes may open it."""

    def __init__(self, path: Path) -> None:
        self._connection, self._lock = connect(path, durable=True), threading.Lock()
        self._connection.executescript(_SCHEMA)
        self._readers = Readers(path)

    def publish(self, plan: str, proposals: Iterable[Proposal]) -> bool:
        """Store a plan's proposals once; see the port."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if not self._connection.execute("INSERT OR IGNORE INTO published VALUES(?)", (plan,)).rowcount:
                return False
            self._connection.execute("DELETE FROM proposals WHERE plan <> ? AND state IN ('open', 'cut')", (plan,))
            self._connection.executemany(_INSERT, map(_row, proposals))
            self._connection.execute("DELETE FROM tallies")
            self._connection.execute(_COUNT, (plan,))
        return True

    def find(self, wanted: Wanted, after: str = "", limit: int = 100) -> list[Proposal]:
        """Return proposals in id order."""
        asked = {name: value for name in _NARROW if (value := getattr(wanted, name))}
        # Ids begin with their plan, so without a filter the ids alone say which are wanted, in their order.
        index = f"INDEXED BY proposals_{next(iter(asked))} WHERE plan = ?" if asked else "WHERE id < ?"
        conditions = "".join(f" AND {name} = ?" for name in asked)
        sql = f"SELECT {_COLUMNS} FROM proposals {index}{conditions} AND id > ? ORDER BY id LIMIT ?"
        upper = wanted.plan if asked else f"{wanted.plan}."
        rows = self._readers.get().execute(sql, (upper, *asked.values(), max(after, f"{wanted.plan}-"), limit))
        return [_proposal(row) for row in rows]

    def get(self, id: str) -> Proposal | None:
        """Return one proposal or None."""
        return _get(self._readers.get(), id)

    def put(self, proposals: Sequence[Proposal]) -> None:
        """Replace proposals; see the port."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for new in proposals:
                old = _get(self._connection, new.id)
                if old is None or old.version != new.version:
                    raise Conflict("changed_meanwhile", f"proposal {new.id} was changed meanwhile", field="id",
                                   hint="read it again and repeat the change")  # fmt: skip
                self._connection.execute("DELETE FROM proposals WHERE id = ?", (new.id,))
                self._connection.execute(_INSERT, _row(replace(new, version=new.version + 1)))
                self._connection.execute(_ADD, _tally(old, -1))
                self._connection.execute(_ADD, _tally(new, 1))

    def tally(self, plan: str) -> list[Tally]:
        """Return the counts of a plan."""
        sql = ("SELECT kind, state, proposals, quantity, value_fen FROM tallies WHERE plan = ? AND proposals > 0 "
               "ORDER BY kind, state")  # fmt: skip
        return [Tally(*row) for row in self._readers.get().execute(sql, (plan,))]

    def close(self) -> None:
        """Release the file."""
        self._readers.close()
        self._connection.close()


def _get(connection: sqlite3.Connection, id: str) -> Proposal | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM proposals WHERE id = ?", (id,)).fetchone()
    return _proposal(row) if row else None


def _row(of: Proposal) -> tuple[Any, ...]:
    *plain, body, version = _values(of)
    return (*plain, msgspec.json.encode(body), version)


def _proposal(row: tuple[Any, ...]) -> Proposal:
    named = dict(zip(_NAMES, row, strict=True))
    return Proposal(**{**named, "body": msgspec.json.decode(named["body"])})


def _tally(of: Proposal, sign: int) -> tuple[Any, ...]:
    return (of.plan, of.kind, of.state, sign, sign * of.quantity, sign * of.value_fen)
