"""What the value models need of each shopper: repeats, recency and age, grouped where they are the same.

Time is counted in days; an order day counts once however many orders it holds (Fader & Hardie's convention).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Per shopper, shape (shoppers,): repeat order days, day of the last one since the first, days observed, mean fen.

    `mean_fen` is the mean value of the *repeat* order days, 0 where there is none.
    """

    frequency: Ints
    recency_days: Ints
    age_days: Ints
    mean_fen: Floats


@dataclass(frozen=True, slots=True)
class Grouped:
    """Distinct rows of (frequency, recency, age) with how many shoppers share each, and each shopper's row."""

    frequency: Floats
    recency: Floats
    age: Floats
    weight: Floats
    row: Ints


def repeats(shopper: Ints, day: Ints, value_fen: Ints, shoppers: int, today: int) -> Repeats:
    """Return the repeats of `shoppers` shoppers from order lines (shopper code, local day, fen) up to `today`.

    Shoppers without an order have frequency 0 and age 0.
    """
    day_of, who, worth = _order_days(shopper, day, value_fen, today)
    count = np.bincount(who, minlength=shoppers).astype(np.int64)
    first, last = np.full(shoppers, today, np.int64), np.full(shoppers, -1, np.int64)
    np.minimum.at(first, who, day_of)
    np.maximum.at(last, who, day_of)
    has = count > 0
    later = day_of > first[who]
    spent = np.bincount(who[later], weights=worth[later], minlength=shoppers)
    frequency = np.maximum(count - 1, 0)
    return Repeats(
        frequency, np.where(has, last - first, 0), np.where(has, today - first, 0), spent / np.maximum(frequency, 1)
    )


def _order_days(shopper: Ints, day: Ints, value_fen: Ints, today: int) -> tuple[Ints, Ints, Floats]:
    """Return one entry a shopper and day: the day, the shopper, the money."""
    kept = day <= today
    if not kept.any():
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    origin = int(day[kept].min())
    span = today - origin + 1
    key, place = np.unique(shopper[kept] * span + (day[kept] - origin), return_inverse=True)
    money = np.bincount(place, weights=value_fen[kept], minlength=len(key))
    return key % span + origin, key // span, money.astype(np.float64)


def grouped(found: Repeats, unit_days: float = 7.0) -> Grouped:
    """Return the distinct rows in units of `unit_days` (weeks by default); a million shoppers make some 40,000 rows."""
    recency, age = found.recency_days, found.age_days
    wide = int(age.max(initial=0)) + 1
    key, row, count = np.unique(
        (found.frequency * wide + recency) * wide + age, return_inverse=True, return_counts=True
    )
    rest = key // wide
    return Grouped(
        (rest // wide).astype(np.float64), (rest % wide) / unit_days, (key % wide) / unit_days,
        count.astype(np.float64), row.astype(np.int64),
    )  # fmt: skip
