"""M4: what pages achieve is counted – shown, clicked, put into carts, ordered – and a page never fails."""

import time
from dataclasses import replace
from typing import Any

import pytest

from tests.shopping import Mall, patient, shopping, skus, zone

GOODS = [f"g{n}" for n in range(12)]


def fill(mall: Mall) -> None:
    mall.goods(**{sku: (f"类{n % 3}",) for n, sku in enumerate(GOODS)})
    for n in range(4):
        for sku in GOODS:
            mall.did(f"u{n}", "Product Viewed", 20, sku=sku)
    mall.send()


def effect(mall: Mall) -> dict[str, Any]:
    return dict(mall.get("/v1/recommendations/effect"))


def after_the_page() -> int:
    """Return an instant (ms) after the page, however long a busy machine took until it was made."""
    return int(time.time() * 1000) + 1_000


def test_a_click_a_cart_and_an_order_answer_the_page_that_led_to_them() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "me")
        [first, second] = zone(page, "for_you")[:2]
        clicked = {"request_id": page["request_id"], "placement": "home", "sku": first["sku"],
                   "position": first["position"]}  # fmt: skip
        now = after_the_page()
        for at, name, what in (
            (now + 2_000, "Recommendation Clicked", clicked),
            (now + 2_500, "Recommendation Clicked", clicked),
            (now + 3_000, "Product Added To Cart", {"sku": first["sku"]}),
            (now + 3_000, "Product Added To Cart", {"sku": second["sku"]}),
        ):
            mall.now = at
            mall.did("me", name, **what)
        mall.now = now + 4_000
        mall.bought("me", first["sku"], fen=1500)
        mall.bought("me", second["sku"], fen=700)
        mall.send()
        found = effect(mall)
        total = found["total"]
        assert total["impressions"] == sum(len(each["items"]) for each in page["zones"])
        # Two clicks on one item count once; the other product was never clicked, so neither cart nor order is ours.
        assert (total["clicks"], total["carts"], total["orders"], total["revenue_fen"]) == (1, 1, 1, 1500)
        row = next(each for each in found["rows"] if each["outcome"]["orders"])
        assert (row["placement"], row["zone"], row["arm"]) == ("home", "for_you", "main")
        assert row["source"] == first["reason"]["code"] and row["outcome"]["revenue_fen"] == 1500
        assert found["by_placement"]["home"]["clicks"] == 1 and found["by_arm"]["main"]["orders"] == 1


def test_an_order_that_names_its_page_counts_for_what_that_page_showed_and_only_within_a_day() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "me")
        sku = zone(page, "for_you")[0]["sku"]
        mall.goods(unseen=("类9",))
        lines = [{"sku": sku, "quantity": 2, "price_fen": 500}, {"sku": "unseen", "quantity": 1, "price_fen": 9}]
        mall.now = after_the_page()
        mall.did("me", "Order Paid", order="o1", lines=lines, total_fen=1009, request_id=page["request_id"])
        old = {"request_id": "old", "placement": "home", "skus": [sku]}
        mall.did("you", "Recommendation Shown", 3, **old)
        mall.did("you", "Recommendation Clicked", 0, request_id="old", placement="home", sku=sku, position=0)
        mall.send()
        total = effect(mall)["total"]
        assert (total["orders"], total["units"], total["revenue_fen"], total["clicks"]) == (1, 2, 1000, 0)
        wrong = mall.http.get("/v1/recommendations/effect?from=2026-02-30").json()["error"]
        assert wrong["field"] == "from"
        assert mall.http.get("/v1/recommendations/effect?from=2020-01-01&to=2026-01-01").status_code == 422


def test_a_share_of_shoppers_held_out_gets_pages_that_are_not_personal_and_is_counted_apart() -> None:
    with shopping(matching=patient(hold_out=1.0)) as mall:
        fill(mall)
        page = mall.page("home", "u0")
        assert page["arm"] == "hold_out" and not page["personal"]
        mall.app.folds.catch_up()
        assert list(effect(mall)["by_arm"]) == ["hold_out"]


def test_what_fails_leaves_the_page_standing_and_is_told() -> None:
    with shopping() as mall:
        fill(mall)
        mall.page("home", "u0")
        pages = mall.app.pages

        def broken(*_: object) -> list[tuple[str, float]]:
            raise RuntimeError("the search engine is away")

        sources = replace(pages.making.sources, find=broken)
        object.__setattr__(mall.app, "pages", replace(pages, making=replace(pages.making, sources=sources)))
        page = mall.page("search", "u0", query="商品")
        assert page["degraded"] and zone(page, "popular")
        status = mall.get("/v1/status")["pages"]
        assert status["degraded"] == 1 and status["faults"][0]["step"] == "search"
        assert "the search engine is away" in status["faults"][0]["why"]
        assert "huozhao_pages_degraded_total 1" in mall.http.get("/metrics").text
        assert not mall.page("home", "u0")["degraded"]


def test_without_time_the_page_keeps_what_is_popular() -> None:
    with shopping(matching=patient(page_budget_ms=0.0)) as mall:
        fill(mall)
        page = mall.page("home", "u0")
        shown = [sku for each in page["zones"] for sku in skus(each["items"])]
        assert page["degraded"] and shown
        told = mall.http.post("/v1/page/explain", json={"page": {"placement": "home", "shopper": "u0"}}).json()
        assert {"item_cf", "user_cf"} <= {each["step"] for each in told["took"] if each["error"] == "out of time"}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_explored_places_are_logged_with_their_propensity(share: float) -> None:
    with shopping(matching=patient(explore=share)) as mall:
        fill(mall)
        mall.page("home", "u0")
        mall.app.folds.catch_up()
        told = mall.get("/v1/shoppers/u0/timeline?limit=1")["items"][0]["properties"]
        main = [item["propensity"] for item in told["items"] if item["zone"] == "for_you"]
        assert f"e={share:g}" in told["policy"]
        # Every place is free when all are explored: one over what is left.
        assert all(p == 1.0 for p in main) if share == 0 else main[0] < 0.5 and main[-1] <= 1.0


def test_features_are_logged_unless_the_mall_says_no() -> None:
    with shopping(matching=patient(log_features=False)) as mall:
        fill(mall)
        mall.page("home", "u0")
        mall.app.folds.catch_up()
        told = mall.get("/v1/shoppers/u0/timeline?limit=1")["items"][0]["properties"]
        assert told["items"] and all(not item.get("features") for item in told["items"])


def test_an_erased_shopper_leaves_nothing_in_what_pages_keep() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "u0")
        mall.did("u0", "Recommendation Clicked", request_id=page["request_id"], placement="home", sku="g1", position=1)
        mall.send()
        state = mall.app.state
        assert state.scan("seen", ("u0",)) and any(row["shopper"] == "u0" for row in state.scan("answers"))
        assert mall.http.post("/v1/shoppers/u0/erase", json={}).status_code == 200
        for table in ("seen", "answers", "impressions"):
            assert not [row for row in state.scan(table) if "u0" in map(str, row.values())], table
