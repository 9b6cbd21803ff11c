"""Small plans for the tests of netting: rows by (sku, place) with whole numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.netting import (
    Arithmetic,
    Curve,
    Decision,
    Rows,
    Stock,
    Worth,
    arithmetic_from,
    arithmetic_table,
    demand_curve,
    limits,
    network,
    worth,
)
from huozhao.supply.policies import Targets

LEVELS = (0.5, 0.8, 0.9, 0.95)
Z = np.array([0.0, 0.8416, 1.2816, 1.6449])


def ints(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def quantiles(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(mean[:, None] + Z[None, :] * np.sqrt(2.0 * mean)[:, None], 0.0)


def curve_of(*mean: float) -> Curve:
    given = np.array(mean, dtype=float)
    return demand_curve(given, LEVELS, quantiles(given))


def targets_of(*mean: float, lead_share: float = 0.75) -> Targets:
    """Return levels of (R, s, S) at 95 %, as the book has them."""
    given = np.array(mean, dtype=float)
    return levels(given, quantiles(given)[:, -1], lead_share, 0)


def levels(mean: NDArray[np.float64], quantile: NDArray[np.float64], lead_share: float, intent: int) -> Targets:
    demand = np.rint(mean).astype(np.int64)
    safety = np.maximum(np.ceil(quantile - 1e-9).astype(np.int64) - demand, 0)
    nothing = np.zeros_like(demand)
    up_to = demand + safety + intent
    reorder = np.minimum(np.ceil(mean * lead_share).astype(np.int64) + safety + intent, up_to)
    return Targets(demand, safety, nothing + intent, reorder, up_to, nothing, nothing, nothing)


def stock_of(on_hand: Sequence[int], **more: Sequence[int]) -> Stock:
    nothing = np.zeros(len(on_hand), dtype=np.int64)
    given = {name: ints(*more[name]) for name in more}
    return Stock(ints(*on_hand), given.pop("reserved", nothing), given.pop("in_transit", nothing),
                 given.pop("on_order", nothing), np.ones(len(on_hand), dtype=bool), **given)


def told(rows: Rows, made: Decision) -> list[Arithmetic]:
    """Return the arithmetic of all rows, as it is read after it was stored."""
    return [arithmetic_from(row) for row in arithmetic_table(rows, made).tolist()]


def worth_of(n: int, price: int = 3000, cost: int = 2000) -> Worth:
    return worth(np.full(n, price), np.full(n, cost))


def rows_of(
    mean: Sequence[float], on_hand: Sequence[int], filled_from: Sequence[int], km: float = 5.0, skus: int = 1,
    pack: int = 1, days: int = 4, **more: Sequence[int],
) -> Rows:
    """Return rows of `skus` SKUs, all places of the first SKU first; any two places lie `km` apart."""
    places, n = len(filled_from), len(mean)
    apart = np.where(np.eye(places, dtype=bool), 0.0, km)
    sku, place = np.repeat(np.arange(skus), places), np.tile(np.arange(places), skus)
    return Rows(
        targets_of(*mean), stock_of(on_hand, **more), limits(np.full(n, pack)), np.array(mean, dtype=float),
        curve_of(*mean), np.full(n, days), np.full(n, days - 1), worth_of(n),
        network(sku, place, ints(*filled_from), apart),
    )
