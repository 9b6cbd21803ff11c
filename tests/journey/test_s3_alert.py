"""S3: stock under its safety level raises an alert at once, with what to order and why, and an order closes it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.shopping import Mall, eventually, shopping


@pytest.fixture(scope="module")
def planned() -> Iterator[Mall]:
    """Return a mall that has sold some tea a day for eight weeks, and has a plan."""
    with shopping() as mall:
        goods = [{"sku": "tea", "spu": "tea", "title": "龙井", "category": ["茶"], "price_fen": 1200, "cost_fen": 700,
                  "supplier": "tea-house", "lead_time_days": 3, "pack_size": 6}]
        shops = [{"shop": "near", "name": "近店", "city": "上海", "opens": "00:00", "closes": "24:00"}]
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["accepted"] == 1
        assert mall.http.put("/v1/shops", json={"shops": shops}).json()["accepted"] == 1
        for days in range(1, 57):
            line = {"sku": "tea", "quantity": 1 + days * 7 % 11, "price_fen": 1200}
            mall.did("bob", "Order Paid", days, order=f"t{days}", lines=[line], total_fen=6000, shop="near")
        mall.send()
        count(mall, "stocked", 200)
        mall.run()
        yield mall


def count(mall: Mall, key: str, on_hand: int) -> None:
    body = {"counts": [{"key": key, "sku": "tea", "shop": "near", "on_hand": on_hand}]}
    assert mall.http.post("/v1/stock/counts", json=body).json()["posted"] == 1


def place(mall: Mall, order: str, units: int) -> None:
    body = {"order": order, "shopper": "ann", "lines": [{"sku": "tea", "quantity": units}]}
    assert mall.http.post("/v1/orders", json=body).status_code == 201


def alerts(mall: Mall, state: str = "open") -> list[dict[str, Any]]:
    return list(mall.get(f"/v1/alerts?state={state}")["items"])


def act(mall: Mall, alert: dict[str, Any], what: str, body: Any = None) -> Any:
    answer = mall.http.post(f"/v1/alerts/{alert['id']}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_order_that_takes_stock_under_its_safety_level_rings_and_one_click_orders(planned: Mall) -> None:
    mall = planned
    assert alerts(mall) == []
    place(mall, "big", 198)
    alert, = alerts(mall)
    assert alert["available"] == 2 < alert["safety_stock"] and alert["severity"] == "urgent"
    assert alert["order_quantity"] % 6 == 0 and alert["order_quantity"] >= alert["order_up_to"] - 2
    assert "安全库存" in alert["why"]["zh"] and f"order {alert['order_quantity']}" in alert["why"]["en"]
    assert mall.get("/v1/alerts/counts") == {
        "open": 1, "out": 0, "urgent": 1, "low": 0, "acknowledged": 0, "snoozed": 0, "covered": 0}

    ordered = act(mall, alert, "order")
    assert ordered["alert"]["state"] == "covered" and alerts(mall) == []
    again = mall.http.post(f"/v1/alerts/{alert['id']}/order")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_to_order")
    order = mall.get(f"/v1/purchase-orders/{ordered['orders'][0]}")
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [("tea", alert["order_quantity"])]

    covered, = alerts(mall, "covered")
    assert covered["due_at"] and "预计" in covered["why"]["zh"]
    part = {"lines": [{"sku": "tea", "quantity": alert["safety_stock"]}]}
    assert mall.http.post(f"/v1/purchase-orders/{order['id']}/receive", json=part).json()["state"] == "partly_received"
    assert alerts(mall, "covered") == []
    closed, = alerts(mall, "closed")
    assert closed["closed_at"] and closed["orders"] == ordered["orders"]
    assert [step["what"] for step in closed["audit"]] == ["order"]
    assert mall.http.post(f"/v1/purchase-orders/{order['id']}/receive").json()["state"] == "received"


def test_it_rings_once_however_often_stock_moves_and_comes_back_when_the_order_is_cancelled(planned: Mall) -> None:
    mall = planned
    count(mall, "low", 1 + 198)
    first, = alerts(mall)
    place(mall, "one-more", 1)
    second, = alerts(mall)
    assert (second["raised_at"], second["available"]) == (first["raised_at"], first["available"] - 1)
    ordered = act(mall, first, "order", {"quantity": second["order_quantity"]})
    assert alerts(mall) == []
    assert mall.http.post(f"/v1/purchase-orders/{ordered['orders'][0]}/cancel").json()["state"] == "cancelled"
    third, = alerts(mall)
    assert third["raised_at"] == first["raised_at"] and third["order_quantity"] == second["order_quantity"]
    count(mall, "fine", 400)
    assert alerts(mall) == []


def test_a_snoozed_alert_comes_back_when_it_gets_worse(planned: Mall) -> None:
    mall = planned
    count(mall, "snooze-low", 1 + 199)
    alert, = alerts(mall)
    assert act(mall, alert, "acknowledge")["acknowledged"]["who"]
    assert act(mall, alert, "snooze", {"days": 2})["state"] == "snoozed"
    assert alerts(mall) == [] and mall.get("/v1/alerts/counts")["snoozed"] == 1
    assert act(mall, alert, "reopen")["state"] == "open"
    act(mall, alert, "snooze", {"days": 2})
    count(mall, "snooze-out", 0 + 199)
    worse, = alerts(mall)
    assert (worse["severity"], worse["available"]) == ("out", 0)
    assert mall.http.post(f"/v1/alerts/{alert['id']}/snooze", json={"days": 0}).status_code in (400, 422)
    assert mall.http.post("/v1/alerts/nothing/order").json()["error"]["code"] == "unknown_alert"


def test_it_rings_without_anybody_reading_the_list(planned: Mall) -> None:
    mall, book = planned, planned.app.alerts.watch.book
    count(mall, "quiet-fine", 500)
    assert eventually(lambda: dict(book.open), lambda found: not found) == {}
    count(mall, "quiet-low", 200)
    assert ("tea", "near") in eventually(lambda: dict(book.open), bool)


def test_a_shop_filled_from_a_depot_is_helped_from_there_and_the_rest_is_bought_for_the_depot() -> None:
    with shopping() as mall:
        goods = [{"sku": "tea", "spu": "tea", "title": "龙井", "category": ["茶"], "price_fen": 1200, "cost_fen": 700,
                  "supplier": "tea-house", "lead_time_days": 3, "pack_size": 6}]
        shops = [{"shop": "near", "name": "近店", "city": "上海", "supplied_from": "depot"},
                 {"shop": "depot", "name": "总仓", "city": "上海", "kind": "warehouse"}]
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["accepted"] == 1
        assert mall.http.put("/v1/shops", json={"shops": shops}).json()["accepted"] == 2
        for days in range(1, 57):
            line = {"sku": "tea", "quantity": 4, "price_fen": 1200}
            mall.did("bob", "Order Paid", days, order=f"t{days}", lines=[line], total_fen=4800, shop="near")
        mall.send()
        depot = {"counts": [{"key": "depot", "sku": "tea", "shop": "depot", "on_hand": 3}]}
        assert mall.http.post("/v1/stock/counts", json=depot).json()["posted"] == 1
        count(mall, "stocked", 400)
        mall.run()
        count(mall, "sold elsewhere", 0)
        alert = next(each for each in alerts(mall) if each["shop"] == "near")
        assert "从 总仓 调" in alert["why"]["zh"] and alert["order_quantity"] > 3
        orders = act(mall, alert, "order")["orders"]
        transfer, = mall.get("/v1/transfer-orders?shop=near")["items"]
        assert transfer["giver"] == "depot" and transfer["lines"][0]["quantity"] == 3 and transfer["id"] in orders
        bought = mall.get(f"/v1/purchase-orders/{orders[-1]}")
        assert bought["shop"] == "depot" and bought["lines"][0]["quantity"] % 6 == 0


def test_the_product_page_of_goods_that_are_out_says_when_they_come_next(planned: Mall) -> None:
    mall = planned
    count(mall, "page-full", 500)
    assert mall.get("/v1/storefront/goods/tea")["due_at"] is None
    count(mall, "page-out", mall.get("/v1/stock?sku=tea&shop=near")["items"][0]["reserved"])
    for alert in alerts(mall):
        act(mall, alert, "order")
    covered, = alerts(mall, "covered")
    page = mall.get("/v1/storefront/goods/tea")
    assert (page["goods"]["in_stock"], page["due_at"]) == (False, covered["due_at"])
