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

    `lift` is the factor on demand that the merchant states, None = to be learned. `units` is the quantity that is still
    set aside for it, as for a flash sale: its days ahead bring these units beside the usual, instead of a factor.
    """

    id: str
    first: int
    last: int
    discount: float
    skus: frozenset[str]
    category: str = ""
    shops: frozenset[str] = frozenset()
    lift: float | None = None
    units: float | None = None

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


def observed_lift(sold: float, usual: float) -> float:
    """Return the factor of past days of a sale, sold / usual from 1 to 10: they teach its own days, no others."""
    return float(np.clip(sold / usual, 1.0, MOST)) if usual else 1.0


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


def set_aside(promotions: Mapping[int, Sequence[Promotion]], sold: Floats, first_day: int, days: int) -> Floats:
    """Return the units that promotions with a quantity bring on each day ahead, shape (rows, days).

    What is left of the quantity falls in equal parts on the days that are left, and on the rows of the promotion as
    their `sold` units (n,) lie; in equal parts where none was sold.
    """
    rows: dict[Promotion, list[int]] = {}
    for row, each in promotions.items():
        for promotion in each:
            if promotion.units:
                rows.setdefault(promotion, []).append(row)
    found = np.zeros((len(sold), days))
    for promotion, mine in rows.items():
        start, end = max(0, promotion.first - first_day), promotion.last + 1 - first_day
        if start < end:
            total = sold[mine].sum()
            parts = sold[mine] / total if total else np.full(len(mine), 1 / len(mine))
            found[mine, start : min(end, days)] += parts[:, None] * (promotion.units or 0.0) / (end - start)
    return found
