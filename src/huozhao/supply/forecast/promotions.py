"""Planned promotions: how much more is sold on their days, stated by the merchant or learned from earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Units per cent off, before anything was learned: demand ∝ price^−2 is the usual finding for packaged goods
# (Bijmolt, van Heerde, Pieters 2005: mean elasticity −2.62; a little less is assumed).
ELASTICITY = 2.0
# So many expected units speak for the assumption; more units of earlier promotions outweigh it.
PRIOR_UNITS = 30.0
MOST = 10.0


@dataclass(frozen=True, slots=True)
class Promotion:
    """Goods sold at a discount (0 to 0.95) on local days from `first` to `last`; empty shops = everywhere.

    `lift` is the factor on demand that the merchant states, None = to be learned.
    """

    id: str
    first: int
    last: int
    discount: float
    skus: frozenset[str]
    category: str = ""
    shops: frozenset[str] = frozenset()
    lift: float | None = None

    def holds(self, sku: str, shop: str, categories: Sequence[str]) -> bool:
        """Tell whether goods at a shop are part of it."""
        there = not self.shops or shop in self.shops
        return there and (sku in self.skus or (bool(self.category) and self.category in categories))


def assumed_lift(discount: float) -> float:
    """Return the factor on demand expected of a discount by price elasticity alone: (1 − d)^−2, at most 10."""
    return float(min(MOST, (1.0 - min(discount, 0.95)) ** -ELASTICITY))


def learned_lift(sold: float, usual: float, discount: float) -> float:
    """Return the factor from `sold` units on promoted days that usually sell `usual`, shrunk to the assumption.

    (sold + 30·assumed) / (usual + 30), the posterior mean of a Poisson rate with a gamma prior worth 30 units.
    """
    prior = assumed_lift(discount)
    return float(np.clip((sold + PRIOR_UNITS * prior) / (usual + PRIOR_UNITS), 0.2, MOST))


def lifts(promotions: Mapping[int, Sequence[tuple[Promotion, float]]], rows: int, first_day: int, days: int) -> Floats:
    """Return the factor on demand of each row and day, shape (rows, days); of several promotions the greatest holds.

    `promotions` gives for a row its promotions with their lift.
    """
    found = np.ones((rows, days))
    for row, mine in promotions.items():
        for promotion, lift in mine:
            start, end = max(0, promotion.first - first_day), min(days, promotion.last + 1 - first_day)
            if start < end:
                found[row, start:end] = np.maximum(found[row, start:end], lift)
    return found
