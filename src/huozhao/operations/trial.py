"""What a trial shows: arms lived through by the same cities, compared city by city, beside what was claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

from huozhao.terms.text import Text

CONFIDENCE = 0.95
Verdict = Literal["reached", "open", "missed"]
Unit = Literal["share", "hours", "times", "fen"]
VERDICTS: Mapping[Verdict, Text] = {
    "reached": Text("达到", "reached"), "open": Text("无法判定", "undecided"), "missed": Text("未达到", "not reached"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of one run. `better` is the direction that is good, `claimed` the relative change that was promised."""

    name: str
    label: Text
    help: Text
    unit: Unit
    better: Literal["up", "down"]
    claimed: float | None = None


MEASURES: tuple[Measure, ...] = (
    Measure("conversion", Text("转化率", "conversion"), Text("下单付款的访问占比", "share of visits with a paid order"),
            "share", "up", 0.55),
    Measure("recall", Text("沉睡召回", "dormant recall"),
            Text("一开始已流失的顾客里，期间又下单的占比", "share of shoppers who had drifted away that buy again"),
            "share", "up", 0.27),
    Measure("repurchase", Text("复购率", "repurchase"),
            Text("前一半时间里买过的顾客，在随后同样长的时间内再买的占比",
                 "share of the first half's buyers who buy again within as long a time"), "share", "up", 0.25),
    Measure("delivery_hours", Text("送达时长", "delivery time"),
            Text("付款到收货的平均小时数", "mean hours from order to door"), "hours", "down", 18 / 72 - 1),
    Measure("turnover", Text("库存周转", "stock turnover"),
            Text("一年按成本售出多少倍的平均库存", "cost of goods sold in a year over the mean stock at cost"),
            "times", "up", 0.40),
    Measure("stock_outs", Text("缺货", "stock-outs"),
            Text("因缺货被拒的下单占比", "share of attempts to order refused for stock"), "share", "down"),
    Measure("revenue_fen", Text("人均日销售额", "revenue"),
            Text("每位顾客每天付的钱", "paid per shopper and day"), "fen", "up"),
)  # fmt: skip
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of an arm beside the same cities' under another: means, and arm − other with a 95 % interval.

    The relative figures are the geometric mean of the ratios less one; where a figure of a city is 0, the ratio of the
    means less one. None where the other arm has nothing at all.
    """

    measure: str
    seeds: int
    arm_mean: float
    other_mean: float
    difference: float
    low: float
    high: float
    relative: float | None
    relative_low: float | None
    relative_high: float | None


def compare(measure: str, arm: Sequence[float], other: Sequence[float]) -> Compared | None:
    """Compare two arms over paired seeds, None with fewer than two.

    Paired Student intervals (Student 1908): of the differences, and of the log ratios for the relative change. A share
    of a few shoppers is 0 in some cities, which has no log; then the ratio of means R = ā / b̄ stands with the standard
    error √(Σ(a − R·b)² / (n − 1) / n) / b̄ (Cochran 1977, Sampling Techniques, 2.11).
    """
    n = len(arm)
    if n < 2 or len(other) != n:
        return None
    differences = [a - b for a, b in zip(arm, other, strict=True)]
    middle, low, high = _interval(differences)
    ratio: tuple[float | None, ...] = (None, None, None)
    if min(*arm, *other) > 0:
        ratio = tuple(exp(x) - 1 for x in _interval([log(a / b) for a, b in zip(arm, other, strict=True)]))
    elif sum(other) > 0:
        one, mean = sum(arm) / sum(other), sum(other) / n
        off = _interval([(a - one * b) / mean for a, b in zip(arm, other, strict=True)])
        ratio = tuple(max(-1.0, one - 1 + x) for x in off)
    return Compared(measure, n, sum(arm) / n, sum(other) / n, middle, low, high, *ratio)


def verdict(found: Compared) -> Verdict | None:
    """Tell whether a claimed change was reached by the whole interval, missed by all of it, or neither.

    None where nothing was claimed.
    """
    measure = BY_NAME[found.measure]
    if measure.claimed is None or found.relative_low is None or found.relative_high is None:
        return None
    sign = 1 if measure.better == "up" else -1
    low, high = sorted((sign * found.relative_low, sign * found.relative_high))
    claimed = sign * measure.claimed
    return "reached" if low >= claimed else "missed" if high < claimed else "open"


def in_words(found: Compared, claimed: bool = True) -> Text:
    """Say in plain words what a comparison shows, and whether a claim, where there is one, was reached."""
    measure = BY_NAME[found.measure]
    if found.low <= 0 <= found.high:
        said = Text("看不出差别", "no difference to be seen")
    elif (found.difference > 0) == (measure.better == "up"):
        said = Text("更好", "better")
    else:
        said = Text("更差", "worse")
    by = _by(found)
    claim = verdict(found)
    if not claimed or claim is None or measure.claimed is None:
        return Text(f"{said.zh}{by.zh}", f"{said.en}{by.en}")
    goal, word = f"{measure.claimed:+.0%}", VERDICTS[claim]
    return Text(f"{said.zh}{by.zh}；宣称 {goal}：{word.zh}", f"{said.en}{by.en}; claimed {goal}: {word.en}")


def _by(found: Compared) -> Text:
    if found.relative is None or found.relative_low is None or found.relative_high is None:
        span = f"{found.difference:+.3g} ({found.low:+.3g} … {found.high:+.3g})"
        return Text(f"，相差 {span}", f", by {span}")
    span = f"{found.relative:+.1%} ({found.relative_low:+.1%} … {found.relative_high:+.1%})"
    return Text(f"，{span}", f", {span}")


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return mean and Student's 95 % interval."""
    from scipy.stats import t

    n = len(values)
    mean = sum(values) / n
    spread = sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n)
    half = float(t.ppf((1 + CONFIDENCE) / 2, n - 1)) * spread
    return mean, mean - half, mean + half
