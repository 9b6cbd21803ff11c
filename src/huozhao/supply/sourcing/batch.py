"""Many orders at once: the assignment to shops that takes least in sum, as a mixed-integer programme."""

from collections.abc import Mapping, Sequence

import numpy as np

from huozhao.supply.shop_map import Floats, Ints

# A basket that no shop serves whole weighs as much as this many minutes (a parcel's two days).
MISS_MINUTES = 2880.0


def assign(
    baskets: Sequence[Mapping[str, int]],
    taking: Floats,
    stock: Mapping[str, Ints],
    candidates: int = 10,
    seconds: float = 5.0,
    miss: float = MISS_MINUTES,
) -> list[int]:
    """Return the shop row of each basket, −1 for one that no candidate can serve whole beside the others.

    `taking` (orders, shops) is what a shop takes for an order (minutes), `stock` sku → units by shop row. Each order
    may go to its `candidates` cheapest shops that hold it. Minimise Σ taking·x + miss·(1 − Σ x), subject to
    Σ units·x ≤ stock for every SKU and shop, x binary; solved by HiGHS (scipy.optimize.milp) within `seconds`.
    """
    pairs = [(n, int(row)) for n, basket in enumerate(baskets) for row in _able(basket, taking[n], stock, candidates)]
    chosen = [-1] * len(baskets)
    if pairs:
        for (order, row), taken in zip(pairs, _solve(baskets, pairs, taking - miss, stock, seconds), strict=True):
            if taken:
                chosen[order] = row
    return chosen


def _able(basket: Mapping[str, int], taking: Floats, stock: Mapping[str, Ints], candidates: int) -> Ints:
    holding = np.all([stock[sku] >= units for sku, units in basket.items()], axis=0)
    rows = np.flatnonzero(holding & np.isfinite(taking))
    return rows[np.argsort(taking[rows], kind="stable")[:candidates]]


def _solve(
    baskets: Sequence[Mapping[str, int]],
    pairs: Sequence[tuple[int, int]],
    taking: Floats,
    stock: Mapping[str, Ints],
    seconds: float,
) -> list[bool]:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    shelves: dict[tuple[str, int], int] = {}
    cells: list[tuple[int, int, float]] = []
    for column, (order, row) in enumerate(pairs):
        cells.append((order, column, 1.0))
        for sku, units in baskets[order].items():
            shelf = len(baskets) + shelves.setdefault((sku, row), len(shelves))
            cells.append((shelf, column, float(units)))
    limits = [1.0] * len(baskets) + [float(stock[sku][row]) for sku, row in shelves]
    at, columns, values = zip(*cells, strict=True)
    matrix = csr_array((values, (at, columns)), shape=(len(limits), len(pairs)))
    costs = np.array([taking[order, row] for order, row in pairs])
    whole, limit = np.ones(len(pairs), dtype=np.int64), LinearConstraint(matrix, ub=limits)
    found = milp(costs, constraints=limit, integrality=whole, bounds=Bounds(0, 1), options={"time_limit": seconds})
    return [False] * len(pairs) if found.x is None else [bool(x > 0.5) for x in found.x]
