"""A mall with a cup that hardly sells, and shoppers who like cups."""

from typing import Any

import httpx

from tests.browser.small_mall import event, run

DAY_S, DAYS = 86_400, 70


def fill_slow(url: str, now_s: float) -> None:
    """Send goods, a shop, stock and orders, and run the main job."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [_good("slow-cup", "青瓷杯", 2_000, 1_000), _good("fast-cup", "玻璃杯", 1_500, 700)]
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        api.put("/v1/shops", json={"shops": [{"shop": "s1", "name": "一店", "city": "成都"}]}).raise_for_status()
        counts = [{"key": sku, "sku": sku, "shop": "s1", "on_hand": many} for sku, many in
                  (("slow-cup", 20), ("fast-cup", 10))]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        consents = [{"shopper": f"cup-{n}", "purpose": purpose, "given": True} for n in range(8)
                    for purpose in ("personalisation", "marketing")]
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        events = [_order(days, now_s, "fast-cup", 1_500 if days > 30 else 1_200) for days in range(1, DAYS)]
        events += [_order(days + 0.3, now_s, "fast-cup", 1_200) for days in range(1, 31)]
        events += [_order(days, now_s, "slow-cup", 2_000) for days in range(2, 56, 5)]
        api.post("/v1/events", json={"events": events}).raise_for_status()
        run(api)


def _good(sku: str, title: str, price: int, cost: int) -> dict[str, Any]:
    return {"sku": sku, "spu": sku, "title": title, "category": ["家居", "杯子"], "price_fen": price, "cost_fen": cost,
            "launched_on": "2024-01-01"}


def _order(days: float, now_s: float, sku: str, fen: int) -> dict[str, Any]:
    id = f"{sku}-{days}"
    return event(id, "Order Paid", now_s - days * DAY_S, f"cup-{int(days) % 8}", order=id,
                 lines=[{"sku": sku, "quantity": 1, "price_fen": fen}], total_fen=fen)
