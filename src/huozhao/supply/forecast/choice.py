"""Choose among models by rolling backtest on the past: for the whole panel or for each series, alone or averaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.gradient import OBJECTIVES, boosted_path
from huozhao.supply.forecast.panel import Panel, simple_paths

Floats = NDArray[np.float64]
ORIGINS = 3
# Means of two and three are tried among so many of the best.
TRIED_TOGETHER = 5
# With fewer series a global model has too little to learn from.
LEAST_SERIES = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """The path (n, horizon) with the names of the models averaged in it and the backtest error (WAPE) of each try."""

    path: Floats
    models: tuple[str, ...]
    errors: dict[str, float]


def forecast_panel(panel: Panel, horizon: int, origins: int = ORIGINS) -> Chosen:
    """Forecast the next `horizon` periods of every series by the models that erred least in the past.

    Every model is tried at `origins` origins, `horizon` periods apart, fitted on what was known then. The single models
    and the means of every two or three are compared by WAPE over all
    series; then all that is chosen is fitted again on the whole past.
    """
    length = panel.y.shape[1]
    at = [length - back * horizon for back in range(1, origins + 1) if length - back * horizon >= 8 * panel.season]
    tried = _tried(panel, horizon, at)
    errors = {name: _wape(panel, tried[name], horizon) for name in tried}
    best = sorted(errors, key=lambda name: errors[name])[:TRIED_TOGETHER]
    for size in (2, 3):
        for names in combinations(best, size):
            errors["+".join(names)] = _wape(panel, _averaged(tried, names), horizon)
    models = tuple(min(errors, key=lambda name: errors[name]).split("+")) if errors else ("seasonal_mean",)
    simple = simple_paths(panel, horizon)
    paths = [simple[name] if name in simple else boosted_path(panel, horizon, name) for name in models]
    return Chosen(np.mean(paths, axis=0), models, errors)


Tried = Mapping[int, Floats]


def _tried(panel: Panel, horizon: int, at: list[int]) -> dict[str, dict[int, Floats]]:
    found: dict[str, dict[int, Floats]] = {}
    for origin in at:
        for name, path in simple_paths(panel.until(origin), horizon).items():
            found.setdefault(name, {})[origin] = path
    if len(panel.y) >= LEAST_SERIES:
        for name in OBJECTIVES:
            for origin in at:
                found.setdefault(name, {})[origin] = boosted_path(panel.until(origin), horizon, name)
    return {name: paths for name, paths in found.items() if len(paths) == len(at)}


def _averaged(tried: Mapping[str, Tried], names: tuple[str, ...]) -> dict[int, Floats]:
    return {origin: np.mean([tried[name][origin] for name in names], axis=0) for origin in tried[names[0]]}


def _wape(panel: Panel, paths: Tried, horizon: int) -> float:
    """Return Σ|miss| / Σ actual over all origins."""
    missed = sold = 0.0
    for origin, path in paths.items():
        actual = panel.y[:, origin : origin + horizon]
        seen = ~np.isnan(actual)
        missed += float(np.abs(actual - path)[seen].sum())
        sold += float(actual[seen].sum())
    return missed / max(sold, 1e-9)
