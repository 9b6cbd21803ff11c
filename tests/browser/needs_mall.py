"""A mall with needs: a mother who compares, seekers of a cream, a city that camps at weekends."""

from typing import Any

import httpx

from tests.browser.small_mall import event, run
from tests.needing import CITY_GOODS, goods_of_needs

WEEKS, DAY_S = 12, 86_400


def fill_needs(url: str, now_s: float) -> None:
    """Send goods, twelve weeks of orders of a city, views and searches, and run the main job."""
    with httpx.Client(base_url=url, timeout=60) as api:
        api.put("/v1/goods", json={"goods": goods_of_needs()}).raise_for_status()
        people = [*(f"c{n}" for n in range(30)), "mother", *(f"seeker-{n}" for n in range(3))]
        consents = [{"shopper": each, "purpose": "personalisation", "given": True} for each in people]
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        api.put("/v1/shoppers", json={"shoppers": [{"shopper": f"c{n}", "city": "成都"} for n in range(30)]})
        events = [*_orders(now_s), *_acts(now_s)]
        for first in range(0, len(events), 500):
            api.post("/v1/events", json={"events": events[first : first + 500]}).raise_for_status()
        run(api)


def _orders(now_s: float) -> list[dict[str, Any]]:
    found = []
    for days_ago in range(1, WEEKS * 7 + 1):
        at = now_s - days_ago * DAY_S
        weekend = (int((at + 8 * 3_600) // DAY_S) + 3) % 7 >= 5
        for n in range(6):
            found.append(_order(f"d{days_ago}-{n}", at, f"c{(days_ago * 7 + n) % 30}", f"daily-{n}"))
        for n in range(5 if weekend else int(days_ago % 3 == 0)):
            found.append(_order(f"w{days_ago}-{n}", at, f"c{(days_ago * 5 + n * 3) % 30}", *CITY_GOODS))
    return found


def _order(id: str, at_s: float, shopper: str, *skus: str) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": 1, "price_fen": 5_000} for sku in skus]
    return event(id, "Order Paid", at_s, shopper, order=id, lines=lines, total_fen=5_000 * len(skus))


def _acts(now_s: float) -> list[dict[str, Any]]:
    looks = [(3, "rice-1"), (2, "rice-2"), (1, "rice-1"), (1, "rice-3")]
    found = [event(f"v{n}", "Product Viewed", now_s - days * DAY_S, "mother", sku=sku, dwell_ms=40_000)
             for n, (days, sku) in enumerate(looks)]
    for who in range(3):
        found += [event(f"s{who}-{n}", "Products Searched", now_s - (n + 1) * DAY_S, f"seeker-{who}", query=query)
                  for n, query in enumerate(("冬季保湿", "保湿 霜 冬天", "冬季保湿"))]
    return found
