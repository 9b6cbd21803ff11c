"""The ledger's books in SQLite: read through inside one transaction, written back in one go before it commits."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

import msgspec

from huozhao.supply.ledger import Hold, Level, Lot, Move, Posted, Reservation
from huozhao.terms.time import local_day

LEVEL_COLUMNS = (
    "sku, shop, free, reserved, in_transit, returned, sold, lost, tracked, counted_at, quarantine, counted_by, lotted"
)
LEVEL = f"SELECT {LEVEL_COLUMNS} FROM levels "
LOT = "SELECT sku, shop, lot, expires_on, free, reserved, returned, quarantine, counted_at, counted_by FROM lots "
RESERVATION = 'SELECT "order", holds, at, expires_at, state, settled_at, extended, holder FROM reservations '
MOVE = "SELECT position, key, sku, shop, source, target, quantity, at, note, lot, expires_on FROM moves "
_ONE_LEVEL, _ONE_RESERVATION = LEVEL + "WHERE sku = ? AND shop = ?", RESERVATION + 'WHERE "order" = ?'
_SHELF, _ENTRY = LOT + "WHERE sku = ? AND shop = ?", "SELECT fingerprint FROM moves WHERE key = ? AND key <> ''"
# Only what is held has a holder.
_HELD = "SELECT count(*), coalesce(sum(units), 0) FROM reservations WHERE holder = ? AND holder <> ''"
_SAVE_LEVEL = (
    f"INSERT INTO levels({LEVEL_COLUMNS}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in LEVEL_COLUMNS.split(", ")[2:])
)
_SAVE_LOT = (
    "INSERT INTO lots VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET expires_on = excluded.expires_on, "
    "free = excluded.free, reserved = excluded.reserved, returned = excluded.returned, "
    "quarantine = excluded.quarantine, counted_at = excluded.counted_at, counted_by = excluded.counted_by"
)
_SAVE_MOVE = (
    "INSERT INTO moves(key, sku, shop, source, target, quantity, at, note, lot, expires_on, fingerprint) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?)"
)
_level_fields = attrgetter(*LEVEL_COLUMNS.split(", "))
_lot_fields = attrgetter(*Lot.__dataclass_fields__)
_move_fields = attrgetter(*Move.__dataclass_fields__)
_holds = msgspec.json.Decoder(list[tuple[Any, ...]])
_encode = msgspec.json.Encoder().encode


class SqliteBooks:
    """Books over one connection in a transaction; nothing is written before `flush`.

    Commands of one group see one another's changes in memory, so a SKU that a hundred orders want is
    written once. The database's CHECKs are the last guard.
    """

    def __init__(self, connection: sqlite3.Connection, zone: str = "UTC") -> None:
        self.connection = connection
        self.day: Callable[[int], int] = partial(local_day, zone=zone)
        self._levels: dict[tuple[str, str], Level | None] = {}
        self._reservations: dict[str, Reservation | None] = {}
        self._entries: dict[str, str] = {}
        self._dirty: dict[tuple[str, str], None] = {}
        self._lots: dict[tuple[str, str], dict[str, Lot]] = {}
        self._saved_lots: dict[tuple[str, str, str], Lot] = {}
        self._held: dict[str, tuple[int, int]] = {}
        self._kept: dict[str, None] = {}
        self._moves: list[tuple[Any, ...]] = []

    def level(self, sku: str, shop: str) -> Level | None:
        """Return the level as it is inside the transaction."""
        key = (sku, shop)
        if key not in self._levels:
            row = self.connection.execute(_ONE_LEVEL, key).fetchone()
            self._levels[key] = level_of(row) if row else None
        return self._levels[key]

    def save(self, level: Level) -> None:
        """Remember a level for the flush."""
        key = (level.sku, level.shop)
        self._levels[key] = level
        self._dirty[key] = None

    def lots(self, sku: str, shop: str) -> Mapping[str, Lot]:
        """Return the lots of a shelf as they are inside the transaction."""
        key = (sku, shop)
        if key not in self._lots:
            self._lots[key] = {row[2]: Lot(*row) for row in self.connection.execute(_SHELF, key)}
        return self._lots[key]

    def save_lot(self, lot: Lot) -> None:
        """Remember a lot for the flush."""
        self.lots(lot.sku, lot.shop)
        self._lots[lot.sku, lot.shop][lot.lot] = lot
        self._saved_lots[lot.sku, lot.shop, lot.lot] = lot

    def entry(self, key: str) -> str | None:
        """Return the fingerprint under a key."""
        if key in self._entries:
            return self._entries[key]
        row = self.connection.execute(_ENTRY, (key,)).fetchone()
        return str(row[0]) if row else None

    def record(self, move: Move, fingerprint: str | None) -> None:
        """Remember a move for the flush."""
        if fingerprint is not None:
            self._entries[move.key] = fingerprint
        self._moves.append((*_move_fields(move), fingerprint))

    def reservation(self, order: str) -> Reservation | None:
        """Return the reservation as it is inside the transaction."""
        if order not in self._reservations:
            row = self.connection.execute(_ONE_RESERVATION, (order,)).fetchone()
            self._reservations[order] = _reservation_of(row) if row else None
        return self._reservations[order]

    def keep(self, reservation: Reservation) -> None:
        """Remember a reservation for the flush."""
        before = self._reservations.get(reservation.order)
        if holder := reservation.holder or (before.holder if before else ""):
            self._note_held(holder, before, reservation)
        self._reservations[reservation.order] = reservation
        self._kept[reservation.order] = None

    def held_by(self, holder: str) -> tuple[int, int]:
        """Return the orders and units somebody holds, as they are inside the transaction."""
        if holder not in self._held:
            self._held[holder] = self.connection.execute(_HELD, (holder,)).fetchone()
        return self._held[holder]

    def flush(self) -> None:
        """Write what is remembered and forget it; lots before their levels, which the database compares with them."""
        run = self.connection.executemany
        if self._saved_lots:
            run(_SAVE_LOT, [_lot_fields(self._saved_lots[key]) for key in sorted(self._saved_lots)])
        run(_SAVE_LEVEL, [_level_fields(level) for key in sorted(self._dirty) if (level := self._levels[key])])
        run(_SAVE_MOVE, self._moves)
        run("INSERT OR REPLACE INTO reservations VALUES(?,?,?,?,?,?,?,?,?)",
            [_row_of(known) for order in sorted(self._kept) if (known := self._reservations[order])])  # fmt: skip
        for seen in (self._saved_lots, self._dirty, self._moves, self._kept, self._levels, self._lots, self._entries,
                     self._reservations, self._held):  # fmt: skip
            seen.clear()

    def _note_held(self, holder: str, before: Reservation | None, after: Reservation) -> None:
        held = self._held.get(holder)
        if held is None:  # nobody has asked within this transaction, so nothing has to be kept true
            return
        was, stays = before is not None and before.state == "held", after.state == "held"
        units = (after.units if stays else 0) - (before.units if before and was else 0)
        self._held[holder] = (held[0] + stays - was, held[1] + units)


def held_units(blobs: Iterable[bytes]) -> dict[tuple[str, str], int]:
    """Return the units by (sku, shop) in the holds of reservations as they are stored."""
    totals: dict[tuple[str, str], int] = {}
    for blob in blobs:
        for sku, shop, units, *_ in _holds.decode(blob):
            totals[sku, shop] = totals.get((sku, shop), 0) + units
    return totals


def level_of(row: tuple[Any, ...]) -> Level:
    """Return a level from its row."""
    values: tuple[Any, ...] = (*row[:8], bool(row[8]), *row[9:12], bool(row[12]))
    return Level(*values)


def posted_of(row: tuple[Any, ...]) -> Posted:
    """Return a posted move from its row."""
    return Posted(row[0], Move(*row[1:]))


def _row_of(known: Reservation) -> tuple[Any, ...]:
    holds = _encode([(hold.sku, hold.shop, hold.quantity, hold.lots) if hold.lots
                     else (hold.sku, hold.shop, hold.quantity) for hold in known.holds])  # fmt: skip
    return (known.order, holds, known.at, known.expires_at, known.state, known.settled_at, known.extended,
            known.holder, known.units)  # fmt: skip


def _reservation_of(row: tuple[Any, ...]) -> Reservation:
    holds = tuple(_hold_of(*each) for each in _holds.decode(row[1]))
    return Reservation(row[0], holds, row[2], row[3], row[4], row[5], bool(row[6]), row[7])


def _hold_of(sku: str, shop: str, quantity: int, lots: Iterable[tuple[str, int]] = ()) -> Hold:
    return Hold(sku, shop, quantity, tuple((lot, units) for lot, units in lots))
