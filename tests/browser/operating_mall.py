"""A mall of ten weeks in which sunscreen rises, cups are shown in vain, and last week sold more than the one before."""

import random
from typing import Any

import httpx

from tests.browser.small_mall import event

DAY_S = 86_400
CATEGORIES = ("防晒", "面膜", "袜子", "杯子", "茶")
WEEKS, DULL, RISING = 10, "杯子", "防晒"


def fill_operating(url: str, now_s: float) -> None:
    """Send goods and ten weeks of views, recommendations, clicks and orders."""
    with httpx.Client(base_url=url, timeout=120) as api:
        goods = [{"sku": f"{category}{n}", "spu": f"{category}{n}", "title": f"{category}第{n + 1}款",
                  "category": ["百货", category], "price_fen": 1_000 + 500 * n, "cost_fen": 600}
                 for category in CATEGORIES for n in range(4)]  # fmt: skip
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        shops = [{"shop": "s1", "name": "一店", "city": "成都"}, {"shop": "s2", "name": "二店", "city": "成都"}]
        api.put("/v1/shops", json={"shops": shops}).raise_for_status()
        shoppers = [f"s{n}" for n in range(30)]
        consents = [{"shopper": name, "purpose": "personalisation", "given": True} for name in shoppers]
        api.post("/v1/consents", json={"decisions": consents, "channel": "test"}).raise_for_status()
        made = [*_shopping(now_s), *_pages(now_s)]
        for first in range(0, len(made), 500):
            api.post("/v1/events", json={"events": made[first:first + 500]}).raise_for_status()
        api.post("/v1/corrections").raise_for_status()
        api.post("/v1/trends").raise_for_status()


def _shopping(now_s: float) -> list[dict[str, Any]]:
    rng, found = random.Random(3), list[dict[str, Any]]()
    for day in range(7 * WEEKS):
        at = now_s - day * DAY_S - 600
        for category in CATEGORIES:
            # So many that the rise is seen on every day of the calendar week, over whose bounds these weeks run.
            for n in range(30 if category == RISING and day < 14 else 3):
                shopper, viewed = f"s{rng.randrange(30)}", f"{category}{rng.randrange(4)}"
                found.append(event(f"v{day}{category}{n}", "Product Viewed", at - n * 60, shopper, sku=viewed))
        for n in range(3 if day < 14 else 2):
            category = rng.choice(CATEGORIES)
            lines = [{"sku": f"{category}{rng.randrange(4)}", "quantity": 1, "price_fen": 1_500}]
            paid = {"order": f"o{day}-{n}", "lines": lines, "total_fen": 1_500, "shop": f"s{1 + n % 2}"}
            found.append(event(f"p{day}-{n}", "Order Paid", at - 3_000, f"s{rng.randrange(30)}", **paid))
    return found


def _pages(now_s: float) -> list[dict[str, Any]]:
    rng, found = random.Random(4), list[dict[str, Any]]()
    for page in range(80):
        at, request, shopper = now_s - (page % 14) * DAY_S / 2 - 900, f"r{page}", f"s{page % 12}"
        skus = [f"{category}{rng.randrange(4)}" for category in rng.sample(CATEGORIES, 5) * 4]
        shown = {"request_id": request, "placement": "home", "skus": skus}
        found.append(event(f"r{page}", "Recommendation Shown", at, shopper, **shown))
        for position, sku in enumerate(skus):
            if rng.random() < 0.4 * (0.1 if sku.startswith(DULL) else 1.0):
                clicked = {"request_id": request, "placement": "home", "sku": sku, "position": position}
                found.append(event(f"c{page}-{position}", "Recommendation Clicked", at + 5, shopper, **clicked))
    return found
