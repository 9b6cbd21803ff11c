"""The power planner: how many units an arm needs, what a number of units can show, and how sure.

Normal theory on the relative effect with the delta method; for always-valid intervals the variance is scaled as
GrowthBook's planner does (docs.growthbook.io/statistics/power-technical).
"""

from dataclasses import dataclass
from math import ceil, inf, sqrt

from huozhao.operations.experiments.intervals import ALPHA, rho_for, width

TARGET = 0.80
MOST_UNITS = 100_000_000


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a metric is without the change: its figure and the variance of one unit around it."""

    mean: float
    variance: float


def power(effect: float, error: float, alpha: float = ALPHA) -> float:
    """Return the chance to see an effect of standard error `error` in a two-sided test."""
    from scipy.special import ndtr, ndtri

    z = float(ndtri(1 - alpha / 2))
    return float(ndtr(effect / error - z) + ndtr(-z - effect / error))


def relative_error(base: Baseline, effect: float, units: float) -> float:
    """Return the standard error of the relative difference with `units` in each of two arms."""
    return sqrt(base.variance * (1 + (1 + effect) ** 2) / units) / base.mean


def power_of(base: Baseline, effect: float, units: float, alpha: float = ALPHA, tuned_to: float = 0.0) -> float:
    """Return the power of a relative effect with `units` an arm; `tuned_to` > 0 plans for always-valid intervals."""
    error = relative_error(base, effect, units)
    return power(effect, error * sqrt(_scale(2 * units, alpha, tuned_to)), alpha)


def detectable(
    base: Baseline, units: float, alpha: float = ALPHA, target: float = TARGET, tuned_to: float = 0.0
) -> float | None:
    """Return the smallest relative rise that is seen with power `target`, None when no rise is.

    Solves m·δ = z·√(v/n·(1 + (1+δ)²)) for δ, the greater root.
    """
    from scipy.special import ndtri

    z = float(ndtri(1 - alpha / 2) + ndtri(target))
    spread = z * z * base.variance * _scale(2 * units, alpha, tuned_to) / units
    square = base.mean**2
    if square <= spread:
        return None
    a, b, c = 1 - spread / square, -2 * base.mean, square - spread
    return ((-b + sqrt(b * b - 4 * a * c)) / (2 * a) - base.mean) / base.mean


def units_needed(
    base: Baseline, effect: float, alpha: float = ALPHA, target: float = TARGET, tuned_to: float = 0.0
) -> int | None:
    """Return the units an arm needs to see a relative effect with power `target`, None beyond a hundred million."""
    if base.mean == 0 or base.variance <= 0 or effect == 0:
        return None
    low, high = 2, MOST_UNITS
    if power_of(base, effect, high, alpha, tuned_to) < target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(base, effect, middle, alpha, tuned_to) >= target else (middle, high)
    return high


def days_needed(units: float, by_day: list[int]) -> int:
    """Return after how many days `units` will have come.

    `by_day` are distinct units seen in the first 1, 2, … days; beyond them the last week's pace goes on.
    """
    for day, seen in enumerate(by_day, 1):
        if seen >= units:
            return day
    week = by_day[-8:] if len(by_day) > 7 else [0, *by_day]
    pace = (week[-1] - week[0]) / max(len(week) - 1, 1) if by_day else 0.0
    return len(by_day) + ceil((units - by_day[-1]) / pace) if pace > 0 else _never(units)


def _never(units: float) -> int:
    return 0 if units <= 0 else 100_000


def _scale(n: float, alpha: float, tuned_to: float) -> float:
    """Return by what the variance counts more when every look is to be valid."""
    from scipy.special import ndtri

    if tuned_to <= 0:
        return 1.0
    wide = sqrt(n) * width(n, rho_for(tuned_to, alpha), alpha) if n else inf
    return (wide / float(ndtri(1 - alpha / 2))) ** 2
