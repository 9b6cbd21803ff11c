"""Forecast demand for many series at once: a portfolio, chosen per series by rolling backtest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.quantiles import quantiles_of_sum
from huozhao.supply.forecast.seasonal import SEASON_WEEKS, WEEK, season_sums, seasonal_mean
from huozhao.supply.forecast.smoothing import ByPlace, by_place, ses_levels, tsb_levels, weekly_ses_levels

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MODELS = ("seasonal_mean", "ses", "weekly_ses", "weekday_ses", "tsb")
# What these expect is the same for every day ahead.
FLAT = np.array([False, True, True, False, True])
BACKTEST_DAYS = 56
LEVELS = (0.5, 0.8, 0.9, 0.95)
# The mean of two models has to beat the better one by so much, for it is chosen after the fact.
COMBINED_GAIN = 0.98


@dataclass(frozen=True, slots=True)
class Forecast:
    """Demand over the protection interval of each series, in units.

    `mean` (n,) and `quantiles` (n, levels) are of the SUM over `days` days; `path` (n, horizon) is the mean
    of each single day ahead; `model` (n,) indexes MODELS and so does `second`, with which it is averaged (-1 = alone);
    `empirical` (n,) tells where past errors gave the spread; `error` (n,) is the mean absolute error of past sums over
    their mean (WAPE), NaN without a past; `residuals` (n, origins) are the errors themselves; `boosted` (n,) is the
    share of the global model in it.
    """

    days: int
    mean: Floats
    quantiles: Floats
    path: Floats
    model: Ints
    empirical: NDArray[np.bool_]
    second: Ints
    error: Floats
    residuals: Floats
    boosted: Floats

    @property
    def is_flat(self) -> NDArray[np.bool_]:
        """Tell which rows (n,) do not know one day of the week from another."""
        return np.asarray(FLAT[self.model] & ((self.second < 0) | FLAT[self.second]))


def forecast(history: NDArray[np.floating], days: int, levels: Sequence[float] = LEVELS, horizon: int = 14) -> Forecast:
    """Forecast the sum over the next `days` days of every series.

    `history` is (n, T) units a day, oldest first, zeros where nothing sold, T >= 28. The model of each series is the
    one with the least mean absolute error of the sum over the interval, on every origin of the last 8 weeks; the mean
    of the best two is taken where it errs less than 98 % of that.
    """
    y = np.ascontiguousarray(history, dtype=np.float64)
    origins = _origins(y.shape[1], days)
    totals = np.concatenate([np.zeros((len(y), 1)), np.cumsum(y, axis=1)], axis=1)
    actual = totals[:, origins + days] - totals[:, origins]
    each = _Fitted(totals, ses_levels(y), weekly_ses_levels(totals), by_place(y), tsb_levels(y))
    sums, seen = each.sums(origins, days), _seen(totals, origins)
    model, second = _choose(sums, actual, seen)
    path = _mixed(each.paths(max(horizon, days)), model, second)
    residuals = np.where(seen, actual - _mixed(sums, model, second), np.nan)
    mean = path[:, :days].sum(axis=1)
    quantiles, empirical = quantiles_of_sum(mean, residuals, y, days, levels)
    error = _wape(residuals, actual, seen)
    return Forecast(days, mean, quantiles, path[:, :horizon], model, empirical, second, error, residuals,
                    np.zeros(len(y)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Every model of the portfolio, fitted to all series, in the order of MODELS."""

    totals: Floats
    daily: Floats
    weekly: Floats
    places: ByPlace
    rate: Floats

    def sums(self, origins: Ints, days: int) -> Floats:
        """Return what each model expected of the sum at each origin, shape (models, n, origins)."""
        flat = [levels[:, origins] * days for levels in (self.daily, self.weekly)]
        seasonal = season_sums(self.totals, origins, days)
        return np.stack([seasonal, *flat, self.places.sums(origins, days), self.rate[:, origins] * days])

    def paths(self, length: int) -> Floats:
        """Return what each model expects of each day ahead, shape (models, n, length)."""
        week = seasonal_mean(self.totals, self.totals.shape[1] - 1)
        seasonal = np.tile(week, (1, -(-length // WEEK)))[:, :length]
        daily, weekly, rate = (
            np.repeat(levels[:, -1:], length, axis=1) for levels in (self.daily, self.weekly, self.rate)
        )
        return np.maximum(np.stack([seasonal, daily, weekly, self.places.path(length), rate]), 0.0)


def _choose(sums: Floats, actual: Floats, seen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the best model of each series and the one to average it with, or -1.

    A series with no past to judge by has no errors, and the first model, which adapts to its age, is taken.
    """
    errors = np.abs(sums - actual).sum(axis=2, where=seen)
    model = errors.argmin(axis=0)
    rows = np.arange(len(model))
    best = errors[model, rows]
    rest = errors.copy()
    rest[model, rows] = np.inf
    second = rest.argmin(axis=0)
    both = np.abs(_mixed(sums, model, second) - actual).sum(axis=1, where=seen)
    return model, np.where(both < COMBINED_GAIN * best, second, -1)


def _mixed(found: Floats, model: Ints, second: Ints) -> Floats:
    """Return (n, …) of (models, n, …): the chosen model, or the mean of two."""
    rows = np.arange(found.shape[1])
    mixed: Floats = (found[model, rows] + found[np.where(second < 0, model, second), rows]) / 2
    return mixed


def _wape(residuals: Floats, actual: Floats, seen: NDArray[np.bool_]) -> Floats:
    sold = actual.sum(axis=1, where=seen)
    missed = np.abs(np.nan_to_num(residuals)).sum(axis=1)
    return np.where(sold > 0, missed / np.maximum(sold, 1e-12), np.nan)


def _origins(length: int, days: int) -> Ints:
    """Every day of the last 8 weeks from which a whole interval is already known."""
    last = length - days
    return np.arange(max(SEASON_WEEKS * WEEK, last - BACKTEST_DAYS + 1), last + 1)


def _seen(totals: Floats, origins: Ints) -> NDArray[np.bool_]:
    """Tell for which origins a series had been selling for a week."""
    return np.asarray(totals[:, np.maximum(origins - WEEK, 0)] > 0)
