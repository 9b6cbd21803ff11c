"""The forecast with all that is known beside the sales: lost sales, promotions, occasions, similar goods, and what the
night learned over all rows."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.coherence import LEAST_VARIANCE, Level, Tree, above, coherent, level_of
from huozhao.supply.forecast.portfolio import LEVELS, Forecast, forecast
from huozhao.supply.forecast.quantiles import negative_binomial_quantile
from huozhao.supply.forecast.segments import segment_at
from huozhao.supply.forecast.spread import Spread, scale_of

Floats = NDArray[np.float64]
# The spread of goods that are known only by others: standard deviation = mean.
ANALOGY_CV = 1.0


@dataclass(frozen=True, slots=True)
class Learned:
    """What the night learned of rows over all of them.

    `path` (n, H) units of usual demand that the global model expects of each day ahead, NaN for rows that it is not
    used for; `share` (n,) its weight beside the portfolio; `spread` the errors measured on origins held out; `tree` and
    `method` make the rows of a SKU agree with the forecast of their sum.
    """

    path: Floats
    share: Floats
    spread: Spread | None = None
    tree: Tree | None = None
    method: str = "bottom_up"

    def take(self, rows: NDArray[np.int64]) -> "Learned":
        """Return some of the rows."""
        tree = self.tree.take(rows) if self.tree else None
        return Learned(self.path[rows], self.share[rows], self.spread, tree, self.method)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of rows beside their sales.

    `lost` (n, T) units estimated lost on each past day, `lift_past` (n, T) and `lift_ahead` (n, H) factors of
    promotions and occasions, `analogy` (n,) units a day of similar goods for rows too new to judge, NaN = not needed,
    `promoted` (n, H) the part of lift_ahead that promotions have in it, to be told apart, `aside` (n, H) units beside
    the usual that sales with a quantity of their own bring.
    """

    lost: Floats
    lift_past: Floats
    lift_ahead: Floats
    analogy: Floats
    learned: Learned | None = None
    promoted: Floats | None = None
    aside: Floats | None = None

    def take(self, rows: NDArray[np.int64]) -> "Known":
        """Return some of the rows."""
        learned = self.learned.take(rows) if self.learned else None
        promoted = self.promoted[rows] if self.promoted is not None else None
        aside = self.aside[rows] if self.aside is not None else None
        past, ahead = self.lift_past[rows], self.lift_ahead[rows]
        return Known(self.lost[rows], past, ahead, self.analogy[rows], learned, promoted, aside)


def nothing_known(rows: int, days: int, horizon: int) -> Known:
    """Return that nothing is known but the sales."""
    ones = np.ones((rows, days))
    return Known(np.zeros((rows, days)), ones, np.ones((rows, horizon)), np.full(rows, np.nan))


def informed(sold: Floats, days: int, known: Known, levels: tuple[float, ...] = LEVELS, horizon: int = 14) -> Forecast:
    """Forecast demand from what was sold (n, T) and what is known.

    The portfolio sees usual demand: (sold + lost) / lift_past; where the global model proved better it is mixed in.
    What is expected of each day ahead is multiplied by lift_ahead, and the quantiles of the sum by the ratio of the two
    means; where the mean is moved otherwise, as by what is set aside, they move with it, by as much. A row with an
    analogy expects what similar goods sold, with quantiles of a negative binomial whose standard deviation is the mean.
    """
    long = max(horizon, days)
    usual = (sold + known.lost) / known.lift_past
    found = _mixed(forecast(usual, days, levels, long), known.learned, days, levels)
    like = ~np.isnan(known.analogy)
    path = np.where(like[:, None], np.nan_to_num(known.analogy)[:, None], found.path)
    plain = path[:, :days].sum(axis=1)
    quantiles = found.quantiles.copy()
    if like.any():
        m = plain[like]
        wide = m + (ANALOGY_CV * m) ** 2
        quantiles[like] = np.stack([negative_binomial_quantile(m, wide, level) for level in levels], axis=1)
    path = path * _ahead(known.lift_ahead, long)
    lifted = path[:, :days].sum(axis=1)
    path = path * _agreed(found, usual, lifted, days, known.learned)[:, None] + _aside(known, long)
    mean = path[:, :days].sum(axis=1)
    ratio = np.where(plain > 0, lifted / np.maximum(plain, 1e-12), 1.0)
    # No ratio for what is no lift: of a mean near 0 it would be anything, and so would the quantiles.
    moved = np.maximum(quantiles * ratio[:, None] + (mean - lifted)[:, None], 0.0)
    return replace(found, mean=mean, path=path[:, :horizon], quantiles=moved)


def _mixed(found: Forecast, learned: Learned | None, days: int, levels: tuple[float, ...]) -> Forecast:
    """Mix the global model in and put the measured spread around the mean; rows with little past keep their own."""
    if learned is None:
        return found
    reach = min(learned.path.shape[1], found.path.shape[1])
    known = (~np.isnan(learned.path[:, :reach]).any(axis=1)) & (learned.share > 0)
    share = np.where(known, learned.share, 0.0)[:, None]
    path = found.path.copy()
    path[:, :reach] = (1 - share) * path[:, :reach] + share * np.nan_to_num(learned.path[:, :reach])
    mean = path[:, :days].sum(axis=1)
    quantiles = np.maximum(found.quantiles + (mean - found.mean)[:, None], 0.0)
    if learned.spread is not None and learned.spread.ratios:
        scale = scale_of(found.residuals, found.mean)
        around, told = learned.spread.around(mean, scale, segment_at(mean / days), days, levels)
        quantiles = np.where((told & found.empirical)[:, None], around, quantiles)
    return replace(found, mean=mean, path=path, quantiles=quantiles, boosted=share[:, 0])


def _agreed(found: Forecast, usual: Floats, mean: Floats, days: int, learned: Learned | None) -> Floats:
    """Return the factors (n,) that make rows agree with the forecasts of city and SKU; 1 where they are summed."""
    if learned is None or learned.tree is None or learned.method == "bottom_up":
        return np.ones(len(mean))
    lift = np.where(found.mean > 0, mean / np.maximum(found.mean, 1e-12), 1.0)
    rows = Level(mean, np.maximum(level_of(found).variance * lift * lift, LEAST_VARIANCE))
    made = coherent(rows, *above(usual, learned.tree, days, lift), learned.tree, learned.method)
    factor: Floats = np.where(mean > 0, made / np.maximum(mean, 1e-12), 1.0)
    return factor


def _aside(known: Known, length: int) -> Floats:
    if known.aside is None:
        return np.zeros((len(known.lost), length))
    return np.pad(known.aside[:, :length], ((0, 0), (0, max(0, length - known.aside.shape[1]))))


def _ahead(lift: Floats, length: int) -> Floats:
    return np.pad(lift[:, :length], ((0, 0), (0, max(0, length - lift.shape[1]))), constant_values=1.0)
