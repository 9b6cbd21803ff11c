"""Rising themes: categories and searches whose share of the mall grows, found early under a bound on false alarms.

A theme's weekly count among all of the mall's is watched by the e-detector of the complaints (Shin, Ramdas, Rinaldo
2024; see there): however often one looks, at most the allowed number of themes a week is called by chance. A share does
not move when the whole mall does, as on a holiday. Counts come in bursts, so both are divided by their dispersion
first, Pearson's χ² of weeks about the theme's own share over its degrees of freedom, at least 1 (quasi-binomial).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.complaints import APART, bar_of, watch

Floats = NDArray[np.float64]
LEARN_WEEKS, NOW_WEEKS = 8, 2
LEAST_WEEKS = LEARN_WEEKS + 1
# What a theme's share is taken for while nothing is known of it: that of a mall of two hundred themes.
KIND_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Rising:
    """A theme as it stands now.

    `ratio` is its share of the last two weeks over the usual one (an upper bound), with the 95 % interval of the share;
    `evidence` against the bar that it has to pass; `since` the week (from 0) in which the rise began.
    """

    theme: str
    share: float
    usual: float
    ratio: float
    low: float
    high: float
    evidence: float
    bar: float
    since: int
    dispersion: float

    @property
    def rises(self) -> bool:
        """Tell whether it has passed the bar and still stands above what is usual."""
        return self.evidence >= self.bar and self.low > 1.0


def find_rising(
    themes: Sequence[str], weekly: Floats, total: Floats, false_alarms_a_week: float, watched: int = 0
) -> list[Rising]:
    """Judge themes by weekly counts (themes, weeks), oldest first, among `total` (weeks,) of the mall.

    `watched` is the number of themes over which the bound is kept, at least those given. None is judged before nine
    weeks are known.
    """
    from scipy.stats import beta

    if not themes or weekly.shape[1] < LEAST_WEEKS:
        return []
    spread = dispersion(weekly, total)
    counts, whole = weekly / spread[:, None], np.maximum(total / spread[:, None], 1e-9)
    found = watch(whole, np.minimum(counts, whole), np.full(len(themes), KIND_SHARE), LEARN_WEEKS)
    bar = bar_of(max(watched, len(themes)), false_alarms_a_week)
    now, mall = counts[:, -NOW_WEEKS:].sum(axis=1), whole[:, -NOW_WEEKS:].sum(axis=1)
    low, high = (beta.ppf(at, now + a, np.maximum(mall - now, 0.0) + b) for at, a, b in ((0.025, 0, 1), (0.975, 1, 0)))
    low, share = np.nan_to_num(low), now / mall
    evidence = np.maximum(found.evidence, found.peak)
    usual = found.usual
    return [
        Rising(theme, float(share[n]), float(usual[n]), float(share[n] / usual[n]), float(low[n] / usual[n]),
               float(high[n] / usual[n]), float(evidence[n]), bar, int(found.since[n]), float(spread[n]))
        for n, theme in enumerate(themes)
    ]  # fmt: skip


def dispersion(weekly: Floats, total: Floats) -> Floats:
    """Return Pearson's χ² over its degrees of freedom of each theme (themes,), at least 1.

    The last four weeks are left out: a rise is no burst.
    """
    past, mall = weekly[:, :-APART], total[:-APART]
    share = past.sum(axis=1, keepdims=True) / max(float(mall.sum()), 1.0)
    mean = np.maximum(share * mall, 1e-9)
    square = ((past - mean) ** 2 / (mean * np.maximum(1 - share, 1e-9))).sum(axis=1)
    found: Floats = np.maximum(1.0, square / max(past.shape[1] - 1, 1))
    return found
