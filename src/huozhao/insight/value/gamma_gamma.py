"""Gamma-Gamma: what an order of a shopper is worth.

Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; Fader, Hardie & Lee (2005), "RFM and CLV".
A shopper's x orders are Gamma(p, ν) each, ν ~ Gamma(q, γ), so their mean z̄ has

    L = Γ(px+q) / (Γ(px) Γ(q)) · γ^q · z̄^(px−1) · x^(px) / (γ + x·z̄)^(px+q)

The model holds where how much is spent does not follow from how often (`correlation` says how far that is so).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.value.summary import Floats

BOUNDS = (-6.0, 12.0)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The three parameters; `gamma` is in the unit of money (published as v or γ)."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = 0.0


def fit(frequency: Floats, mean_value: Floats) -> GammaGamma:
    """Return the maximum-likelihood parameters from the shoppers with repeats and a positive mean value.

    Money is scaled by its mean for the search and γ scaled back, so fen and yuan give the same p and q.
    Raises ValueError when nobody has both.
    """
    from scipy.optimize import minimize

    kept = (frequency > 0) & (mean_value > 0)
    if not kept.any():
        raise ValueError("no shopper has a repeat order of some value")
    scale = float(mean_value[kept].mean())
    z = mean_value[kept] / scale
    x, x_at = np.unique(frequency[kept], return_inverse=True)
    logs = np.bincount(x_at, weights=np.log(z)) + np.bincount(x_at) * np.log(x)
    spent = x[x_at] * z
    found = minimize(
        _loss, np.log([2.0, 3.0, 2.0]), args=(x, x_at, logs, spent, float(np.log(z).mean())), jac=True,
        method="L-BFGS-B", bounds=[BOUNDS] * 3, options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-8},
    )  # fmt: skip
    p, q, gamma = (float(value) for value in np.exp(found.x))
    return GammaGamma(p, q, gamma * scale, -float(found.fun) * len(z) - float(len(z) * np.log(scale)))


def _loss(
    logs: Floats, x: Floats, x_at: NDArray[np.intp], log_spent: Floats, spent: Floats, mean_log: float
) -> tuple[float, Floats]:
    """Return the mean negative log likelihood and its gradient by the logarithms of p, q, γ.

    What depends on x alone is summed by x; `log_spent` is Σ ln(x·z̄) by x, `spent` is x·z̄ of each shopper.
    """
    from scipy.special import digamma, gammaln

    p, q, gamma = np.exp(logs)
    many, size = np.bincount(x_at), len(x_at)
    total = gamma + spent
    log_total = np.bincount(x_at, weights=np.log(total))
    px = p * x
    value = (
        many @ (gammaln(px + q) - gammaln(px)) + p * (x @ log_spent) - (px + q) @ log_total
    ) / size - gammaln(q) + q * np.log(gamma) - mean_log  # fmt: skip
    both = digamma(px + q)
    d_p = (many @ (x * (both - digamma(px))) + x @ (log_spent - log_total)) / size
    d_q = (many @ both - log_total.sum()) / size - digamma(q) + np.log(gamma)
    d_gamma = q / gamma - float(np.mean((px + q)[x_at] / total))
    return -float(value), -np.array([d_p * p, d_q * q, d_gamma * gamma])


def expected_value(model: GammaGamma, frequency: Floats, mean_value: Floats) -> Floats:
    """Return the mean value expected of each shopper's next orders: (γ + x·z̄)·p / (p·x + q − 1).

    A shopper without repeats gets the mall's mean; q ≤ 1 has no mean, then the shopper's own or 0 is returned.
    """
    if model.q <= 1.0:
        return np.where(frequency > 0, mean_value, 0.0)
    return model.p * (model.gamma + frequency * mean_value) / (model.p * frequency + model.q - 1.0)


def correlation(frequency: Floats, mean_value: Floats) -> float:
    """Return Pearson's correlation of how often and how much, over shoppers with repeats; the model wants it near 0."""
    kept = (frequency > 0) & (mean_value > 0)
    if kept.sum() < 3 or np.ptp(frequency[kept]) == 0 or np.ptp(mean_value[kept]) == 0:
        return 0.0
    return float(np.corrcoef(frequency[kept], mean_value[kept])[0, 1])
