"""Make the forecasts of shops, cities and the whole mall add up, SKU by SKU, by the way that erred least in the past.

bottom_up: the shops' forecasts, summed. top_down: the SKU's own forecast, shared as the shops' forecasts lie (forecast
proportions, Athanasopoulos, Ahmed, Hyndman 2009). reconciled: all three levels are forecast on their own, and the
coherent means nearest to them in variance-weighted squares are taken (minimum trace with a diagonal error matrix,
Wickramasuriya, Athanasopoulos, Hyndman 2019); on a tree of three levels that takes two walks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.portfolio import Forecast, forecast

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
METHODS = ("bottom_up", "top_down", "reconciled")
# Another way than summing has to err so much less, for it is harder to explain.
LEAST_GAIN = 0.99
LEAST_VARIANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Tree:
    """Of each row (n,) the number of its city within its SKU; of each such city (c,) the number of its SKU."""

    city: Ints
    sku: Ints

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Tell which rows (n,) are their SKU's only ones."""
        sku = self.sku[self.city]
        return np.asarray(np.bincount(sku)[sku] == 1)

    def take(self, rows: Ints) -> "Tree":
        """Return the tree of some of the rows."""
        kept, city = np.unique(self.city[rows], return_inverse=True)
        return Tree(city, np.unique(self.sku[kept], return_inverse=True)[1])

    def sums(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the sums of rows (n, …) by city (c, …) and by SKU (s, …)."""
        cities = np.zeros((len(self.sku), *values.shape[1:]))
        np.add.at(cities, self.city, values)
        skus = np.zeros((int(self.sku.max(initial=-1)) + 1, *values.shape[1:]))
        np.add.at(skus, self.sku, cities)
        return cities, skus


@dataclass(frozen=True, slots=True)
class Level:
    """Means and variances of the errors of the forecasts of one level."""

    mean: Floats
    variance: Floats


def tree_of(skus: Sequence[str], cities: Sequence[str]) -> Tree:
    """Return the tree of rows of `skus` in `cities`."""
    number: dict[str, int] = {}
    pairs: dict[tuple[int, str], int] = {}
    found = [pairs.setdefault((number.setdefault(sku, len(number)), city), len(pairs))
             for sku, city in zip(skus, cities, strict=True)]  # fmt: skip
    return Tree(np.array(found, np.int64), np.array([sku for sku, _ in pairs], np.int64))


def level_of(found: Forecast) -> Level:
    """Return a level from its forecast: the error's variance is that of past sums, at least Poisson's."""
    seen = np.maximum((~np.isnan(found.residuals)).sum(axis=1), 1)
    square = np.square(np.nan_to_num(found.residuals)).sum(axis=1) / seen
    return Level(found.mean, np.maximum(square, np.maximum(found.mean, 1e-6)))


def above(usual: Floats, tree: Tree, days: int, lift: Floats) -> tuple[Level, Level]:
    """Forecast the sums of rows with `usual` (n, T) units by city and by SKU; `lift` (n,) is what raises rows."""
    cities, skus = tree.sums(usual)
    raised = tree.sums(usual[:, -56:].mean(axis=1) * lift)
    plain = tree.sums(usual[:, -56:].mean(axis=1))
    levels = [level_of(forecast(sums, days, (0.5,), days)) for sums in (cities, skus)]
    # What sold nothing for eight weeks is not raised: no sum to share, and no variance of 0, by which nothing divides.
    factor = [np.where(down > 0, up / np.maximum(down, 1e-12), 1.0) for up, down in zip(raised, plain, strict=True)]
    by_city, by_sku = (Level(level.mean * f, np.maximum(level.variance * f * f, LEAST_VARIANCE))
                       for level, f in zip(levels, factor, strict=True))  # fmt: skip
    return by_city, by_sku


def coherent(rows: Level, cities: Level, skus: Level, tree: Tree, method: str) -> Floats:
    """Return means of rows (n,) whose sums are the means of their city and SKU, by one of METHODS, none under 0.

    A row that is its SKU's only one stays as it is.
    """
    if method == "bottom_up":
        return rows.mean
    if method == "top_down":
        below = tree.sums(rows.mean)[1][tree.sku][tree.city]
        shared: Floats = rows.mean * np.where(below > 0, skus.mean[tree.sku][tree.city] / np.maximum(below, 1e-12), 1)
        return np.where(tree.alone, rows.mean, shared)
    below, spread = _summed(tree.city, rows.mean), _summed(tree.city, rows.variance)
    middle, left = _best(cities, below, spread)
    under, loose = _summed(tree.sku, middle), _summed(tree.sku, left)
    top, _ = _best(skus, under, loose)
    middle = np.maximum(middle + ((top - under) / loose)[tree.sku] * left, 0.0)
    moved = np.maximum(rows.mean + ((middle - below) / spread)[tree.city] * rows.variance, 0.0)
    total = _summed(tree.city, moved)
    found: Floats = moved * np.where(total > 0, middle / np.maximum(total, 1e-12), 1.0)[tree.city]
    return np.where(tree.alone, rows.mean, found)


def _summed(place: Ints, values: Floats) -> Floats:
    found: Floats = np.bincount(place, values).astype(np.float64)
    return found


def _best(own: Level, below: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Average a level's own means with the sums from below by precision; return them with the variance left."""
    weight = spread / (spread + own.variance)
    return below + weight * (own.mean - below), own.variance * weight


def chosen(errors: dict[str, Sequence[float]]) -> str:
    """Return the method whose errors (one a level) are least on average, against those of the sums from below."""
    base = np.maximum(np.array(errors["bottom_up"]), 1e-12)
    score = {method: float((np.array(found) / base).mean()) for method, found in errors.items()}
    best = min(score, key=lambda method: score[method])
    return best if score[best] < LEAST_GAIN else "bottom_up"


def pooled_quantiles(mean: float, residuals: Floats, levels: tuple[float, ...]) -> Floats:
    """Return quantiles (levels,) of a sum over rows from their past errors at the same origins, (rows, origins).

    Errors are summed origin by origin, so that what moves all shops together stays together.
    """
    together = np.nan_to_num(residuals).sum(axis=0)
    found: Floats = np.maximum(mean + np.quantile(together, levels), 0.0)
    return found
