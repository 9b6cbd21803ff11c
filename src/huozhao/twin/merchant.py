"""The merchant of a trial's mall: a discount that every mall has, and, where it runs the whole loop, campaigns."""

from typing import Any

from huozhao.terms.time import DAY_MS, iso
from huozhao.twin.api import Api
from huozhao.twin.report import Report

REDUCTION, RECALL = "large_baskets", "call_back"
# From about what an order costs on the average.
REDUCED: dict[str, Any] = {
    "label": {"zh": "满 129 减 15", "en": "15 off from 129"}, "layer": "promotion", "claimable": False,
    "benefit": {"kind": "reduction", "tiers": [{"threshold_fen": 12_900, "off_fen": 1_500}]},
}
COUPON: dict[str, Any] = {
    "label": {"zh": "回归券 99 减 20", "en": "20 off from 99 for coming back"}, "claimable": False,
    "benefit": {"kind": "reduction", "tiers": [{"threshold_fen": 9_900, "off_fen": 2_000}]},
}
CALL: dict[str, Any] = {
    "label": {"zh": "召回沉睡顾客", "en": "Call back the silent"}, "coupon": RECALL,
    "channels": ["popup", "card", "inbox"], "expression": 'segment("churn_warning") or segment("dormant")',
    "title": {"zh": "好久不见", "en": "It has been a while"},
    "body": {"zh": "送你一张回归券：{coupon}，{until} 前有效。",
             "en": "A coupon for coming back: {coupon}, until {until}."},
}  # fmt: skip
STRATEGIES = ("churn_return",)


def reduce(api: Api, report: Report) -> None:
    """Start the discount on large baskets."""
    _start(api, report, REDUCTION, REDUCED)


def campaign(api: Api, report: Report, now: int, days: int) -> None:
    """Start the strategies, and the campaign with its coupon for those who fell silent."""
    for strategy in STRATEGIES:
        report.check("strategies", api.post(f"/v1/strategies/{strategy}/start", {}))
    _start(api, report, RECALL, COUPON)
    path, ends = f"/v1/campaigns/{RECALL}", {"ends_at": iso(now + days * DAY_MS)}
    if report.check("campaign", api.put(path, CALL | ends)):
        for step in ("preview", "start"):
            report.check("campaign", api.post(f"{path}/{step}", {}))


def _start(api: Api, report: Report, id: str, coupon: dict[str, Any]) -> None:
    if report.check("coupons", api.put(f"/v1/coupons/{id}", coupon)):
        report.check("coupons", api.post(f"/v1/coupons/{id}/start", {}))
