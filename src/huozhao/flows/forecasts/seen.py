"""Rows as the global model sees them, and what it expects of those that it is used for."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.facts import GLOBAL, PROMOTIONS, Facts, Key, category_of
from huozhao.flows.forecasts.global_model import HORIZON_DAYS, Rows, expected, kinds_of
from huozhao.flows.forecasts.lessons import BOTTOM_UP, Lessons
from huozhao.supply.forecast.coherence import tree_of
from huozhao.supply.forecast.informed import Learned
from huozhao.supply.forecast.segments import RECENT_DAYS, segment_at

Floats = NDArray[np.float64]


def learned_of(
    keys: Sequence[Key], usual: Floats, facts: Facts, lessons: Lessons, cities: Mapping[str, str]
) -> Learned:
    """Return what the night learned of rows with `usual` (n, T) units a day; trees are asked where they are used.

    `cities` are those of the shops.
    """
    per_day = usual[:, -RECENT_DAYS:].mean(axis=1)
    share = np.array(lessons.shares)[segment_at(per_day)]
    asked = np.flatnonzero((share > 0) & (per_day >= lessons.least_rate))
    path = np.full((len(keys), HORIZON_DAYS), np.nan)
    tree = None
    if lessons.method != BOTTOM_UP:
        tree = tree_of([sku for sku, _ in keys], [cities.get(shop, "") for _, shop in keys])
    if lessons.trees is None or GLOBAL not in facts.uses or not len(asked):
        return Learned(path, np.zeros(len(keys)), lessons.spread, tree, lessons.method)
    rows = rows_of([keys[row] for row in asked.tolist()], usual[asked], facts, lessons)
    path[asked] = expected(lessons.trees, rows)
    return Learned(path, share, lessons.spread, tree, lessons.method)


def rows_of(keys: Sequence[Key], usual: Floats, facts: Facts, lessons: Lessons) -> Rows:
    """Return rows as the trees see them."""
    length = usual.shape[1]
    names = [category_of(facts.goods.get(sku)) for sku, _ in keys]
    heat = np.zeros((len(keys), length))
    for row, (sku, _) in enumerate(keys):
        if (mine := facts.heat.get(sku)) is not None:
            reach = min(len(mine), length)
            heat[row, length - reach :] = mine[len(mine) - reach :]
    kinds = kinds_of(names, [shop for _, shop in keys], lessons.numbers)
    return Rows(usual, kinds, discounts(keys, facts, facts.last_day + 1 - length, length + HORIZON_DAYS), heat,
                facts.last_day)  # fmt: skip


def discounts(keys: Sequence[Key], facts: Facts, first: int, days: int) -> Floats:
    """Return the discount of planned promotions (n, days) from a local day on, the greatest of several."""
    found = np.zeros((len(keys), days))
    if PROMOTIONS not in facts.uses:
        return found
    for row, key in enumerate(keys):
        for one, _ in facts.promotions.of(key) if key[0] in facts.promotions.by_sku else ():
            start, end = max(0, one.first - first), min(days, one.last + 1 - first)
            if start < end:
                found[row, start:end] = np.maximum(found[row, start:end], one.discount)
    return found
