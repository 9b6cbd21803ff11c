"""Lift: what a strategy changed, as the difference between those who were treated and those who were held out.

Everybody counts in the arm of their first decision, whether or not an offer was seen (intention to treat).
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.experiments import split
from huozhao.operations.experiments.effect import freedom
from huozhao.terms.text import Text

CONFIDENCE = 0.95
# Fewer shoppers or buyers than this in an arm, and no interval is worth showing.
LEAST_SHOPPERS, LEAST_BUYERS = 30, 5
# A strategy worth running should move the share of buyers by a tenth; that is to be seen four times out of five.
WORTH, POWER = 0.10, 0.80


@dataclass(frozen=True, slots=True)
class ArmSums:
    """Sums over the shoppers of one arm; `revenue_sq` sums the squares of each shopper's revenue (fen²)."""

    shoppers: int
    buyers: int
    orders: int
    revenue_fen: int
    revenue_sq: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Treatment minus hold-out, and the same relative to the hold-out, each with its 95 % interval.

    The relative figures are None while the hold-out's mean is 0.
    """

    treatment: float
    hold_out: float
    difference: float
    low: float
    high: float
    relative: float | None
    relative_low: float | None
    relative_high: float | None
    p_value: float


@dataclass(frozen=True, slots=True)
class Split:
    """Whether the arms hold the shares that they should: chi-squared goodness of fit."""

    expected_hold_out: float
    hold_out: float
    p_value: float
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Lift:
    """All that is known of a strategy's effect; `more_shoppers` is about how many are missing for a clear answer."""

    treatment: ArmSums
    hold_out: ArmSums
    buyers: Difference | None
    revenue_fen: Difference | None
    split: Split
    more_shoppers: int
    is_clear: bool


def arm_sums(orders: NDArray[np.int64], revenue_fen: NDArray[np.int64]) -> ArmSums:
    """Return the sums of one arm from each shopper's number of orders and revenue, shape (shoppers,)."""
    revenue = revenue_fen.astype(np.float64)
    return ArmSums(len(orders), int((orders > 0).sum()), int(orders.sum()), int(revenue_fen.sum()),
                   float(revenue @ revenue))  # fmt: skip


def measure_lift(treatment: ArmSums, hold_out: ArmSums, hold_out_share: float) -> Lift:
    """Return the lift of a strategy that should have held out `hold_out_share` of its shoppers."""
    enough = all(arm.shoppers >= LEAST_SHOPPERS for arm in (treatment, hold_out)) and (
        treatment.buyers + hold_out.buyers >= LEAST_BUYERS)
    buyers = compare_shares(treatment, hold_out) if enough else None
    revenue = compare_revenue(treatment, hold_out) if enough else None
    is_clear = buyers is not None and not buyers.low <= 0 <= buyers.high
    more = 0 if is_clear else shoppers_missing(treatment, hold_out, hold_out_share)
    return Lift(treatment, hold_out, buyers, revenue, check_split(treatment, hold_out, hold_out_share), more, is_clear)


def compare_shares(treatment: ArmSums, hold_out: ArmSums) -> Difference:
    """Compare the shares of buyers.

    The interval of the difference is Newcombe's hybrid of Wilson scores (Statistics in Medicine 17, 1998, 873-890,
    method 10), which holds with few buyers too; the p-value is that of the unpooled two-proportion z test.
    """
    p1, p0 = (arm.buyers / arm.shoppers for arm in (treatment, hold_out))
    (low1, high1), (low0, high0) = (wilson(arm.buyers, arm.shoppers) for arm in (treatment, hold_out))
    low = p1 - p0 - sqrt((p1 - low1) ** 2 + (high0 - p0) ** 2)
    high = p1 - p0 + sqrt((high1 - p1) ** 2 + (p0 - low0) ** 2)
    variances = p1 * (1 - p1), p0 * (1 - p0)
    relative = _relative((p1, variances[0], treatment.shoppers), (p0, variances[1], hold_out.shoppers))
    spread = sqrt(variances[0] / treatment.shoppers + variances[1] / hold_out.shoppers)
    p_value = 2 * NormalDist().cdf(-abs(p1 - p0) / spread) if spread else 1.0
    return Difference(p1, p0, p1 - p0, low, high, *relative, p_value)


def compare_revenue(treatment: ArmSums, hold_out: ArmSums) -> Difference:
    """Compare revenue per shopper (fen) by Welch's t test, its degrees of freedom by Satterthwaite (1946)."""
    return compare_means(_moments(treatment), _moments(hold_out))


