"""Measures: the named sums of which metrics are made, with what each counts and how it is counted by shopper."""

from collections.abc import Mapping
from dataclasses import dataclass

from huozhao.terms.text import Text

# What is summed by shopper and day (the table `visits`).
COLUMNS = (
    "events", "views", "searches", "carts", "shown", "clicked", "asked", "served", "orders", "units", "gmv_fen",
    "discount_fen", "returns", "refunded_fen", "deliveries", "delivery_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A named sum.

    `of` is the column that it sums by shopper and day, empty when it is not counted by shopper. With `least`, a
    shopper whose sum reaches it counts 1, and 0 else. `over_days` sums that many days up to the end of the period
    where the period is shorter. `per` divides: milliseconds read as minutes.
    """

    name: str
    counts: Text
    of: str = ""
    least: int = 0
    over_days: int = 0
    per: int = 1

    def of_shopper(self, sums: Mapping[str, int]) -> float:
        """Return what one shopper adds, given their sums by column over the period."""
        total = max(0, sums.get(self.of, 0))
        return float(total >= self.least) if self.least else total / self.per


REPEAT_DAYS = 90
_ALL = (
    Measure("visitors", Text("当期至少有一次行为的顾客数", "distinct shoppers with at least one act of their own"),
            "events", 1),
    Measure("buyers", Text("当期至少付款一单的顾客数", "distinct shoppers with at least one paid order"), "orders", 1),
    Measure("returning_buyers",
            Text("当期付款的顾客中，截至期末 90 天内（期长更长则为整期）付款不少于两单的人数",
                 "buyers with at least two paid orders in the 90 days up to the end (or the whole period if longer)"),
            "orders", 2, REPEAT_DAYS),
    Measure("orders", Text("付款订单数", "paid orders"), "orders"),
    Measure("units", Text("付款商品件数", "units in paid orders"), "units"),
    Measure("gmv_fen", Text("付款金额合计（分），未扣退货", "sum of paid totals in fen, returns not deducted"),
            "gmv_fen"),
    Measure("discount_fen", Text("优惠金额合计（分）", "what coupons and offers took off, in fen"), "discount_fen"),
    Measure("refunded_fen", Text("退款金额合计（分）", "refunds in fen"), "refunded_fen"),
    Measure("annual_cogs_fen", Text("当期销货成本折成一年（分）", "cost of goods sold, scaled to 365 days, in fen")),
    Measure("stock_value_fen",
            Text("存货按成本计的金额（分），当期每日平均", "stock on hand at cost in fen, mean of the period's days")),
    Measure("orders_asked",
            Text("下单次数，含因缺货被拒的", "orders asked for, those refused for want of stock included"), "asked"),
    Measure("orders_served", Text("没有因缺货被拒或取消的下单次数", "orders asked for and not lost for want of stock"),
            "served"),
    Measure("delivery_minutes", Text("从下单到送达的分钟数合计", "minutes from placing to delivery, summed"),
            "delivery_ms", per=60_000),
    Measure("deliveries", Text("有下单时间的已送达订单数", "delivered orders whose placing time is known"),
            "deliveries"),
    Measure("shown", Text("推荐商品的曝光次数", "recommended items shown"), "shown"),
    Measure("clicked", Text("推荐商品的点击次数", "recommended items clicked"), "clicked"),
    Measure("skus_shown", Text("至少被推荐过一次的商品数", "distinct goods recommended at least once")),
    Measure("skus_listed", Text("在售商品数", "goods on sale")),
    Measure("effective_categories",
            Text("曝光在类目间分布的有效类目数：exp（香农熵），即均匀展示多少个类目同样多样",
                 "effective number of categories shown: exp of Shannon's entropy of their shares (Hill 1973)")),
    Measure("recommended_fen",
            Text("付款前 24 小时内点过推荐的商品的付款金额（分）",
                 "paid amount, in fen, of goods that the buyer had clicked as recommended in the 24 hours before")),
    Measure("goods_fen", Text("付款商品金额合计（分）", "paid amount of all goods lines, in fen")),
    Measure("recommended_orders",
            Text("含有付款前 24 小时内点过推荐的商品的订单数",
                 "paid orders with goods that the buyer had clicked as recommended in the 24 hours before")),
    Measure("dormant",
            Text("期初已 30 天没有行为、此前 90 天内来过的顾客数",
                 "shoppers who at the start had not come for 30 days and had in the 60 days before those")),
    Measure("recalled", Text("其中当期付款的顾客数", "those of them who paid an order in the period")),
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
