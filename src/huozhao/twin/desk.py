"""What the operator of the demo mall has ready from its first day: knowledge, coupons, an experiment, a campaign.

Written once through the public API; what a person makes of it stands.
"""

from typing import Any

from huozhao.terms.time import DAY_MS, iso
from huozhao.twin.api import Api
from huozhao.twin.report import Report

CAMPAIGN_DAYS = 14
EXPERIMENT = "new_or_usual"
KNOWLEDGE: dict[str, dict[str, Any]] = {
    "delivery_fee": {
        "phrasings": ["运费多少", "邮费怎么收", "包邮吗", "how much is delivery"], "source": "配送说明",
        "answer": {"zh": "全场包邮，由离你最近、有货的门店发出。",
                   "en": "Delivery is free, from the nearest shop that has the goods."},
    },
    "return_days": {
        "phrasings": ["几天内可以退货", "七天无理由", "退货规则", "how long may I return"], "source": "售后说明",
        "answer": {"zh": "收货后 7 天内，未使用、不影响二次销售的商品可以退货。生鲜拆封后不退。",
                   "en": "Within 7 days of receipt, unused and fit to be sold again; no opened fresh food."},
    },
    "refund_days": {
        "phrasings": ["退款多久到账", "钱什么时候退", "when is the refund"], "source": "售后说明",
        "answer": {"zh": "门店收到退货后当天退款，1–3 个工作日原路到账。",
                   "en": "The day the shop has the goods back; it arrives within 1–3 working days the way you paid."},
    },
    "invoice": {
        "phrasings": ["可以开发票吗", "怎么开发票", "can I have an invoice"], "source": "售后说明",
        "answer": {"zh": "可以。订单完成后，在“我的订单”里申请电子发票。",
                   "en": "Yes: ask for an electronic invoice under My orders once the order is complete."},
    },
    "opening_hours": {
        "phrasings": ["门店几点开门", "营业时间", "opening hours"], "source": "门店说明",
        "answer": {"zh": "门店每天 9:00–21:00 营业，线上随时可以下单。",
                   "en": "Shops open 9:00–21:00; online you can order at any time."},
    },
}  # fmt: skip
COUPONS: dict[str, dict[str, Any]] = {
    "ten_off": {
        "label": {"zh": "满 99 减 10", "en": "10 off from 99"}, "quantity": 500, "budget_fen": 500_000,
        "benefit": {"kind": "reduction", "tiers": [{"threshold_fen": 9_900, "off_fen": 1_000}]},
    },
    "beauty_tenth": {
        "label": {"zh": "美妆护肤九折", "en": "10 % off beauty"}, "layer": "goods", "quantity": 300,
        "benefit": {"kind": "discount", "percent": 10, "cap_fen": 2_000}, "scope": {"categories": ["美妆护肤"]},
    },
}  # fmt: skip
CAMPAIGN: dict[str, Any] = {
    "label": {"zh": "护肤老客回访", "en": "Back to skin care"},
    "expression": 'count(view, category = "美妆护肤", 30d) >= 1',
    "title": {"zh": "护肤九折券到账", "en": "10 % off skin care"},
    "body": {"zh": "你的{coupon}，{until}前可用", "en": "Your {coupon}, until {until}"},
    "coupon": "beauty_tenth", "channels": ["subscription", "card", "popup", "inbox"], "template": "sale",
}  # fmt: skip


def set_up_desk(api: Api, report: Report, now: int) -> None:
    """Write what the mall does not have yet; the campaign stays a draft, for a person to preview and start."""
    have = {each["id"] for each in api.get("/v1/knowledge")[1].get("items", ())}
    for id, passage in KNOWLEDGE.items():
        if id not in have:
            report.check("knowledge", api.put(f"/v1/knowledge/{id}", passage))
    for id, coupon in COUPONS.items():
        if api.get(f"/v1/coupons/{id}")[0] == 404 and report.check("coupons", api.put(f"/v1/coupons/{id}", coupon)):
            report.check("coupons", api.post(f"/v1/coupons/{id}/start", {}))
    if api.get(f"/v1/experiments/{EXPERIMENT}")[1].get("state") == "draft":
        report.check("experiment", api.post(f"/v1/experiments/{EXPERIMENT}/start", {}))
    if api.get("/v1/campaigns/skin_care")[0] == 404:
        ends = {"ends_at": iso(now + CAMPAIGN_DAYS * DAY_MS)}
        report.check("campaign", api.put("/v1/campaigns/skin_care", CAMPAIGN | ends))
