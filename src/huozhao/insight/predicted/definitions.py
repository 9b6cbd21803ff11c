"""The predicted tags: what each foretells, for whom, from what, from which probability, and the rule that stands in."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huozhao.insight.predicted import targets
from huozhao.insight.predicted.features import Measured
from huozhao.insight.predicted.history import Mask
from huozhao.insight.predicted.targets import Target
from huozhao.terms.text import Text

PERSONALISATION, SENSITIVE = "personalisation", "sensitive"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A tag is entered at `enter` and left under `exit`, so that it does not flicker.

    With `odds` the two are multiples of the mall's own odds (rare events), else they are probabilities.
    """

    enter: float
    exit: float
    odds: bool = False

    def at(self, base_rate: float) -> tuple[float, float]:
        """Return the two probabilities for a mall where the event happens to `base_rate` of the shoppers asked."""
        if not self.odds:
            return self.enter, self.exit
        odds = base_rate / max(1e-9, 1.0 - base_rate)
        return tuple(times * odds / (1.0 + times * odds) for times in (self.enter, self.exit))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said of a shopper when there is no model: a rule in words, as a function of features and level,
    and the features that are shown as its evidence."""

    words: Text
    holds: Callable[[Measured, float], Mask]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The definition of one predicted tag. `{days}` in the target's words stands for the horizon that was possible."""

    tag: str
    label: Text
    purpose: str
    target: Text
    horizons: tuple[int, ...]
    look_back: int
    asked_of: Text
    population: Callable[[Measured], Mask]
    happened: Target
    rule: Rule
    bounds: Bounds
    ttl_days: int
    families: tuple[str, ...] = ("base",)
    group: str = ""

    def says(self, horizon: int) -> Text:
        """Return the target with its days."""
        return Text(self.target.zh.format(days=horizon), self.target.en.format(days=horizon))


def _at_least(feature: str, value: float) -> Callable[[Measured], Mask]:
    return lambda m: np.asarray(m[feature] >= value)


def _within(feature: str, days: int) -> Callable[[Measured], Mask]:
    return lambda m: np.asarray(m[feature] <= days)


BUYERS = Text("一年内下过单的顾客", "shoppers who ordered within a year")
SEEN = Text("近90天来过的顾客", "shoppers seen within 90 days")


def _theme(tag: str, label: Text, theme: str, what: Text, purpose: str, group: str = "") -> Prediction:
    """Return the definition of a tag that foretells the wish for goods of a theme."""
    return Prediction(
        tag, label, purpose,
        Text(f"未来{{days}}天会购买或加购{what.zh}",
             f"will buy {what.en} or put them into the cart within {{days}} days"),
        (60, 30, 14, 7), 90, SEEN, _within("days_since_act", 90), targets.takes_up(theme),
        Rule(Text(f"近90天有3次以上与{what.zh}有关的行为，或买过2件，或搜索过2次",
                  f"3 acts or more on {what.en} in 90 days, or 2 bought, or 2 searches"),
             lambda m, _: (m[f"{theme}_acts"] >= 3) | (m[f"{theme}_bought"] >= 2) | (m[f"{theme}_searches"] >= 2),
             (f"{theme}_acts", f"{theme}_bought", f"{theme}_searches")),
        Bounds(3.0, 2.0, odds=True), 60, ("base", theme), group,
    )  # fmt: skip


