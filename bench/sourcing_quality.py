"""`sourcing_quality`: km, walk-in sales lost and splits of a week of online orders, against nearest-first.

Both policies serve the same orders between the same walk-ins, from the same stock, in one run a seed.
"""

import json
import statistics
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.shop_map import ShopMap, shop_map, unit_vectors
from huozhao.supply.sourcing.batch import assign
from huozhao.supply.sourcing.promise import Promise
from huozhao.supply.sourcing.quote import Pressure, cheapest_holding, quote
from huozhao.terms.goods import Shop
from huozhao.terms.place import EARTH_KM, Coordinates

SEEDS, SHOPS, SKUS, DAYS = (1, 2, 3), 200, 400, 7
WALK_INS, ORDERS, COVER_Z = 60_000, 11_600, 1.75
BATCH = 500
# A mall that delivers everything by courier: distance decides, not the two days of a parcel.
PROMISE = Promise(radius_km=500.0)
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Week:
    """One generated week: `rate` (SKUs, shops) walk-ins a day, `demand` with online orders; events by time in days."""

    where: ShopMap
    rate: Floats
    demand: Floats
    stock: Ints
    walk_ins: list[tuple[float, int, int]]
    orders: list[tuple[float, Floats, dict[int, int]]]


def week(seed: int) -> Week:
    """Generate a city of 40 km: shop sizes log-normal, SKU popularity Zipf, a week's stock for mean + 1.75 σ."""
    rng = np.random.default_rng(seed)
    lon, lat = 116.4 + rng.normal(0, 0.13, SHOPS), 39.9 + rng.normal(0, 0.10, SHOPS)
    where = shop_map([Shop(str(n), str(n), place=Coordinates(float(x), float(y), "wgs84"), opens="00:00",
                           closes="24:00") for n, (x, y) in enumerate(zip(lon, lat, strict=True))])
    size = rng.lognormal(0, 0.6, SHOPS)
    fame = 1 / (np.arange(SKUS) + 10.0) ** 0.8
    taste = rng.lognormal(0, 0.5, (SKUS, SHOPS))
    rate = fame[:, None] * size[None, :] * taste
    rate *= WALK_INS / DAYS / rate.sum()
    # Shops are filled for their walk-ins and an even share of the online units.
    online = 1.35 * 1.5 * ORDERS * (fame / fame.sum())[:, None] * (size / size.sum())[None, :]
    mean = rate * DAYS + online
    stock = np.floor(mean + COVER_Z * np.sqrt(mean) + rng.random(mean.shape)).astype(np.int64)
    count = rng.poisson(rate * DAYS)
    walk_ins = [(float(t), int(s), int(w)) for s, w in zip(*np.nonzero(count), strict=True)
                for t in rng.uniform(0, DAYS, count[s, w])]
    home = rng.integers(0, SHOPS, ORDERS)
    points = unit_vectors(lon[home] + rng.normal(0, 0.03, ORDERS), lat[home] + rng.normal(0, 0.025, ORDERS))
    orders = []
    for n, at in enumerate(np.sort(rng.uniform(0, DAYS, ORDERS))):
        skus = rng.choice(SKUS, int(rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1])), replace=False, p=fame / fame.sum())
        orders.append((float(at), points[n], {int(sku): int(rng.choice([1, 2], p=[0.65, 0.35])) for sku in skus}))
    return Week(where, rate, mean / DAYS, stock, sorted(walk_ins), orders)


def serve(one: Week, weight_km: float) -> tuple[float, float, float, float]:
    """Replay the week and return mean km, share of walk-in units lost, share of orders split, share not served."""
    stock, km, split, unserved, lost, next_one = one.stock.copy(), [], 0, 0, 0, 0
    for at, point, basket in one.orders:
        while next_one < len(one.walk_ins) and one.walk_ins[next_one][0] <= at:
            lost += take(stock, *one.walk_ins[next_one][1:])
            next_one += 1
        parts = choose(one, stock, point, basket, DAYS - at, weight_km)
        unserved += not parts
        split += len(parts) > 1
        km += [sum(away(one.where, point, row) for row, _ in parts)] if parts else []
        for row, lines in parts:
            for sku, units in lines.items():
                stock[sku, row] -= units
    lost += sum(take(stock, sku, row) for _, sku, row in one.walk_ins[next_one:])
    return (statistics.mean(km), lost / len(one.walk_ins), split / len(one.orders), unserved / len(one.orders))


def lost_alone(one: Week) -> float:
    """Return the share of walk-in units lost when there are no online orders at all."""
    stock = one.stock.copy()
    return sum(take(stock, sku, row) for _, sku, row in one.walk_ins) / len(one.walk_ins)


