"""What an input of the forecast is worth: its error with and without, on the same rows and days, with an interval."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# So much more error (WAPE) may be chance; more is too much for an input to be kept.
LEAST_HARM = 0.002
# An input that touched fewer sums than this has not been tried; it stays as it is.
LEAST_CASES = 30
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Worth:
    """WAPE with and without an input over the sums that it touched; `gain` = without − with, and its 95 % interval.

    `cases` are the sums touched, out of `sums`; `gain_all` is the same over all sums. `pays`: True, False, or
    None = too few cases to say.
    """

    cases: int
    sums: int
    with_it: float
    without: float
    gain: float
    low: float
    high: float
    gain_all: float

    @property
    def pays(self) -> bool | None:
        """Tell whether the input is to be used: it lowered the error, or raised it by no more than chance does."""
        if self.cases < LEAST_CASES:
            return None
        return self.gain > -LEAST_HARM and self.high >= 0


NOT_TRIED = Worth(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def worth(actual: Floats, with_it: Floats, without: Floats, cluster: Ints) -> Worth:
    """Compare two forecasts of the same sums (n,); rows of one `cluster` (one SKU) may err together.

    WAPE = Σ|miss| / Σ actual. The gain is a ratio of sums, so its variance is that of Σ_cluster(d − g·a) over (Σ a)²
    (delta method with clusters, Cameron and Miller 2015), d = the fall of |miss|, a = the actual units.
    """
    touched = ~np.isclose(with_it, without) & ~np.isnan(actual)
    seen = ~np.isnan(actual)
    total = float(actual[seen].sum())
    fall = np.abs(actual - without) - np.abs(actual - with_it)
    units = float(actual[touched].sum())
    if not touched.any() or units <= 0 or total <= 0:
        return Worth(int(touched.sum()), int(seen.sum()), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    gain = float(fall[touched].sum()) / units
    error = _error(fall[touched] - gain * actual[touched], cluster[touched]) / units
    missed = float(np.abs(actual - with_it)[touched].sum()) / units
    return Worth(int(touched.sum()), int(seen.sum()), missed, missed + gain, gain, gain - Z95 * error,
                 gain + Z95 * error, float(fall[touched].sum()) / total)  # fmt: skip


def _error(left: Floats, cluster: Ints) -> float:
    _, place = np.unique(cluster, return_inverse=True)
    sums = np.bincount(place, left)
    many = len(sums)
    return float(np.sqrt(np.square(sums).sum() * many / max(many - 1, 1)))