PREDICTIONS: tuple[Prediction, ...] = (
    Prediction(
        "purchase_intent", Text("近期购买意向", "about to buy"), PERSONALISATION,
        Text("未来{days}天会付款下单", "will pay an order within {days} days"), (7, 5, 3, 2), 60,
        Text("近30天来过的顾客", "shoppers seen within 30 days"), _within("days_since_act", 30), targets.orders,
        Rule(Text("近7天购物车里有未买的商品，且3天内来过",
                  "goods left in the cart within 7 days, and seen within 3 days"),
             lambda m, _: (m["open_carts_7"] >= 1) & (m["days_since_act"] <= 3),
             ("open_carts_7", "days_since_act")),
        Bounds(2.5, 1.7, odds=True), 7,
    ),
    Prediction(
        "churn_risk", Text("流失风险", "likely to leave"), PERSONALISATION,
        Text("未来{days}天不会再下单", "will pay no order within {days} days"), (90, 60, 30), 365, BUYERS,
        _at_least("orders_365", 1), targets.is_silent,
        Rule(Text("已沉默30天以上，且超过本人平均间隔的2倍；只买过一次的为90天以上",
                  "silent for 30 days and twice the shopper's own mean gap; for 90 days where there was one order"),
             lambda m, _: ((m["days_since_order"] >= 30) & (m["silence_in_gaps"] > 2))
             | (np.isnan(m["mean_gap_days"]) & (m["days_since_order"] >= 90)),
             ("days_since_order", "mean_gap_days", "silence_in_gaps")),
        Bounds(0.75, 0.65), 90,
    ),
    Prediction(
        "high_value", Text("高价值顾客", "high value"), PERSONALISATION,
        Text("未来{days}天的消费达到本店前20%的水平", "will spend as much within {days} days as the mall's top fifth"),
        (90, 60, 30), 365, BUYERS, _at_least("orders_365", 1), targets.spends,
        Rule(Text("近90天消费已达到本店前20%的水平", "spent as much in 90 days as the mall's top fifth"),
             lambda m, level: m["spent_90"] >= max(level, 0.01),
             ("spent_90",)),
        Bounds(0.5, 0.35), 90,
    ),
    Prediction(
        "discount_sensitive", Text("折扣敏感型", "discount sensitive"), PERSONALISATION,
        Text("未来{days}天若下单，至少一半订单会用优惠券或折扣",
             "if ordering within {days} days, will use a coupon or discount for half of the orders or more"),
        (60, 30, 14), 365, BUYERS, _at_least("orders_365", 1), targets.uses_coupons,
        Rule(Text("一年内至少3单，其中60%以上用了优惠", "3 orders or more within a year, 60 % or more with a discount"),
             lambda m, _: (m["orders_365"] >= 3) & (m["coupon_share_365"] >= 0.6),
             ("coupon_share_365", "orders_365")),
        Bounds(0.6, 0.5), 90,
    ),
    Prediction(
        "early_adopter", Text("尝鲜党", "early adopter"), PERSONALISATION,
        Text("未来{days}天若购买，会买上架不到30天的新品",
             "if buying within {days} days, will buy goods that are on sale for under 30 days"),
        (60, 30, 14), 365, BUYERS, _at_least("orders_365", 1), targets.buys_new_goods,
        Rule(Text("一年内买过2件以上新品，且占购买的30%以上",
                  "2 new products or more within a year, 30 % or more of all"),
             lambda m, _: (m["new_bought_365"] >= 2) & (m["new_share_365"] >= 0.3),
             ("new_bought_365", "new_share_365")),
        Bounds(2.5, 1.7, odds=True), 90,
    ),
    _theme("sensitive_skin", Text("敏感肌", "sensitive skin"), "sensitive_skin",
           Text("敏感肌适用的商品", "goods for sensitive skin"), SENSITIVE),
    _theme("life_stage:new_mother", Text("新手父母", "new parent"), "baby", Text("母婴商品", "baby goods"), SENSITIVE,
           "life_stage"),
    _theme("life_stage:student", Text("学生", "student"), "student", Text("学生用品", "goods for students"),
           PERSONALISATION, "life_stage"),
    _theme("life_stage:office", Text("上班族", "office worker"), "office",
           Text("办公通勤用品", "goods for office days"), PERSONALISATION, "life_stage"),
    Prediction(
        "hobby_shift", Text("兴趣转移", "interest has shifted"), PERSONALISATION,
        Text("未来{days}天最关注的类目会是此前占比不到20%的类目",
             "within {days} days will turn most to a category that had under 20 % of their acts"),
        (14, 7, 3), 90, Text("近14天有3次以上行为的顾客", "shoppers with 3 acts or more in 14 days"),
        _at_least("acts_14", 3), targets.turns_elsewhere,
        Rule(Text("近14天一半以上行为集中于一个此前占比不到20%的类目（至少5次）",
                  "half of the acts of 14 days or more, at least 5, on a category that had under 20 % before"),
             lambda m, _: (m["acts_14"] >= 5) & (m["acts_before"] >= 5) & (m["leading_share_14"] >= 0.5)
             & (m["leading_share_before"] < 0.2),
             ("leading_share_14", "leading_share_before", "acts_14")),
        Bounds(0.5, 0.35), 21,
    ),
    Prediction(
        "preferred_payment", Text("支付偏好", "preferred payment"), PERSONALISATION,
        Text("未来{days}天若付款，多半用最常用的支付方式",
             "if paying within {days} days, will mostly use the means used most so far"),
        (60, 30, 14), 365, Text("用已知方式付过款的顾客", "shoppers who paid by a known means"),
        _at_least("method_orders", 1), targets.pays_as_usual,
        Rule(Text("一年内至少3单，其中70%以上用同一支付方式",
                  "3 orders or more within a year, 70 % or more by one means"),
             lambda m, _: (m["method_orders"] >= 3) & (m["method_share"] >= 0.7),
             ("method_share", "method_orders")),
        Bounds(0.7, 0.6), 180, ("base", "method"),
    ),
    Prediction(
        "return_risk", Text("退货风险", "likely to return goods"), PERSONALISATION,
        Text("未来{days}天会退货", "will send goods back within {days} days"), (30, 14, 7), 365,
        Text("近90天下过单的顾客", "shoppers who ordered within 90 days"), _at_least("orders_90", 1),
        targets.returns_goods,
        Rule(Text("一年内退货2次以上，且占订单30%以上", "2 returns or more within a year, 30 % of the orders or more"),
             lambda m, _: (m["returns_365"] >= 2) & (m["return_share_365"] >= 0.3),
             ("returns_365", "return_share_365")),
        Bounds(2.5, 1.7, odds=True), 60,
    ),
)  # fmt: skip
BY_TAG = {prediction.tag: prediction for prediction in PREDICTIONS}


def columns_for(prediction: Prediction, names: tuple[str, ...]) -> list[int]:
    """Return the places of the features that a prediction may look at.

    Features of a theme are left to the tags of that theme: no other model sees what speaks of skin, children or age.
    """
    from huozhao.insight.predicted.themes import NAMES

    themes = {f"{theme}_{what}": theme for theme in NAMES for what in ("acts", "bought", "searches", "share")}

    def family(name: str) -> str:
        return themes.get(name) or ("method" if name.startswith("method") else "base")

    extra = ("skin_care",) if "sensitive_skin" in prediction.families else ()
    return [i for i, name in enumerate(names) if family(name) in (*prediction.families, *extra)]
