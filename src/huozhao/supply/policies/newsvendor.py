"""The newsvendor: how many to have when what is left over costs money and what is missing costs more."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def critical_ratio(
    margin: Floats, goodwill: Floats, holding: Floats, days: Floats, spoilt: Floats | None = None
) -> Floats:
    """Return the service level (n,) that costs least: C_u / (C_u + C_o), of amounts by unit (n,), all of one currency.

    Underage C_u = margin + goodwill; overage C_o = holding a day · days, and the cost of a spoilt unit where goods
    spoil. Source: Silver, Pyke, Thomas, ch. 9.2; Snyder and Shen, Fundamentals of Supply Chain Theory, ch. 4.3.
    """
    under = np.maximum(margin + goodwill, 0.0)
    over = holding * days + (0.0 if spoilt is None else spoilt)
    return np.clip(under / np.maximum(under + over, 1e-12), 0.0, 1.0)


def normal_newsvendor(holding: float, shortage: float, mean: float, deviation: float) -> tuple[float, float]:
    """Return the quantity and the expected cost with normal demand: S = μ + z·σ, cost = (h + p)·φ(z)·σ.

    z = Φ⁻¹(p / (p + h)). Source: Snyder and Shen, ch. 4.3.2, eq. (4.17) and (4.24).
    """
    from scipy.special import ndtri

    z = float(ndtri(shortage / (shortage + holding)))
    return mean + z * deviation, (holding + shortage) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * deviation


def discrete_newsvendor(holding: float, shortage: float, chance: Floats) -> tuple[int, float]:
    """Return the quantity and the expected cost of whole units; `chance[x]` is the probability of demand x.

    S is the least with F(S) >= p / (p + h). Source: Snyder and Shen, ch. 4.3.2.6, eq. (4.30).
    """
    reached = np.cumsum(chance)
    quantity = int(np.searchsorted(reached, shortage / (shortage + holding) - 1e-12))
    units = np.arange(len(chance))
    left = float(np.maximum(quantity - units, 0) @ chance)
    missing = float(np.maximum(units - quantity, 0) @ chance)
    return quantity, holding * left + shortage * missing


def empirical_newsvendor(holding: float, shortage: float, seen: Floats) -> float:
    """Return the quantity that would have cost least over demands that were seen: their p/(p + h) quantile.

    Source: sample average approximation, Levi, Roundy, Shmoys 2007, Provably Near-Optimal Sampling-Based Policies.
    """
    place = math.ceil(shortage / (shortage + holding) * len(seen) - 1e-12) - 1
    return float(np.sort(seen)[max(place, 0)])
