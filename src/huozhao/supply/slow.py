"""Slow goods: which stock moves too slowly, and the smallest discount that is expected to clear it by a date.

A SKU is slow when its stock covers too many days at the rate it sells and it is old enough to judge. The rate is
(units + ½) / days (Jeffreys), so that goods never sold have one too. At discount d the rate is multiplied by
(1 − d)^e with the elasticity e, so stock q clears in t days from d = 1 − (q / (rate · t))^(1/e) on.
"""

import math
from dataclasses import dataclass

from huozhao.supply.elasticity import Elasticity
from huozhao.terms.text import Text

STEP = 0.05
RECENT_DAYS = 28


@dataclass(frozen=True, slots=True)
class SlowRule:
    """When goods count as slow and how far a price may go: days, and shares from 0 to 1.

    `margin_floor` is the least of (price − cost) / price that must be left; 0 = never below cost.
    """

    cover_days: float = 90.0
    age_days: int = 60
    clear_days: int = 45
    margin_floor: float = 0.0
    most: float = 0.7


@dataclass(frozen=True, slots=True)
class Moving:
    """One SKU over all shops: units free now, units sold in `days`, age in days (None: not known), prices in fen.

    `recent` units of these were sold in the last RECENT_DAYS.
    """

    available: int
    sold: float
    days: int
    age: int | None
    price_fen: int
    cost_fen: int | None
    recent: float = 0.0

    @property
    def rate(self) -> float:
        """Units a day at today's price."""
        return (self.sold + 0.5) / max(self.days, 1)

    @property
    def cover(self) -> float:
        """Days that the stock lasts at this rate."""
        return self.available / self.rate

    @property
    def cover_lately(self) -> float:
        """Days that the stock lasts as goods sell lately, at most `cover`."""
        return self.available / max(self.rate, self.recent / RECENT_DAYS)


@dataclass(frozen=True, slots=True)
class Markdown:
    """A discount (0…1) and what is expected of it; `clears` tells whether nothing is left on the day."""

    discount: float
    price_fen: int
    expected_units: float
    left: float
    clears: bool
    below_cost: bool


def is_slow(goods: Moving, rule: SlowRule) -> bool:
    """Tell whether stock covers too much time and is old enough; goods of unknown age are not judged.

    What has picked up lately is judged by that: goods that grow need no discount.
    """
    old = goods.age is not None and goods.age >= rule.age_days
    return old and goods.available > 0 and goods.cover_lately >= rule.cover_days


def expected(goods: Moving, discount: float, elasticity: float, days: int) -> float:
    """Return the units expected to be sold in `days` at a discount, never more than there are."""
    return min(float(goods.available), goods.rate * days * math.pow(1.0 - discount, elasticity))


def markdown(goods: Moving, discount: float, elasticity: float, days: int) -> Markdown:
    """Return what is expected of one discount."""
    price = math.ceil(goods.price_fen * (1.0 - discount))
    units = expected(goods, discount, elasticity, days)
    left = goods.available - units
    return Markdown(discount, price, units, left, left < 0.5, goods.cost_fen is not None and price < goods.cost_fen)


def deepest(goods: Moving, rule: SlowRule) -> float:
    """Return the deepest discount, in whole steps, that leaves the margin; with an unknown cost only `most` binds."""
    room = rule.most
    if goods.cost_fen is not None and goods.price_fen > 0:
        room = min(room, 1.0 - goods.cost_fen / (1.0 - rule.margin_floor) / goods.price_fen)
    return max(0.0, math.floor(room / STEP + 1e-9) * STEP)


def propose(goods: Moving, elasticity: float, rule: SlowRule) -> Markdown:
    """Return the smallest discount, in steps of 5 %, that clears in time; the deepest allowed when none does."""
    reach = goods.rate * rule.clear_days
    wanted = 1.0 - (goods.available / reach) ** (1.0 / elasticity) if goods.available > reach else 0.0
    discount = min(math.ceil(wanted / STEP - 1e-9) * STEP, deepest(goods, rule))
    return markdown(goods, round(discount, 2), elasticity, rule.clear_days)


def arithmetic(goods: Moving, found: Markdown, answer: Elasticity, days: int) -> list[tuple[Text, str]]:
    """Return the lines that lead from stock to price, each a label with its value."""
    factor = math.pow(1.0 - found.discount, answer.value)
    how = Text("默认值，本类目还没有调价记录", "the default: no price of the category has changed yet")
    if answer.skus:
        how = Text(f"由 {answer.skus} 款商品的调价学得", f"learned from price changes of {answer.skus} products")
    return [
        (Text("可售库存", "units available"), f"{goods.available}"),
        (Text(f"近 {goods.days} 天售出", f"sold in {goods.days} days"), f"{goods.sold:g}"),
        (Text("每天售出（含先验半件）", "a day, with half a unit as prior"), f"{goods.rate:.3f}"),
        (Text("可卖天数", "days of cover"), f"{goods.cover:.0f}"),
        (Text(f"价格弹性（{how.zh}）", f"price elasticity ({how.en})"), f"{answer.value:.2f} ± {answer.error:.2f}"),
        (Text("降价", "discount"), f"{found.discount:.0%}"),
        (Text("销量变为", "sales are multiplied by"), f"× {factor:.2f}"),
        (Text(f"{days} 天预计售出", f"expected to sell in {days} days"), f"{found.expected_units:.0f}"),
        (Text("预计剩下", "expected to be left"), f"{found.left:.0f}"),
    ]  # fmt: skip


def why(goods: Moving, found: Markdown, days: int) -> Text:
    """Return the reason in one sentence."""
    cover = f"{goods.cover:.0f}"
    if found.discount == 0:
        zh, en = ("在成本与毛利底线内没有降价余地", "cost and margin leave no room for a discount")
        if found.clears:
            zh, en = f"按现价 {days} 天内就能卖完", f"at today's price it clears in {days} days"
    elif found.clears:
        zh, en = (f"降 {found.discount:.0%} 是预计能在 {days} 天内清完的最小幅度",
                  f"{found.discount:.0%} is the smallest discount expected to clear it in {days} days")
    else:
        zh, en = (f"毛利底线内最多降 {found.discount:.0%}，{days} 天后预计还剩 {found.left:.0f} 件",
                  f"the margin allows {found.discount:.0%} at most; about {found.left:.0f} stay after {days} days")
    return Text(f"库存够卖 {cover} 天；{zh}", f"the stock covers {cover} days; {en}")
