"""What lies near the shopper: the nearest shops and which goods they can deliver, in how many minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.matching.candidates import Delivery
from huozhao.supply.ledger import Ledger
from huozhao.supply.shop_map import ShopMap, shop_map
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to look: the nearest shops within a radius (km), and how long they take to pick and to ride."""

    shops: int = 5
    radius_km: float = 10.0
    picking_minutes: int = 15
    courier_kmh: float = 18.0
    ask_stock: bool = True


@dataclass(frozen=True, slots=True)
class Nearby:
    """Shops near a place, nearest first, and what they hold. `known` = they keep stock on record at all."""

    deliveries: dict[str, Delivery]
    known: bool

    def can_deliver(self, sku: str) -> bool:
        """Return whether a product lies near, or nothing is known about stock."""
        return not self.known or sku in self.deliveries


class Near:
    """Looks up shops and their stock around a place."""

    def __init__(self, goods: Goods, ledger: Ledger | None, reach: Reach) -> None:
        self._ledger, self._reach = ledger, reach
        self._map = Fresh(
            lambda: shop_map([shop for shop in goods.shops() if shop.open]), lambda: goods.version
        )

    def look(self, place: Coordinates | None, skus: Sequence[str]) -> Nearby:
        """Return what the nearest shops within the radius can deliver of the SKUs given."""
        if place is None or self._ledger is None or not self._reach.ask_stock or not skus:
            return Nearby({}, False)
        near = _nearest(self._map.get(), place, self._reach.shops, self._reach.radius_km)
        if not near:
            return Nearby({}, False)
        shops = {shop.shop: (shop, km) for shop, km in near}
        levels = [level for level in self._ledger.levels(skus, list(shops)) if level.tracked]
        best: dict[str, Delivery] = {}
        for level in levels:
            shop, km = shops[level.shop]
            if level.available > 0 and (level.sku not in best or km < best[level.sku].distance_km):
                best[level.sku] = Delivery(shop.shop, shop.name, round(km, 2), self._minutes(km))
        return Nearby(best, bool(levels))

    def _minutes(self, km: float) -> int:
        return self._reach.picking_minutes + ceil(km / self._reach.courier_kmh * 60)


def _nearest(where: ShopMap, place: Coordinates, most: int, radius_km: float) -> list[tuple[Shop, float]]:
    km = where.distances(place)
    order = np.argsort(km, kind="stable")[:most]
    return [(where.shops[i], float(km[i])) for i in order if km[i] <= radius_km]
