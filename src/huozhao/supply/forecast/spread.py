"""How far what came lay from what was expected, by segment: measured on origins that the forecast had not seen.

The quantiles of (actual − mean) / scale over the rows of a segment and several past origins, with scale the row's own
error (see `scale_of`), are put around the mean of the next forecast (split conformal prediction with a scaled score,
Lei et al. 2018; Romano, Patterson, Candès 2019). Choosing a model after the fact and fitting its rate makes errors on
the same past too small; on origins held out they are what they will be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GRID = np.array([0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99])
# So many outcomes are needed for quantiles at the ends of the grid; a segment with fewer goes by all rows.
LEAST_OUTCOMES = 100
# How fast a level follows what it failed to cover, where so few rows are half trusted, and how far it goes.
GAMMA, FEW, SUREST = 0.5, 50, 0.99


@dataclass(frozen=True, slots=True)
class Spread:
    """Quantiles of ratios on GRID by length of the interval in days, (segments, grid); NaN = too little was seen."""

    ratios: Mapping[int, Floats]

    def around(
        self, mean: Floats, scale: Floats, segment: Ints, days: int, levels: Sequence[float]
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Return quantiles (n, levels) around the means, never under 0, and for which rows (n,) they are known.

        The ratios are those of the length nearest to `days`.
        """
        near = min(self.ratios, key=lambda length: abs(np.log(length / days)))
        ratios = self.ratios[near][segment]
        at = np.stack([_between(ratios, level) for level in levels], axis=1)
        known = np.asarray(~np.isnan(at).any(axis=1))
        return np.maximum(mean[:, None] + scale[:, None] * np.nan_to_num(at), 0.0), known


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came after one origin beside what was expected: by row (n,), `actual` NaN where it is not known."""

    actual: Floats
    mean: Floats
    scale: Floats
    segment: Ints

    def ratio(self, which: int | None = None) -> Floats:
        """Return how far off, in scales, the rows of a segment were that are known; of all rows for None."""
        seen = ~np.isnan(self.actual) & (self.scale > 0)
        if which is not None:
            seen &= self.segment == which
        return (self.actual[seen] - self.mean[seen]) / self.scale[seen]


def measured(outcomes: Sequence[Outcome], segments: int) -> Floats:
    """Return the quantiles on GRID (segments, grid) of outcomes, oldest first; a segment with few goes by all rows.

    The level that is asked of the past is moved after each origin by what it failed to cover there (adaptive conformal
    inference, Gibbs and Candès 2021), so that a mall that has become less steady than its past gets wider bounds:
    a ← a + γ (level − covered), γ = 0.5. NaN where fewer than 100 outcomes are known.
    """
    found = np.tile(_adapted([each.ratio() for each in outcomes]), (segments, 1))
    for which in range(segments):
        mine = _adapted([each.ratio(which) for each in outcomes])
        if not np.isnan(mine).any():
            found[which] = mine
    return found


def _adapted(ratios: Sequence[Floats]) -> Floats:
    if sum(len(each) for each in ratios) < LEAST_OUTCOMES:
        return np.full(len(GRID), np.nan)
    level, past = GRID.copy(), ratios[0]
    for each in ratios[1:]:
        if len(past) and len(each):
            covered = (each[:, None] <= np.quantile(past, level)).mean(axis=0)
            trust = len(each) / (len(each) + FEW)
            level = np.clip(level + trust * GAMMA * (GRID - covered), 1 - SUREST, SUREST)
        past = np.concatenate([past, each])
    found: Floats = np.maximum.accumulate(np.quantile(past, level))
    return found


def scale_of(residuals: Floats, mean: Floats) -> Floats:
    """Return the scale (n,) of a row's errors: root mean square of past ones (n, origins), at least Poisson's √mean."""
    seen = np.maximum((~np.isnan(residuals)).sum(axis=1), 1)
    own = np.sqrt(np.square(np.nan_to_num(residuals)).sum(axis=1) / seen)
    found: Floats = np.maximum(own, np.sqrt(np.maximum(mean, 0.0)))
    return found


def _between(ratios: Floats, level: float) -> Floats:
    """Return the ratios (n,) at a level, on a straight line between the two of the grid, the outermost beyond it."""
    right = int(np.clip(np.searchsorted(GRID, level), 1, len(GRID) - 1))
    share = np.clip((level - GRID[right - 1]) / (GRID[right] - GRID[right - 1]), 0.0, 1.0)
    found: Floats = ratios[:, right - 1] * (1 - share) + ratios[:, right] * share
    return found
