"""What stands free in each shop, held in memory for pages and kept true by following the ledger's moves."""

import threading
from collections.abc import Mapping, Sequence

from huozhao.supply.ledger import Ledger

# Beyond so many new moves everything is read anew, shop by shop, when it is asked for.
MOST_FOLLOWED = 5_000


class ShelfStock:
    """Free units by shop and SKU, of what is on record. Every question first takes up the moves since the last one.

    Moves only say where to look again: what stands there is read from the ledger, so nothing is counted twice.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._free: dict[str, dict[str, int]] = {}
        self._position = ledger.head()

    def of(self, shops: Sequence[str]) -> list[Mapping[str, int]]:
        """Return for each shop its free units by SKU; a SKU that was never counted or moved there is not in it."""
        with self._lock:
            self._follow()
            for shop in shops:
                if shop not in self._free:
                    self._free[shop] = self._read(None, [shop]).get(shop, {})
            return [self._free[shop] for shop in shops]

    def _follow(self) -> None:
        moved = self._ledger.moves(None, None, self._position, MOST_FOLLOWED)
        if not moved:
            return
        if len(moved) == MOST_FOLLOWED:
            self._position = self._ledger.head()
            self._free.clear()
            return
        self._position = moved[-1].position
        touched = [posted.move for posted in moved if posted.move.shop in self._free]
        if touched:
            found = self._read(sorted({move.sku for move in touched}), sorted({move.shop for move in touched}))
            for shop, free in found.items():
                self._free[shop].update(free)

    def _read(self, skus: Sequence[str] | None, shops: Sequence[str]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for level in self._ledger.levels(skus, shops):
            if level.tracked:
                found.setdefault(level.shop, {})[level.sku] = level.available
        return found
