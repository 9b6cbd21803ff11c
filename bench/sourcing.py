"""`sourcing`: orders a second with basket and decrement at 200 and 10,000 shops, checked against brute force."""

import json
import statistics
import time

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.shop_map import ShopMap, nearest_holding, shop_map, unit_vectors
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates

SEED, ROUNDS, SKUS = 11, 3, 400
Basket = tuple[NDArray[np.float64], list[int], list[int]]


def city(count: int, rng: np.random.Generator) -> ShopMap:
    """Return shops around a few centres."""
    centres = rng.uniform((100, 22), (122, 40), (20, 2))
    points = centres[rng.integers(0, 20, count)] + rng.normal(0, 0.15, (count, 2))
    return shop_map([Shop(str(n), str(n), place=Coordinates(float(x), float(y), "wgs84"))
                     for n, (x, y) in enumerate(points)])


def baskets(where: ShopMap, count: int, rng: np.random.Generator) -> list[Basket]:
    """Return orders of 1 to 3 lines near shops."""
    rows = rng.integers(0, len(where.shops), count)
    points = unit_vectors(where.longitudes[rows] + rng.normal(0, 0.05, count),
                          where.latitudes[rows] + rng.normal(0, 0.05, count))
    return [(points[n], [int(sku) for sku in rng.choice(SKUS, rng.integers(1, 4), replace=False)],
             [int(units) for units in rng.integers(1, 3, 3)]) for n in range(count)]


def ours(where: ShopMap, orders: list[Basket], stock: NDArray[np.int64]) -> list[int]:
    """Source every order and take its goods."""
    chosen = []
    for point, skus, units in orders:
        row = nearest_holding(where, point, [stock[sku] for sku in skus], units[: len(skus)])
        if row >= 0:
            for sku, taken in zip(skus, units, strict=False):
                stock[sku, row] -= taken
        chosen.append(row)
    return chosen


def brute(where: ShopMap, orders: list[Basket], stock: NDArray[np.int64]) -> list[int]:
    """Do the same by sorting all shops by distance and asking one after another."""
    chosen = []
    for point, skus, units in orders:
        order = np.argsort(-(where.vectors @ point), kind="stable")
        row = next((int(n) for n in order if all(stock[s, n] >= u for s, u in zip(skus, units, strict=False))), -1)
        if row >= 0:
            for sku, taken in zip(skus, units, strict=False):
                stock[sku, row] -= taken
        chosen.append(row)
    return chosen


def measure(shops: int, count: int) -> tuple[float, float, int]:
    """Return orders/s of ours and of brute force, and how many choices differ in distance."""
    rng = np.random.default_rng(SEED)
    where = city(shops, rng)
    orders, stock = baskets(where, count, rng), rng.poisson(3, (SKUS, shops)).astype(np.int64)
    _ = (where.vectors, where.tree)
    mine, theirs, wrong = [], [], 0
    for _ in range(ROUNDS):
        start = time.process_time()
        ours_chosen = ours(where, orders, stock.copy())
        middle = time.process_time()
        brute_chosen = brute(where, orders[: count // 10], stock.copy())
        theirs.append(count // 10 / (time.process_time() - middle))
        mine.append(count / (middle - start))
        wrong = sum(a != b for a, b in zip(ours_chosen, brute_chosen, strict=False))
    return statistics.median(mine), statistics.median(theirs), wrong


def main() -> None:
    """Measure both sizes and print one JSON line."""
    small, brute_small, wrong_small = measure(200, 20_000)
    large, brute_large, wrong_large = measure(10_000, 10_000)
    print(json.dumps({
        "figure": "sourcing", "value": round(small), "unit": "orders/CPU s at 200 shops",
        "peer": "brute force: sort all shops, ask one by one", "peer_value": round(brute_small),
        "ratio": round(small / brute_small, 2), "value_10000": round(large), "peer_value_10000": round(brute_large),
        "ratio_10000": round(large / brute_large, 2), "differing": wrong_small + wrong_large,
        "data": f"generated: shops around 20 centres, {SKUS} SKUs, Poisson(3) units, baskets of 1-3 lines",
        "seed": SEED}))


if __name__ == "__main__":
    main()
