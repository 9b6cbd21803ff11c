"""O7 trends: sunscreen rises in early summer, is seen early, and the plan and the order of pages follow."""

import random
from typing import Any

from tests.shopping import Mall, shopping

CATEGORIES = ("防晒", "面膜", "袜子", "杯子", "茶")
WEEKS = 12


def open_mall(mall: Mall) -> None:
    """List three goods a category, each with stock."""
    goods = [{"sku": f"{category}{n}", "spu": f"{category}{n}", "title": f"{category}第{n}款",
              "category": ["百货", category], "price_fen": 1000, "cost_fen": 500, "lead_time_days": 3}
             for category in CATEGORIES for n in range(3)]  # fmt: skip
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []


def summers(mall: Mall, last: int = 120) -> None:
    """Twelve weeks of views and orders, even but for sunscreen, which takes off in the last two.

    It rises so far that it is seen on every day of the calendar week, over whose bounds these weeks run.
    """
    rng = random.Random(8)
    for week in range(WEEKS):
        for category in CATEGORIES:
            many = last if category == "防晒" and week >= WEEKS - 2 else 12
            for n in range(many):
                days_ago = 7 * (WEEKS - 1 - week) + rng.uniform(0.1, 6.9)
                mall.did(f"s{n % 9}", "Product Viewed", days_ago, sku=f"{category}{rng.randrange(3)}")
        for day in range(7):
            lines = [{"sku": f"{category}0", "quantity": 6, "price_fen": 1000} for category in CATEGORIES]
            mall.did(f"b{day}", "Order Paid", 7 * (WEEKS - 1 - week) + day + 0.5, order=f"w{week}d{day}", lines=lines,
                     total_fen=30_000)  # fmt: skip
    mall.send()


def trends(mall: Mall, state: str = "") -> list[dict[str, Any]]:
    """Return the trends."""
    return list(mall.get(f"/v1/trends?state={state}")["items"])


def test_a_rise_is_seen_and_pages_and_plan_follow_until_it_is_undone() -> None:
    with shopping() as mall:
        open_mall(mall)
        summers(mall)
        assert mall.run()["trends"]["rising"] == 1
        (found,) = trends(mall, "on")
        assert found["theme"] == "百货/防晒" and found["how"] == "rising" and found["low"] > 1
        assert "防晒" in found["headline"]["zh"] and "usual share" in found["headline"]["en"]
        assert found["evidence"] >= found["bar"]
        assert found["weeks"][-1]["share"] > 1.3 * found["weeks"][0]["share"]
        (rule,) = [each for each in mall.get("/v1/merch-rules")["items"] if each["rule"] == found["rule"]]
        assert rule["kind"] == "boost" and 1 < rule["factor"] <= 1.2 and rule["ends_at"]
        assert found["goods"][0]["sku"] == "防晒0" and found["goods"][0]["units"] > 0
        (proposal,) = [each for each in mall.get("/v1/proposals?limit=100")["items"] if each["sku"] == "防晒0"]
        why = mall.get(f"/v1/proposals/{proposal['id']}")
        assert max(each["units"] for each in why["signals"] if each["theme"]["zh"] == "防晒") > 3
        assert mall.http.post("/v1/trends").json()["new"] == 0
        undone = mall.http.post(f"/v1/trends/{found['id']}/undo").json()
        assert undone["state"] == "undone"
        assert not [each for each in mall.get("/v1/merch-rules")["items"] if each["rule"] == found["rule"]]
        assert not mall.app.operating.trends.signals(0)
        assert mall.http.post("/v1/trends").json()["new"] == 0, "what an operator undid does not come back"
        followed = mall.http.post(f"/v1/trends/{found['id']}/follow").json()
        assert followed["state"] == "on" and [each["what"] for each in followed["audit"]] == ["find", "undo", "follow"]


def test_an_even_mall_has_no_trend() -> None:
    with shopping() as mall:
        open_mall(mall)
        summers(mall, last=12)
        assert mall.http.post("/v1/trends").json() == {"judged": 5, "rising": 0, "new": 0}


def test_a_search_that_many_begin_to_make_is_a_trend_of_its_own() -> None:
    with shopping() as mall:
        open_mall(mall)
        rng = random.Random(2)
        for week in range(WEEKS):
            for word, many in (("袜子", 30), ("面膜", 30), ("杯子", 30), ("防晒", 60 if week >= WEEKS - 2 else 8)):
                for n in range(many):
                    days_ago = 7 * (WEEKS - 1 - week) + rng.uniform(0.1, 6.9)
                    mall.did(f"s{n}", "Products Searched", days_ago, query=word, results=3)
        mall.send()
        assert mall.http.post("/v1/trends").json()["rising"] == 1
        (found,) = trends(mall, "on")
        assert (found["kind"], found["theme"]) == ("search", "防晒")
        assert all("防晒" in row["sku"] for row in found["goods"])
