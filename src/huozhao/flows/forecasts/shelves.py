"""Follow the ledger to know when shelves were empty; read again from the start only after a restart."""

import threading
from collections.abc import Mapping

from huozhao.flows.goods import Goods
from huozhao.supply.forecast.stock_outs import Key, StockOuts
from huozhao.supply.ledger import Ledger

AT_ONCE = 10_000


class Shelves:
    """The stock-outs of every shelf, kept up with the ledger when they are asked for."""

    def __init__(self, ledger: Ledger, goods: Goods, zone: str) -> None:
        self._ledger, self._goods, self._lock = ledger, goods, threading.Lock()
        self._hours: dict[str, tuple[int, int]] = {}
        self._kept = StockOuts(zone, lambda shop: self._hours.get(shop, (0, 24 * 60)))

    def out(self, now: int, first_day: int) -> Mapping[Key, Mapping[int, float]]:
        """Return the share of open hours without stock by shelf and local day, from `first_day` to `now`."""
        with self._lock:
            self._hours = {shop.shop: (_minutes(shop.opens), _minutes(shop.closes)) for shop in self._goods.shops()}
            while self._kept.follow(self._ledger.moves(None, None, self._kept.position, AT_ONCE)) == AT_ONCE:
                pass
            return self._kept.until(now, first_day)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
