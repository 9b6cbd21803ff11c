"""The forecast with all that is known beside the sales: lost sales, promotions past and planned, similar goods."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.portfolio import LEVELS, Forecast, forecast
from huozhao.supply.forecast.quantiles import negative_binomial_quantile

Floats = NDArray[np.float64]
# The spread of goods that are known only by others: standard deviation = mean.
ANALOGY_CV = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of rows beside their sales.

    `lost` (n, T) units estimated lost on each past day, `lift_past` (n, T) and `lift_ahead` (n, H) factors of
    promotions, `analogy` (n,) units a day of similar goods for rows too new to judge, NaN = not needed.
    """

    lost: Floats
    lift_past: Floats
    lift_ahead: Floats
    analogy: Floats

    def take(self, rows: NDArray[np.int64]) -> "Known":
        """Return some of the rows."""
        return Known(self.lost[rows], self.lift_past[rows], self.lift_ahead[rows], self.analogy[rows])


def nothing_known(rows: int, days: int, horizon: int) -> Known:
    """Return that nothing is known but the sales."""
    ones = np.ones((rows, days))
    return Known(np.zeros((rows, days)), ones, np.ones((rows, horizon)), np.full(rows, np.nan))


def informed(sold: Floats, days: int, known: Known, levels: tuple[float, ...] = LEVELS, horizon: int = 14) -> Forecast:
    """Forecast demand from what was sold (n, T) and what is known.

    The portfolio sees usual demand: (sold + lost) / lift_past. What it expects of each day ahead is multiplied by
    lift_ahead, and the quantiles of the sum by the ratio of the two means. A row with an analogy expects what similar
    goods sold, with quantiles of a negative binomial whose standard deviation is the mean.
    """
    long = max(horizon, days)
    found = forecast((sold + known.lost) / known.lift_past, days, levels, long)
    like = ~np.isnan(known.analogy)
    path = np.where(like[:, None], np.nan_to_num(known.analogy)[:, None], found.path)
    plain = path[:, :days].sum(axis=1)
    quantiles = found.quantiles.copy()
    if like.any():
        m = plain[like]
        wide = m + (ANALOGY_CV * m) ** 2
        quantiles[like] = np.stack([negative_binomial_quantile(m, wide, level) for level in levels], axis=1)
    path = path * _ahead(known.lift_ahead, long)
    mean = path[:, :days].sum(axis=1)
    ratio = np.where(plain > 0, mean / np.maximum(plain, 1e-12), 1.0)
    return replace(found, mean=mean, path=path[:, :horizon], quantiles=quantiles * ratio[:, None])


def _ahead(lift: Floats, length: int) -> Floats:
    return np.pad(lift[:, :length], ((0, 0), (0, max(0, length - lift.shape[1]))), constant_values=1.0)
