"""Which SKUs are part of which promotion, and what earlier promotions of the same goods teach about the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.promotions import Promotion, assumed_lift, learned_lift, observed_lift
from huozhao.terms.goods import Sku

Floats = NDArray[np.float64]
Key = tuple[str, str]
# Promotions whose discounts are nearer than this teach one another.
LIKE_DISCOUNT = 0.1
USUAL_DAYS = 56


@dataclass(frozen=True, slots=True)
class Promoted:
    """Promotions with their lift, and by SKU those that it is part of, wherever."""

    each: Sequence[tuple[Promotion, float]]
    by_sku: Mapping[str, Sequence[tuple[Promotion, float]]]

    def of(self, key: Key) -> list[tuple[Promotion, float]]:
        """Return the promotions of a SKU at a shop."""
        sku, shop = key
        return [pair for pair in self.by_sku.get(sku, ()) if not pair[0].shops or shop in pair[0].shops]


def promoted(
    promotions: Sequence[Promotion], goods: Mapping[str, Sku], keys: Sequence[Key], history: Floats, first: int,
    given: Mapping[str, float],
) -> Promoted:  # fmt: skip
    """Return the promotions with what they do; `history` (n, T) of `keys` begins on the local day `first`.

    A lift is what the merchant states; else `given` (by id, what a plan learned); else what is learned here.
    """
    skus = {one.id: _skus(one, goods) for one in promotions}
    rows: dict[str, list[int]] = {}
    for row, (sku, _) in enumerate(keys):
        rows.setdefault(sku, []).append(row)
    mine = {one.id: [row for sku in sorted(skus[one.id]) for row in rows.get(sku, ())
                     if not one.shops or keys[row][1] in one.shops] for one in promotions}  # fmt: skip
    known = {one.id: one.lift or given.get(one.id) for one in promotions}
    each = [(one, known[one.id] or _learned(one, promotions, mine, history, first)) for one in promotions]
    by_sku: dict[str, list[tuple[Promotion, float]]] = {}
    for pair in each:
        for sku in skus[pair[0].id]:
            by_sku.setdefault(sku, []).append(pair)
    return Promoted(each, by_sku)


def _skus(one: Promotion, goods: Mapping[str, Sku]) -> set[str]:
    held = {sku for sku, item in goods.items() if one.category in item.category} if one.category else set()
    return held | set(one.skus)


def _learned(
    one: Promotion, others: Sequence[Promotion], rows: Mapping[str, Sequence[int]], history: Floats, first: int
) -> float:
    """Return the lift from the days so far of this promotion and of those with a like discount, on shared rows.

    A sale of a quantity of its own is no lift: its own days tell what it was, and teach no other promotion.
    """
    sold = usual = 0.0
    for other in [one] if one.units is not None else [each for each in others if each.units is None]:
        start, end = max(0, other.first - first), min(history.shape[1], other.last + 1 - first)
        if start < end and abs(other.discount - one.discount) <= LIKE_DISCOUNT:
            mine = history[sorted(set(rows[one.id]) & set(rows[other.id]))]
            alive = np.cumsum(mine, axis=1) > 0
            alive[:, start:end] = alive[:, : max(0, start - USUAL_DAYS)] = False
            days = alive.sum(axis=1)
            rate = np.where(alive, mine, 0.0).sum(axis=1) / np.maximum(days, 1)
            sold += float(mine[days > 0, start:end].sum())
            usual += float(rate.sum()) * (end - start)
    if one.units is not None:
        return observed_lift(sold, usual)
    return learned_lift(sold, usual, one.discount) if usual else assumed_lift(one.discount)
