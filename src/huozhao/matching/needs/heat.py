"""Units by weekday of a category in a region against the region's other trade: the picture of a rhythm."""

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.needs.rhythm import Counts
from huozhao.matching.needs.slots import weekday_of


def by_weekday(one: Counts, category: str, days: NDArray[np.int64]) -> list[float]:
    """Return for Monday to Sunday how a category sold against the region's other trade, 1 = as usual.

    Shrunk by two purchases towards 1, so that a thin weekday shows no colour.
    """
    row = list(one.categories).index(category)
    bought = one.bought[row].astype(np.float64)
    rest = np.maximum(one.all - one.bought[row], 0).astype(np.float64)
    weekday = np.array([weekday_of(int(day)) for day in days])
    own = np.bincount(weekday, weights=bought, minlength=7)
    others = np.bincount(weekday, weights=rest, minlength=7) + 1
    usual = own.sum() * others / others.sum()
    return [round(float(value), 3) for value in (own + 2) / (usual + 2)]
