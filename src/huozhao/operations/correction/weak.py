"""Weak categories: shown on a placement and clicked less than others in the same places, beyond chance.

What stands first is clicked most, so a category is compared with what its places would have earned: expected clicks
E = Σ_band shown · CTR of the placement in that band. Clicks k ~ Poisson(θ E) with θ ~ Gamma(a, a), whose a is fitted
over all categories of the placement by the largest marginal likelihood (the Gamma-Poisson shrinker: DuMouchel, American
Statistician 53, 1999). Clicks come in bursts, so both are divided by their dispersion over days, at least 1. A category
is weak where θ < 0.7; of all that are called weak, the mean probability that they are not is at most 5 % (Bayesian
false discovery rate: Newton et al., Biostatistics 5, 2004; Efron 2010).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
BAR, MOST_FALSE = 0.7, 0.05
LEAST_SHOWN, LEAST_EXPECTED = 200, 5.0
# The fitted prior is looked for among these: from categories that differ widely to categories that are all alike.
_PRIORS = np.geomspace(0.5, 500.0, 60)


@dataclass(frozen=True, slots=True)
class Cell:
    """A category on a placement: items `shown` and `clicked`, both of shape (days, bands of places)."""

    placement: str
    category: str
    shown: Ints
    clicked: Ints


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell with what was expected of it.

    `ratio` is θ after shrinking, with its 95 % interval; `not_weak` the probability that θ ≥ 0.7; `prior` is a and
    `false_rate` the expected share of false calls among all cells called weak up to this one.
    """

    placement: str
    category: str
    shown: int
    clicked: int
    expected: float
    ratio: float
    low: float
    high: float
    not_weak: float
    prior: float
    false_rate: float = 1.0

    @property
    def is_weak(self) -> bool:
        """Tell whether it is called weak."""
        return self.false_rate <= MOST_FALSE


def judge(cells: Sequence[Cell]) -> list[Judged]:
    """Judge every cell that was shown enough, the weakest first; calls keep the bound over all placements together."""
    found: list[Judged] = []
    for placement in sorted({cell.placement for cell in cells}):
        found += _of_placement([cell for cell in cells if cell.placement == placement])
    found.sort(key=lambda each: each.not_weak)
    rates = np.cumsum([each.not_weak for each in found]) / np.arange(1, len(found) + 1)
    return [_with_rate(each, float(rate)) for each, rate in zip(found, rates, strict=True)]


def posterior(clicked: float, expected: float, prior: float) -> tuple[float, float, float, float]:
    """Return θ's mean, its 95 % interval and the probability that θ ≥ 0.7, given a prior Gamma(a, a)."""
    from scipy.stats import gamma

    shape, rate = prior + clicked, prior + expected
    low, high = (float(gamma.ppf(at, shape, scale=1 / rate)) for at in (0.025, 0.975))
    return shape / rate, low, high, float(gamma.sf(BAR, shape, scale=1 / rate))


def expected_clicks(shown: Ints, of_all_shown: Ints, of_all_clicked: Ints) -> Floats:
    """Return the clicks (…, bands) that items shown earn at the rate of all items in the same bands (bands,)."""
    rate = of_all_clicked / np.maximum(of_all_shown, 1)
    earned: Floats = shown * rate
    return earned


def _of_placement(cells: Sequence[Cell]) -> list[Judged]:
    shown, clicked = np.array([cell.shown for cell in cells]), np.array([cell.clicked for cell in cells])
    earned = expected_clicks(shown, shown.sum(axis=(0, 1)), clicked.sum(axis=(0, 1)))
    by_day, hits = earned.sum(axis=2), clicked.sum(axis=2)
    expected, k = by_day.sum(axis=1), hits.sum(axis=1)
    enough = (shown.sum(axis=(1, 2)) >= LEAST_SHOWN) & (expected >= LEAST_EXPECTED)
    if enough.sum() < 2:
        return []
    spread = _dispersion(hits[enough], by_day[enough])
    prior = _prior(k[enough] / spread, expected[enough] / spread)
    found = []
    for n in np.flatnonzero(enough).tolist():
        ratio, low, high, not_weak = posterior(k[n] / spread, expected[n] / spread, prior)
        found.append(Judged(cells[n].placement, cells[n].category, int(shown[n].sum()), int(k[n]), float(expected[n]),
                            float(ratio), low, high, not_weak, prior))  # fmt: skip
    return found


def _dispersion(hits: Ints, by_day: Floats) -> float:
    """Return Pearson's χ² of days about each cell's own rate over its degrees of freedom, at least 1."""
    own = hits.sum(axis=1, keepdims=True) / np.maximum(by_day.sum(axis=1, keepdims=True), 1e-9)
    mean = by_day * own
    known = mean > 0
    freedom = int(known.sum()) - len(hits)
    square = (((hits - mean) ** 2)[known] / mean[known]).sum()
    return max(1.0, float(square) / freedom) if freedom > 0 else 1.0


def _prior(clicked: Floats, expected: Floats) -> float:
    """Return the a under which the clicks of all cells are likeliest: negative binomial with mean E and size a."""
    from scipy.special import gammaln

    a = _PRIORS[:, None]
    likelihood = (gammaln(clicked + a) - gammaln(a) + a * np.log(a / (a + expected))
                  + clicked * np.log(expected / (a + expected))).sum(axis=1)  # fmt: skip
    return float(_PRIORS[int(np.argmax(likelihood))])


def _with_rate(each: Judged, rate: float) -> Judged:
    return Judged(each.placement, each.category, each.shown, each.clicked, each.expected, each.ratio, each.low,
                  each.high, each.not_weak, each.prior, rate)  # fmt: skip
