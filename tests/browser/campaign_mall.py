"""A mall in three cities with campaigns that run, messages that wait, and templates that shoppers allowed."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.browser.small_mall import event
from tests.shopping import eventually

DAY_S = 86_400
CITIES = {"wh": ("武汉", 114.3, 30.6, 26), "cd": ("成都", 104.06, 30.65, 14), "sz": ("深圳", 114.06, 22.54, 8)}
GOODS = (("longjing", "明前龙井 50g", ["食品", "茶"], 8_800), ("cup", "手绘盖碗", ["家居", "茶具"], 12_900))


def fill_campaigns(url: str, now_s: float) -> None:
    """Send goods, shops, stock, shoppers who look at tea, and three campaigns."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": path, "price_fen": fen}
                 for sku, title, path, fen in GOODS]  # fmt: skip
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        shops = [{"shop": shop, "name": f"{city}一店", "city": city, "longitude": x, "latitude": y, "system": "wgs84"}
                 for shop, (city, x, y, _) in CITIES.items()]
        api.put("/v1/shops", json={"shops": shops}).raise_for_status()
        counts = [{"key": f"c-{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": n}
                  for sku, n in (("longjing", 4), ("cup", 30)) for shop in CITIES]  # fmt: skip
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        names = {f"{shop}-{n:02d}": city for shop, (city, _, _, many) in CITIES.items() for n in range(many)}
        decisions = [{"shopper": name, "purpose": purpose, "given": True} for n, name in enumerate(names)
                     for purpose in ("personalisation", "marketing") if purpose == "personalisation" or n % 6]
        api.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).raise_for_status()
        events: list[dict[str, Any]] = []
        for n, (name, city) in enumerate(names.items()):
            events.append(event(f"v{n}", "Product Viewed", now_s - DAY_S, name, sku="longjing"))
            events.append(event(f"r{n}", "Shopper Registered", now_s - DAY_S, name, city=city))
            events += [event(f"g{n}-{k}", "Subscription Granted", now_s - 3_600, name, template="tmpl_sale")
                       for k in range(n % 3)]  # fmt: skip
        api.post("/v1/events", json={"events": events}).raise_for_status()
        _wait(lambda: api.get("/v1/tags/status").json()["lag"] == 0, "the tags did not catch up")
        _campaigns(api, now_s)


def _campaigns(api: httpx.Client, now_s: float) -> None:
    rules = {"policy": {"quiet_from": "00:00", "quiet_until": "00:00"},
             "templates": {"tmpl_sale": {"kind": "marketing", "label": {"zh": "降价提醒", "en": "price alert"}}}}
    api.put("/v1/messages/rules", json=rules).raise_for_status()
    for id, zh, en, sku, days in (("spring_tea", "新茶上市", "New tea", "longjing", 10),
                                  ("tea_ware", "茶具配新茶", "Ware for new tea", "cup", 20)):  # fmt: skip
        body = {"expression": 'count(view, category = "茶", 30d) >= 1', "label": {"zh": zh, "en": en}, "skus": [sku],
                "title": {"zh": zh, "en": en}, "body": {"zh": "“{goods}”{price} 元，{until} 前", "en": "{goods}"},
                "ends_at": int((now_s + days * DAY_S) * 1000), "take_rate": 0.4, "cost_fen": 500, "hold_out": 0.1,
                "budget": {"uses": 200, "fen": None}}  # fmt: skip
        api.put(f"/v1/campaigns/{id}", json=body).raise_for_status()
        api.post(f"/v1/campaigns/{id}/preview").raise_for_status()
    for id in ("spring_tea", "tea_ware"):
        api.post(f"/v1/campaigns/{id}/start").raise_for_status()

    def is_under_way() -> bool:
        seen = api.get("/v1/messages").json()
        return sum(each["n"] for each in seen["days"]) >= 36 and bool(seen["waiting"])

    _wait(is_under_way, "the campaigns did not get under way")


def _wait(is_so: Callable[[], bool], otherwise: str) -> None:
    assert eventually(is_so, bool, 150), otherwise
