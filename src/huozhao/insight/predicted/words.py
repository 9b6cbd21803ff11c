"""Features in a person's words: “近30天78%的订单使用优惠”."""

import math
from dataclasses import dataclass

from huozhao.terms.text import Text

DONE = {
    "views": Text("浏览商品", "viewed goods"), "carts": Text("加购", "put goods into the cart"),
    "favourites": Text("收藏", "favourited goods"), "searches": Text("搜索", "searched"),
    "clicks": Text("点击推荐", "clicked recommendations"), "shares": Text("分享", "shared goods"),
    "orders": Text("付款下单", "paid orders"), "returns": Text("退货", "returned goods"),
    "reviews": Text("评价", "wrote reviews"), "coupon_orders": Text("用优惠下单", "ordered with a discount"),
}  # fmt: skip
LAST = {
    "view": Text("浏览", "view"), "cart": Text("加购", "put into the cart"), "favourite": Text("收藏", "favourite"),
    "search": Text("搜索", "search"), "order": Text("下单", "order"), "act": Text("来访", "visit"),
}  # fmt: skip
ABOUT = {
    "skin_care": Text("护肤品", "skin care"), "sensitive_skin": Text("敏感肌适用商品", "goods for sensitive skin"),
    "baby": Text("母婴商品", "baby goods"), "student": Text("学生用品", "goods for students"),
    "office": Text("办公通勤用品", "goods for office days"),
}  # fmt: skip
SHARE, WHOLE, TENTH = ".0%", ",.0f", ",.1f"


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with a gap `{}` for the value, and how the value is written."""

    words: Text
    form: str = WHOLE

    def filled(self, value: str) -> Text:
        """Return the sentence with something in the gap."""
        return Text(self.words.zh.format(value), self.words.en.format(value))


def _share(zh: str, en: str) -> Template:
    return Template(Text(zh, en), SHARE)


def _number(zh: str, en: str, digits: int = 0) -> Template:
    return Template(Text(zh, en), TENTH if digits else WHOLE)


OWN: dict[str, Template] = {
    "open_carts_7": _number("近7天加购未买的商品{}件", "{} products left in the cart within 7 days"),
    "most_views_of_one_7": _number("近7天反复浏览同一商品{}次", "viewed one product {} times within 7 days"),
    "known_days": _number("首次来访至今{}天", "first seen {} days ago"),
    "weekend_share_90": _share("近90天{}的行为在周末", "{} of the acts of 90 days on weekends"),
    "mean_order": _number("平均每单{}元", "{} yuan an order"),
    "units_per_order": _number("平均每单{}次购买商品", "{} lines an order", 1),
    "mean_gap_days": _number("平均每{}天下一单", "orders every {} days"),
    "silence_in_gaps": _number("沉默时间是平均间隔的{}倍", "silent for {} times the usual gap", 1),
    "alive": _share("按购买规律，仍活跃的概率{}", "still active with probability {} by the rhythm of orders"),
    "expected_orders_90": _number("按购买规律，90天内预计下{}单", "{} orders expected in 90 days by the rhythm", 1),
    "coupon_share_90": _share("近90天{}的订单使用优惠", "{} of the orders of 90 days used a discount"),
    "coupon_share_365": _share("近一年{}的订单使用优惠", "{} of the orders of a year used a discount"),
    "return_share_365": _share("近一年退货占订单的{}", "returns are {} of the orders of a year"),
    "mean_stars": _number("平均评分{}星", "{} stars on average", 1),
    "new_bought_365": _number("近一年购买新品{}次", "bought new goods {} times within a year"),
    "new_share_365": _share("近一年购买中新品占{}", "{} of what was bought within a year was new"),
    "new_seen_share_30": _share("近30天关注的商品中新品占{}", "{} of the goods looked at within 30 days were new"),
    "shelves_30": _number("近30天关注{}个类目", "looked at {} categories within 30 days"),
    "kinds_bought_90": _number("近90天购买{}种商品", "bought {} products within 90 days"),
    "leading_share_14": _share("近14天{}的行为集中在同一类目", "{} of the acts of 14 days on one category"),
    "leading_share_before": _share("该类目此前占{}", "that category had {} before"),
    "shift": _share("最关注类目的占比变化{}", "the share of the leading category moved by {}"),
    "acts_14": _number("近14天有{}次行为", "{} acts within 14 days"),
    "acts_before": _number("此前76天有{}次行为", "{} acts in the 76 days before"),
    "method_share": _share("{}的订单用同一支付方式", "{} of the orders by one means of payment"),
    "methods": _number("用过{}种支付方式", "used {} means of payment"),
    "method_orders": _number("{}单的支付方式已知", "the means of payment of {} orders is known"),
    "method_was_last": _number("最近一单用它：{}（1为是）", "used for the last order: {} (1 = yes)"),
}  # fmt: skip


ONE_ORDER = Text("只在一天下过单", "ordered on one day only")
MISSING: dict[str, Text] = {
    "weekend_share_90": Text("近90天没有来访", "not seen within 90 days"),
    "mean_gap_days": ONE_ORDER, "silence_in_gaps": ONE_ORDER,
    "mean_order": Text("没有下过单", "never ordered"), "units_per_order": Text("没有下过单", "never ordered"),
    "alive": Text("没有下过单", "never ordered"), "expected_orders_90": Text("没有下过单", "never ordered"),
    "coupon_share_90": Text("近90天没有下单", "no order within 90 days"),
    "coupon_share_365": Text("近一年没有下单", "no order within a year"),
    "return_share_365": Text("近一年没有下单", "no order within a year"),
    "mean_stars": Text("没有评过分", "never gave stars"),
    "new_share_365": Text("近一年没有购买", "bought nothing within a year"),
    "new_seen_share_30": Text("近30天没有关注商品", "no interest in goods within 30 days"),
    "leading_share_14": Text("近14天没有关注商品", "no interest in goods within 14 days"),
    "leading_share_before": Text("此前没有关注商品", "no interest in goods before"),
    "shift": Text("没有可比较的关注", "no interest to compare"),
}  # fmt: skip


def statement(feature: str, value: float) -> Text:
    """Return a feature's value as a sentence; NaN reads as "nothing on record"."""
    template = _template(feature)
    if math.isnan(value):
        return _nothing(feature, template)
    stem = feature.rpartition("_")[0]
    if stem in DONE and not value:
        days, act = feature.rpartition("_")[2], DONE[stem]
        return Text(f"近{days}天没有{act.zh}", f"{act.en} not once within {days} days")
    return template.filled(format(value, template.form))


