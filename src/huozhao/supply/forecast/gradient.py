"""A global model: gradient-boosted trees over all series, with what is known ahead (price, promotion, calendar).

Direct strategy: one row for each series, origin and step, everything relative to the level of the series at the origin
(Montero-Manso & Hyndman 2021 on global models; Januschowski et al. 2022 on why trees win on M5).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.panel import YEAR_WEEKS, Panel

Floats = NDArray[np.float64]
WINDOWS = (1, 2, 4, 8, 13, 26, 52)
RECENT = 4
MOST_ROWS = 200_000
TREES = 300
PARAMETERS: dict[str, Any] = {
    "learning_rate": 0.05, "num_leaves": 63, "min_data_in_leaf": 40, "feature_fraction": 0.7, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 5.0, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 7,
    "verbosity": -1,
}  # fmt: skip
OBJECTIVES: dict[str, dict[str, Any]] = {
    "boosted_tweedie": {"objective": "tweedie", "tweedie_variance_power": 1.2},
    "boosted_log": {"objective": "regression"},
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Training rows: features (rows, F), target in units, the level at the origin."""

    x: Floats
    y: Floats
    scale: Floats


def boosted_path(panel: Panel, horizon: int, name: str) -> Floats:
    """Fit the objective called `name` on the panel and return the next `horizon` periods, shape (n, horizon)."""
    import lightgbm

    rows = training_rows(panel, horizon)
    is_log = name == "boosted_log"
    target = np.log1p(rows.y) - np.log1p(rows.scale) if is_log else rows.y / (rows.scale + 1)
    weight = np.sqrt(rows.scale + 1) if is_log else rows.scale + 1
    data = lightgbm.Dataset(rows.x, target, weight=weight, free_raw_data=True)
    booster = lightgbm.train({**PARAMETERS, **OBJECTIVES[name]}, data, TREES)
    x, scale = features(panel, panel.y.shape[1], horizon)
    found = np.asarray(booster.predict(x, num_threads=1))
    if not is_log:
        return np.asarray(found * (scale + 1)).reshape(-1, horizon)
    path = np.expm1(found + np.log1p(scale))
    fitted = np.expm1(np.asarray(booster.predict(rows.x, num_threads=1)) + np.log1p(rows.scale))
    corrected: Floats = np.maximum(path * smearing(rows.y, fitted), 0.0).reshape(-1, horizon)
    return corrected


def smearing(actual: Floats, fitted: Floats) -> float:
    """Return the factor that takes the bias of a model of logarithms away, 0.8 to 1.5 (ratio estimate, Duan 1983)."""
    return float(np.clip(actual.sum() / max(fitted.sum(), 1e-9), 0.8, 1.5))


