"""A mall in which the stories happen: baby food, winter skin care, a shampoo that disappoints, two shops, a guide."""

import random
import time
from typing import Any

import httpx

from tests.browser.small_mall import DAY_S, event, run
from tests.needing import goods_of_needs

# Everybody is offered what a need or an improved product gives, so that no test depends on the luck of a guest's id.
SETTINGS = """
[storefront]
guests = true
trial_payment = true

[needs]
popup_hold_out = 0.0

[voice]
hold_out = 0.0

[top_up]
hold_out = 0.0

[access]
shopper_rate_per_s = 1000
log_in_rate_per_minute = 10000
"""
HAIR = ["个护", "洗发水"]
SMALL = (("swab", "婴儿棉签", 900), ("soap", "宝宝手工皂", 2100), ("bib", "围兜", 2900))
SHOPS = (("near", "南山店", 113.93, 22.53), ("far", "罗湖店", 114.12, 22.55))
COMPLAINTS = ("去屑效果弱，味道还可以", "用了半个月，头屑还是很多", "根本不去屑", "去屑效果不明显，失望",
              "洗完第二天又有头屑")
PRAISE = ("没有头屑了，味道也好闻", "去屑效果不错，会回购", "洗完很清爽", "泡沫丰富，好用", "物流很快，包装严实")
GUIDE = {"title": {"zh": "米粉冲调指南", "en": "How to mix rice cereal"}, "category": ["母婴"], "state": "live",
         "body": {"zh": "## 冲调\n1. 70 度温水\n2. 先粉后水", "en": "## Mix\n1. Water of 70 degrees"}}  # fmt: skip


def set_the_stage(url: str) -> None:
    """Send everything that was before the stories begin, and run the main job."""
    with httpx.Client(base_url=url, timeout=120) as api:
        _put(api, "goods", {"goods": _goods()})
        _put(api, "shops", {"shops": [
            {"shop": shop, "name": name, "city": "深圳", "opens": "00:00", "closes": "24:00", "longitude": longitude,
             "latitude": latitude, "system": "wgs84"} for shop, name, longitude, latitude in SHOPS]})  # fmt: skip
        count(api, {each["sku"]: 200 for each in _goods()})
        _coupon(api, "need_coupon", "保湿套装券", 3000, 500)
        _coupon(api, "ten_off", "满 120 减 20", 12_000, 2000)
        api.put("/v1/care/guides/rice", json=GUIDE).raise_for_status()
        _tell(api, _past())
        run(api)


def improve(url: str) -> None:
    """Bring the improved shampoo into the shop near by, and run the main job."""
    with httpx.Client(base_url=url, timeout=120) as api:
        _put(api, "goods", {"goods": [_good("shampoo-2", "强效去屑洗发水", HAIR, 4900, succeeds="shampoo")]})
        count(api, {"shampoo-2": 40})
        run(api)


def count(api: httpx.Client, units: dict[str, int]) -> None:
    """Count so many units of each SKU in both shops."""
    counts = [{"key": f"{sku}-{shop}-{time.time_ns()}", "sku": sku, "shop": shop, "on_hand": n}
              for sku, n in units.items() for shop, *_ in SHOPS]  # fmt: skip
    api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()


def _goods() -> list[dict[str, Any]]:
    small = [_good(sku, title, ["母婴", "洗护"], price) for sku, title, price in SMALL]
    hair = [_good("shampoo", "清爽去屑洗发水", HAIR, 3900), _good("other", "柔顺洗发水", HAIR, 3900)]
    return goods_of_needs() + small + hair


def _good(sku: str, title: str, category: list[str], price: int, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "spu": sku, "title": title, "category": category, "price_fen": price, "supplier": "SUP-7",
            **more}  # fmt: skip


def _past() -> list[dict[str, Any]]:
    """Sixty shoppers bought for weeks; of those who bought the shampoo lately many say that it does not help."""
    rng, now = random.Random(3), time.time()
    happened = []
    for n in range(60):
        sku = rng.choice(["rice-4", "cream-4", "sun-1", "daily-1", "daily-2", "shampoo", "other"])
        happened += _bought(f"past-{n}", sku, now - (30 + n * 0.5) * DAY_S, 5, PRAISE[n % 5] + f"（第{n}次）")
    for n in range(40):
        happened += _bought(f"happy-{n}", "shampoo", now - (35 + n * 0.5) * DAY_S, 5, f"{PRAISE[n % 5]}，第{n}瓶")
    for n in range(11):
        happened += _bought(f"sad-{n}", "shampoo", now - 12 * DAY_S, 2, f"{COMPLAINTS[n % 5]}，第{n}瓶", 4 - n * 0.3)
    return happened


def _bought(
    shopper: str, sku: str, at: float, stars: int, text: str, reviewed_days_ago: float = 0.0
) -> list[dict[str, Any]]:
    order, lines = f"old-{shopper}", [{"sku": sku, "quantity": 1, "price_fen": 3900}]
    review_at = time.time() - reviewed_days_ago * DAY_S if reviewed_days_ago else at + 2 * DAY_S
    return [
        event(f"paid-{shopper}", "Order Paid", at, shopper, order=order, lines=lines, total_fen=3900),
        event(f"said-{shopper}", "Product Reviewed", review_at, shopper, sku=sku, stars=stars, text=text, order=order),
    ]


def _tell(api: httpx.Client, events: list[dict[str, Any]]) -> None:
    names = sorted({each["shopper"] for each in events})
    decisions = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
    api.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).raise_for_status()
    assert api.post("/v1/events", json={"events": events}).raise_for_status().json()["refused"] == []


def _coupon(api: httpx.Client, id: str, label: str, threshold: int, off: int) -> None:
    body = {"label": {"zh": label, "en": label},
            "benefit": {"kind": "reduction", "tiers": [{"threshold_fen": threshold, "off_fen": off}]}}  # fmt: skip
    api.put(f"/v1/coupons/{id}", json=body).raise_for_status()
    api.post(f"/v1/coupons/{id}/start", json={}).raise_for_status()


def _put(api: httpx.Client, what: str, body: dict[str, Any]) -> None:
    assert api.put(f"/v1/{what}", json=body).raise_for_status().json()["refused"] == []
