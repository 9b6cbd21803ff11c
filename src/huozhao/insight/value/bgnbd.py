"""BG/NBD: how often a shopper orders while alive, and whether they still are.

Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way. While alive, orders come as a Poisson process of
rate λ ~ Gamma(r, α); after each order the shopper leaves with probability p ~ Beta(a, b).
With x repeats, the last at t_x, of T observed (any one unit of time):

    L = B(a, b+x)/B(a, b) · Γ(r+x) α^r / Γ(r) · [ (α+T)^−(r+x) + 1{x>0} · a/(b+x−1) · (α+t_x)^−(r+x) ]
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.value.summary import Floats, Grouped

# Rates and shapes outside of these are no mall's; they keep the search from running off (log scale).
BOUNDS = (-9.0, 9.0)
STARTS = ((-1.0, 1.0, 0.0, 1.0), (0.5, 2.0, -1.0, 1.0), (-2.0, 0.0, 0.0, 0.0))
# A search that ended nearer to the middle than this has found its top; else the next start is tried.
SETTLED = 6.0


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The four parameters and the log likelihood at which they were found; `alpha` is in the unit of time."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rows:
    """Grouped rows for the search: what repeats is looked up by place, so costly functions run on distinct values."""

    times: Floats
    x: Floats
    x_at: NDArray[np.intp]
    recency_at: NDArray[np.intp]
    age_at: NDArray[np.intp]
    weight: Floats


def fit(rows: Grouped) -> BgNbd:
    """Return the maximum-likelihood parameters: L-BFGS-B on their logarithms with the analytic gradient.

    Shoppers who were seen for no time at all say nothing and are left out. Raises ValueError when nobody is left.
    """
    from scipy.optimize import minimize

    data = _prepared(rows)
    log_scale = np.log(max(1.0, float(data.weight @ data.times[data.age_at]) / 9.0))
    best = None
    for start in STARTS:
        found = minimize(
            _loss, np.array(start) + np.array([0.0, log_scale, 0.0, 0.0]), args=(data,), jac=True, method="L-BFGS-B",
            bounds=[BOUNDS] * 4, options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-8},
        )  # fmt: skip
        best = found if best is None or found.fun < best.fun else best
        if np.abs(best.x).max() < SETTLED:
            break
    assert best is not None
    r, alpha, a, b = (float(value) for value in np.exp(best.x))
    return BgNbd(r, alpha, a, b, -float(best.fun) * float(rows.weight[rows.age > 0].sum()))


def _prepared(rows: Grouped) -> _Rows:
    seen = rows.age > 0
    if not seen.any():
        raise ValueError("no shopper was seen for any time")
    x, x_at = np.unique(rows.frequency[seen], return_inverse=True)
    times, at = np.unique(np.concatenate((rows.recency[seen], rows.age[seen])), return_inverse=True)
    recency_at, age_at = np.split(at, 2)
    return _Rows(times, x, x_at, recency_at, age_at, rows.weight[seen] / rows.weight[seen].sum())


def _loss(logs: Floats, rows: _Rows) -> tuple[float, Floats]:
    """Return the weighted negative log likelihood and its gradient by the logarithms of r, α, a, b."""
    from scipy.special import digamma, gammaln

    r, alpha, a, b = np.exp(logs)
    x, many = rows.x, np.bincount(rows.x_at, weights=rows.weight, minlength=len(rows.x))
    log_time = np.log(alpha + rows.times)
    log_recency, log_age = log_time[rows.recency_at], log_time[rows.age_at]
    power = (r + x)[rows.x_at]
    # The odds of having left: 1{x>0} · a/(b+x−1) · ((α+T)/(α+t_x))^(r+x).
    odds = np.where(x > 0, a / np.where(x > 0, b + x - 1.0, 1.0), 0.0)[rows.x_at] * np.exp(
        np.minimum(power * (log_age - log_recency), 600.0)
    )
    gone = odds / (1.0 + odds)
    of_x = (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) + gammaln(a + b) + gammaln(b + x) - gammaln(b)
        - gammaln(a + b + x)
    )  # fmt: skip
    value = many @ of_x + rows.weight @ (np.log1p(odds) - power * log_age)
    mixed = log_age + gone * (log_recency - log_age)
    inverse = 1.0 / (alpha + rows.times)
    d_alpha = r / alpha - (rows.weight * power) @ (
        inverse[rows.age_at] + gone * (inverse[rows.recency_at] - inverse[rows.age_at])
    )
    weighted_gone = np.bincount(rows.x_at, weights=rows.weight * gone, minlength=len(x))
    shared = many @ (digamma(a + b) - digamma(a + b + x))
    d_r = many @ (digamma(r + x) - digamma(r)) + np.log(alpha) - rows.weight @ mixed
    d_a = shared + weighted_gone.sum() / a
    d_b = shared + many @ (digamma(b + x) - digamma(b)) - weighted_gone @ (1.0 / np.where(x > 0, b + x - 1.0, 1.0))
    return -float(value), -np.array([d_r * r, d_alpha * alpha, d_a * a, d_b * b])


def p_alive(model: BgNbd, frequency: Floats, recency: Floats, age: Floats) -> Floats:
    """Return the probability that each shopper is still alive at the end of their time; 1 without a repeat.

    1 / (1 + a/(b+x−1) · ((α+T)/(α+t_x))^(r+x)) (Fader, Hardie & Lee 2008, note on P(alive)).
    """
    x = frequency
    odds = np.log(model.a) - np.log(np.maximum(model.b + x - 1.0, 1e-300)) + (model.r + x) * np.log(
        (model.alpha + age) / (model.alpha + recency)
    )
    return np.where(x > 0, 1.0 / (1.0 + np.exp(np.minimum(odds, 700.0))), 1.0)


def expected_orders(model: BgNbd, time: float, frequency: Floats, recency: Floats, age: Floats) -> Floats:
    """Return the orders expected in the next `time` given each shopper's past (equation 10 of the paper).

    The hypergeometric function is taken by Euler's transformation, which converges for every shopper.
    """
    from scipy.special import hyp2f1

    r, b, x = model.r, model.b, frequency
    a = model.a if abs(model.a - 1.0) > 1e-6 else model.a + 1e-6  # the formula has a removable gap at a = 1
    z = time / (model.alpha + age + time)
    # 2F1(r+x, b+x; a+b+x−1; z) = (1−z)^(a−1−r−x) · 2F1(a+b−1−r, a−1; a+b+x−1; z), and (α+T)/(α+T+t) = 1−z.
    kept = (1.0 - z) ** (a - 1.0) * hyp2f1(a + b - 1.0 - r, a - 1.0, a + b + x - 1.0, z)
    expected = (a + b + x - 1.0) / (a - 1.0) * (1.0 - kept)
    return np.maximum(expected * p_alive(model, frequency, recency, age), 0.0)
