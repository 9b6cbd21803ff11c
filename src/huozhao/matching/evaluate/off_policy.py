"""What another policy would have earned, told from what was logged under the policy in use.

IPS (Horvitz & Thompson 1952), SNIPS (Swaminathan & Joachims 2015) and DR (Dudík, Langford & Li 2011). One unit is one
page: its terms are summed, so that acts on the same page count as one draw. Weights over `clip` are cut to it, which
trades variance for a known, small bias (Ionides 2008); how many were cut is said.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Z95 = 1.959964
CLIP = 20.0


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged, one entry an act, shape (n,), and what the other policy would have done.

    `unit` numbers the page, `reward` is what came of the act, `weight` is P(act | other policy) / P(act | policy in
    use). `expected` is a model's reward of the logged act, `value` its reward under the other policy; zeros make DR
    into IPS.
    """

    unit: Ints
    reward: Floats
    weight: Floats
    expected: Floats = field(default_factory=lambda: np.zeros(0))
    value: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean reward a page under the other policy, with a 95 % interval.

    `ess` is the effective number of pages, (Σw)² / Σw² over page weights; `clipped` the share of weights cut to `clip`.
    """

    name: str
    value: float
    low: float
    high: float
    pages: int
    ess: float
    clip: float
    clipped: float


def ips(logged: Logged, clip: float = CLIP) -> Estimate:
    """Return Σ w r / pages; without clipping unbiased wherever the policy in use left nothing at probability 0."""
    w = np.minimum(logged.weight, clip)
    return _mean("ips", _sums(logged.unit, w * logged.reward), logged, clip)


def snips(logged: Logged, clip: float = CLIP) -> Estimate:
    """Return Σ w r / Σ w, scaled to a page; the interval is the delta method's for a ratio of means."""
    w = np.minimum(logged.weight, clip)
    top, below = _sums(logged.unit, w * logged.reward), _sums(logged.unit, w)
    acts = len(w) / max(1, len(top))
    mean = float(below.mean()) if len(below) else 0.0
    ratio = float(top.mean()) / mean if mean > 0 else 0.0
    spread = (top - ratio * below) / mean if mean > 0 else np.zeros_like(top)
    half = _half(spread) * acts
    return _estimate("snips", ratio * acts, half, logged, clip, len(top))


def dr(logged: Logged, clip: float = CLIP) -> Estimate:
    """Return mean of value + Σ w (r − expected): right when either the weights or the model of rewards are."""
    w = np.minimum(logged.weight, clip)
    expected = logged.expected if len(logged.expected) else np.zeros(len(w))
    value = logged.value if len(logged.value) else np.zeros(len(w))
    return _mean("dr", _sums(logged.unit, value + w * (logged.reward - expected)), logged, clip)


def all_three(logged: Logged, clip: float = CLIP) -> tuple[Estimate, Estimate, Estimate]:
    """Return the three estimates."""
    return ips(logged, clip), snips(logged, clip), dr(logged, clip)


def effective(unit: Ints, weight: Floats) -> float:
    """Return Kish's effective number of pages, (Σw)² / Σw², w the mean weight of a page's acts."""
    sums, counts = _sums(unit, weight), _sums(unit, np.ones(len(weight)))
    means = sums / np.maximum(counts, 1)
    below = float((means * means).sum())
    return float(means.sum() ** 2 / below) if below > 0 else 0.0


def _sums(unit: Ints, values: Floats) -> Floats:
    _, place = np.unique(unit, return_inverse=True)
    return np.bincount(place, weights=values).astype(np.float64)


def _mean(name: str, pages: Floats, logged: Logged, clip: float) -> Estimate:
    return _estimate(name, float(pages.mean()) if len(pages) else 0.0, _half(pages), logged, clip, len(pages))


def _half(values: Floats) -> float:
    return Z95 * float(values.std(ddof=1)) / float(np.sqrt(len(values))) if len(values) > 1 else 0.0


def _estimate(name: str, value: float, half: float, logged: Logged, clip: float, pages: int) -> Estimate:
    cut = float((logged.weight > clip).mean()) if len(logged.weight) else 0.0
    used = np.minimum(logged.weight, clip)
    return Estimate(name, value, value - half, value + half, pages, effective(logged.unit, used), clip, cut)
