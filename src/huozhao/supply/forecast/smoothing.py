"""Exponential smoothing of many series at once: daily, by weekday, by whole weeks, and for goods that seldom sell.

Each kernel walks a series once; nothing is kept but what the caller asks for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast import kernels
from huozhao.supply.forecast.kernels import compiled
from huozhao.supply.forecast.seasonal import SEASON_WEEKS, WEEK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ALPHAS = (0.05, 0.1, 0.2, 0.35, 0.5)
TSB_RATES = (0.05, 0.1, 0.2)


def ses_levels(y: Floats) -> Floats:
    """Return the level of simple exponential smoothing before each day, shape (n, T + 1).

    l[t+1] = α·y[t] + (1 − α)·l[t]; α is the one of ALPHAS with the least squared one-step error of each series
    (Brown 1956; a grid of five loses little against optimising and is vectorised over series).
    """
    start = y[:, : 4 * WEEK].mean(axis=1)
    found: Floats = compiled(kernels.ses)(np.ascontiguousarray(y, np.float64), start, np.array(ALPHAS))
    return found


def weekly_ses_levels(totals: Floats) -> Floats:
    """Return the daily level from smoothing whole weeks, before each day, shape (n, T + 1).

    Summing before smoothing is the remedy for sparse series (ADIDA, Nikolopoulos et al. 2011); weeks end on the
    last day of the history, and a level holds until its next week is complete.
    """
    days = totals.shape[1] - 1
    first = days % WEEK
    weekly = np.diff(totals[:, first::WEEK], axis=1) / WEEK
    levels = ses_levels(weekly) if weekly.shape[1] else totals[:, -1:] / max(1, days)
    spread = np.repeat(levels, WEEK, axis=1)[:, : days + 1 - first]
    return np.concatenate([np.repeat(levels[:, :1], first, axis=1), spread], axis=1)


def ses_last(y: Floats, warm_up: int = 4 * WEEK) -> Floats:
    """Return only the last level of `ses_levels`, shape (n,), started at the mean of `warm_up` periods."""
    start = y[:, :warm_up].mean(axis=1)
    found: Floats = compiled(kernels.ses_last)(np.ascontiguousarray(y, np.float64), start, np.array(ALPHAS))
    return found


@dataclass(frozen=True, slots=True)
class ByPlace:
    """A level for each place in the season (n, season), smoothed on its own by the rule of `ses_levels`.

    Place = index of the period modulo the season, counted from the beginning of `y` (n, T).
    """

    y: Floats
    start: Floats
    rate: Floats

    def levels(self) -> Floats:
        """Return the level of each place after the history, shape (n, season)."""
        found: Floats = compiled(kernels.place_levels)(self.y, self.start, self.rate)
        return found

    def path(self, length: int) -> Floats:
        """Return the next `length` periods, shape (n, length)."""
        found: Floats = self.levels()[:, (self.y.shape[1] + np.arange(length)) % self.start.shape[1]]
        return found

    def sums(self, origins: Ints, days: int) -> Floats:
        """Return the sum over the next `days` that was expected at each origin, shape (n, origins), origins rising."""
        found: Floats = compiled(kernels.place_sums)(self.y, self.start, self.rate, np.asarray(origins), days)
        return found


def by_place(y: Floats, season: int = WEEK) -> ByPlace:
    """Smooth each place of the season on its own; the rate is the one of ALPHAS with least squared one-step error."""
    y = np.ascontiguousarray(y, np.float64)
    start = np.stack([y[:, place : SEASON_WEEKS * season : season].mean(axis=1) for place in range(season)], axis=1)
    return ByPlace(y, start, compiled(kernels.rate_by_place)(y, start, np.array(ALPHAS)))


def tsb_levels(y: Floats) -> Floats:
    """Return the demand rate of Teunter-Syntetos-Babai before each day, shape (n, T + 1): probability × size.

    p follows whether anything sold on every day, z follows the size on days that sold, both by exponential smoothing;
    the rate of goods that stop selling falls, unlike Croston's (Teunter, Syntetos, Babai 2011). One rate of TSB_RATES
    serves both, by least squared one-step error.
    """
    sold = y > 0
    size = np.where(sold, y, 0.0).sum(axis=1) / np.maximum(sold.sum(axis=1), 1)
    chance = sold[:, : 4 * WEEK].mean(axis=1)
    found: Floats = compiled(kernels.tsb)(np.ascontiguousarray(y, np.float64), chance, size, np.array(TSB_RATES))
    return found
