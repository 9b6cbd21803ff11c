"""Quantiles of the sum: past errors where there are enough, a negative binomial where there are few."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Fewer past sums than this say too little about the spread; a distribution is assumed instead.
LEAST_RESIDUALS = 21
LEAST_ROWS = 200


def quantiles_of_sum(
    mean: Floats, residuals: Floats, y: Floats, days: int, levels: Sequence[float], used: Sequence[float] | None = None
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return quantiles (n, levels) of the sum over `days`, and which rows (n,) had enough past errors for them.

    `residuals` (n, origins) are actual − forecast of past sums, NaN = not seen; `y` (n, T) is the history; `used` are
    the levels that were found to cover as often as `levels` say (see `calibrated`).
    """
    empirical = np.asarray((~np.isnan(residuals)).sum(axis=1) >= LEAST_RESIDUALS)
    found = np.empty((len(mean), len(levels)))
    if empirical.any():
        spread = np.nanquantile(residuals[empirical], np.asarray(used or levels), axis=1).T
        found[empirical] = np.maximum(mean[empirical, None] + spread, 0.0)
    few = ~empirical
    if few.any():
        variance = np.maximum(y[few].var(axis=1) * days, mean[few])
        found[few] = np.stack([negative_binomial_quantile(mean[few], variance, level) for level in levels], axis=1)
    return found, empirical


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


def calibrated(residuals: Floats, levels: Sequence[float], gap: int) -> list[float]:
    """Return for each level the one that covers as often in backtest, judged over all rows together.

    The quantiles of the older half of the past errors are held against the newer half, `gap` origins apart so that no
    sum is in both; the level whose cover is what was wanted is interpolated (split-conformal calibration, Vovk et al.
    2005, on the level instead of the score). With fewer than 200 rows the levels are left as they are.
    """
    half = residuals.shape[1] // 2
    old, new = residuals[:, : half - gap // 2], residuals[:, half + gap - gap // 2 :]
    rows = (~np.isnan(old)).sum(axis=1) >= LEAST_RESIDUALS // 2
    if rows.sum() < LEAST_ROWS or new.shape[1] == 0:
        return list(levels)
    steps = np.linspace(0.02, 0.995, 40)
    line = np.nanquantile(old[rows], steps, axis=1)
    seen = ~np.isnan(new[rows])
    cover = np.array([((new[rows] <= one[:, None]) & seen).sum() / max(1, seen.sum()) for one in line])
    cover = np.maximum.accumulate(cover) + np.arange(len(steps)) * 1e-9
    return [float(np.interp(level, cover, steps)) for level in levels]
