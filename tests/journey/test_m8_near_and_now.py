"""M8: what is shown can really be delivered from a shop near the shopper, and says when."""

from typing import Any

from tests.shopping import Mall, shopping, skus

HERE = {"longitude": 121.4737, "latitude": 31.2304, "system": "wgs84"}


def fill(mall: Mall) -> None:
    mall.goods(near=("茶",), far=("茶",), out=("茶",), both=("茶",))
    shops = [
        {"shop": "S1", "name": "人民广场店", "city": "上海", "longitude": 121.4800, "latitude": 31.2350,
         "system": "wgs84", "opens": "00:00", "closes": "24:00"},
        {"shop": "S2", "name": "静安店", "city": "上海", "longitude": 121.4500, "latitude": 31.2300, "system": "wgs84",
         "opens": "00:00", "closes": "24:00"},
        {"shop": "S9", "name": "苏州店", "city": "苏州", "longitude": 120.62, "latitude": 31.32, "system": "wgs84"},
    ]  # fmt: skip
    mall.http.put("/v1/shops", json={"shops": shops})
    held = [("near", "S1", 3), ("far", "S9", 50), ("out", "S1", 0), ("both", "S1", 1), ("both", "S2", 9)]
    counts = [{"key": f"{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": n} for sku, shop, n in held]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code < 300


def shown(page: dict[str, object]) -> dict[str, dict[str, object]]:
    return {item["sku"]: item for z in page["zones"] for item in z["items"]}  # type: ignore[attr-defined]


def test_only_what_lies_near_is_shown_with_its_shop_and_minutes() -> None:
    with shopping() as mall:
        fill(mall)
        found = shown(mall.page("home", "me", place=HERE))
        assert set(found) == {"near", "both"}
        near = found["near"]["deliverable"]
        assert (near["shop"], near["shop_name"]) == ("S1", "人民广场店")  # type: ignore[index]
        assert 0 < near["distance_km"] < 1.5 and 15 < near["minutes"] <= 30  # type: ignore[index]
        assert found["both"]["deliverable"]["shop"] == "S1"  # type: ignore[index]


def test_the_last_unit_sold_leaves_the_next_page() -> None:
    with shopping() as mall:
        fill(mall)
        count = {"key": "near-2", "sku": "near", "shop": "S1", "on_hand": 0}
        mall.http.post("/v1/stock/counts", json={"counts": [count]})
        assert "near" not in shown(mall.page("home", "me", place=HERE))


def test_without_a_place_nothing_is_promised() -> None:
    with shopping() as mall:
        fill(mall)
        page = mall.page("home", "me")
        assert all(i["deliverable"] is None for z in page["zones"] for i in z["items"])
        assert "far" in [sku for z in page["zones"] for sku in skus(z["items"])]


def page_at(mall: Mall, at: str, **asked: Any) -> dict[str, dict[str, Any]]:
    body = {"page": {"placement": "home", "place": HERE, **asked}, "at": at}
    answer = mall.http.post("/v1/page/explain", json=body)
    assert answer.status_code == 200, answer.text
    return shown(answer.json()["page"])


def test_a_closed_shop_promises_from_its_opening_on_and_says_so() -> None:
    with shopping() as mall:
        fill(mall)
        hours = {"shop": "S1", "name": "人民广场店", "city": "上海", "longitude": 121.4800, "latitude": 31.2350,
                 "system": "wgs84", "opens": "08:00", "closes": "22:00"}  # fmt: skip
        mall.http.put("/v1/shops", json={"shops": [hours]})
        by_day = page_at(mall, "2026-11-25T15:00:00+08:00")
        assert by_day["near"]["deliverable"]["opens"] is None and by_day["near"]["deliverable"]["minutes"] <= 30
        night = page_at(mall, "2026-11-25T03:00:00+08:00")
        near = night["near"]["deliverable"]
        # Five hours until it opens, then picking and the ride.
        assert near["opens"] == "08:00" and 300 < near["minutes"] <= 330
        # The shop farther away is open all night, so it is the sooner one.
        assert (night["both"]["deliverable"]["shop"], night["both"]["deliverable"]["opens"]) == ("S2", None)


def test_sold_out_and_too_far_goods_carry_no_promise_on_any_placement() -> None:
    with shopping() as mall:
        fill(mall)
        for ask in ({"placement": "home"}, {"placement": "category", "category": ["茶"]},
                    {"placement": "product", "sku": "near"}, {"placement": "cart", "skus": ["near"]},
                    {"placement": "search", "query": "商品"}):  # fmt: skip
            found = shown(mall.page(ask.pop("placement"), "me", place=HERE, **ask))  # type: ignore[arg-type]
            assert all(found[sku]["deliverable"] is None for sku in {"far", "out"} & set(found))


def test_an_operator_is_told_why_a_product_is_not_promised() -> None:
    with shopping() as mall:
        fill(mall)
        body = {"page": {"placement": "home", "place": HERE}, "about": "far"}
        told = mall.http.post("/v1/page/explain", json=body).json()["products"]
        assert [(each["sku"], each["code"], each["position"]) for each in told] == [("far", "undeliverable", None)]
        assert told[0]["why"]["zh"] == "附近门店没有可售库存"
