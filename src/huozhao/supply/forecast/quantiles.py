"""Quantiles of the sum: past errors where there are enough, a negative binomial where there are few."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Fewer past sums than this say too little about the spread; a distribution is assumed instead.
LEAST_RESIDUALS = 21
LEAST_ROWS = 40
BLOCKS, GROUPS = 4, 8


def quantiles_of_sum(
    mean: Floats, residuals: Floats, y: Floats, days: int, levels: Sequence[float]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return quantiles (n, levels) of the sum over `days`, and which rows (n,) had enough past errors for them.

    `residuals` (n, origins) are actual − forecast of past sums, NaN = not seen; `y` (n, T) is the history. With 40 rows
    or more the spread is calibrated over rows (see `calibrated`), with fewer each row's own errors are taken.
    """
    empirical = np.asarray((~np.isnan(residuals)).sum(axis=1) >= LEAST_RESIDUALS)
    found = np.empty((len(mean), len(levels)))
    if empirical.any():
        given = residuals[empirical]
        spread = calibrated(mean[empirical], given, levels) if len(given) >= LEAST_ROWS else _own(given, levels)
        found[empirical] = np.maximum(mean[empirical, None] + spread, 0.0)
    few = ~empirical
    if few.any():
        variance = np.maximum(y[few].var(axis=1) * days, mean[few])
        found[few] = np.stack([negative_binomial_quantile(mean[few], variance, level) for level in levels], axis=1)
    return found, empirical


def calibrated(mean: Floats, residuals: Floats, levels: Sequence[float]) -> Floats:
    """Return the spread (n, levels) around the mean that covered as often as `levels` say in backtest.

    Each row's errors are divided by its root mean square error in the OTHER blocks of origins, so that what the scale
    does not know counts; the quantiles of these ratios over rows of like size, times the row's own scale, are the
    spread (cross-conformal prediction with a scaled score, Vovk 2015; Romano, Patterson, Candès 2019). Sizes are
    groups of the mean, for the errors of slow goods lean more to one side.
    """
    scale = _scale(residuals)
    blocks = np.array_split(np.arange(residuals.shape[1]), BLOCKS)
    ratios = np.concatenate([_ratio(residuals, block) for block in blocks], axis=1)
    order = np.argsort(mean, kind="stable")
    spread = np.empty((len(mean), len(levels)))
    for rows in np.array_split(order, max(1, min(GROUPS, len(mean) // LEAST_ROWS))):
        # Rows that have been silent for all of the backtest have no ratios, and no spread.
        some = ratios[rows][~np.isnan(ratios[rows])]
        spread[rows] = scale[rows, None] * (np.quantile(some, np.asarray(levels)) if len(some) else 0.0)
    return spread


def _ratio(residuals: Floats, block: NDArray[np.int64]) -> Floats:
    others = np.delete(residuals, block, axis=1)
    scale = _scale(others)[:, None]
    found: Floats = np.where(scale > 0, residuals[:, block] / np.maximum(scale, 1e-9), np.nan)
    return found


def _scale(residuals: Floats) -> Floats:
    seen = np.maximum((~np.isnan(residuals)).sum(axis=1), 1)
    found: Floats = np.sqrt(np.square(np.nan_to_num(residuals)).sum(axis=1) / seen)
    return found


def _own(residuals: Floats, levels: Sequence[float]) -> Floats:
    found: Floats = np.nanquantile(residuals, np.asarray(levels), axis=1).T
    return found


def negative_binomial_quantile(mean: Floats, variance: Floats, level: float) -> Floats:
    """Return the least k with P(X <= k) >= level for counts of the given mean and variance (>= mean).

    P(X <= k) = I_p(r, k + 1) with p = mean/variance, r = mean·p/(1 − p); Poisson is approached as p → 1.
    """
    from scipy.special import betainc

    p = np.clip(mean / np.maximum(variance, 1e-12), 1e-9, 1 - 1e-6)
    r = np.maximum(mean * p / (1 - p), 1e-9)
    low, high = np.full(len(mean), -1.0), np.ceil(mean + 12 * np.sqrt(variance) + 12)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = betainc(r, middle + 1, p) >= level
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return np.where(mean > 0, high, 0.0)
