"""A global model: gradient-boosted trees over all series, with what is known ahead (price, promotion, calendar).

Direct strategy: one row for each series, origin and step, everything relative to the level of the series at the origin
(Montero-Manso & Hyndman 2021 on global models; Januschowski et al. 2022 on why trees win on M5).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.columns import features
from huozhao.supply.forecast.panel import YEAR_WEEKS, Panel

Floats = NDArray[np.float64]
MOST_ROWS = 150_000
TREES = 240
PARAMETERS: dict[str, Any] = {
    "learning_rate": 0.05, "num_leaves": 63, "min_data_in_leaf": 40, "feature_fraction": 0.7, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 5.0, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 7,
    "verbosity": -1,
}  # fmt: skip
OBJECTIVES: dict[str, dict[str, Any]] = {
    "boosted_tweedie": {"objective": "tweedie", "tweedie_variance_power": 1.2},
    "boosted_log": {"objective": "regression"},
    # Misses least in units, at the price of a bias: half of the outcomes lie above it. Never used for stock.
    "boosted_median": {"objective": "regression_l1"},
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Training rows: features (rows, F), target in units, the level at the origin."""

    x: Floats
    y: Floats
    scale: Floats


@dataclass(frozen=True, slots=True)
class Trees:
    """A fitted model: its text as LightGBM writes it, the objective, and the factor that takes its bias away."""

    text: str
    name: str
    factor: float = 1.0


def fit(panel: Panel, horizon: int, name: str) -> Trees:
    """Fit the objective called `name` to the past of a panel, `horizon` periods ahead."""
    return _fitted(training_rows(panel, horizon), name, TREES)


def fit_at(panel: Panel, origins: NDArray[np.int64], horizon: int, name: str, reach: int, trees: int = TREES) -> Trees:
    """Fit at the given origins, from each of which only the last `reach` periods are seen."""
    parts = [_rows_at(panel.window(max(0, o - reach)), min(o, reach), horizon) for o in origins.tolist()]
    return _fitted(_joined(parts), name, trees)


def _fitted(rows: Rows, name: str, trees: int) -> Trees:
    import lightgbm

    is_log = name == "boosted_log"
    target = np.log1p(rows.y) - np.log1p(rows.scale) if is_log else rows.y / (rows.scale + 1)
    weight = np.sqrt(rows.scale + 1) if is_log else rows.scale + 1
    data = lightgbm.Dataset(rows.x, target, weight=weight, free_raw_data=True)
    booster = lightgbm.train({**PARAMETERS, **OBJECTIVES[name]}, data, trees)
    text = str(booster.model_to_string())
    if not is_log:
        return Trees(text, name)
    fitted = np.expm1(np.asarray(booster.predict(rows.x, num_threads=1)) + np.log1p(rows.scale))
    return Trees(text, name, smearing(rows.y, fitted))


def expect(trees: Trees, panel: Panel, horizon: int) -> Floats:
    """Return the next `horizon` periods (n, horizon) that a fitted model expects after the end of a panel.

    Trees of an earlier release, fitted on other columns, expect nothing: NaN.
    """
    import lightgbm

    booster = lightgbm.Booster(model_str=trees.text)
    x, scale = features(panel, panel.y.shape[1], horizon)
    if booster.num_feature() != x.shape[1]:
        return np.full((len(panel.y), horizon), np.nan)
    found = np.asarray(booster.predict(x, num_threads=1))
    path = np.expm1(found + np.log1p(scale)) if trees.name == "boosted_log" else found * (scale + 1)
    expected: Floats = np.maximum(path * trees.factor, 0.0).reshape(-1, horizon)
    return expected


def boosted_path(panel: Panel, horizon: int, name: str) -> Floats:
    """Fit the objective called `name` on the panel and return the next `horizon` periods, shape (n, horizon)."""
    return expect(fit(panel, horizon, name), panel, horizon)


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
    return _joined([_rows_at(panel, int(origin), horizon) for origin in origins])


def _joined(parts: list[Rows]) -> Rows:
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "y", "scale")))


def _rows_at(panel: Panel, origin: int, horizon: int) -> Rows:
    x, scale = features(panel, origin, horizon)
    y = panel.y[:, origin : origin + horizon].ravel()
    known = ~np.isnan(y) & (scale > 0)
    return Rows(x[known], y[known], scale[known])