def training_rows(panel: Panel, horizon: int) -> Rows:
    """Return rows from as many origins as `MOST_ROWS` allows, the newest first, evenly spread over the past."""
    length, season = panel.y.shape[1], panel.season
    newest, year = length - horizon, YEAR_WEEKS * season
    # A history of more than a year and a half is learned from where last year is known.
    oldest = max(year, length - 3 * year) if newest > year * 1.5 else min(newest, 8 * season)
    possible = np.arange(newest, oldest - 1, -max(1, season // 2))
    many = max(1, min(len(possible), MOST_ROWS // max(1, len(panel.y) * horizon)))
    origins = possible[np.unique(np.linspace(0, len(possible) - 1, many).astype(int))]
    parts = [_rows_at(panel, int(origin), horizon) for origin in origins]
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "y", "scale")))


def _rows_at(panel: Panel, origin: int, horizon: int) -> Rows:
    x, scale = features(panel, origin, horizon)
    y = panel.y[:, origin : origin + horizon].ravel()
    known = ~np.isnan(y) & (scale > 0)
    return Rows(x[known], y[known], scale[known])


def features(panel: Panel, origin: int, horizon: int) -> tuple[Floats, Floats]:
    """Return what is known at `origin` of each of the next `horizon` periods, (n·h, F), and the level, (n·h,)."""
    past = panel.y[:, :origin]
    seen = ~np.isnan(past)
    total = _running(np.nan_to_num(past))
    count = _running(seen.astype(np.float64))
    scale = _mean(total, count, origin, 8 * panel.season)
    whole = _mean(total, count, origin, origin)
    scale = np.where(scale > 0, scale, whole)
    base = scale[:, None] + 1
    columns = [
        np.broadcast_to(one[:, None], (len(past), horizon)) for one in _levels(panel, total, count, origin, base)
    ]
    columns += _lags(panel, past, total, count, origin, horizon, base)
    columns += _known(panel, origin, horizon, np.nan_to_num(past) / base)
    x = np.stack(columns, axis=2).reshape(-1, len(columns)).astype(np.float32)
    return x.astype(np.float64), np.repeat(scale, horizon)


def _levels(panel: Panel, total: Floats, count: Floats, origin: int, base: Floats) -> list[Floats]:
    means = [_mean(total, count, origin, weeks * panel.season) / base[:, 0] for weeks in WINDOWS]
    recent = panel.y[:, max(0, origin - 13 * panel.season) : origin]
    zeros = (np.nan_to_num(recent) == 0).mean(axis=1)
    spread = np.nan_to_num(recent).std(axis=1) / base[:, 0]
    kinds = [panel.covariates.kinds[:, n].astype(np.float64) for n in range(panel.covariates.kinds.shape[1])]
    return [*means, zeros, spread, np.log(base[:, 0]), count[:, -1], *kinds]


def _lags(
    panel: Panel, past: Floats, total: Floats, count: Floats, origin: int, horizon: int, base: Floats
) -> list[Floats]:
    """Return the step, the same place of the last seasons, and the same time a year ago with its surroundings."""
    n, season, ahead = len(past), panel.season, np.arange(horizon)
    found = [np.broadcast_to(ahead.astype(np.float64), (n, horizon))]
    last = origin - season + ahead % season
    seasons = [_at(past, last - back * season) for back in range(RECENT)]
    found += [lag / base for lag in seasons]
    known = np.stack(seasons)
    have = (~np.isnan(known)).sum(axis=0)
    found.append(np.nan_to_num(known).sum(axis=0) / np.maximum(have, 1) / base)
    year = YEAR_WEEKS * season
    surround = _mean(total, count, origin - year, 8 * season) if origin > year else np.full(n, np.nan)
    for shift in (-season, 0, season):
        ago = _at(past, origin + ahead - year + shift)
        found += [ago / base, ago / (surround[:, None] + 1)]
    two = _at(past, origin + ahead - 2 * year)
    return [*found, two / base]


def _known(panel: Panel, origin: int, horizon: int, past: Floats) -> list[Floats]:
    """Return what is known ahead: the common columns; each own column as it is, against its usual, and next to it."""
    n, window, given = len(past), slice(max(0, origin - 13 * panel.season), origin), panel.covariates
    ahead = slice(origin, origin + horizon)
    found = [np.broadcast_to(given.common[ahead, c], (n, horizon)) for c in range(given.common.shape[1])]
    for c in range(given.own.shape[2]):
        values = given.own[:, ahead, c]
        usual = _nanmean(given.own[:, window, c])
        found += [values, values - usual[:, None], given.own[:, origin - 1 : origin + horizon - 1, c] - usual[:, None]]
        found.append(np.broadcast_to(_slope(given.own[:, window, c], past[:, window])[:, None], (n, horizon)))
    return found


def _slope(x: Floats, y: Floats) -> Floats:
    """Return the slope of log demand on an own column of each series, shrunk towards 0 (ridge)."""
    known = ~np.isnan(x)
    many = np.maximum(known.sum(axis=1, keepdims=True), 1)
    dx = np.where(known, np.nan_to_num(x) - np.nan_to_num(x).sum(axis=1, keepdims=True) / many, 0.0)
    log = np.where(known, np.log1p(y), 0.0)
    dy = np.where(known, log - log.sum(axis=1, keepdims=True) / many, 0.0)
    slope: Floats = (dx * dy).sum(axis=1) / ((dx * dx).sum(axis=1) + 0.05)
    return slope


def _running(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _mean(total: Floats, count: Floats, end: int, length: int) -> Floats:
    start = max(0, end - length)
    have = count[:, end] - count[:, start]
    return np.where(have > 0, (total[:, end] - total[:, start]) / np.maximum(have, 1), 0.0)


def _nanmean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    found: Floats = np.nan_to_num(values).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return found


def _at(past: Floats, places: NDArray[np.int64]) -> Floats:
    """Return the values at places (h,), NaN where they lie outside of the past."""
    inside = (places >= 0) & (places < past.shape[1])
    return np.where(inside, past[:, np.where(inside, places, 0)], np.nan)
