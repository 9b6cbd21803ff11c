"""Seasons: what rose at this time a year ago is likely to rise again, told weeks before it does.

The share of a theme in the four weeks to come, a year ago, is compared with its share in the four weeks up to now, a
year ago, by the conditional test of two Poisson rates (Przyborowski and Wilenski 1940), counts divided by their
burstiness. Over all themes tested, at most 5 % of those called are expected to be chance (Benjamini and Hochberg 1995).
With several years of past, a season has to have come in each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.experiments.corrections import corrected

Floats = NDArray[np.float64]
YEAR, WINDOW = 52, 4
LEAST_WEEKS = YEAR + WINDOW
LEAST_RATIO, MOST_Q, LEAST_COUNT = 1.25, 0.05, 10


@dataclass(frozen=True, slots=True)
class Season:
    """What a year ago says of the four weeks to come: the ratio of shares with its 95 % interval, and the peak.

    `peak` is the number of weeks from now in which the smoothed share of a year ago was greatest (0…51), `index` the
    smoothed share by week over its mean, for the 52 weeks that begin now (52,).
    """

    theme: str
    ratio: float
    low: float
    high: float
    q: float
    peak: int
    index: tuple[float, ...]

    @property
    def comes(self) -> bool:
        """Tell whether it is expected to rise in the weeks to come."""
        return self.q <= MOST_Q and self.ratio >= LEAST_RATIO and self.low > 1.0


def find_seasons(themes: Sequence[str], weekly: Floats, total: Floats) -> list[Season]:
    """Judge themes by weekly counts (themes, weeks), oldest first; nothing is told before 56 weeks are known."""
    weeks = weekly.shape[1] if len(themes) else 0
    if weeks < LEAST_WEEKS:
        return []
    spread = burstiness(weekly, total)
    years = [YEAR * n for n in range(1, (weeks - WINDOW) // YEAR + 1)]
    each = [_compare(weekly, total, spread, weeks - back) for back in years]
    # The weakest year speaks: its p-value is the greatest.
    p = np.max([found[0] for found in each], axis=0)
    weakest = np.argmax([found[0] for found in each], axis=0)
    q = [each.p_value for each in corrected(p.tolist(), "benjamini_hochberg")]
    found = []
    for n, theme in enumerate(themes):
        _, ratio, low, high = (values[n] for values in each[int(weakest[n])])
        index = _index(weekly[n], total)
        found.append(Season(theme, float(ratio), float(low), float(high), float(q[n]), int(np.argmax(index)),
                            tuple(float(x) for x in index)))  # fmt: skip
    return found


def _compare(weekly: Floats, total: Floats, spread: Floats, at: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return p and the ratio of shares with its interval: the four weeks from `at` on over the four before it."""
    from scipy.stats import beta, binom

    ahead, before = weekly[:, at:at + WINDOW].sum(axis=1), weekly[:, at - WINDOW:at].sum(axis=1)
    grown = float(total[at:at + WINDOW].sum()) / max(float(total[at - WINDOW:at].sum()), 1.0)
    k1, k0 = ahead / spread, before / spread
    p = binom.sf(np.floor(k1) - 1, np.floor(k0) + np.floor(k1), grown / (1 + grown))
    p = np.where(ahead >= LEAST_COUNT, p, 1.0)
    low, high = (beta.ppf(chance, k1 + a, k0 + b) for chance, a, b in ((0.025, 0, 1), (0.975, 1, 0)))
    odds = [np.where(share < 1, share / np.maximum(1 - share, 1e-9), np.inf) / max(grown, 1e-9)
            for share in (np.nan_to_num(low), np.nan_to_num(high, nan=1.0))]  # fmt: skip
    return p, ahead / np.maximum(before, 0.5) / max(grown, 1e-9), odds[0], odds[1]


def burstiness(weekly: Floats, total: Floats) -> Floats:
    """Return by how much counts vary more than chance has it (themes,), at least 1, from week to week.

    The median over weeks of d² / var(d), d the change of the share from one week to the next, over the median of χ²₁: a
    season moves the mean over months and leaves its median of weeks alone.
    """
    from scipy.stats import chi2

    mall = np.maximum(total, 1.0)
    change = np.diff(weekly / mall, axis=1)
    share = (weekly[:, 1:] + weekly[:, :-1]) / (mall[1:] + mall[:-1])
    chance = np.maximum(share, 1e-12) * (1 / mall[1:] + 1 / mall[:-1])
    found: Floats = np.maximum(1.0, np.median(change**2 / chance, axis=1) / float(chi2.median(1)))
    return found


def _index(counts: Floats, total: Floats) -> Floats:
    """Return last year's share by week from now on, smoothed over five weeks (1 2 3 2 1), over its mean (52,)."""
    share = counts[-YEAR:] / np.maximum(total[-YEAR:], 1.0)
    weights = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
    around = np.concatenate([share[-2:], share, share[:2]])
    smooth = np.convolve(around, weights / weights.sum(), mode="valid")
    mean = float(smooth.mean())
    return smooth / mean if mean else np.ones(YEAR)

