"""What lies near the shopper: the nearest shops and which goods they can deliver, in how many minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

import numpy as np

from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.matching.candidates import Delivery
from huozhao.supply.ledger import Ledger
from huozhao.supply.shop_map import ShopMap, shop_map
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates

# Most pages are filled from the first portion.
PORTION, MOST_ASKED = 60, 320


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to look: the nearest shops within a radius (km), and how long they take to pick and to ride."""

    shops: int = 5
    radius_km: float = 10.0
    picking_minutes: int = 15
    courier_kmh: float = 18.0
    ask_stock: bool = True


class Nearby:
    """What the shops near a place can deliver of some SKUs, asked of the ledger in portions as it is needed."""

    def __init__(self, skus: Sequence[str], ask: Callable[[Sequence[str]], dict[str, Delivery] | None] | None) -> None:
        self._skus, self._ask = list(dict.fromkeys(skus)), ask
        self._asked: set[str] = set()
        self._known = False
        self.deliveries: dict[str, Delivery] = {}

    def can_deliver(self, sku: str) -> bool:
        """Return whether a product lies near, or nothing is known about stock there."""
        if self._ask is None:
            return True
        if sku not in self._asked:
            self._learn(sku, max(PORTION, len(self._asked)))
            if not self._known:
                self._learn(sku, MOST_ASKED)
        return not self._known or sku in self.deliveries

    def _learn(self, sku: str, count: int) -> None:
        """Ask for one SKU and the next in order of rank, up to MOST_ASKED in all."""
        room = min(count, MOST_ASKED - len(self._asked))
        waiting = (other for other in self._skus if other not in self._asked and other != sku)
        portion = [sku, *islice(waiting, max(0, room - 1))] if room > 0 else []
        self._asked.update(portion)
        found = self._ask(portion) if portion and self._ask else None
        if found is not None:
            self._known = True
            self.deliveries.update(found)


class Near:
    """Looks up shops and their stock around a place."""

    def __init__(self, goods: Goods, ledger: Ledger | None, reach: Reach) -> None:
        self._ledger, self._reach = ledger, reach
        self._map = Fresh(
            lambda: shop_map([shop for shop in goods.shops() if shop.open]), lambda: goods.version
        )

    def look(self, place: Coordinates | None, skus: Sequence[str]) -> Nearby:
        """Return what the nearest shops within the radius can deliver of the SKUs given, best ranked first."""
        if place is None or self._ledger is None or not self._reach.ask_stock or not skus:
            return Nearby((), None)
        shops = _nearest(self._map.get(), place, self._reach.shops, self._reach.radius_km)
        return Nearby(skus, lambda portion: self._deliveries(portion, shops) if shops else None)

    def _deliveries(self, skus: Sequence[str], shops: dict[str, tuple[Shop, float]]) -> dict[str, Delivery] | None:
        """Return for each SKU its nearest shop that has it; None when these shops have none of them on record."""
        assert self._ledger is not None
        levels = [level for level in self._ledger.levels(skus, list(shops)) if level.tracked]
        best: dict[str, Delivery] = {}
        for level in levels:
            shop, km = shops[level.shop]
            if level.available > 0 and (level.sku not in best or km < best[level.sku].distance_km):
                best[level.sku] = Delivery(shop.shop, shop.name, round(km, 2), self._minutes(km))
        return best if levels else None

    def _minutes(self, km: float) -> int:
        return self._reach.picking_minutes + ceil(km / self._reach.courier_kmh * 60)


def _nearest(where: ShopMap, place: Coordinates, most: int, radius_km: float) -> dict[str, tuple[Shop, float]]:
    km = where.distances(place)
    order = np.argsort(km, kind="stable")[:most]
    return {where.shops[i].shop: (where.shops[i], float(km[i])) for i in order if km[i] <= radius_km}
