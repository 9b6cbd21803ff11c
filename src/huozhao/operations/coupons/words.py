"""Coupons in words: what one gives, why it does not apply, how far the basket is."""

from huozhao.operations.coupons.benefit import DISCOUNT, FIXED, FREE_DELIVERY, GIFT, Benefit
from huozhao.operations.coupons.scope import Scope
from huozhao.terms.text import Text

REASONS: dict[str, Text] = {
    "applied": Text("已使用", "applied"),
    "not_begun": Text("尚未开始", "it has not begun"),
    "over": Text("活动已结束", "it is over"),
    "expired": Text("已过期", "it has expired"),
    "used": Text("已使用过", "it has been used"),
    "held": Text("正被另一笔未付款订单占用", "another unpaid order is using it"),
    "out_of_scope": Text("购物车里没有适用的商品", "it covers nothing in the basket"),
    "below_threshold": Text("还差 {gap} 元可用", "{gap} yuan more to use it"),
    "gift_out_of_stock": Text("赠品已送完", "the gift is out of stock"),
    "budget_spent": Text("活动预算已用完", "its budget is spent"),
    "all_given": Text("已领完", "all have been claimed"),
    "not_best": Text("与所选优惠不能同用，已为你选更省的组合", "it cannot be combined; what is chosen saves more"),
    "not_chosen": Text("未选用", "not chosen"),
    "no_delivery_fee": Text("这单本来就免配送费", "delivery of this order costs nothing anyway"),
}


def yuan(fen: int) -> str:
    """Return fen as yuan for people: 1250 → 12.5, 2000 → 20."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def in_words(benefit: Benefit, gift_title: str = "") -> Text:
    """Return what a benefit gives, in one short line."""
    if benefit.kind == GIFT:
        return _gift(benefit, gift_title or benefit.gift_sku)
    if benefit.kind == DISCOUNT:
        return _discount(benefit)
    if benefit.kind == FREE_DELIVERY:
        return _free_delivery(benefit)
    if benefit.kind == FIXED:
        return Text(f"立减 {yuan(benefit.tiers[0].off_fen)} 元", f"{yuan(benefit.tiers[0].off_fen)} yuan off")
    every_zh, every_en = ("每满", "each ") if benefit.repeats else ("满", "")
    cap = benefit.cap_fen
    zh = "，".join(f"{every_zh} {yuan(t.threshold_fen)} 减 {yuan(t.off_fen)} 元" for t in benefit.tiers)
    en = ", ".join(f"{yuan(t.off_fen)} yuan off {every_en}{yuan(t.threshold_fen)}" for t in benefit.tiers)
    return Text(zh + (f"，最多 {yuan(cap)} 元" if cap else ""), en + (f", at most {yuan(cap)}" if cap else ""))


def scope_in_words(scope: Scope) -> Text:
    """Return for which goods it counts, in one short line."""
    named = [*scope.categories, *scope.skus]
    without = [*scope.without_categories, *scope.without_skus]
    zh, en = (f"限 {'、'.join(named)}", f"for {', '.join(named)}") if named else ("全部商品", "all goods")
    if without:
        zh, en = f"{zh}（{'、'.join(without)} 除外）", f"{en} (not {', '.join(without)})"
    return Text(zh, en)


def reason(code: str, gap_fen: int = 0) -> Text:
    """Return why something applies or not."""
    found = REASONS[code]
    return Text(found.zh.format(gap=yuan(gap_fen)), found.en.format(gap=yuan(gap_fen)))


def _gift(benefit: Benefit, title: str) -> Text:
    units = f" × {benefit.gift_units}" if benefit.gift_units > 1 else ""
    if not benefit.threshold_fen:
        return Text(f"下单送 {title}{units}", f"{title}{units} with any order")
    amount = yuan(benefit.threshold_fen)
    return Text(f"满 {amount} 送 {title}{units}", f"{title}{units} with {amount} yuan of goods")


def _free_delivery(benefit: Benefit) -> Text:
    zh, en = "免配送费", "free delivery"
    if benefit.threshold_fen:
        amount = yuan(benefit.threshold_fen)
        zh, en = f"满 {amount} {zh}", f"{en} from {amount} yuan"
    if benefit.cap_fen:
        zh, en = f"{zh}，最多 {yuan(benefit.cap_fen)} 元", f"{en}, at most {yuan(benefit.cap_fen)} yuan of it"
    return Text(zh, en)


def _discount(benefit: Benefit) -> Text:
    tenths = f"{(100 - benefit.percent) / 10:.1f}".rstrip("0").rstrip(".")
    zh, en = f"{tenths} 折", f"{benefit.percent} % off"
    if benefit.threshold_fen:
        amount = yuan(benefit.threshold_fen)
        zh, en = f"满 {amount} 打 {zh}", f"{en} from {amount} yuan"
    if benefit.cap_fen:
        zh, en = f"{zh}，最多减 {yuan(benefit.cap_fen)} 元", f"{en}, at most {yuan(benefit.cap_fen)} yuan"
    return Text(zh, en)
