"""Prices that have just changed: how much more or less is sold at the new price, from the category's elasticity."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.facts import category_of
from huozhao.flows.forecasts.sample import Sample
from huozhao.supply.elasticity import DEFAULT, by_category, levels
from huozhao.supply.forecast.promotions import Promotion
from huozhao.terms.goods import Sku

Floats = NDArray[np.float64]
RECENT_DAYS, AHEAD_DAYS = 28, 7
# A change of less than this is a rounding, and no factor goes further than these.
LEAST_CHANGE, LEAST, MOST = 0.02, 0.3, 3.0


def price_factors(
    sample: Sample, goods: Mapping[str, Sku], promotions: Sequence[Promotion], end: int | None = None
) -> dict[str, float]:
    """Return (new price / recent price) ** elasticity of the SKUs whose price has changed, by SKU.

    Recent = what was paid on average in the last four weeks. New = the catalogue's price; at an `end` in the past, what
    was paid in the week after it. SKUs with a promotion about that time are left to it.
    """
    length = sample.units.shape[1]
    at, here = length if end is None else end, sample.first_day
    left = {sku for one in promotions for sku in one.skus
            if one.last >= here + at - RECENT_DAYS and one.first < here + at + AHEAD_DAYS}  # fmt: skip
    changed: dict[str, float] = {}
    for sku, rows in sample.rows_of().items():
        old = _paid(sample, rows, at - RECENT_DAYS, at)
        item = goods.get(sku)
        new = (item.price_fen if item else 0) if end is None else _paid(sample, rows, at, at + AHEAD_DAYS)
        if old > 0 and new > 0 and abs(np.log(new / old)) > LEAST_CHANGE and sku not in left:
            changed[sku] = new / old
    return _factors(sample, goods, changed, at)


def _factors(sample: Sample, goods: Mapping[str, Sku], changed: Mapping[str, float], at: int) -> dict[str, float]:
    members: dict[str, list[str]] = {}
    known = {}
    wanted = {category_of(goods.get(sku)) for sku in changed}
    for sku, rows in sample.rows_of().items():
        if (name := category_of(goods.get(sku))) in wanted:
            members.setdefault(name, []).append(sku)
            start = max(0, at - 364)
            known[sku] = levels(sample.units[rows, start:at].sum(axis=0).astype(np.float64),
                                sample.fen[rows, start:at].sum(axis=0).astype(np.float64))  # fmt: skip
    found = by_category(members, known)
    e = {name: one.value for name, one in found.items()}
    return {sku: float(np.clip(ratio ** e.get(category_of(goods.get(sku)), DEFAULT), LEAST, MOST))
            for sku, ratio in changed.items()}  # fmt: skip


def _paid(sample: Sample, rows: Sequence[int], start: int, end: int) -> float:
    units = float(sample.units[rows, max(0, start) : end].sum())
    return float(sample.fen[rows, max(0, start) : end].sum()) / units if units > 0 else 0.0
