"""The stock ledger in memory: for trials and tests; nothing outlives the process."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from threading import RLock
from typing import Any, Literal

from huozhao.supply import posting
from huozhao.supply.ledger import (
    NO_CAP,
    Cap,
    Checking,
    Count,
    Hold,
    Level,
    Lot,
    Lots,
    Move,
    Outcome,
    Posted,
    Refused,
    Reservation,
    Total,
    Totals,
)
from huozhao.terms.time import local_day


class _Books:
    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.shelves: dict[tuple[str, str], dict[str, Lot]] = {}
        self.levels: dict[tuple[str, str], Level] = {}
        self.entries: dict[str, str] = {}
        self.moves: list[Posted] = []
        self.reservations: dict[str, Reservation] = {}

    def level(self, sku: str, shop: str) -> Level | None:
        return self.levels.get((sku, shop))

    def save(self, level: Level) -> None:
        self.levels[level.sku, level.shop] = level

    def lots(self, sku: str, shop: str) -> Mapping[str, Lot]:
        return self.shelves.get((sku, shop), {})

    def save_lot(self, lot: Lot) -> None:
        self.shelves.setdefault((lot.sku, lot.shop), {})[lot.lot] = lot

    def entry(self, key: str) -> str | None:
        return self.entries.get(key)

    def record(self, move: Move, fingerprint: str | None) -> None:
        if fingerprint is not None:
            self.entries[move.key] = fingerprint
        self.moves.append(Posted(len(self.moves) + 1, move))

    def reservation(self, order: str) -> Reservation | None:
        return self.reservations.get(order)

    def keep(self, reservation: Reservation) -> None:
        self.reservations[reservation.order] = reservation

    def held_by(self, holder: str) -> tuple[int, int]:
        held = [r.units for r in self.reservations.values() if r.holder == holder and r.state == "held"]
        return len(held), sum(held)

    def day(self, at: int) -> int:
        return local_day(at, self.zone)


class _Checking:
    def __init__(self, books: _Books, lock: Any) -> None:
        self._books, self._lock = books, lock

    def conflicts(self, limit: int = 100) -> list[Posted]:
        """Return contradicting counts, newest first."""
        with self._lock:
            found = (posted for posted in reversed(self._books.moves) if posted.move.note.startswith(posting.CONFLICT))
            return [posted for posted, _ in zip(found, range(limit), strict=False)]

    def held(self) -> dict[tuple[str, str], int]:
        """Return the units held by (sku, shop)."""
        with self._lock:
            known = [r for r in self._books.reservations.values() if r.state == "held"]
        return {(h.sku, h.shop): h.quantity for h in posting.summed(h for r in known for h in r.holds)}

    def restore(self, levels: Sequence[Level], lots: Sequence[Lot] = ()) -> None:
        """Overwrite stored levels and their lots."""
        with self._lock:
            for level in levels:
                self._books.save(level)
                self._books.shelves.pop((level.sku, level.shop), None)
            for lot in lots:
                self._books.save_lot(lot)

    def forget(self, holders: Sequence[str]) -> int:
        """Take holders off their reservations."""
        with self._lock:
            named = [r for r in self._books.reservations.values() if r.holder and r.holder in holders]
            for known in named:
                self._books.keep(replace(known, holder=""))
            return len(named)


class _Totals:
    def __init__(self, books: _Books, lock: Any) -> None:
        self._books, self._lock = books, lock

    def page(self, sku: str, shop: str, after: tuple[str, str], limit: int) -> list[Level]:
        """Return levels after a (sku, shop)."""
        with self._lock:
            rows = sorted(self._books.levels.items())
        found = [level for key, level in rows if key > after and sku in ("", key[0]) and shop in ("", key[1])]
        return found[:limit]

    def by_shop(self, skus: Sequence[str] | None = None) -> list[Total]:
        """Return the sums of each shop."""
        with self._lock:
            rows = list(self._books.levels.values())
        return _sums((row for row in rows if skus is None or row.sku in skus), "shop")

    def standing(self) -> tuple[int, list[Total], list[Total]]:
        """Return the newest position and all sums as of it."""
        with self._lock:
            rows = list(self._books.levels.values())
            return len(self._books.moves), _sums(rows, "shop"), _sums(rows, "sku")

    def quarantined(self, limit: int) -> list[Level]:
        """Return levels with goods in quarantine."""
        with self._lock:
            rows = sorted(self._books.levels.items())
        return [level for _, level in rows if level.quarantine][:limit]

    def count(self) -> int:
        """Return how many levels there are."""
        return len(self._books.levels)


def _sums(levels: Iterable[Level], by: str) -> list[Total]:
    groups: dict[str, list[Level]] = {}
    for level in levels:
        groups.setdefault(getattr(level, by), []).append(level)
    fields = ("on_hand", "reserved", "in_transit", "quarantine")
    return [Total(name, *(sum(getattr(level, field) for level in group) for field in fields))
            for name, group in sorted(groups.items())]  # fmt: skip


class _Lots:
    def __init__(self, books: _Books, lock: Any) -> None:
        self._books, self._lock = books, lock

    def of(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Lot]:
        """Return lots in (sku, shop, lot) order."""
        found = [lot for lot in self._all() if skus is None or lot.sku in skus]
        return [lot for lot in found if shops is None or lot.shop in shops]

    def named(self, lot: str) -> list[Lot]:
        """Return where a lot lies."""
        return [each for each in self._all() if each.lot == lot != ""]

    def expiring(self, until: int, limit: int = 1000) -> list[Lot]:
        """Return lots that expire by a day."""
        found = [lot for lot in self._all() if lot.free and lot.expires_on is not None and lot.expires_on <= until]
        return sorted(found, key=attrgetter("expires_on"))[:limit]

    def quarantine_expired(self, today: int, at: int) -> int:
        """Take expired lots off sale."""
        with self._lock:
            due = self.expiring(today - 1)
            return sum(posting.quarantine_expired(self._books, e.sku, e.shop, e.lot, today, at) for e in due)

    def moves(self, lot: str) -> list[Posted]:
        """Return all moves of a lot."""
        with self._lock:
            return [posted for posted in self._books.moves if posted.move.lot == lot != ""]

    def _all(self) -> list[Lot]:
        with self._lock:
            return sorted((lot for shelf in self._books.shelves.values() for lot in shelf.values()),
                          key=attrgetter("sku", "shop", "lot"))  # fmt: skip


class MemoryLedger:
    """Implement the port `Ledger` with dictionaries under one lock."""

    def __init__(self, zone: str = "UTC") -> None:
        self._books = _Books(zone)
        self._lock = RLock()
        self.checking: Checking = _Checking(self._books, self._lock)
        self.totals: Totals = _Totals(self._books, self._lock)
        self.lots: Lots = _Lots(self._books, self._lock)

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry once."""
        with self._lock:
            return [posting.post(self._books, entry) for entry in entries]

    def reserve(self, reservations: Sequence[Reservation], cap: Cap = NO_CAP) -> list[Reservation | Refused]:
        """Hold each basket wholly or not at all."""
        with self._lock:
            return [posting.reserve(self._books, wanted, cap) for wanted in reservations]

    def extend(self, order: str, expires_at: int) -> Reservation | None:
        """Hold longer, once."""
        with self._lock:
            return posting.extend(self._books, order, expires_at)

    def hand_over(self, order: str, shop: str, holds: Sequence[Hold], at: int) -> Reservation | Refused | None:
        """Move the part of an order that a shop has to other shelves."""
        with self._lock:
            return posting.hand_over(self._books, order, shop, holds, at)

    def settle(self, orders: Sequence[str], state: Literal["sold", "released"], at: int) -> list[Reservation | None]:
        """End held reservations."""
        with self._lock:
            return [posting.settle(self._books, order, state, at) for order in orders]

    def expire(self, now: int, limit: int = 1000) -> list[str]:
        """Give back what was held too long."""
        with self._lock:
            held = [r for r in self._books.reservations.values() if r.state == "held" and r.expires_at <= now]
            due = [r.order for r in sorted(held, key=lambda r: r.expires_at)[:limit]]
            for order in due:
                posting.settle(self._books, order, "expired", now)
            return due

    def levels(self, skus: Sequence[str] | None = None, shops: Sequence[str] | None = None) -> list[Level]:
        """Return levels in (sku, shop) order."""
        with self._lock:
            some_skus = None if skus is None else frozenset(skus)
            some_shops = None if shops is None else frozenset(shops)
            rows = sorted(self._books.levels.items())
        return [
            level
            for (sku, shop), level in rows
            if (some_skus is None or sku in some_skus) and (some_shops is None or shop in some_shops)
        ]

    def moves(self, sku: str | None, shop: str | None, after: int = 0, limit: int = 100) -> list[Posted]:
        """Return moves, oldest first."""
        with self._lock:
            found = (
                posted
                for posted in self._books.moves[after:]
                if sku in (None, posted.move.sku) and shop in (None, posted.move.shop)
            )
            return [posted for posted, _ in zip(found, range(limit), strict=False)]

    def head(self) -> int:
        """Return the position of the newest move, 0 when there is none."""
        with self._lock:
            return len(self._books.moves)

    def close(self) -> None:
        """Forget nothing: there is no file to release."""
