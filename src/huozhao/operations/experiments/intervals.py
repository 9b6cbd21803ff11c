"""Intervals of an effect: the usual one for a single look at the end, and one that may be looked at every day.

The second is the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (arXiv 2103.06476v7):
it holds at all looks together, so stopping when one likes what one sees cheats nobody.
"""

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from huozhao.operations.experiments.effect import Part

ALPHA = 0.05
# The sequence is narrowest where about so many units have been seen.
TUNED_TO = 5_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference between two bounds, and its p-value."""

    value: float
    low: float
    high: float
    p_value: float


def fixed(part: Part, freedom: float, alpha: float = ALPHA) -> Interval:
    """Return Welch's interval at level 1 − alpha: right for one look that was fixed beforehand."""
    from scipy.special import stdtr, stdtrit

    if part.error <= 0:
        return Interval(part.value, part.value, part.value, float(part.value == 0))
    half = float(stdtrit(freedom, 1 - alpha / 2)) * part.error
    p_value = float(2 * stdtr(freedom, -abs(part.value) / part.error))
    return Interval(part.value, part.value - half, part.value + half, p_value)


def sequential(part: Part, n: int, rho: float, alpha: float = ALPHA) -> Interval:
    """Return the always-valid interval after `n` units of both arms (eq. 9) with its p-value (eq. 155).

    half = s·√(2(nρ²+1)/(nρ)² · ln(√(nρ²+1)/α)) with s² = n·error²; p = 1/e-value,
    e = exp(ρ²S²/(2(nρ²+1)))/√(nρ²+1) with S² = n·value²/error².
    """
    if part.error <= 0 or n <= 0:
        return Interval(part.value, -inf, inf, 1.0)
    half = part.error * sqrt(n) * width(n, rho, alpha)
    grown = n * rho * rho + 1
    power = min(rho * rho * n * part.value**2 / part.error**2 / (2 * grown), 700.0)
    p_value = min(1.0, sqrt(grown) * exp(-power))
    return Interval(part.value, part.value - half, part.value + half, p_value)


def width(n: float, rho: float, alpha: float = ALPHA) -> float:
    """Return the half width of the sequence in standard deviations of a unit."""
    grown = n * rho * rho + 1
    return sqrt(2 * grown / (n * rho) ** 2 * log(sqrt(grown) / alpha))


def rho_for(tuned_to: float = TUNED_TO, alpha: float = ALPHA) -> float:
    """Return ρ that makes the sequence narrowest at `tuned_to` units: √((−2 ln α + ln(1 − 2 ln α))/n*), eq. 161."""
    return sqrt((-2 * log(alpha) + log(1 - 2 * log(alpha))) / tuned_to)


def widened(part: Part, freedom: float, alpha: float = ALPHA) -> Part:
    """Return a part whose error makes up for few units: times Student's quantile over the normal one.

    Bell and McCaffrey (2002) reason so for few clusters; with many units the factor is 1.
    """
    from scipy.special import ndtri, stdtrit

    return Part(part.value, part.error * float(stdtrit(freedom, 1 - alpha / 2) / ndtri(1 - alpha / 2)))
