"""A mall with a warehouse, three shops and a budget: purchases, transfers and what the budget cut."""

import time
from typing import Any

import httpx

from tests.browser.small_mall import run

GOODS = {"milk": ("纯牛奶 250ml×12", 6, 3_600), "tissue": ("抽纸 10 包", 3, 2_200), "oil": ("菜籽油 5L", 1, 6_900),
         "soap": ("洗手液 500ml", 2, 1_500)}
SHOPS = (("W", "中心仓", 104.20, ""), ("s1", "春熙路店", 104.06, "W"), ("s2", "太古里店", 104.08, "W"),
         ("s3", "建设路店", 104.10, ""))
STOCK = {("milk", "W"): 30, ("milk", "s1"): 4, ("milk", "s2"): 5, ("milk", "s3"): 9, ("tissue", "W"): 60,
         ("tissue", "s1"): 160, ("tissue", "s3"): 0, ("oil", "s3"): 2, ("oil", "s1"): 3, ("soap", "W"): 0,
         ("soap", "s1"): 1, ("soap", "s2"): 90, ("soap", "s3"): 1}


def fill_plan(url: str) -> None:
    """Send goods, places, eight weeks of orders and counts, then run the main job."""
    with httpx.Client(base_url=url, timeout=120) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "price_fen": price, "cost_fen": price * 6 // 10,
                  "supplier": "华西供应", "lead_time_days": 3, "pack_size": 6}
                 for sku, (title, _, price) in GOODS.items()]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        shops = [{"shop": shop, "name": name, "city": "成都", "longitude": longitude, "latitude": 30.65,
                  "system": "wgs84", "supplied_from": depot, "kind": "shop" if depot or shop != "W" else "warehouse"}
                 for shop, name, longitude, depot in SHOPS]
        api.put("/v1/shops", json={"shops": shops}).raise_for_status()
        events = [_order(days_ago, shop) for days_ago in range(1, 57) for shop, *_ in SHOPS[1:]]
        api.post("/v1/events", json={"events": events}).raise_for_status()
        counts = [{"key": f"{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": many}
                  for (sku, shop), many in STOCK.items()]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        run(api)


def _order(days_ago: int, shop: str) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": many + (days_ago % 7 == 0), "price_fen": price}
             for sku, (_, many, price) in GOODS.items()]
    return {"id": f"{shop}-{days_ago}", "name": "Order Paid", "at": int((time.time() - days_ago * 86_400) * 1000),
            "shopper": f"u{days_ago % 9}", "properties": {"order": f"{shop}-{days_ago}", "shop": shop,
                                                          "total_fen": 1, "lines": lines}}
