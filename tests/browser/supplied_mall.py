"""A mall whose tea and cups are nearly gone, with a supplier who delivers."""

import time
from typing import Any

import httpx

from tests.browser.small_mall import event, run

DAY_S = 86_400


def fill_supplied(url: str) -> None:
    """Send goods, a shop, eight weeks of orders, plan, and then let the shelves run low."""
    now_s = time.time() - 60
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["茶"], "price_fen": 2000, "cost_fen": 1200,
                  "supplier": "tea-house", "lead_time_days": 3, "pack_size": 6}
                 for sku, title in (("tea", "明前龙井"), ("cup", "青瓷茶杯"))]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.put("/v1/shops", json={"shops": [{"shop": "s1", "name": "一店", "city": "成都"}]}).raise_for_status()
        supplier = {"name": "西湖茶厂", "lead_time_days": 3, "min_order_units": 10_000}
        api.put("/v1/suppliers/tea-house", json=supplier).raise_for_status()
        events = [_order(days, now_s, sku) for days in range(1, 57) for sku in ("tea", "cup")]
        api.post("/v1/events", json={"events": events}).raise_for_status()
        count(api, "full", 100)
        run(api)
        count(api, "low", 1)


def count(api: httpx.Client, key: str, units: int) -> None:
    """Count both shelves."""
    counts = [{"key": f"{key}-{sku}", "sku": sku, "shop": "s1", "on_hand": units} for sku in ("tea", "cup")]
    assert api.post("/v1/stock/counts", json={"counts": counts}).json()["posted"] == 2


def _order(days: int, now_s: float, sku: str) -> dict[str, Any]:
    id = f"{sku}-{days}"
    return event(id, "Order Paid", now_s - days * DAY_S, "bob", order=id, total_fen=2000, shop="s1",
                 lines=[{"sku": sku, "quantity": 2 + (days * 7) % 5, "price_fen": 2000}])
