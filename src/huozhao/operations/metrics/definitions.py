"""The registry of metrics: one definition a figure, used by the board, experiments, alerts and reports alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from huozhao.operations.metrics.measures import MEASURES
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

    @property
    def is_by_shopper(self) -> bool:
        """Tell whether it can be computed shopper by shopper: what experiments compare."""
        return all(MEASURES[name].of for name in (self.numerator, self.denominator) if name)


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
    Metric("orders", Text("付款订单", "Paid orders"),
           Text("付款订单数。", "Number of paid orders."), "count", "orders"),
    Metric("goods_sales", Text("商品销售额", "Sales of goods"),
           Text("付款订单中商品行的金额合计。", "Sum of the goods lines of paid orders."), "fen", "goods_fen"),
    Metric("repurchase", Text("复购率", "Repurchase rate"),
           Text("当期付款的顾客中，截至期末 90 天内付款不少于两单者所占比例。",
                "Share of the period's buyers with two or more paid orders in the 90 days up to its end."),
           "ratio", "returning_buyers", "buyers"),
    Metric("turnover", Text("库存周转", "Stock turnover"),
           Text("当期销货成本折成一年 ÷ 当期平均存货成本，即一年周转几次。",
                "Cost of goods sold scaled to a year, divided by the mean stock at cost: turns a year."),
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
    Metric("recommendation_sales", Text("推荐成交占比", "Sales through recommendation"),
           Text("付款前 24 小时内点过推荐的商品金额 ÷ 全部商品金额。",
                "Paid amount of goods clicked as recommended in the 24 hours before, divided by that of all goods."),
           "ratio", "recommended_fen", "goods_fen"),
    Metric("recommendation_orders", Text("推荐命中率", "Recommendation hit rate"),
           Text("含有点过的推荐商品的订单数 ÷ 付款订单数。",
                "Orders with goods that were clicked as recommended, divided by paid orders."),
           "ratio", "recommended_orders", "orders"),
    Metric("diversity", Text("推荐多样性", "Recommendation diversity"),
           Text("推荐曝光相当于均匀展示多少个类目；越大越多样。",
                "As many categories, shown equally often, would be as diverse as what was shown."),
           "count", "effective_categories"),
    Metric("recall", Text("沉睡唤回率", "Dormant shoppers won back"),
           Text("期初已沉睡 30 天的顾客中，当期付款者所占比例。",
                "Share of shoppers dormant for 30 days at the start who paid an order in the period."),
           "ratio", "recalled", "dormant"),
    Metric("refund_rate", Text("退款率", "Refund rate"),
           Text("当期退款金额 ÷ 当期付款金额。", "Refunds of the period divided by its sales."),
           "ratio", "refunded_fen", "gmv_fen", "down"),
    Metric("revenue_per_shopper", Text("人均成交额", "Sales per active shopper"),
           Text("付款金额 ÷ 到访顾客数。", "Sales divided by active shoppers."),
           "fen", "gmv_fen", "visitors"),
)
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}
