"""The stock ledger in memory: for trials and tests; nothing outlives the process."""

from collections.abc import Sequence
from threading import RLock
from typing import Any, Literal

from huozhao.supply import posting
from huozhao.supply.ledger import Checking, Count, Hold, Level, Move, Outcome, Posted, Refused, Reservation


class _Books:
    def __init__(self) -> None:
        self.levels: dict[tuple[str, str], Level] = {}
        self.entries: dict[str, str] = {}
        self.moves: list[Posted] = []
        self.reservations: dict[str, Reservation] = {}

    def level(self, sku: str, shop: str) -> Level | None:
        return self.levels.get((sku, shop))

    def save(self, level: Level) -> None:
        self.levels[level.sku, level.shop] = level

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

    def restore(self, levels: Sequence[Level]) -> None:
        """Overwrite stored levels."""
        with self._lock:
            for level in levels:
                self._books.save(level)


class MemoryLedger:
    """Implement the port `Ledger` with dictionaries under one lock."""

    def __init__(self) -> None:
        self._books = _Books()
        self._lock = RLock()
        self.checking: Checking = _Checking(self._books, self._lock)

    def post(self, entries: Sequence[Move | Count]) -> list[Outcome]:
        """Post each entry once."""
        with self._lock:
            return [posting.post(self._books, entry) for entry in entries]

    def reserve(self, reservations: Sequence[Reservation]) -> list[Reservation | Refused]:
        """Hold each basket wholly or not at all."""
        with self._lock:
            return [posting.reserve(self._books, wanted) for wanted in reservations]

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