def take(stock: Ints, sku: int, row: int) -> int:
    """Sell one unit at the shelf; 1 when there is none."""
    if stock[sku, row] < 1:
        return 1
    stock[sku, row] -= 1
    return 0


def choose(
    one: Week, stock: Ints, point: Floats, basket: dict[int, int], days: float, weight_km: float
) -> list[tuple[int, dict[int, int]]]:
    """Source a basket as the product does: one shop when any can, else a shop a line."""
    row = cheapest(one, stock, point, basket, days, weight_km)
    if row >= 0:
        return [(row, basket)]
    rows = {sku: cheapest(one, stock, point, {sku: units}, days, weight_km) for sku, units in basket.items()}
    if min(rows.values()) < 0:
        return []
    parts: dict[int, dict[int, int]] = {}
    for sku, each in rows.items():
        parts.setdefault(each, {})[sku] = basket[sku]
    return list(parts.items())


def cheapest(one: Week, stock: Ints, point: Floats, basket: dict[int, int], days: float, weight_km: float) -> int:
    """Ask the product's kernel."""
    names = [str(sku) for sku in basket]
    demand = {str(sku): one.demand[sku] * days for sku in basket}
    terms = quote(one.where, None, 0, PROMISE, Pressure(demand, lost_sale_km=weight_km), names)
    return cheapest_holding(one.where, point, [stock[sku] for sku in basket], list(basket.values()), terms)


def away(where: ShopMap, point: Floats, row: int) -> float:
    """Return km in a straight line."""
    return EARTH_KM * float(np.arccos(min(1.0, float(where.vectors[row] @ point))))


def batch_gain(one: Week) -> tuple[float, float]:
    """Return the km and misses (60 km each) that one batch of orders saves at once against one by one, in %, and CPU s.

    The batch meets stock of about a third of what the week began with.
    """
    stock = one.stock // 3
    orders = one.orders[:BATCH]
    km = EARTH_KM * np.arccos(np.minimum(np.array([point for _, point, _ in orders]) @ one.where.vectors.T, 1.0))
    left, greedy = stock.copy(), 0.0
    for n, (_, _, basket) in enumerate(orders):
        holding = np.all([left[sku] >= units for sku, units in basket.items()], axis=0)
        row = int(np.where(holding, km[n], np.inf).argmin())
        greedy += km[n, row] if holding[row] else 60.0
        for sku, units in basket.items() if holding[row] else ():
            left[sku, row] -= units
    start = time.process_time()
    baskets = [{str(sku): units for sku, units in basket.items()} for _, _, basket in orders]
    rows = assign(baskets, km, {str(sku): stock[sku] for sku in range(SKUS)}, seconds=20.0, miss=60.0)
    seconds = time.process_time() - start
    together = sum(km[n, row] if row >= 0 else 60.0 for n, row in enumerate(rows))
    return 100 * (1 - together / greedy), seconds


def main() -> None:
    """Replay each week under both policies and print one JSON line."""
    weeks = [week(seed) for seed in SEEDS]
    default = Pressure().lost_sale_km
    theirs = np.array([serve(one, 0.0) for one in weeks])
    ours = np.array([serve(one, default) for one in weeks])
    floor = statistics.median(lost_alone(one) for one in weeks)
    gains = [batch_gain(one) for one in weeks]
    km, lost, split, unserved = np.median(ours, axis=0)
    peer_km, peer_lost, peer_split, peer_unserved = np.median(theirs, axis=0)
    print(json.dumps({
        "figure": "sourcing_quality", "value": round(100 * lost, 2), "unit": "% of walk-in units lost",
        "peer": "nearest shop that holds the basket, same kernel", "peer_value": round(100 * peer_lost, 2),
        "ratio": round(lost / peer_lost, 3), "km": round(km, 2), "peer_km": round(peer_km, 2),
        "more_km_percent": round(100 * (km / peer_km - 1), 1), "splits_percent": round(100 * split, 2),
        "peer_splits_percent": round(100 * peer_split, 2), "unserved_percent": round(100 * unserved, 2),
        "peer_unserved_percent": round(100 * peer_unserved, 2), "lost_sale_km": default,
        "lost_without_online_percent": round(100 * floor, 2),
        "batch_saves_percent": round(statistics.median(gain for gain, _ in gains), 1),
        "batch_cpu_s": round(statistics.median(seconds for _, seconds in gains), 2),
        "data": f"generated: {SHOPS} shops × {SKUS} SKUs × {DAYS} days without delivery, {WALK_INS} walk-in units, "
                f"{ORDERS} online orders of 1-3 lines; medians of {len(SEEDS)} seeds", "seed": SEEDS[0]}))


if __name__ == "__main__":
    main()
