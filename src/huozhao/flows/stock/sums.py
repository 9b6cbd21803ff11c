"""Sums of all stock by shop and by SKU, read once and then kept true by following the ledger's moves."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from huozhao.supply.ledger import Ledger, Move, Total

# Beyond so many new moves reading all sums anew costs less.
MOST_FOLLOWED = 5_000
HERE = ("on_hand", "reserved")


class StockSums:
    """Sums that follow the ledger; every question first takes up the moves since the last one."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock, self._position = ledger, Lock(), -1
        self._shops: dict[str, Total] = {}
        self._skus: dict[str, Total] = {}

    def by_shop(self) -> list[Total]:
        """Return the sums of each shop, in the order of shops."""
        with self._lock:
            self._follow()
            return [self._shops[shop] for shop in sorted(self._shops)]

    def by_sku(self) -> Mapping[str, Total]:
        """Return the sums by SKU."""
        with self._lock:
            self._follow()
            return dict(self._skus)

    def _follow(self) -> None:
        known = self._position >= 0
        moved = self._ledger.moves(None, None, self._position, MOST_FOLLOWED) if known else []
        if not known or len(moved) == MOST_FOLLOWED:
            self._position, shops, skus = self._ledger.totals.standing()
            self._shops = {total.name: total for total in shops}
            self._skus = {total.name: total for total in skus}
            return
        for posted in moved:
            _take(self._shops, posted.move.shop, posted.move)
            _take(self._skus, posted.move.sku, posted.move)
            self._position = posted.position


def _take(sums: dict[str, Total], name: str, move: Move) -> None:
    total = sums.get(name) or Total(name)
    sums[name] = replace(
        total,
        on_hand=total.on_hand + move.quantity * ((move.target in HERE) - (move.source in HERE)),
        reserved=total.reserved + _change(move, "reserved"),
        in_transit=total.in_transit + _change(move, "in_transit"),
        quarantine=total.quarantine + _change(move, "quarantine"),
    )


def _change(move: Move, bucket: str) -> int:
    return move.quantity * ((move.target == bucket) - (move.source == bucket))
