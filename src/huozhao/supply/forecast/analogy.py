"""New goods by analogy: how similar goods sold in their first weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.goods import Sku

Floats = NDArray[np.float64]
EARLY_DAYS = 28
LEAST_LIKE = 2
MOST_LIKE = 20
# Own sales of a week or more say more than others'.
NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Similar:
    """Units a day expected at one place, and the SKUs it comes from, the most alike first."""

    rate: float
    like: tuple[str, ...]


def by_analogy(new: Sku, others: Mapping[str, Sku], early: Mapping[str, float]) -> Similar | None:
    """Return what goods like `new` sold a day when they were new; None with fewer than two of them.

    `early` is the mean units a day in the first four weeks of each older SKU (of its known history). Alike are goods
    of the same leaf category; those of the same brand and price band (±30 %) weigh more: weight 1 + brand + band.
    """
    leaf = new.category[-1:]
    found = [(likeness(new, others[sku]), sku) for sku in early
             if sku != new.sku and sku in others and leaf and others[sku].category[-1:] == leaf]  # fmt: skip
    found = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:MOST_LIKE]
    if len(found) < LEAST_LIKE:
        return None
    total = sum(weight for weight, _ in found)
    return Similar(sum(weight * early[sku] for weight, sku in found) / total, tuple(sku for _, sku in found))


def likeness(new: Sku, other: Sku) -> float:
    """Return 1, and 1 more for the same brand and for a price within 30 % each."""
    brand = new.attributes.get("brand") or new.attributes.get("品牌")
    same = brand is not None and brand in (other.attributes.get("brand"), other.attributes.get("品牌"))
    near = min(new.price_fen, other.price_fen) >= 0.7 * max(new.price_fen, other.price_fen, 1)
    return 1.0 + same + near


def early_rates(history: Floats, skus: Sequence[str], shops: int = 1) -> dict[str, float]:
    """Return the mean units a day and shop over the first 28 days since the first sale, by SKU; rows are SKU × shop.

    Series that began before the history does show their first known weeks instead.
    """
    found: dict[str, list[float]] = {}
    sold = history > 0
    starts = np.where(sold.any(axis=1), sold.argmax(axis=1), -1)
    for row, sku in enumerate(skus):
        age = history.shape[1] - int(starts[row])
        if starts[row] >= 0 and age >= 2 * NEW_DAYS:
            first = history[row, starts[row] : starts[row] + EARLY_DAYS]
            found.setdefault(sku, []).append(float(first.mean()))
    return {sku: float(np.mean(rates)) for sku, rates in found.items()}
