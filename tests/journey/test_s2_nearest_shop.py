"""S2 through the public API: the nearest shop that can, split only if needed, moved on when a shop declines."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.shopping import Mall, shopping

HOME = {"longitude": 121.47, "latitude": 31.23, "system": "wgs84"}
PLACES = {"near": 121.48, "mid": 121.50, "far": 121.55}


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as opened:
        opened.goods(tea=("茶",), cup=("杯",))
        open_shops(opened)
        yield opened


def open_shops(mall: Mall, **more: dict[str, Any]) -> None:
    shops = [{"shop": name, "name": name, "city": "上海", "longitude": longitude, "latitude": 31.23, "system": "wgs84",
              "opens": "00:00", "closes": "24:00", **more.get(name, {})} for name, longitude in PLACES.items()]
    assert mall.http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []


def stock(mall: Mall, key: str, **units: dict[str, int]) -> None:
    counts = [{"key": f"{key}-{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": count}
              for sku, shops in units.items() for shop, count in shops.items()]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).json()["refused"] == []


def place(mall: Mall, order: str, **lines: int) -> dict[str, Any]:
    body = {"order": order, "shopper": "ann", "place": HOME,
            "lines": [{"sku": sku, "quantity": units} for sku, units in lines.items()]}
    answer = mall.http.post("/v1/orders", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def decline(mall: Mall, order: str, shop: str) -> Any:
    return mall.http.post(f"/v1/orders/{order}/decline", json={"shop": shop, "reason": "忙不过来"})


def level(mall: Mall, sku: str, shop: str) -> tuple[int, int]:
    found = mall.get(f"/v1/stock?sku={sku}&shop={shop}")["items"][0]
    return found["available"], found["reserved"]


def test_the_nearest_shop_that_holds_all_serves_and_the_others_are_told_why_not(mall: Mall) -> None:
    stock(mall, "a", tea={"near": 9, "mid": 9, "far": 9}, cup={"mid": 9, "far": 9})
    body = place(mall, "o", tea=1, cup=1)
    assert [part["shop"] for part in body["parts"]] == ["mid"] and body["parts"][0]["promised_minutes"] < 60
    verdicts = {option["shop"]: option for option in body["options"]}
    assert {shop: option["code"] for shop, option in verdicts.items()} == {
        "mid": "chosen", "near": "lacks", "far": "takes_more"}
    assert "cup 少 1 件" in verdicts["near"]["why"]["zh"] and "minutes more" in verdicts["far"]["why"]["en"]


def test_a_basket_is_split_only_when_no_shop_holds_all(mall: Mall) -> None:
    stock(mall, "a", tea={"near": 1, "mid": 3}, cup={"far": 2})
    body = place(mall, "o", tea=3, cup=2)
    assert {part["shop"]: part["lines"][0]["sku"] for part in body["parts"]} == {"mid": "tea", "far": "cup"}


def test_a_basket_is_promised_as_an_order_of_it_would_be_served_and_nothing_is_held(mall: Mall) -> None:
    stock(mall, "a", tea={"near": 1, "mid": 3}, cup={"far": 2})
    lines = [{"sku": "tea", "quantity": 3}, {"sku": "cup", "quantity": 2}]
    promised = mall.http.post("/v1/storefront/promises", json={"lines": lines, "place": HOME}).json()
    assert [part["shop"] for part in promised["parts"]] == ["mid", "far"] and promised["missing"] == []
    assert level(mall, "tea", "mid") == (3, 0) and level(mall, "cup", "far") == (2, 0)
    assert promised["parts"] == place(mall, "o", tea=3, cup=2)["parts"]
    lacking = mall.http.post("/v1/storefront/promises", json={"lines": lines, "place": HOME}).json()
    assert lacking == {"parts": [], "missing": ["tea", "cup"]}


def test_a_declined_order_goes_to_the_next_shop_with_a_new_promise_and_remembers(mall: Mall) -> None:
    stock(mall, "a", tea={"near": 9, "mid": 9, "far": 9})
    before = place(mall, "o", tea=2)
    moved = decline(mall, "o", "near").json()
    assert [part["shop"] for part in moved["parts"]] == ["mid"]
    assert moved["parts"][0]["promised_minutes"] > before["parts"][0]["promised_minutes"]
    assert moved["declined"][0]["shop"] == "near" and moved["declined"][0]["reason"] == "忙不过来"
    assert "near 拒绝" in moved["why"]["zh"].replace("near拒绝", "near 拒绝") and "declined" in moved["why"]["en"]
    assert decline(mall, "o", "near").json() == moved
    assert level(mall, "tea", "near") == (9, 0) and level(mall, "tea", "mid") == (7, 2)
    paid = mall.http.post("/v1/orders/o/pay", json={}).json()
    assert paid["status"] == "paid" and level(mall, "tea", "mid") == (7, 0)
    onward = decline(mall, "o", "mid").json()
    assert [part["shop"] for part in onward["parts"]] == ["far"] and onward["status"] == "paid"
    assert level(mall, "tea", "mid") == (9, 0) and level(mall, "tea", "far") == (7, 0)
    assert [each["shop"] for each in onward["declined"]] == ["near", "mid"]
    last = decline(mall, "o", "far")
    assert (last.status_code, last.json()["error"]["code"]) == (409, "no_other_shop")
    assert mall.get("/v1/orders/o")["parts"] == onward["parts"]
    assert mall.http.post("/v1/orders/o/cancel").json()["status"] == "cancelled"
    assert level(mall, "tea", "far") == (9, 0)


def test_only_a_shop_of_the_order_can_decline_and_only_before_it_ships(mall: Mall) -> None:
    stock(mall, "a", tea={"near": 9, "mid": 9})
    place(mall, "o", tea=1)
    assert decline(mall, "o", "mid").json()["error"]["code"] == "not_its_shop"
    assert decline(mall, "ghost", "mid").status_code == 404
    mall.http.post("/v1/orders/o/pay", json={})
    mall.http.post("/v1/orders/o/ship")
    assert decline(mall, "o", "near").json()["error"]["code"] == "order_state"


def test_stock_that_walk_ins_need_is_spared_by_the_newest_plan(mall: Mall) -> None:
    for day in range(1, 57):
        mall.did("bob", "Order Paid", day, order=f"old-{day}", total_fen=5000, shop="near",
                 lines=[{"sku": "tea", "quantity": 5, "price_fen": 1000}])
    mall.send()
    stock(mall, "a", tea={"near": 8, "mid": 60})
    assert place(mall, "before", tea=1)["parts"][0]["shop"] == "near"
    mall.run()
    body = place(mall, "after", tea=1)
    assert body["parts"][0]["shop"] == "mid" and "到店销售" in body["why"]["zh"]
    near = next(option for option in body["options"] if option["shop"] == "near")
    assert near["lost_walk_ins"] > 0.9


def test_a_busy_shop_promises_later_and_then_passes_orders_on(mall: Mall) -> None:
    open_shops(mall, near={"picks_per_hour": 6})
    stock(mall, "a", tea={"near": 99, "mid": 99})
    bodies = [place(mall, f"o{n}", tea=1) for n in range(4)]
    shops = [body["parts"][0]["shop"] for body in bodies]
    assert shops[0] == "near" and "mid" in shops
    assert {shop["shop"]: shop["picks_per_hour"] for shop in mall.get("/v1/shops")["items"]}["near"] == 6


def test_a_shop_outside_whose_zone_the_shopper_lives_does_not_serve_within_the_hour(mall: Mall) -> None:
    corners = [[121.475, 31.0], [121.6, 31.0], [121.6, 31.5], [121.475, 31.5]]
    open_shops(mall, near={"zone": corners})
    stock(mall, "a", tea={"near": 9, "mid": 9})
    assert place(mall, "o", tea=1)["parts"][0]["shop"] == "mid"
