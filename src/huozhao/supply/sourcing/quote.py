"""What serving a basket would take each shop, in minutes; and the exact search for the shop that takes least."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.shop_map import BRUTE_FORCE_SHOPS, FIRST_CANDIDATES, Floats, Ints, ShopMap
from huozhao.supply.sourcing.promise import PARCEL_MINUTES, Promise, radius_km, wait_minutes
from huozhao.supply.sourcing.shadow import lost_walk_ins
from huozhao.supply.sourcing.zone import inside
from huozhao.terms.place import EARTH_KM, Coordinates

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pressure:
    """What weighs on the shops besides distance.

    `walk_in`: sku → expected demand at the shelf until the next delivery, in units, by shop row (shops,).
    `queue`: minutes until a shop begins to pick, by shop row. `declined`: ids of shops that will not serve this order.
    `lost_sale_km`: km that a courier may ride further to spare one expected walk-in sale; 0 = the nearest always.
    """

    walk_in: Mapping[str, Floats] = field(default_factory=lambda: MappingProxyType({}))
    queue: Floats | None = None
    declined: frozenset[str] = frozenset()
    lost_sale_km: float = 12.0


NO_PRESSURE = Pressure()


@dataclass(frozen=True)
class Quote:
    """The terms of all shops for one shopper at one moment, by shop row (shops,).

    A shop within reach takes `before` minutes until the courier leaves; one out of reach sends a parcel. Both take
    `minutes_a_km` on the way, so that of two parcels the nearer is sent. `lost_minutes` is what one expected lost
    walk-in sale weighs, `demand` one array of walk-in demand for each line, empty when it is unknown.
    """

    before: Floats
    reach_km: Floats
    minutes_a_km: float
    lost_minutes: float = 0.0
    demand: tuple[Floats, ...] = ()

    def minutes(self, rows: Ints, km: Floats) -> Floats:
        """Return the minutes that the shops at `rows`, `km` away, take to deliver."""
        start = np.where(km <= self.reach_km[rows], self.before[rows], float(PARCEL_MINUTES))
        return start + km * self.minutes_a_km

    def lost(self, rows: Ints, stock: Sequence[Ints], wanted: Sequence[int]) -> Floats:
        """Return the walk-in sales that the shops at `rows` are expected to lose by serving all lines."""
        if not self.demand:
            return np.zeros(len(rows))
        have = np.array([line[rows] for line in stock])
        taken = np.array(wanted, dtype=np.int64)[:, None]
        demand = np.array([line[rows] for line in self.demand])
        total: Floats = lost_walk_ins(have, np.minimum(taken, have), demand).sum(axis=0)
        return total


def quote(
    where: ShopMap,
    place: Coordinates | None,
    minute: int,
    promise: Promise,
    pressure: Pressure = NO_PRESSURE,
    skus: Sequence[str] = (),
) -> Quote:
    """Return the terms of all shops at the local `minute` of day, for lines of these SKUs."""
    before = np.array([wait_minutes(shop, minute) for shop in where.shops], dtype=np.float64)
    before += promise.picking_minutes + (0.0 if pressure.queue is None else pressure.queue)
    reach = np.array([radius_km(shop, promise) for shop in where.shops], dtype=np.float64)
    if place is not None and any(shop.zone for shop in where.shops):
        point = place.to_wgs84()
        out = [bool(shop.zone) and not inside(point.longitude, point.latitude, shop.zone) for shop in where.shops]
        reach[np.array(out, dtype=bool)] = -1.0
    weight = pressure.lost_sale_km * promise.minutes_a_km
    known = weight > 0 and any(sku in pressure.walk_in for sku in skus)
    none = np.zeros(len(where.shops))
    demand = tuple(pressure.walk_in.get(sku, none) for sku in skus) if known else ()
    return Quote(before, reach, promise.minutes_a_km, weight, demand)


def cheapest_holding(where: ShopMap, point: Floats, stock: Sequence[Ints], wanted: Sequence[int], terms: Quote) -> int:
    """Return the row of the placed shop that holds the whole basket and takes least, −1 when none holds it. Exact.

    `point` is a unit vector (3,), `stock` one array (shops,) of available units for each line, `wanted` its units.
    What a shop takes is minutes + lost_minutes · expected walk-in sales lost.
    """
    if len(where.placed) > BRUTE_FORCE_SHOPS:
        return _search_tree(where, point, stock, wanted, terms)
    return _best(where, point, where.placed, stock, wanted, terms)[0]


def _best(
    where: ShopMap, point: Floats, rows: Ints, stock: Sequence[Ints], wanted: Sequence[int], terms: Quote
) -> tuple[int, float]:
    """Return the best row of some and what it takes, (−1, ∞) when none holds all.

    The shadow price is never negative: shops that take more without it than the best candidate takes with it are out.
    """
    everywhere = len(rows) == len(where.shops)
    holding = (stock[0] if everywhere else stock[0][rows]) >= wanted[0]
    for have, want in zip(stock[1:], wanted[1:], strict=True):
        holding &= (have if everywhere else have[rows]) >= want
    able = rows[holding]
    if not len(able):
        return -1, np.inf
    vectors = where.vectors[holding] if len(rows) == len(where.placed) else where.unit(able)
    km = EARTH_KM * np.arccos(np.minimum(vectors @ point, 1.0))
    base = terms.minutes(able, km)
    first = int(base.argmin())
    if not terms.demand:
        return int(able[first]), float(base[first])
    top = base[first] + terms.lost_minutes * terms.lost(able[first : first + 1], stock, wanted)[0]
    close = base <= top
    able, base = able[close], base[close]
    full = base + terms.lost_minutes * terms.lost(able, stock, wanted)
    best = int(full.argmin())
    return int(able[best]), float(full[best])


def _search_tree(where: ShopMap, point: Floats, stock: Sequence[Ints], wanted: Sequence[int], terms: Quote) -> int:
    """Look at the nearest 16, then four times as many, until no shop farther away can take less."""
    count, total = FIRST_CANDIDATES, len(where.placed)
    least = min(float(terms.before.min()), float(PARCEL_MINUTES))
    while count < total // 4:
        chord, near = where.tree.query(point, k=count)
        row, taken = _best(where, point, where.placed[near], stock, wanted, terms)
        farthest = 2 * EARTH_KM * float(np.arcsin(min(1.0, chord[-1] / 2)))
        if row >= 0 and taken <= least + farthest * terms.minutes_a_km:
            return row
        count *= 4
    return _best(where, point, where.placed, stock, wanted, terms)[0]
