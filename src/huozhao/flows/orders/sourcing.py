"""Which shops serve a basket now: stock, expected walk-in demand and the pickers' queues, carried to the rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from huozhao.flows.goods import Goods
from huozhao.supply.availability import Policy as Planned
from huozhao.supply.ledger import Hold, Ledger
from huozhao.supply.policy import Policy
from huozhao.supply.shop_map import Floats, Ints, ShopMap, shop_map
from huozhao.supply.sourcing import Part, Pressure, Promise, Sourced, source, wait_minutes
from huozhao.supply.sourcing.promise import queue_minutes
from huozhao.supply.sourcing.reasons import Option
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates
from huozhao.terms.time import local_minute

MINUTE_MS = 60_000


@dataclass
class Sourcing:
    """Sources baskets from fresh stock. `planned` gives the newest plan by (sku, shop); its mean is walk-in demand.

    The pickers' queues are kept in this process: after a restart they begin empty.
    """

    ledger: Ledger
    goods: Goods
    policy: Policy
    zone: str
    planned: Callable[[], Mapping[tuple[str, str], Planned]] = dict
    _busy_until: dict[str, float] = field(default_factory=dict)
    _map: tuple[int, ShopMap] | None = None

    def source(
        self, lines: Mapping[str, int], place: Coordinates | None, now: int, declined: frozenset[str] = frozenset()
    ) -> Sourced:
        """Choose the shops for sku → units; `declined` names shops that will not serve."""
        where = self.shops()
        stock, minute = self.stock(list(lines), where), local_minute(now, self.zone)
        queue = np.array([self._queue(shop, now, minute) for shop in where.shops], dtype=np.float64)
        pressure = Pressure(self._walk_in(list(lines), where), queue, declined, self.policy.lost_sale_km)
        return source(lines, stock, where, place, minute, self.promise(), pressure)

    def as_held(self, holds: Sequence[Hold], place: Coordinates | None, now: int) -> list[Part]:
        """Return the parts that a reservation makes, with times as of now."""
        parts: dict[str, dict[str, int]] = {}
        for hold in holds:
            parts.setdefault(hold.shop, {})[hold.sku] = hold.quantity
        return [self._alone(shop, lines, place, local_minute(now, self.zone)) for shop, lines in parts.items()]

    def given(self, parts: Sequence[Part], now: int) -> None:
        """Note that shops have one more order to pick."""
        minute = local_minute(now, self.zone)
        for part in parts:
            shop = self.goods.shop(part.shop)
            if shop is not None and shop.picks_per_hour:
                starts = now + wait_minutes(shop, minute) * MINUTE_MS
                after = max(starts, self._busy_until.get(shop.shop, 0)) + queue_minutes(shop, 1) * MINUTE_MS
                self._busy_until[shop.shop] = after

    def shops(self) -> ShopMap:
        """Return the map of the shops that are open for business."""
        if self._map is None or self._map[0] != self.goods.version:
            version = self.goods.version
            self._map = (version, shop_map([shop for shop in self.goods.shops() if shop.open]))
        return self._map[1]

    def stock(self, skus: list[str], where: ShopMap) -> dict[str, Ints]:
        """Return the available units of each SKU by shop row."""
        found = {sku: np.zeros(len(where.shops), dtype=np.int64) for sku in skus}
        for level in self.ledger.levels(skus):
            row = where.index.get(level.shop)
            if row is not None:
                found[level.sku][row] = level.available
        return found

    def promise(self) -> Promise:
        """Return what promised times are made of."""
        policy = self.policy
        return Promise(policy.picking_minutes, policy.courier_kmh, policy.radius_km)

    def _queue(self, shop: Shop, now: int, minute: int) -> float:
        if not shop.picks_per_hour or shop.shop not in self._busy_until:
            return 0.0
        starts = now + wait_minutes(shop, minute) * MINUTE_MS
        return max(0.0, (self._busy_until[shop.shop] - starts) / MINUTE_MS)

    def _walk_in(self, skus: Sequence[str], where: ShopMap) -> dict[str, Floats]:
        """Return the demand expected until the next delivery: planned mean a day × (lead time + review)."""
        planned = self.planned() if self.policy.lost_sale_km > 0 else {}
        if not planned:
            return {}
        demand: dict[str, Floats] = {}
        for sku in skus:
            found = self.goods.sku(sku)
            lead = self.policy.lead_time_days if found is None or found.lead_time_days is None else found.lead_time_days
            plans = [planned.get((sku, shop.shop)) for shop in where.shops]
            means = [max(0.0, plan.mean_per_day) if plan else 0.0 for plan in plans]
            demand[sku] = np.array(means) * (lead + self.policy.review_days)
        return demand

    def _alone(self, shop: str, lines: dict[str, int], place: Coordinates | None, minute: int) -> Part:
        found = self.goods.shop(shop)  # also one that has closed since: what it holds is still its part
        alone = {sku: np.array([units]) for sku, units in lines.items()}
        return source(lines, alone, shop_map([found] if found else []), place, minute, self.promise()).parts[0]


def holds_of(sourced: Sourced) -> tuple[Hold, ...]:
    """Return what to hold for the parts of an order."""
    return tuple(Hold(sku, part.shop, units) for part in sourced.parts for sku, units in part.lines.items())


def option_dict(option: Option, goods: Goods) -> dict[str, Any]:
    """Return an option as an order's document keeps it."""
    shop = goods.shop(option.shop)
    return asdict(option) | {"shop_name": shop.name if shop else option.shop, "why": option.why.as_dict()}


def part_dict(part: Part, goods: Goods) -> dict[str, Any]:
    """Return a part as an order's document keeps it."""
    shop = goods.shop(part.shop)
    return {
        "shop": part.shop,
        "shop_name": shop.name if shop else part.shop,
        "lines": [{"sku": sku, "quantity": units} for sku, units in part.lines.items()],
        "distance_km": part.distance_km,
        "promised_minutes": part.promised_minutes,
    }
