"""Which way makes shops, cities and the mall agree with the least error: tried on weeks held out, level by level."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.rehearsal import WEEK, Stage
from huozhao.supply.forecast.coherence import METHODS, Tree, above, chosen, coherent, level_of, tree_of
from huozhao.supply.forecast.informed import Learned

Floats = NDArray[np.float64]
LEVELS = ("shop", "city", "all")
# Fewer SKUs sold at several shops than this say nothing of how levels are made to agree.
LEAST_SKUS = 5


def try_methods(
    stages: Sequence[Stage], learned: Sequence[Learned], uses: frozenset[str], city_of: Callable[[str], str]
) -> tuple[str, dict[str, Any]]:
    """Return the method chosen and the WAPE of each by level: shop, city, all."""
    missed = {method: np.zeros(len(LEVELS)) for method in METHODS}
    sold = np.zeros(len(LEVELS))
    for stage, each in zip(stages, learned, strict=True):
        rows = _several(stage)
        if len({stage.keys[row][0] for row in rows.tolist()}) >= LEAST_SKUS:
            sold += _add(stage, rows, each, uses, city_of, missed)
    if not sold.all():
        return "bottom_up", {}
    errors = {method: (found / sold).tolist() for method, found in missed.items()}
    told = {method: {level: round(value, 4) for level, value in zip(LEVELS, found, strict=True)}
            for method, found in errors.items()}  # fmt: skip
    return chosen(errors), told


def _several(stage: Stage) -> NDArray[np.int64]:
    """Return the rows of SKUs that sell at two shops or more and whose next week is wholly known."""
    actual = stage.actual(WEEK)
    shops: dict[str, int] = {}
    unknown = {sku for (sku, _), units in zip(stage.keys, actual.tolist(), strict=True) if np.isnan(units)}
    for sku, _ in stage.keys:
        shops[sku] = shops.get(sku, 0) + 1
    return np.array([row for row, (sku, _) in enumerate(stage.keys) if shops[sku] > 1 and sku not in unknown], np.int64)


def _add(
    stage: Stage, rows: NDArray[np.int64], learned: Learned, uses: frozenset[str], city_of: Callable[[str], str],
    missed: dict[str, Floats],
) -> Floats:  # fmt: skip
    """Add what each method missed at each level; return the units sold at each."""
    found = stage.forecast(WEEK, uses, learned)
    known = stage.known(uses)
    keys = [stage.keys[row] for row in rows.tolist()]
    tree = tree_of([sku for sku, _ in keys], [city_of(shop) for _, shop in keys])
    usual = ((stage.history + known.lost) / known.lift_past)[rows]
    lift = known.lift_ahead[rows, :WEEK].mean(axis=1)
    cities, skus = above(usual, tree, WEEK, lift)
    whole = level_of(found)
    own = type(whole)(whole.mean[rows], whole.variance[rows])
    actual = _by_level(stage.actual(WEEK)[rows], tree)
    for method, sums in missed.items():
        made = _by_level(coherent(own, cities, skus, tree, method), tree)
        sums += np.array([float(np.abs(a - b).sum()) for a, b in zip(actual, made, strict=True)])
    return np.array([float(each.sum()) for each in actual])


def _by_level(rows: Floats, tree: Tree) -> tuple[Floats, Floats, Floats]:
    return (rows, *tree.sums(rows))
