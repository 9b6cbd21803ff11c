"""The strategies that come with the product: drafts for the three segments of the scenario, to edit and start."""

from huozhao.operations.strategies import Strategy, strategy_from_dict
from huozhao.terms.text import Text

_BODIES: dict[str, tuple[Text, str, dict[str, object], int, tuple[str, ...]]] = {
    "vip_premium": (
        Text("VIP：高端定制", "VIP: premium and custom goods"), 'segment("vip")',
        {"kind": "premium_zone", "parameters": {"zone": "premium", "least_price_fen": 20_000}}, 800, ("page",),
    ),
    "vip_first_right": (
        Text("VIP：新品优先购", "VIP: first right to new goods"), 'segment("vip")',
        {"kind": "new_goods_first", "parameters": {"hours": 24}}, 600, ("wechat", "app_push", "popup"),
    ),
    "churn_return": (
        Text("流失预警：回归券 + 常购类目折扣", "Churn warning: return coupon + usual categories"),
        'segment("churn_warning")',
        {"kind": "return_coupon", "parameters": {"coupon_fen": 3_000, "min_spend_fen": 9_900, "discount_percent": 15}},
        1_200, ("wechat", "sms", "popup", "page"),
    ),
    "bargain_group_buy": (
        Text("价格敏感：拼团", "Bargain hunters: group-buy"), 'segment("bargain_hunter")',
        {"kind": "group_buy"}, 300, ("page", "wechat"),
    ),
    "bargain_flash_sale": (
        Text("价格敏感：限时秒杀", "Bargain hunters: flash sale"), 'segment("bargain_hunter")',
        {"kind": "flash_sale"}, 250, ("popup", "app_push"),
    ),
}  # fmt: skip

PRESETS: dict[str, Strategy] = {
    id: strategy_from_dict(id, {"label": label.as_dict(), "expression": expression, "offer": offer, "value_fen": value,
                                "channels": list(channels), "hold_out": 0.1, "cap": {"times": 1, "days": 7}})
    for id, (label, expression, offer, value, channels) in _BODIES.items()
}  # fmt: skip
