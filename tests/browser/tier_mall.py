"""A mall with five months of orders of goods of every tier, a plan and a backtest."""

import time
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np

from tests.browser.small_mall import run

DAYS = 150
GOODS = {"steady": ("纯牛奶", 1_000), "hot": ("暖宝宝", 1_200), "niche": ("香薰灯", 9_000), "slow": ("凉席", 5_000)}
STOCK = {"steady": 40, "hot": 60, "niche": 2, "slow": 60}


def fill_tiers(url: str, now_s: float) -> None:
    """Send goods, a shop, stock and a file of orders; run the main job and a backtest under a rule that is too lean."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["杂货"], "price_fen": price,
                  "cost_fen": price * 6 // 10, "lead_time_days": 2} for sku, (title, price) in GOODS.items()]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.put("/v1/shops", json={"shops": [{"shop": "s1", "name": "一店", "city": "成都"}]}).raise_for_status()
        counts = [{"key": sku, "sku": sku, "shop": "s1", "on_hand": many} for sku, many in STOCK.items()]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        file = ("orders.csv", "\n".join(_orders(now_s)).encode())
        _ended(api, api.post("/v1/imports", data={"kind": "orders"}, files={"file": file}).json())
        api.put("/v1/tiers/steady/rule", json={"kind": "order_up_to", "service_level": 0.5}).raise_for_status()
        run(api)
        _ended(api, api.post("/v1/backtests", json={"days": 70}).json())


def _orders(now_s: float) -> list[str]:
    rng, lines = np.random.default_rng(4), ["order,shopper,paid_at,sku,quantity,price,shop"]
    for days_ago in range(DAYS, 0, -1):
        at = datetime.fromtimestamp(now_s - days_ago * 86_400, tz=UTC).isoformat()
        units = {"steady": rng.poisson(6), "hot": rng.poisson(24 if days_ago <= 28 else 8), "niche": days_ago % 9 == 0,
                 "slow": days_ago % 50 == 0}
        lines += [f"o{days_ago},p{days_ago % 9},{at},{sku},{int(many)},{GOODS[sku][1] / 100},s1"
                  for sku, many in units.items() if many]
    return lines


def _ended(api: httpx.Client, job: dict[str, Any]) -> None:
    while job["state"] not in ("done", "failed"):
        time.sleep(0.2)
        job = api.get(f"/v1/jobs/{job['id']}").json()
    assert job["state"] == "done", job