def name(feature: str) -> Text:
    """Return what a feature measures, with a gap where its value stands."""
    return _template(feature).filled("…")


def _nothing(feature: str, template: Template) -> Text:
    if feature in MISSING:
        return MISSING[feature]
    if feature.startswith("days_since_"):
        act = LAST[feature.removeprefix("days_since_")]
        return Text(f"没有{act.zh}记录", f"no {act.en} on record")
    bare = template.filled("…")
    return Text(f"没有可说明“{bare.zh}”的记录", f"nothing on record of “{bare.en}”")


def _template(feature: str) -> Template:
    if feature in OWN:
        return OWN[feature]
    stem, _, tail = feature.rpartition("_")
    if stem in ABOUT:
        return _of_theme(ABOUT[stem], tail)
    if feature.startswith("days_since_"):
        act = LAST[tail]
        return _number(f"上次{act.zh}在{{}}天前", f"last {act.en} {{}} days ago")
    if stem == "active_days":
        return _number(f"近{tail}天来过{{}}天", f"came on {{}} of {tail} days")
    if stem == "spent":
        return _number(f"近{tail}天消费{{}}元", f"spent {{}} yuan within {tail} days")
    act = DONE[stem]
    return _number(f"近{tail}天{act.zh}{{}}次", f"{act.en} {{}} times within {tail} days")


def _of_theme(about: Text, what: str) -> Template:
    if what == "share":
        return _share(f"近90天{{}}的关注在{about.zh}", f"{{}} of the interest of 90 days in {about.en}")
    if what == "acts":
        return _number(f"近90天关注{about.zh}{{}}次", f"turned to {about.en} {{}} times within 90 days")
    if what == "bought":
        return _number(f"购买{about.zh}{{}}次", f"bought {about.en} {{}} times")
    return _number(f"近90天搜索{about.zh}{{}}次", f"searched for {about.en} {{}} times within 90 days")
