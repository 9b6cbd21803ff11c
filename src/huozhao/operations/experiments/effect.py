"""The effect of an arm: absolute and relative difference by the delta method, with CUPED where there is a before.

Formulas: Deng, Xu, Kohavi, Walker (WSDM 2013) for CUPED; Deng, Knoblich, Lu (KDD 2018) for the delta method; details
where authors differ as in GrowthBook's `gbstats` (MIT), whose published figures the tests hold this to.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from huozhao.operations.experiments.moments import Floats, Moments

Kind = Literal["mean", "share", "ratio"]
KINDS: tuple[Kind, ...] = ("mean", "share", "ratio")
# A coefficient as small as this adjusts nothing.
LEAST_THETA = 1e-8


@dataclass(frozen=True, slots=True)
class Part:
    """A difference with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Effect:
    """Treatment against control.

    `control` and `treatment` are unadjusted; `relative` is None while the control's figure is 0. `freedom` are Welch's
    degrees of freedom, `theta` the coefficient of CUPED (0 = not adjusted), `kept` the share of variance that was left.
    """

    control: float
    treatment: float
    absolute: Part
    relative: Part | None
    n: int
    freedom: float
    theta: float = 0.0
    kept: float = 1.0


def effect(control: Moments, treatment: Moments, kind: Kind, is_adjusted: bool = False) -> Effect | None:
    """Return the effect, None while there is no variance (or fewer than two units) in an arm.

    `is_adjusted` applies CUPED with θ = cov(after, before) / var(before): over both arms together for means and
    shares, averaged over the arms for ratios.
    """
    if min(control.n, treatment.n) < 2:
        return None
    theta = _theta(control, treatment, kind) if is_adjusted else 0.0
    if abs(theta) < LEAST_THETA:
        theta = 0.0
    one, other = _side(control, kind, theta), _side(treatment, kind, theta)
    if one is None or other is None or min(one.variance, other.variance) <= 0:
        return None
    difference = other.value - one.value
    absolute = Part(difference, sqrt(one.variance / one.n + other.variance / other.n))
    return Effect(
        one.rate, other.rate, absolute, _relative(one, other, difference, kind), one.n + other.n,
        freedom((one.variance, one.n), (other.variance, other.n)), theta, _kept(control, treatment, kind, one, other),
    )  # fmt: skip


def freedom(one: tuple[float, int], other: tuple[float, int]) -> float:
    """Return the degrees of freedom of two (variance, count) by Welch and Satterthwaite (1946)."""
    (v1, n1), (v2, n2) = one, other
    a, b = v1 / n1, v2 / n2
    return (a + b) ** 2 / (a * a / max(n1 - 1, 1) + b * b / max(n2 - 1, 1))


@dataclass(frozen=True, slots=True)
class _Side:
    """One arm: its rate, its value after adjustment, the gradient of that by the means, and the variance of a unit."""

    n: int
    rate: float
    value: float
    means: Floats
    covariance: Floats
    gradient: Floats
    variance: float


def _side(arm: Moments, kind: Kind, theta: float) -> _Side | None:
    m, d, before, e = arm.means.tolist()
    if d == 0 or (theta and e == 0):
        return None
    own = np.array([1 / d, -m / d**2, 0.0, 0.0])
    past = np.array([0.0, 0.0, 1 / e, -before / e**2]) if theta else np.zeros(4)
    gradient = own - theta * past
    covariance = arm.covariance(kind != "share")
    value = m / d - (theta * before / e if theta else 0.0)
    return _Side(arm.n, m / d, value, arm.means, covariance, gradient, float(gradient @ covariance @ gradient))


def _relative(one: _Side, other: _Side, difference: float, kind: Kind) -> Part | None:
    base = one.rate
    if base == 0:
        return None
    # For means the level is the treatment's own; the difference of what was before is 0 on average.
    level = base + difference if kind == "ratio" else other.rate
    m, d, *_ = one.means.tolist()
    mine = np.array([-level / (d * base**2), m * level / (d**2 * base**2), *(-one.gradient[2:] / base)])
    theirs = other.gradient / base
    variance = mine @ one.covariance @ mine / one.n + theirs @ other.covariance @ theirs / other.n
    return Part(difference / base, sqrt(max(float(variance), 0.0)))


def _theta(control: Moments, treatment: Moments, kind: Kind) -> float:
    if kind != "ratio":
        both = (control + treatment).covariance(kind != "share")
        return float(both[0, 2] / both[2, 2]) if both[2, 2] > 0 and both[0, 0] > 0 else 0.0
    shared = spread = 0.0
    for arm in (control, treatment):
        m, d, before, e = arm.means.tolist()
        if d == 0 or e == 0:
            return 0.0
        own, past = np.array([1 / d, -m / d**2, 0, 0]), np.array([0, 0, 1 / e, -before / e**2])
        covariance = arm.covariance()
        shared += float(own @ covariance @ past)
        spread += float(past @ covariance @ past)
    return shared / spread if spread > 0 else 0.0


def _kept(control: Moments, treatment: Moments, kind: Kind, one: _Side, other: _Side) -> float:
    """Return the variance of the difference with CUPED over that without."""
    plain = [_side(arm, kind, 0.0) for arm in (control, treatment)]
    before = sum(each.variance / each.n for each in plain if each is not None)
    return (one.variance / one.n + other.variance / other.n) / before if before > 0 else 1.0
