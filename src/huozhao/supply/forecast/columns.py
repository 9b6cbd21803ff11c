"""The columns of the global model: what is known at an origin of each period ahead, relative to the series' level."""

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.panel import YEAR_WEEKS, Panel

Floats = NDArray[np.float64]
WINDOWS = (1, 2, 4, 8, 13, 26, 52)
RECENT = 4


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
    signs = _signs(panel, origin)
    kinds = [panel.covariates.kinds[:, n].astype(np.float64) for n in range(panel.covariates.kinds.shape[1])]
    return [*means, zeros, spread, np.log(base[:, 0]), count[:, -1], *signs, *kinds]


def _signs(panel: Panel, origin: int) -> list[Floats]:
    """Return of each sign its last season over that before, and over the usual of the last eight, as logarithms."""
    signs = panel.covariates.signs
    if signs is None:
        return []
    season, found = panel.season, []
    for c in range(signs.shape[2]):
        last = signs[:, max(0, origin - season) : origin, c].mean(axis=1)
        before = signs[:, max(0, origin - 2 * season) : max(1, origin - season), c].mean(axis=1)
        usual = signs[:, max(0, origin - 8 * season) : origin, c].mean(axis=1)
        found += [np.log((last + 1) / (before + 1)), np.log((last + 1) / (usual + 1))]
    return found


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
    return [*found, two / base, _raised(total, count, past, origin, horizon, season) / base]


def _raised(total: Floats, count: Floats, past: Floats, origin: int, horizon: int, season: int) -> Floats:
    """Return the same periods a year ago, raised by how the last 8 seasons compare with theirs, NaN before a year."""
    year, window = YEAR_WEEKS * season, 8 * season
    if origin <= year + window:
        return np.full((len(past), horizon), np.nan)
    then, now = _mean(total, count, origin - year, window), _mean(total, count, origin, window)
    growth = np.where(then > 0, now / np.maximum(then, 1e-9), 1.0)
    found: Floats = _at(past, origin - year + np.arange(horizon)) * np.clip(growth, 0.5, 2.0)[:, None]
    return found


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
