"""RFM: recency, frequency, monetary value of every shopper, scored by thresholds and told apart in segments.

Scores are 1 (worst) to 5 (best) by four cuts a measure. The cuts are the merchant's own or the quantiles
20/40/60/80 % of the values themselves, so equal values always score equally (unlike ntile, which splits ties).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text

Ints = NDArray[np.int64]
Cuts = tuple[int, int, int, int]
SEGMENTS: tuple[str, ...] = ("vip", "churn_warning", "bargain_hunter", "new", "steady", "once", "dormant", "none")
LABELS: dict[str, Text] = {
    "vip": Text("VIP 客户", "VIP"),
    "churn_warning": Text("流失预警", "churn warning"),
    "bargain_hunter": Text("价格敏感型", "bargain hunter"),
    "new": Text("新客", "new"),
    "steady": Text("稳定客户", "steady"),
    "once": Text("仅购一次", "bought once"),
    "dormant": Text("沉睡客户", "dormant"),
    "none": Text("尚未购买", "no order yet"),
}


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders that count (paid, not cancelled) as columns: shopper code, local day, paid minus refunded fen."""

    shopper: NDArray[np.int64]
    day: Ints
    value_fen: Ints


@dataclass(frozen=True, slots=True)
class Measures:
    """Per shopper: days since the last order, number of orders, money, and days between first and last order."""

    recency_days: Ints
    frequency: Ints
    monetary_fen: Ints
    span_days: Ints


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The merchant's own cuts. Recency cuts rise in days (fewer is better), the others rise in value.

    VIP: bought within `vip_days`, frequency and monetary scores ≥ 4. Churn warning: silent for at least
    `churn_days` and for longer than `churn_gaps` times the shopper's own mean gap. Bargain hunter: frequency
    score ≥ 4 and a mean order of at most `low_value_fen`. Dormant: silent for `dormant_days`.
    """

    recency_days: Cuts
    frequency: Cuts
    monetary_fen: Cuts
    low_value_fen: int
    vip_days: int = 7
    churn_days: int = 30
    churn_gaps: float = 2.0
    new_days: int = 30
    dormant_days: int = 180


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores 1 to 5 per shopper (0 = no order) and the segment as an index into SEGMENTS."""

    r: NDArray[np.int8]
    f: NDArray[np.int8]
    m: NDArray[np.int8]
    segment: NDArray[np.int8]


def measure(orders: Orders, shoppers: int, today: int) -> Measures:
    """Return the measures of `shoppers` shoppers, shape (shoppers,); those without orders have frequency 0."""
    frequency = np.bincount(orders.shopper, minlength=shoppers).astype(np.int64)
    # float64 sums are exact up to 2^53 fen (90 trillion yuan).
    money = np.bincount(orders.shopper, weights=orders.value_fen, minlength=shoppers).astype(np.int64)
    last = np.full(shoppers, -1, np.int64)
    first = np.full(shoppers, np.iinfo(np.int32).max, np.int64)
    np.maximum.at(last, orders.shopper, orders.day)
    np.minimum.at(first, orders.shopper, orders.day)
    has = frequency > 0
    return Measures(
        np.where(has, np.maximum(today - last, 0), -1), frequency, money, np.where(has, last - first, 0)
    )


def quantile_thresholds(measures: Measures) -> Thresholds:
    """Return thresholds at the 20/40/60/80 % order statistics of the shoppers who bought."""
    has = measures.frequency > 0
    recency, frequency = measures.recency_days[has], measures.frequency[has]
    money = measures.monetary_fen[has]
    low = _quantiles(money // np.maximum(frequency, 1), (0.4,))[0]
    return Thresholds(_cuts(recency), _cuts(frequency), _cuts(money), low)


def score(measures: Measures, thresholds: Thresholds) -> Scores:
    """Return the scores and segments, shape (shoppers,). A value equal to a recency cut is still within it."""
    has = measures.frequency > 0
    r = np.where(has, 5 - _place(measures.recency_days, thresholds.recency_days), 0).astype(np.int8)
    f = np.where(has, 1 + _place(measures.frequency, thresholds.frequency), 0).astype(np.int8)
    m = np.where(has, 1 + _place(measures.monetary_fen, thresholds.monetary_fen), 0).astype(np.int8)
    return Scores(r, f, m, _segments(measures, f, m, thresholds))


def _place(values: Ints, cuts: Cuts) -> Ints:
    """Return how many cuts lie below each value, 0 to 4."""
    return np.searchsorted(np.array(cuts, np.int64), values, side="left").astype(np.int64)


def _segments(
    measures: Measures, f: NDArray[np.int8], m: NDArray[np.int8], t: Thresholds
) -> NDArray[np.int8]:
    """Apply the rules in order; the first that holds names the segment."""
    silent, times = measures.recency_days, measures.frequency
    mean_gap = measures.span_days / np.maximum(times - 1, 1)
    mean_value = measures.monetary_fen // np.maximum(times, 1)
    rules = (
        ("none", times == 0),
        ("vip", (silent <= t.vip_days) & (f >= 4) & (m >= 4)),
        ("dormant", silent >= t.dormant_days),
        ("churn_warning", (silent >= t.churn_days) & (times >= 2) & (silent > t.churn_gaps * mean_gap)),
        ("bargain_hunter", (f >= 4) & (mean_value <= t.low_value_fen)),
        ("new", (times == 1) & (silent <= t.new_days)),
        ("once", times == 1),
    )
    segment = np.full(len(times), SEGMENTS.index("steady"), np.int8)
    for name, holds in reversed(rules):
        segment[holds] = SEGMENTS.index(name)
    return segment


def _cuts(values: Ints) -> Cuts:
    a, b, c, d = _quantiles(values, (0.2, 0.4, 0.6, 0.8))
    return a, b, c, d


def _quantiles(values: Ints, shares: tuple[float, ...]) -> list[int]:
    """Return order statistics (inverse of the empirical distribution): always values that occur."""
    if not len(values):
        return [0] * len(shares)
    places = [min(len(values) - 1, max(0, int(np.ceil(share * len(values))) - 1)) for share in shares]
    found = np.partition(values, places)
    return [int(found[place]) for place in places]
