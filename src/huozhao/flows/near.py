"""What lies near the shopper: the nearest shops and which goods they can deliver, in how many minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.stock.shelf import ShelfStock
from huozhao.matching.candidates import Delivery
from huozhao.supply.ledger import Ledger
from huozhao.supply.shop_map import ShopMap, shop_map
from huozhao.supply.sourcing import Promise, promised_minutes, wait_minutes
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


class Nearby:
    """What the shops near a place can deliver of some SKUs; what else is asked for is looked up then."""

    def __init__(self, skus: Sequence[str], ask: Callable[[Sequence[str]], dict[str, Delivery] | None] | None) -> None:
        self._skus, self._ask = list(skus), ask
        self._asked: set[str] = set()
        self._known = False
        self.deliveries: dict[str, Delivery] = {}

    @property
    def asked(self) -> frozenset[str]:
        """The SKUs whose stock was asked for, none where nothing is known about stock."""
        return frozenset(self._asked) if self._known else frozenset()

    def first(self) -> None:
        """Look all of them up now, so that ranking knows what lies near."""
        if self._ask is not None and self._skus:
            self._learn(self._skus)

    def can_deliver(self, sku: str) -> bool:
        """Return whether a product lies near, or nothing is known about stock there."""
        if self._ask is None:
            return True
        if sku not in self._asked:
            # Whether anything is known of the shops shows only when all are asked for.
            self._learn([sku] if self._asked else [sku, *self._skus])
        return not self._known or sku in self.deliveries

    def _learn(self, skus: Sequence[str]) -> None:
        self._asked.update(skus)
        found = self._ask(skus) if self._ask else None
        if found is not None:
            self._known = True
            self.deliveries.update(found)


class Near:
    """Looks up shops and their stock around a place. A shop that is closed delivers once it has opened."""

    def __init__(
        self, goods: Goods, ledger: Ledger | None, reach: Reach, minute: Callable[[int | None], int] = lambda _: 12 * 60
    ) -> None:
        """Take goods, stock and reach; `minute` gives the local minute of the day of an instant (ms), None = now."""
        self._stock = ShelfStock(ledger) if ledger else None
        self._reach, self._minute = reach, minute
        self._promise = Promise(reach.picking_minutes, reach.courier_kmh, reach.radius_km)
        self._map = Fresh(
            lambda: shop_map([shop for shop in goods.shops() if shop.open]), lambda: goods.version
        )

    def look(self, place: Coordinates | None, skus: Sequence[str], at: int | None = None) -> Nearby:
        """Return what the nearest shops within the radius can deliver of the SKUs given, best ranked first.

        Minutes count from the instant `at` (ms), None = now.
        """
        if place is None or self._stock is None or not self._reach.ask_stock or not skus:
            return Nearby((), None)
        shops = _nearest(self._map.get(), place, self._reach.shops, self._reach.radius_km)
        promised = {name: self._promised(shop, km, self._minute(at)) for name, (shop, km) in shops.items()}
        return Nearby(skus, lambda portion: self._deliveries(portion, promised) if promised else None)

    def _promised(self, shop: Shop, km: float, minute: int) -> Delivery:
        """Return when a shop can deliver: the promise that an order of it would be given."""
        opens = shop.opens if wait_minutes(shop, minute) else ""
        return Delivery(shop.shop, shop.name, round(km, 2), promised_minutes(shop, km, minute, self._promise), opens)

    def _deliveries(self, skus: Sequence[str], promised: dict[str, Delivery]) -> dict[str, Delivery] | None:
        """Return for each SKU the soonest of the shops that have it; None when these shops have none on record."""
        assert self._stock is not None
        soonest = sorted(promised.values(), key=_order)
        shelves = list(zip(soonest, self._stock.of([found.shop for found in soonest]), strict=True))
        best: dict[str, Delivery] = {}
        is_known, left = False, set(skus)
        for found, free in shelves:
            held = free.keys() & left
            is_known = is_known or bool(held)
            here = [sku for sku in held if free[sku]]
            best.update(dict.fromkeys(here, found))
            left.difference_update(here)
        return best if is_known else None


def _order(delivery: Delivery) -> tuple[int, float]:
    return delivery.minutes, delivery.distance_km


def _nearest(where: ShopMap, place: Coordinates, most: int, radius_km: float) -> dict[str, tuple[Shop, float]]:
    km = where.distances(place)
    order = np.argsort(km, kind="stable")[:most]
    return {where.shops[i].shop: (where.shops[i], float(km[i])) for i in order if km[i] <= radius_km}
