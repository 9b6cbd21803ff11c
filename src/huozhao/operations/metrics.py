"""The registry of metrics: one definition a figure, used wherever the figure is shown or compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from huozhao.terms.text import Text

Unit = Literal["ratio", "fen", "count", "days", "minutes", "times"]
Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure as numerator over denominator, both sums that can be added over disjoint facts.

    `denominator` None means a plain sum. `better` says which direction is good, None when neither is.
    """

    name: str
    label: Text
    help: Text
    unit: Unit
    numerator: str
    denominator: str | None = None
    better: Literal["up", "down"] | None = "up"

    @property
    def formula(self) -> str:
        """The definition in one line, for people and for the reference page."""
        return self.numerator if self.denominator is None else f"{self.numerator} / {self.denominator}"

    def value(self, measures: Measures) -> float | None:
        """Return the figure, None when it is undefined (nothing in the denominator or not measured)."""
        if self.numerator not in measures:
            return None
        if self.denominator is None:
            return float(measures[self.numerator])
        below = measures.get(self.denominator, 0)
        return measures[self.numerator] / below if below else None


# Names of the sums that definitions may use, with what each one counts.
MEASURES: dict[str, Text] = {
    "visitors": Text("当期至少有一次行为的顾客数", "distinct shoppers with at least one act of their own"),
    "buyers": Text("当期至少付款一单的顾客数", "distinct shoppers with at least one paid order"),
    "returning_buyers": Text(
        "当期买家中，截至期末 90 天内（期长更长则为整期）付款不少于两单的人数",
        "buyers with at least two paid orders in the 90 days up to the end (or the whole period if longer)",
    ),
    "orders": Text("付款订单数", "paid orders"),
    "gmv_fen": Text("付款金额合计（分），未扣退货", "sum of paid totals in fen, returns not deducted"),
    "annual_cogs_fen": Text("当期销货成本折成一年（分）", "cost of goods sold, scaled to 365 days, in fen"),
    "stock_value_fen": Text("在库存货按成本计的金额（分）", "stock on hand at cost, in fen"),
    "orders_asked": Text("下单次数，含因缺货被拒的", "orders asked for, those refused for want of stock included"),
    "orders_served": Text("没有因缺货被拒或取消的下单次数", "orders asked for and not lost for want of stock"),
    "delivery_minutes": Text("从下单到送达的分钟数合计", "minutes from placing to delivery, summed"),
    "deliveries": Text("有下单时间的已送达订单数", "delivered orders whose placing time is known"),
    "shown": Text("推荐商品的曝光次数", "recommended items shown"),
    "clicked": Text("推荐商品的点击次数", "recommended items clicked"),
    "skus_shown": Text("至少被推荐过一次的商品数", "distinct goods recommended at least once"),
    "skus_listed": Text("在售商品数", "goods on sale"),
}

METRICS: tuple[Metric, ...] = (
    Metric("visits", Text("到访顾客", "Active shoppers"),
           Text("有浏览、搜索、加购、下单等行为的顾客数，每人每期只计一次。",
                "Shoppers who viewed, searched, carted or ordered; each counted once a period."),
           "count", "visitors"),
    Metric("conversion", Text("转化率", "Conversion"),
           Text("付款顾客数 ÷ 到访顾客数。", "Paying shoppers divided by active shoppers."),
           "ratio", "buyers", "visitors"),
    Metric("average_order", Text("客单价", "Average order value"),
           Text("付款金额 ÷ 付款订单数，未扣退货。", "Paid amount divided by paid orders, before returns."),
           "fen", "gmv_fen", "orders"),
    Metric("gmv", Text("成交额", "Sales (GMV)"),
           Text("付款金额合计，未扣退货。", "Sum of paid orders, before returns."),
           "fen", "gmv_fen"),
    Metric("repurchase", Text("复购率", "Repurchase rate"),
           Text("当期买家中，截至期末 90 天内付款不少于两单者所占比例。",
                "Share of the period's buyers with two or more paid orders in the 90 days up to its end."),
           "ratio", "returning_buyers", "buyers"),
    Metric("turnover", Text("库存周转", "Stock turnover"),
           Text("当期销货成本折成一年 ÷ 现有存货成本，即一年周转几次。",
                "Cost of goods sold scaled to a year, divided by today's stock at cost: turns a year."),
           "times", "annual_cogs_fen", "stock_value_fen"),
    Metric("fill_rate", Text("订单满足率", "Fill rate"),
           Text("未因缺货而失去的下单次数 ÷ 全部下单次数。",
                "Orders not lost for want of stock, divided by all orders asked for."),
           "ratio", "orders_served", "orders_asked"),
    Metric("delivery_time", Text("送达时长", "Delivery time"),
           Text("从下单到送达的平均分钟数。", "Mean minutes from placing an order to its delivery."),
           "minutes", "delivery_minutes", "deliveries", "down"),
    Metric("recommendation_ctr", Text("推荐点击率", "Recommendation CTR"),
           Text("推荐商品点击次数 ÷ 曝光次数。", "Recommended items clicked divided by items shown."),
           "ratio", "clicked", "shown"),
    Metric("coverage", Text("推荐覆盖率", "Recommendation coverage"),
           Text("当期被推荐过的商品数 ÷ 在售商品数。", "Goods recommended at least once divided by goods on sale."),
           "ratio", "skus_shown", "skus_listed"),
)
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}
