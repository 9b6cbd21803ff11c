"""Shops in three cities with milk by lot: some expires, some has expired, one count contradicts, one shop declines."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.browser.small_mall import DAY_S, event, run

SHOPS = (
    ("sz1", "南山店", "深圳", 113.93, 22.53), ("sz2", "福田店", "深圳", 114.06, 22.54),
    ("sz3", "罗湖店", "深圳", 114.12, 22.55), ("gz1", "天河店", "广州", 113.36, 23.13),
    ("gz2", "越秀店", "广州", 113.27, 23.13), ("dg1", "南城店", "东莞", 113.75, 23.02),
)  # fmt: skip
# (SKU, shop, lot, units, days until it expires)
LOTS = (
    ("milk", "sz1", "B2401", 12, 2), ("milk", "sz1", "B2402", 30, 20), ("milk", "sz2", "B2401", 40, 2),
    ("milk", "gz1", "B2311", 6, -1), ("milk", "gz1", "B2402", 25, 20), ("yogurt", "sz1", "Y07", 50, 6),
)  # fmt: skip


def fill_stock(url: str, now_s: float) -> None:
    """Send goods, shops, sales, lots and orders, and run the main job."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [_sku("milk", "鲜牛奶 1L", "乳品", 1200), _sku("yogurt", "原味酸奶", "乳品", 800),
                 _sku("cup", "马克杯", "家居", 3000)]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.put("/v1/shops", json={"shops": [_shop(*each) for each in SHOPS]}).raise_for_status()
        events = [_sold(day, shop, now_s) for day in range(1, 40) for shop, *_ in SHOPS[:4]]
        api.post("/v1/events", json={"events": events}).raise_for_status()
        moves = [_arrived(*lot) for lot in LOTS]
        assert api.post("/v1/stock/moves", json={"moves": moves}).json()["refused"] == []
        for key, source, units in (("till-1", "收银系统", 9), ("wms-1", "仓储系统", 7)):
            counts = [{"key": key, "sku": "cup", "shop": "sz3", "on_hand": units, "source": source}]
            api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        run(api)
        place = {"longitude": 113.93, "latitude": 22.53, "system": "wgs84"}
        for order, units in (("A-1001", 3), ("A-1002", 2)):
            body = {"order": order, "shopper": "ann", "place": place, "lines": [{"sku": "milk", "quantity": units}]}
            api.post("/v1/orders", json=body).raise_for_status()
        api.post("/v1/orders/A-1001/pay", json={}).raise_for_status()
        api.post("/v1/orders/A-1002/decline", json={"shop": "sz1", "reason": "找不到货"}).raise_for_status()


def _sku(sku: str, title: str, category: str, price: int) -> dict[str, Any]:
    return {"sku": sku, "spu": sku, "title": title, "category": [category], "price_fen": price, "cost_fen": price // 2}


def _shop(shop: str, name: str, city: str, longitude: float, latitude: float) -> dict[str, Any]:
    return {"shop": shop, "name": name, "city": city, "longitude": longitude, "latitude": latitude, "system": "wgs84",
            "opens": "00:00", "closes": "24:00"}


def _sold(day: int, shop: str, now_s: float) -> dict[str, Any]:
    id = f"sold-{shop}-{day}"
    lines = [{"sku": "milk", "quantity": 2 + day % 3, "price_fen": 1200}]
    return event(id, "Order Paid", now_s - day * DAY_S, "bob", order=id, shop=shop, lines=lines, total_fen=2400)


def _arrived(sku: str, shop: str, lot: str, units: int, days: int) -> dict[str, Any]:
    day = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)).date().isoformat()
    return {"key": f"in-{sku}-{shop}-{lot}", "sku": sku, "shop": shop, "from": "supplier", "to": "on_hand",
            "quantity": units, "lot": lot, "expires_on": day}
