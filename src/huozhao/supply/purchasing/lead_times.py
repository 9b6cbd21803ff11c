"""Lead times learned from receipts: how many days a supplier really takes, and how far that varies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.terms.time import DAY_MS

# An order half a year old counts half: suppliers change.
HALF_LIFE_DAYS = 180.0
# What was promised counts as so many orders, until experience outweighs it.
PROMISED_COUNTS = 2.0
MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Observed:
    """A delivery: when it came (ms), days since the order was sent, and its part of the order's units (0…1)."""

    at: int
    days: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The distribution of a lead time: chance[d] that goods come d days after sending; Σ chance = 1.

    `orders` is how many orders it rests on, recency-weighted; `deliveries` counts them plainly.
    """

    chance: tuple[float, ...]
    promised: int
    orders: float = 0.0
    deliveries: int = 0

    @property
    def mean(self) -> float:
        """Days on average."""
        return float(sum(days * chance for days, chance in enumerate(self.chance)))

    @property
    def variance(self) -> float:
        """Variance in days²."""
        mean = self.mean
        return float(sum((days - mean) ** 2 * chance for days, chance in enumerate(self.chance)))

    def quantile(self, level: float) -> int:
        """Return the smallest number of days within which goods come with probability `level`."""
        share = np.cumsum(self.chance)
        return min(int(np.searchsorted(share, np.float64(level - 1e-9))), len(self.chance) - 1)

    def histogram(self) -> dict[int, float]:
        """Return the chance by days, where there is any."""
        return {days: chance for days, chance in enumerate(self.chance) if chance > 0}


def learn(observed: Sequence[Observed], promised: int, now: int) -> LeadTime:
    """Return the lead time that receipts and the supplier's promise speak for.

    chance[d] ∝ PROMISED_COUNTS · [d = promised] + Σ share · ½^(age / HALF_LIFE_DAYS): the posterior mean of a
    multinomial under a Dirichlet prior at the promise (Gelman et al., Bayesian Data Analysis, 3rd ed., ch. 3.4), with
    receipts weighted by their part of the order's units and by how recent they are.
    """
    promised = min(max(promised, 0), MOST_DAYS)
    weights = np.zeros(MOST_DAYS + 1)
    for each in observed:
        age = max(0.0, (now - each.at) / DAY_MS)
        weights[min(max(each.days, 0), MOST_DAYS)] += each.share * 0.5 ** (age / HALF_LIFE_DAYS)
    seen = float(weights.sum())
    weights[promised] += PROMISED_COUNTS
    last = int(np.flatnonzero(weights)[-1])
    return LeadTime(tuple((weights[: last + 1] / weights.sum()).tolist()), promised, seen, len(observed))
