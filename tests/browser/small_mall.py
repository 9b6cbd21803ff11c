"""A small mall sent through the public API: enough for every page of the console to have something to show."""

import random
import time
from typing import Any

import httpx

DAY_S = 86_400
SHOPS = (("s1", "南山店", 113.9305, 22.5333), ("s2", "福田店", 114.0550, 22.5410), ("s3", "罗湖店", 114.1190, 22.5480))
TITLES = ("保温杯 500ml", "纯棉毛巾", "速溶咖啡 20 条", "蓝牙耳机", "儿童雨衣", "竹纤维牙刷", "燕麦片 1kg", "手冲壶",
          "瑜伽垫", "陶瓷马克杯", "原味坚果", "折叠雨伞")
SHOPPERS = tuple(f"shopper-{n:03d}" for n in range(40))


def fill(url: str) -> None:
    """Send goods, shops, shoppers, stock and sixty days of behaviour, then run the main job to its end."""
    with httpx.Client(base_url=url, timeout=60) as api:
        _put(api, "/v1/goods", {"goods": [_sku(n) for n in range(len(TITLES))]})
        _put(api, "/v1/shops", {"shops": [_shop(*shop) for shop in SHOPS]})
        consents = [{"shopper": each, "purpose": "personalisation", "given": True} for each in SHOPPERS]
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        _put(api, "/v1/shoppers", {"shoppers": [{"shopper": each, "city": "深圳"} for each in SHOPPERS]})
        _behave(api, random.Random(7))
        counts = [_count(n, shop) for n in range(len(TITLES)) for shop, *_ in SHOPS]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        run(api)


def run(api: httpx.Client) -> None:
    """Start the main job and wait for it."""
    job = api.post("/v1/jobs", json={"kind": "run"}).raise_for_status().json()
    deadline = time.monotonic() + 120
    while job["state"] in ("queued", "running") and time.monotonic() < deadline:
        time.sleep(0.2)
        job = api.get(f"/v1/jobs/{job['id']}").raise_for_status().json()
    assert job["state"] == "done", job


def event(id: str, name: str, at_s: float, shopper: str, **properties: Any) -> dict[str, Any]:
    """Return one event as the API takes it."""
    return {"id": id, "name": name, "at": int(at_s * 1000), "shopper": shopper, "properties": properties}


def _put(api: httpx.Client, path: str, body: dict[str, Any]) -> None:
    receipt = api.put(path, json=body).raise_for_status().json()
    assert receipt["refused"] == [], receipt


def _sku(n: int) -> dict[str, Any]:
    price = 1500 + 700 * n
    return {"sku": f"g{n:02d}", "spu": f"p{n:02d}", "title": TITLES[n], "category": ["家居", "日用"],
            "price_fen": price, "cost_fen": price // 2, "supplier": "华南供应", "lead_time_days": 3, "pack_size": 6}


def _shop(shop: str, name: str, longitude: float, latitude: float) -> dict[str, Any]:
    return {"shop": shop, "name": name, "city": "深圳", "longitude": longitude, "latitude": latitude, "system": "wgs84",
            "opens": "08:00", "closes": "22:00", "services": ["delivery"]}


def _count(n: int, shop: str) -> dict[str, Any]:
    return {"key": f"count-{n}-{shop}", "sku": f"g{n:02d}", "shop": shop, "on_hand": 2 + 5 * (n % 4)}


def _behave(api: httpx.Client, dice: random.Random) -> None:
    now = time.time()
    events = [each for day in range(60) for each in _day(now - (60 - day) * DAY_S + 3600, day, dice)]
    for start in range(0, len(events), 500):
        receipt = api.post("/v1/events", json={"events": events[start:start + 500]}).raise_for_status().json()
        assert receipt["refused"] == [], receipt["refused"][:2]


def _day(at: float, day: int, dice: random.Random) -> list[dict[str, Any]]:
    events = []
    for visit in range(14):
        shopper, taste = dice.choice(SHOPPERS), dice.randrange(3)
        skus = [f"g{(taste * 4 + dice.randrange(4)):02d}" for _ in range(3)]
        mark, when = f"{day}-{visit}", at + visit * 1800
        events += [event(f"v-{mark}-{n}", "Product Viewed", when + n, shopper, sku=sku) for n, sku in enumerate(skus)]
        if dice.random() < 0.6:
            events += _order(mark, when + 60, shopper, skus[0], dice)
    return events


def _order(mark: str, at: float, shopper: str, sku: str, dice: random.Random) -> list[dict[str, Any]]:
    price, quantity = 1500 + 700 * int(sku[1:]), dice.randrange(1, 4)
    lines = [{"sku": sku, "quantity": quantity, "price_fen": price}]
    about: dict[str, Any] = {"order": f"o-{mark}", "lines": lines, "total_fen": price * quantity}
    about["shop"] = dice.choice(SHOPS)[0]
    return [event(f"c-{mark}", "Product Added To Cart", at, shopper, sku=sku, quantity=quantity),
            event(f"b-{mark}", "Order Placed", at + 20, shopper, **about),
            event(f"p-{mark}", "Order Paid", at + 40, shopper, payment_method="wechat", **about)]
