"""M8: what is shown can really be delivered from a shop near the shopper, and says when."""

from tests.shopping import Mall, shopping, skus

HERE = {"longitude": 121.4737, "latitude": 31.2304, "system": "wgs84"}


def fill(mall: Mall) -> None:
    mall.goods(near=("茶",), far=("茶",), out=("茶",), both=("茶",))
    shops = [
        {"shop": "S1", "name": "人民广场店", "city": "上海", "longitude": 121.4800, "latitude": 31.2350,
         "system": "wgs84"},
        {"shop": "S2", "name": "静安店", "city": "上海", "longitude": 121.4500, "latitude": 31.2300, "system": "wgs84"},
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
