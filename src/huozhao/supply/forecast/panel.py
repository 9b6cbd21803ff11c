"""A panel of series with what is known ahead, and the path that is expected of each: one configuration for all."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.smoothing import by_place, ses_last

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SEASON_WEEKS = 4
YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Covariates:
    """What is known for past and future periods, T + horizon of them.

    `own` (n, T + h, c) by series (price, promotion), `common` (T + h, d) for all (calendar, weather), `kinds` (n, k)
    whole numbers that group series (shop, category). `signs` (n, T, s) are seen of the past only (interest shown).
    """

    own: Floats
    common: Floats
    kinds: Ints
    signs: Floats | None = None

    def window(self, start: int) -> "Covariates":
        """Return what is known from a period on."""
        signs = self.signs[:, start:] if self.signs is not None else None
        return Covariates(self.own[:, start:], self.common[start:], self.kinds, signs)


@dataclass(frozen=True, slots=True)
class Panel:
    """Units by series and period (n, T), NaN where a series was not sold; `season` is 7 for days, 1 for weeks."""

    y: Floats
    season: int
    covariates: Covariates

    def until(self, length: int) -> "Panel":
        """Return the panel as it stood after `length` periods; what was known ahead then stays known."""
        return replace(self, y=self.y[:, :length])

    def window(self, start: int) -> "Panel":
        """Return the panel without the periods before `start`."""
        return replace(self, y=self.y[:, start:], covariates=self.covariates.window(start)) if start else self

    @property
    def filled(self) -> Floats:
        """Units with 0 where nothing was sold or for sale."""
        return np.nan_to_num(self.y)


def simple_paths(panel: Panel, horizon: int) -> dict[str, Floats]:
    """Return what the simple models expect of the next `horizon` periods, each (n, horizon)."""
    y, season = _carried(panel.y), panel.season
    level = ses_last(y, SEASON_WEEKS * season)[:, None]
    window = min(SEASON_WEEKS, y.shape[1] // season)
    recent = y[:, -window * season :].reshape(len(y), window, season).mean(axis=1)
    weeks = y[:, y.shape[1] % season :].reshape(len(y), -1, season).mean(axis=2)
    found = {
        "ses": np.repeat(level, horizon, axis=1),
        "seasonal_mean": recent[:, np.arange(horizon) % season],
        "weekly_ses": np.repeat(ses_last(weeks, SEASON_WEEKS)[:, None], horizon, axis=1),
    }
    if season > 1:
        found["weekday_ses"] = by_place(y, season).path(horizon)
    if y.shape[1] >= YEAR_WEEKS * season + 2 * horizon:
        found["year_ago"] = _year_ago(y, season, horizon)
    return {name: np.maximum(path, 0.0) for name, path in found.items()}


def _year_ago(y: Floats, season: int, horizon: int) -> Floats:
    """Return the same periods 52 weeks ago, raised by how the last 8 weeks compare with theirs a year ago."""
    length, year, window = y.shape[1], YEAR_WEEKS * season, 8 * season
    same = length - year + np.arange(horizon) % year
    past = y[:, max(0, length - year - window) : length - year].mean(axis=1)
    growth = np.where(past > 0, y[:, -window:].mean(axis=1) / np.maximum(past, 1e-9), 1.0)
    found: Floats = y[:, same] * np.clip(growth, 0.5, 2.0)[:, None]
    return found


def _carried(y: Floats) -> Floats:
    """Carry the last value over periods in which a series was not for sale; 0 before its first."""
    if not np.isnan(y).any():
        return y
    place = np.maximum.accumulate(np.where(np.isnan(y), 0, np.arange(y.shape[1])), axis=1)
    return np.nan_to_num(np.take_along_axis(y, place, axis=1))