def compare_means(treatment: tuple[float, float, int], hold_out: tuple[float, float, int]) -> Difference:
    """Compare two means given as (mean, variance, count).

    The relative interval is the delta method's with Welch's degrees of freedom, as in GrowthBook's `gbstats`.
    """
    from scipy.stats import t

    (m1, v1, n1), (m0, v0, n0) = treatment, hold_out
    spread = sqrt(v1 / n1 + v0 / n0)
    relative = _relative(treatment, hold_out)
    if spread == 0:
        return Difference(m1, m0, m1 - m0, m1 - m0, m1 - m0, *relative, float(m1 == m0))
    degrees = freedom(treatment[1:], hold_out[1:])
    half = float(t.ppf((1 + CONFIDENCE) / 2, degrees)) * spread
    p_value = float(2 * t.sf(abs(m1 - m0) / spread, degrees))
    return Difference(m1, m0, m1 - m0, m1 - m0 - half, m1 - m0 + half, *relative, p_value)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return Wilson's score interval of a share (Journal of the American Statistical Association 22, 1927)."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    p = hits / count
    middle = p + z * z / (2 * count)
    half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    return max(0.0, (middle - half) / (1 + z * z / count)), min(1.0, (middle + half) / (1 + z * z / count))


def check_split(treatment: ArmSums, hold_out: ArmSums, hold_out_share: float) -> Split:
    """Compare the arms' sizes with the shares that were asked for (sample ratio mismatch)."""
    found = split.check_split((treatment.shoppers, hold_out.shoppers), (1 - hold_out_share, hold_out_share))
    share = hold_out.shoppers / max(treatment.shoppers + hold_out.shoppers, 1)
    return Split(hold_out_share, share, found.p_value, found.is_sound)


def shoppers_missing(treatment: ArmSums, hold_out: ArmSums, hold_out_share: float) -> int:
    """Return about how many more shoppers it takes to see a relative change of `WORTH` with power `POWER`.

    n = (z₁₋α⁄₂ + z_power)² · (p₁(1−p₁)/(1−h) + p₀(1−p₀)/h) / (p₁−p₀)², the two-proportion sample size with unequal
    arms (Fleiss, Levin, Paik 2003, ch. 4); p₀ is smoothed by one buyer among two shoppers.
    """
    total = treatment.shoppers + hold_out.shoppers
    p0 = (treatment.buyers + hold_out.buyers + 1) / (total + 2)
    p1 = min(p0 * (1 + WORTH), 0.999)
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) + NormalDist().inv_cdf(POWER)
    spread = p1 * (1 - p1) / (1 - hold_out_share) + p0 * (1 - p0) / hold_out_share
    needed = ceil(z * z * spread / (p1 - p0) ** 2) if p1 != p0 else total
    return max(0, needed - total)


def _moments(arm: ArmSums) -> tuple[float, float, int]:
    mean = arm.revenue_fen / arm.shoppers
    variance = (arm.revenue_sq - arm.shoppers * mean * mean) / max(arm.shoppers - 1, 1)
    return mean, max(variance, 0.0), arm.shoppers


def _relative(
    treatment: tuple[float, float, int], hold_out: tuple[float, float, int]
) -> tuple[float | None, float | None, float | None]:
    """Return the relative difference and its interval by the delta method; None where the hold-out's mean is 0."""
    from scipy.stats import t

    (m1, v1, n1), (m0, v0, n0) = treatment, hold_out
    if m0 == 0:
        return None, None, None
    lift = (m1 - m0) / m0
    spread = sqrt(v1 / n1 / m0**2 + v0 / n0 * m1**2 / m0**4)
    if spread == 0:
        return lift, lift, lift
    half = float(t.ppf((1 + CONFIDENCE) / 2, freedom(treatment[1:], hold_out[1:]))) * spread
    return lift, lift - half, lift + half


def lift_in_words(lift: Lift) -> Text:
    """Say in plain words what a lift shows, and first whether the split can be trusted."""
    if not lift.split.is_sound:
        share = f"{lift.split.hold_out:.1%}"
        return Text(f"留出比例是 {share}，与设定的 {lift.split.expected_hold_out:.1%} 不符，结果不可信，请先查明原因",
                    f"the hold-out is {share} and not {lift.split.expected_hold_out:.1%} as set: find out why before "
                    "trusting any figure")  # fmt: skip
    if lift.buyers is None or not lift.is_clear:
        return Text(f"数据还不够，大约还需要 {lift.more_shoppers:,} 位顾客",
                    f"not enough yet: about {lift.more_shoppers:,} more shoppers")  # fmt: skip
    low, high = f"{lift.buyers.low * 100:+.2f}", f"{lift.buyers.high * 100:+.2f}"
    better = Text("提高", "raised") if lift.buyers.difference > 0 else Text("降低", "lowered")
    return Text(f"策略{better.zh}了下单顾客比例：相差 {low} 到 {high} 个百分点（95% 区间）",
                f"the strategy {better.en} the share of buyers: by {low} to {high} percentage points (95 % interval)")
