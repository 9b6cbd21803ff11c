"""S1, S2, S3, S7 through the public API: one stock, the nearest shop, the alert, the plan and its purchase order."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server import serving

DAY_MS = 86_400_000
HOME = {"longitude": 121.47, "latitude": 31.23, "system": "wgs84"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("mall")
    with serving(folder) as server, httpx.Client(base_url=f"{server.url}/v1", timeout=60) as client:
        open_mall(client)
        yield client


def open_mall(api: httpx.Client) -> None:
    titles = {"tea": "龙井", "cup": "茶杯", "rare": "限量壶"}
    goods = [{"sku": sku, "spu": sku, "title": title, "price_fen": 1200, "cost_fen": 700, "supplier": "茶厂",
              "lead_time_days": 3, "pack_size": 6} for sku, title in titles.items()]
    shops = [{"shop": name, "name": name, "city": "上海", "longitude": longitude, "latitude": 31.23, "system": "wgs84",
              "opens": "00:00", "closes": "24:00"} for name, longitude in (("near", 121.48), ("far", 121.55))]
    assert api.put("/goods", json={"goods": goods}).json()["accepted"] == 3
    assert api.put("/shops", json={"shops": shops}).json()["accepted"] == 2


def count(api: httpx.Client, key: str, sku: str, shop: str, on_hand: int) -> dict[str, Any]:
    body = {"counts": [{"key": key, "sku": sku, "shop": shop, "on_hand": on_hand, "source": "pos"}]}
    return api.post("/stock/counts", json=body).json()


def place(api: httpx.Client, order: str, lines: dict[str, int], **more: Any) -> httpx.Response:
    body = {"order": order, "shopper": "ann", "place": HOME, **more,
            "lines": [{"sku": sku, "quantity": units} for sku, units in lines.items()]}
    return api.post("/orders", json=body)


def stock(api: httpx.Client, sku: str, shop: str) -> dict[str, Any]:
    return api.get("/stock", params={"sku": sku, "shop": shop}).json()["items"][0]


def test_every_channel_feeds_one_ledger_and_repeats_do_not_count(api: httpx.Client) -> None:
    assert count(api, "c1", "tea", "near", 30)["posted"] == 1
    assert count(api, "c1", "tea", "near", 30)["duplicate"] == 1
    assert count(api, "c1", "tea", "near", 31)["refused"][0]["code"] == "key_conflict"
    sold = {"moves": [{"key": "till-1", "sku": "tea", "shop": "near", "from": "on_hand", "to": "sold", "quantity": 4}]}
    assert api.post("/stock/moves", json=sold).json()["posted"] == 1
    assert api.post("/stock/moves", json=sold).json()["duplicate"] == 1
    assert stock(api, "tea", "near")["available"] == 26
    lines = api.get("/stock/tea/near/moves").json()["items"]
    assert [(line["from"], line["to"], line["quantity"]) for line in lines] == [
        ("lost", "on_hand", 30), ("on_hand", "sold", 4)]


def test_bad_stock_entries_are_refused_one_by_one_with_the_field(api: httpx.Client) -> None:
    counts = [{"key": "b1", "sku": "ghost", "shop": "near", "on_hand": 1},
              {"key": "b2", "sku": "cup", "shop": "nowhere", "on_hand": 1},
              {"key": "b3", "sku": "cup", "shop": "near", "on_hand": 9}]
    answer = api.post("/stock/counts", json={"counts": counts}).json()
    assert answer["posted"] == 1
    assert [(r["index"], r["code"], r["field"]) for r in answer["refused"]] == [
        (0, "unknown_sku", "sku"), (1, "unknown_shop", "shop")]
    negative = api.post("/stock/counts", json={"counts": [{**counts[2], "key": "b4", "on_hand": -1}]})
    assert negative.status_code in (400, 422) and "on_hand" in negative.text
    moves = [{"key": "m1", "sku": "cup", "shop": "near", "from": "on_hand", "to": "reserved", "quantity": 1},
             {"key": "m2", "sku": "cup", "shop": "near", "from": "on_hand", "to": "sold", "quantity": 99}]
    refused = api.post("/stock/moves", json={"moves": moves}).json()["refused"]
    assert [r["code"] for r in refused] == ["unknown_bucket", "not_enough"]


def test_the_nearest_shop_that_holds_all_serves_and_a_repeat_is_the_same_order(api: httpx.Client) -> None:
    count(api, "far-tea", "tea", "far", 20)
    count(api, "far-cup", "cup", "far", 20)
    first = place(api, "o-1", {"tea": 2, "cup": 1})
    assert first.status_code == 201, first.text
    body = first.json()
    assert [part["shop"] for part in body["parts"]] == ["near"]
    assert body["total_fen"] == 3600 and 0 < body["parts"][0]["distance_km"] < 1
    assert body["parts"][0]["promised_minutes"] >= 15 and "near" in body["why"]["zh"]
    assert place(api, "o-1", {"tea": 2, "cup": 1}).json() == body
    other = place(api, "o-1", {"tea": 3})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "order_conflict")
    assert stock(api, "tea", "near")["reserved"] == 2


def test_what_the_near_shop_lacks_comes_from_the_next_and_what_all_lack_is_named(api: httpx.Client) -> None:
    assert [p["shop"] for p in place(api, "o-2", {"cup": 12}).json()["parts"]] == ["far"]
    lacking = place(api, "o-3", {"tea": 1, "cup": 40})
    error = lacking.json()["error"]
    assert (lacking.status_code, error["code"], error["field"]) == (409, "out_of_stock", "lines[1]")
    unknown = place(api, "o-4", {"ghost": 1})
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (422, "lines[0].sku")


def test_an_order_lives_through_pay_ship_deliver_and_return(api: httpx.Client) -> None:
    before = stock(api, "tea", "near")
    paid = api.post("/orders/o-1/pay", json={"payment_method": "wechat"})
    assert paid.status_code == 200 and paid.json()["status"] == "paid"
    assert api.post("/orders/o-1/pay", json={}).json() == paid.json()
    assert stock(api, "tea", "near")["on_hand"] == before["on_hand"] - 2
    assert api.post("/orders/o-1/ship").json()["status"] == "shipped"
    assert api.post("/orders/o-1/deliver").json()["status"] == "delivered"
    part = api.post("/orders/o-1/return", json={"lines": [{"sku": "tea", "quantity": 1}]})
    assert part.json()["status"] == "delivered"
    too_much = api.post("/orders/o-1/return", json={"lines": [{"sku": "tea", "quantity": 2}]})
    assert too_much.json()["error"]["code"] == "return_too_much"
    assert api.post("/orders/o-1/return").json()["status"] == "returned"
    names = [e["name"] for e in events(api, "ann")]
    assert names.count("Order Paid") == 1 and names.count("Order Returned") == 2 and "Order Delivered" in names


def events(api: httpx.Client, shopper: str) -> list[dict[str, Any]]:
    answer = api.get(f"/shoppers/{shopper}/timeline", params={"limit": 100})
    if answer.status_code == 404:
        pytest.skip("the timeline is not served yet")
    return list(answer.json()["items"])


def test_a_cancelled_order_frees_its_goods_and_cannot_be_paid(api: httpx.Client) -> None:
    free = stock(api, "cup", "far")["available"]
    assert api.post("/orders/o-2/cancel", json={"reason": "changed my mind"}).json()["status"] == "cancelled"
    assert stock(api, "cup", "far")["available"] == free + 12
    answer = api.post("/orders/o-2/pay", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "order_state")


def test_sixty_shoppers_at_once_get_exactly_the_twenty_units_there_are(api: httpx.Client) -> None:
    count(api, "rare-near", "rare", "near", 12)
    count(api, "rare-far", "rare", "far", 8)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: place(api, f"rush-{n}", {"rare": 1}, shopper=f"ann-{n}"), range(60)))
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    assert sum(answer.status_code == 201 for answer in answers) == 20
    assert [stock(api, "rare", shop)["available"] for shop in ("near", "far")] == [0, 0]


def sell_for_eight_weeks(api: httpx.Client) -> None:
    now = int(time.time() * 1000)
    sales = [{"id": f"sale-{day}", "name": "Order Paid", "at": now - day * DAY_MS, "shopper": "bob", "properties": {
        "order": f"old-{day}", "total_fen": 6000, "shop": "near",
        "lines": [{"sku": "tea", "quantity": 5 + day % 3, "price_fen": 1200}]}} for day in range(1, 57)]
    answer = api.post("/events", json={"events": sales}).json()
    assert answer["accepted"] == 56, answer


def plan(api: httpx.Client) -> dict[str, Any]:
    job = api.post("/jobs", json={"kind": "run"}).json()
    for _ in range(1_500):
        found = api.get(f"/jobs/{job['id']}").json()
        if found["state"] not in ("queued", "running"):
            break
        time.sleep(0.1)
    assert found["state"] == "done", found
    return api.get("/plans/latest").json()


def test_the_plan_shows_its_arithmetic_and_approval_turns_it_into_goods_on_the_shelf(api: httpx.Client) -> None:
    sell_for_eight_weeks(api)
    count(api, "tea-low", "tea", "near", 10)
    count(api, "tea-sold-out", "tea", "far", 0)
    made = plan(api)
    assert made["proposals"] >= 1 and made["counts"]["open"] == made["proposals"]
    proposal = next(p for p in api.get("/proposals").json()["items"] if (p["sku"], p["shop"]) == ("tea", "near"))
    signs = {"+": 1, "-": -1}
    lines = proposal["arithmetic"]
    place_of_gap = next(n for n, step in enumerate(lines) if step["sign"] == "=")
    gap = lines[place_of_gap]["value"]
    assert gap == sum(signs[step["sign"]] * step["value"] for step in lines[:place_of_gap])
    assert proposal["quantity"] % 6 == 0 and gap <= proposal["quantity"] < gap + 6
    assert len(proposal["forecast"]["history"]) == 28 and 5 <= proposal["forecast"]["mean_per_day"] <= 7

    edited = api.post(f"/proposals/{proposal['id']}/edit", json={"quantity": 24}).json()
    assert edited["quantity"] == 24 and edited["audit"][0]["from"]["quantity"] == proposal["quantity"]
    assert api.post(f"/proposals/{proposal['id']}/edit", json={"quantity": 25}).status_code == 422
    assert api.post(f"/proposals/{proposal['id']}/approve").json()["state"] == "approved"
    assert stock(api, "tea", "near")["in_transit"] == 24
    assert api.post(f"/proposals/{proposal['id']}/undo").json()["state"] == "open"
    assert stock(api, "tea", "near")["in_transit"] == 0
    api.post(f"/proposals/{proposal['id']}/approve")

    purchase = next(p for p in api.get("/purchase-orders").json()["items"] if p["shop"] == "near")
    half = api.post(f"/purchase-orders/{purchase['id']}/receive", json={"lines": [{"sku": "tea", "quantity": 10}]})
    assert half.json()["state"] == "partly_received"
    before = stock(api, "tea", "near")
    assert before["in_transit"] == 14
    assert api.post(f"/purchase-orders/{purchase['id']}/receive").json()["state"] == "received"
    after = stock(api, "tea", "near")
    assert (after["in_transit"], after["on_hand"]) == (0, before["on_hand"] + 14)


def test_stock_that_falls_under_its_safety_level_is_alerted_at_once(api: httpx.Client) -> None:
    count(api, "tea-fine", "tea", "near", 60)
    assert not [a for a in api.get("/alerts").json()["items"] if (a["sku"], a["shop"]) == ("tea", "near")]
    count(api, "tea-gone", "tea", "near", 0)
    alert = next(a for a in api.get("/alerts").json()["items"] if (a["sku"], a["shop"]) == ("tea", "near"))
    assert alert["available"] == 0 < alert["safety_stock"] and alert["order_quantity"] % 6 == 0
    assert "安全库存" in alert["why"]["zh"] and "safety stock" in alert["why"]["en"]
    summary = api.get("/stock/summary").json()
    assert summary["alerts"] >= 1 and {shop["shop"] for shop in summary["by_shop"]} == {"near", "far"}
