"""Why a category may be shown and not clicked: goods out of stock, dear, shown too often, or filed in a wrong place."""

from collections.abc import Sequence
from dataclasses import dataclass

from huozhao.operations.correction.misfiled import Misfiled
from huozhao.operations.correction.weak import Judged
from huozhao.terms.text import Text

STOCK_OUT, DEAR, OFTEN, ASTRAY = 0.3, 1.5, 4.0, 0.2
FACTOR_LEAST, FACTOR_MOST = 0.3, 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the goods behind a weak cell, all weighed by how often each was shown.

    `no_stock` is the share of goods that no shop has, `price_ratio` the mean price shown over the mean price bought in
    the category (None where nothing is bought), `repeats` how often one shopper saw one of the goods.
    """

    no_stock: float = 0.0
    price_ratio: float | None = None
    repeats: float = 1.0
    astray: tuple[tuple[Misfiled, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely reason with the figure behind it."""

    code: str
    said: Text


def causes(found: Evidence) -> list[Cause]:
    """Return the likely reasons, those that explain most first; that none is found is said too."""
    share = sum(weight for _, weight in found.astray)
    dear = found.price_ratio or 0.0
    reasons = [
        (found.no_stock / STOCK_OUT, Cause("no_stock", Text(
            f"{found.no_stock:.0%} 的曝光给了没有现货的商品",
            f"{found.no_stock:.0%} of what was shown is in no shop's stock"))),
        (dear / DEAR, Cause("dear", Text(
            f"展示商品的均价是本类目实际成交均价的 {dear:.1f} 倍",
            f"what was shown costs {dear:.1f} times what people buy in this category"))),
        (found.repeats / OFTEN, Cause("often", Text(
            f"同一位顾客平均看到同一商品 {found.repeats:.1f} 次",
            f"a shopper saw the same goods {found.repeats:.1f} times"))),
        (share / ASTRAY, Cause("astray", Text(
            f"{share:.0%} 的曝光给了标题更像其他类目的商品",
            f"{share:.0%} of what was shown reads like another category"))),
    ]  # fmt: skip
    likely = [cause for weight, cause in sorted(reasons, key=lambda each: -each[0]) if weight >= 1]
    return likely or [Cause("none", Text(
        "没有发现缺货、价格、重复或归类问题：这里的顾客就是不太想要",
        "no fault in stock, price, repetition or category: shoppers here just want it less"))]


def factor_of(judged: Judged) -> float:
    """Return by what scores are multiplied: the shortfall itself, never under 0.3 nor over 0.9."""
    return round(min(FACTOR_MOST, max(FACTOR_LEAST, judged.ratio)), 2)


def headline(judged: Judged, place: str) -> Text:
    """Return what was found in a sentence."""
    ctr, usual = judged.clicked / judged.shown, judged.expected / judged.shown
    name = judged.category.replace("/", " / ")
    return Text(
        f"“{name}”在{place}展示 {judged.shown:,} 次，点击率 {ctr:.2%}；同样的位置通常有 {usual:.2%}"
        f"（是应有水平的 {judged.ratio:.0%}，95% 区间 {judged.low:.0%}–{judged.high:.0%}）",
        f"{name} on {place}: shown {judged.shown:,} times, CTR {ctr:.2%}; the same places usually earn {usual:.2%} "
        f"({judged.ratio:.0%} of that, 95 %: {judged.low:.0%}–{judged.high:.0%})",
    )


def weakest(found: Sequence[Judged], most: int) -> list[Judged]:
    """Return the weak cells, those that lose most clicks first."""
    weak = [each for each in found if each.is_weak]
    return sorted(weak, key=lambda each: each.clicked - each.expected)[:most]
