"""The ledger's books in SQLite: read through inside one transaction, written back in one go before it commits."""

import sqlite3
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import msgspec

from huozhao.supply.ledger import Hold, Level, Move, Posted, Reservation

SCHEMA = """
CREATE TABLE IF NOT EXISTS levels(
  sku TEXT NOT NULL, shop TEXT NOT NULL,
  free INTEGER NOT NULL CHECK(free >= 0), reserved INTEGER NOT NULL CHECK(reserved >= 0),
  in_transit INTEGER NOT NULL CHECK(in_transit >= 0), returned INTEGER NOT NULL CHECK(returned >= 0),
  sold INTEGER NOT NULL, lost INTEGER NOT NULL, tracked INTEGER NOT NULL, counted_at INTEGER NOT NULL,
  quarantine INTEGER NOT NULL DEFAULT 0 CHECK(quarantine >= 0), counted_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(sku, shop)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moves(
  position INTEGER PRIMARY KEY, key TEXT NOT NULL, sku TEXT NOT NULL, shop TEXT NOT NULL, source TEXT NOT NULL,
  target TEXT NOT NULL, quantity INTEGER NOT NULL CHECK(quantity >= 0), at INTEGER NOT NULL, note TEXT NOT NULL,
  fingerprint TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS moves_key ON moves(key) WHERE key <> '';
CREATE INDEX IF NOT EXISTS moves_place ON moves(sku, shop, position);
CREATE INDEX IF NOT EXISTS moves_conflicts ON moves(position) WHERE note >= 'count: ' AND note < 'count:!';
CREATE TABLE IF NOT EXISTS reservations(
  "order" TEXT PRIMARY KEY, holds BLOB NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  state TEXT NOT NULL, settled_at INTEGER NOT NULL,
  extended INTEGER NOT NULL DEFAULT 0 CHECK(extended IN (0, 1))) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reservations_due ON reservations(expires_at) WHERE state = 'held';
"""
# Columns that files of earlier releases lack: (table, column, its declaration).
ADDED = (
    ("levels", "quarantine", "INTEGER NOT NULL DEFAULT 0 CHECK(quarantine >= 0)"),
    ("levels", "counted_by", "TEXT NOT NULL DEFAULT ''"),
    ("reservations", "extended", "INTEGER NOT NULL DEFAULT 0 CHECK(extended IN (0, 1))"),
)
LEVEL = (
    "SELECT sku, shop, free, reserved, in_transit, returned, sold, lost, tracked, counted_at, quarantine, counted_by "
    "FROM levels "
)
RESERVATION = 'SELECT "order", holds, at, expires_at, state, settled_at, extended FROM reservations '
MOVE = "SELECT position, key, sku, shop, source, target, quantity, at, note FROM moves "
_fields = attrgetter(
    "sku", "shop", "free", "reserved", "in_transit", "returned", "sold", "lost", "tracked", "counted_at", "quarantine",
    "counted_by",
)
_holds = msgspec.json.Decoder(list[tuple[str, str, int]])


class SqliteBooks:
    """Books over one connection in a transaction; nothing is written before `flush`.

    Commands of one group see one another's changes in memory, so a SKU that a hundred orders want is
    written once. The database's CHECKs are the last guard.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._levels: dict[tuple[str, str], Level | None] = {}
        self._reservations: dict[str, Reservation | None] = {}
        self._entries: dict[str, str] = {}
        self._dirty: dict[tuple[str, str], None] = {}
        self._kept: dict[str, None] = {}
        self._moves: list[tuple[Any, ...]] = []

    def level(self, sku: str, shop: str) -> Level | None:
        """Return the level as it is inside the transaction."""
        key = (sku, shop)
        if key not in self._levels:
            row = self._connection.execute(LEVEL + "WHERE sku = ? AND shop = ?", key).fetchone()
            self._levels[key] = level_of(row) if row else None
        return self._levels[key]

    def save(self, level: Level) -> None:
        """Remember a level for the flush."""
        key = (level.sku, level.shop)
        self._levels[key] = level
        self._dirty[key] = None

    def entry(self, key: str) -> str | None:
        """Return the fingerprint under a key."""
        if key in self._entries:
            return self._entries[key]
        row = self._connection.execute("SELECT fingerprint FROM moves WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def record(self, move: Move, fingerprint: str | None) -> None:
        """Remember a move for the flush."""
        if fingerprint is not None:
            self._entries[move.key] = fingerprint
        self._moves.append(
            (move.key, move.sku, move.shop, move.source, move.target, move.quantity, move.at, move.note, fingerprint)
        )

    def reservation(self, order: str) -> Reservation | None:
        """Return the reservation as it is inside the transaction."""
        if order not in self._reservations:
            row = self._connection.execute(RESERVATION + 'WHERE "order" = ?', (order,)).fetchone()
            self._reservations[order] = _reservation_of(row) if row else None
        return self._reservations[order]

    def keep(self, reservation: Reservation) -> None:
        """Remember a reservation for the flush."""
        self._reservations[reservation.order] = reservation
        self._kept[reservation.order] = None

    def flush(self) -> None:
        """Write everything remembered."""
        run = self._connection.executemany
        run(
            "INSERT OR REPLACE INTO levels VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            [_fields(level) for key in sorted(self._dirty) if (level := self._levels[key]) is not None],
        )
        run(
            "INSERT INTO moves(key, sku, shop, source, target, quantity, at, note, fingerprint) "
            "VALUES(?,?,?,?,?,?,?,?,?)",
            self._moves,
        )
        run(
            "INSERT OR REPLACE INTO reservations VALUES(?,?,?,?,?,?,?)",
            [_row_of(known) for order in sorted(self._kept) if (known := self._reservations[order]) is not None],
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file of an earlier release up to SCHEMA; harmless when it is, and when others do so at the same time."""
    connection.execute("BEGIN IMMEDIATE")
    for table, column, spec in ADDED:
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if known and column not in known:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {spec}")
    connection.execute("COMMIT")


def held_units(blobs: Iterable[bytes]) -> dict[tuple[str, str], int]:
    """Return the units by (sku, shop) in the holds of reservations as they are stored."""
    totals: dict[tuple[str, str], int] = {}
    for blob in blobs:
        for sku, shop, units in _holds.decode(blob):
            totals[sku, shop] = totals.get((sku, shop), 0) + units
    return totals


def level_of(row: tuple[Any, ...]) -> Level:
    """Return a level from its row."""
    return Level(*(*row[:8], bool(row[8]), *row[9:]))


def posted_of(row: tuple[Any, ...]) -> Posted:
    """Return a posted move from its row."""
    return Posted(row[0], Move(*row[1:]))


def _row_of(known: Reservation) -> tuple[Any, ...]:
    holds = msgspec.json.encode([(hold.sku, hold.shop, hold.quantity) for hold in known.holds])
    return (known.order, holds, known.at, known.expires_at, known.state, known.settled_at, known.extended)


def _reservation_of(row: tuple[Any, ...]) -> Reservation:
    holds = tuple(Hold(*hold) for hold in _holds.decode(row[1]))
    return Reservation(row[0], holds, row[2], row[3], row[4], row[5], bool(row[6]))
