"""RFM: recency, frequency, monetary value of every shopper, scored by thresholds and told apart in segments.

Scores are 1 (worst) to 5 (best) by four cuts a measure. The cuts are the merchant's own or the quantiles
20/40/60/80 % of the values themselves, so equal values always score equally (unlike ntile, which splits ties).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.rhythm import RHYTHM_GAPS, rhythm_days
from huozhao.terms.text import Text

Ints = NDArray[np.int64]
Cuts = tuple[int, int, int, int]
SEGMENTS: tuple[str, ...] = ("vip", "churn_warning", "bargain_hunter", "new", "steady", "once", "dormant", "none")
LABELS: dict[str, Text] = {
    "vip": Text("VIP 顾客", "VIP"),
    "churn_warning": Text("流失预警", "churn warning"),
    "bargain_hunter": Text("价格敏感型", "bargain hunter"),
    "new": Text("新客", "new"),
    "steady": Text("稳定顾客", "steady"),
    "once": Text("仅购一次", "bought once"),
    "dormant": Text("沉睡顾客", "dormant"),
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
    """Per shopper: days since the last order, number of orders, money, days between first and last order.

    `rhythm_days` is the pause that the shopper's own orders hardly ever exceed, −1 = too few orders to tell;
    `coupons` counts orders with a coupon, −1 = not known.
    """

    recency_days: Ints
    frequency: Ints
    monetary_fen: Ints
    span_days: Ints
    rhythm_days: Ints
    coupons: Ints


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The merchant's own cuts. Recency cuts rise in days (fewer is better), the others rise in value.

    VIP: bought within `vip_days`, frequency and monetary scores at least `high_score`. Churn warning: silent for at
    least `churn_days` and for longer than the shopper's own rhythm, which is the 95 % point of the gaps between
    their orders, or, with fewer than `RHYTHM_GAPS` gaps, `churn_gaps` times the mean gap. Bargain hunter: frequency
    score at least `high_score`, a mean order of at most `low_value_fen` and, where coupons are known, a share of
    orders with one of at least `coupon_share`. Dormant: silent for `dormant_days`.
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
    high_score: int = 4
    coupon_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores 1 to 5 per shopper (0 = no order) and the segment as an index into SEGMENTS."""

    r: NDArray[np.int8]
    f: NDArray[np.int8]
    m: NDArray[np.int8]
    segment: NDArray[np.int8]


def measure(orders: Orders, shoppers: int, today: int, coupons: Ints | None = None) -> Measures:
    """Return the measures of `shoppers` shoppers, shape (shoppers,); those without orders have frequency 0.

    `coupons` counts each shopper's orders with a coupon; None where the mall does not say.
    """
    frequency = np.bincount(orders.shopper, minlength=shoppers).astype(np.int64)
    # float64 sums are exact up to 2^53 fen (90 trillion yuan).
    money = np.bincount(orders.shopper, weights=orders.value_fen, minlength=shoppers).astype(np.int64)
    last = np.full(shoppers, -1, np.int64)
    first = np.full(shoppers, np.iinfo(np.int32).max, np.int64)
    np.maximum.at(last, orders.shopper, orders.day)
    np.minimum.at(first, orders.shopper, orders.day)
    has = frequency > 0
    return Measures(
        np.where(has, np.maximum(today - last, 0), -1), frequency, money, np.where(has, last - first, 0),
        rhythm_days(orders.shopper, orders.day, frequency),
        np.full(shoppers, -1, np.int64) if coupons is None else coupons,
    )  # fmt: skip


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


def _place(values: Ints, cuts: Cuts) -> NDArray[np.int8]:
    """Return how many cuts lie below each value, 0 to 4."""
    a, b, c, d = (values > cut for cut in cuts)
    return a.astype(np.int8) + b + c + d


def _segments(
    measures: Measures, f: NDArray[np.int8], m: NDArray[np.int8], t: Thresholds
) -> NDArray[np.int8]:
    """Apply the rules in order; the first that holds names the segment."""
    silent, times, high = measures.recency_days, measures.frequency, t.high_score
    mean_gap = measures.span_days / np.maximum(times - 1, 1)
    pause = np.where(measures.rhythm_days >= 0, measures.rhythm_days, t.churn_gaps * mean_gap)
    mean_value = measures.monetary_fen // np.maximum(times, 1)
    by_coupon = (measures.coupons < 0) | (measures.coupons >= t.coupon_share * times)
    rules = (
        ("none", times == 0),
        ("vip", (silent <= t.vip_days) & (f >= high) & (m >= high)),
        ("dormant", silent >= t.dormant_days),
        ("churn_warning", (silent >= t.churn_days) & (times >= 2) & (silent > pause)),
        ("bargain_hunter", (f >= high) & (mean_value <= t.low_value_fen) & by_coupon),
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


def rule_texts(t: Thresholds) -> dict[str, Text]:
    """Return each segment's rule in words, with the thresholds in force; the first that holds names the segment."""
    yuan, high = f"{t.low_value_fen / 100:g}", t.high_score
    coupon = t.coupon_share > 0
    return {
        "none": Text("没有有效订单", "no order that counts"),
        "vip": Text(f"{t.vip_days} 天内下过单，频次分和金额分都 ≥ {high}",
                    f"bought within {t.vip_days} days, frequency and monetary scores at least {high}"),
        "dormant": Text(f"{t.dormant_days} 天没有下单", f"silent for {t.dormant_days} days"),
        "churn_warning": Text(
            f"{t.churn_days} 天没有下单，且超过自己的节奏（间隔的 95% 分位；"
            f"间隔不足 {RHYTHM_GAPS} 个时为平均间隔的 {t.churn_gaps:g} 倍）",
            f"silent for {t.churn_days} days and for longer than their own rhythm (the 95 % point of their gaps; with "
            f"fewer than {RHYTHM_GAPS} gaps, {t.churn_gaps:g} times the mean gap)"),
        "bargain_hunter": Text(
            f"频次分 ≥ {high}，客单价不超过 {yuan} 元" + (f"，用券订单占比 ≥ {t.coupon_share:.0%}" if coupon else ""),
            f"frequency score at least {high}, a mean order of at most {yuan} yuan"
            + (f", a coupon in at least {t.coupon_share:.0%} of orders" if coupon else "")),
        "new": Text(f"只买过一次，在 {t.new_days} 天内", f"one order, within {t.new_days} days"),
        "once": Text("只买过一次", "one order"),
        "steady": Text("其余买过的顾客", "everybody else who bought"),
    }  # fmt: skip
