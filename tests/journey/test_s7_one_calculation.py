"""S7, S6: one plan nets depot, overstock, orders under way and suppliers; decided, moved, received, planned again."""

from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.settings import Supply
from tests.shopping import Mall, shopping

SIGNS = {"+": 1, "-": -1}
SALES = {"tea": 6, "cup": 3, "pot": 1}
STOCK = {("tea", "W"): 30, ("tea", "near"): 4, ("tea", "far"): 5, ("cup", "W"): 100, ("cup", "near"): 150,
         ("cup", "solo"): 0, ("pot", "solo"): 90, ("pot", "near"): 3, ("tea", "solo"): 30}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    with shopping(supply=Supply(budget_fen=54_000)) as opened:
        goods = [{"sku": sku, "spu": sku, "title": f"商品{sku}", "price_fen": 2_000, "cost_fen": 1_000,
                  "supplier": "茶厂", "lead_time_days": 3, "pack_size": 6} for sku in SALES]
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        place = {"city": "成都", "latitude": 30.65, "system": "wgs84"}
        shops = [{"shop": "W", "name": "中心仓", "kind": "warehouse", "longitude": 104.2, **place},
                 {"shop": "near", "name": "近店", "longitude": 104.06, "supplied_from": "W", **place},
                 {"shop": "far", "name": "远店", "longitude": 104.10, "supplied_from": "W", **place},
                 {"shop": "solo", "name": "独店", "longitude": 104.07, **place}]
        assert opened.http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []
        for days_ago in range(1, 57):
            for shop in ("near", "far", "solo"):
                lines = [{"sku": sku, "quantity": many, "price_fen": 2_000} for sku, many in SALES.items()]
                opened.did("bob", "Order Paid", days_ago, order=f"{shop}{days_ago}", shop=shop, total_fen=1,
                           lines=lines)
        opened.purposes = ()
        opened.send()
        counts = [{"key": f"{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": many}
                  for (sku, shop), many in STOCK.items()]
        assert opened.http.post("/v1/stock/counts", json={"counts": counts}).json()["refused"] == []
        opened.run()
        yield opened


def proposals(mall: Mall, **wanted: Any) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in wanted.items())
    return list(mall.get(f"/v1/proposals?limit=100&{query}")["items"])


def one(mall: Mall, sku: str, shop: str, kind: str) -> dict[str, Any]:
    found = proposals(mall, sku=sku, shop=shop, kind=kind)
    assert len(found) == 1, found
    return found[0]


def level(mall: Mall, sku: str, shop: str) -> dict[str, Any]:
    return dict(mall.get(f"/v1/stock?sku={sku}&shop={shop}")["items"][0])


def value(proposal: dict[str, Any], label: str) -> int:
    return next(step["value"] for step in proposal["arithmetic"] if label in step["label"]["zh"])


def added_up(lines: list[dict[str, Any]]) -> int:
    """Add up as a reader would: `+` and `-` change the sum, `=` says what it is, `round` sets it."""
    running = 0
    for step in lines:
        if step["sign"] in SIGNS:
            running += SIGNS[step["sign"]] * step["value"]
        else:
            assert step["sign"] == "round" or step["value"] == max(running, 0), step
            running = step["value"]
    return running


def test_the_arithmetic_of_every_proposal_adds_up_and_says_where_the_goods_come_from(mall: Mall) -> None:
    found = proposals(mall)
    assert {(each["kind"], each["tier"]) for each in found} >= {("purchase", "steady"), ("transfer", "steady")}
    for each in found:
        lines = each["arithmetic"]
        gap = next(n for n, step in enumerate(lines) if step["sign"] == "=")
        total = sum(SIGNS[step["sign"]] * step["value"] for step in lines[:gap])
        assert lines[gap]["value"] == total > 0, each
        assert added_up(lines) == each["quantity"] and lines[-1]["sign"] == "round", each
        assert each["why"]["zh"] and each["why"]["en"] and each["tier_why"]["zh"] and each["rule"]["zh"]
        assert each["quantity"] % each["pack_size"] == 0 and each["value_fen"] == each["quantity"] * 1_000


def test_shops_are_filled_from_their_depot_and_the_depot_buys_for_all_of_them(mall: Mall) -> None:
    near, far = one(mall, "tea", "near", "transfer"), one(mall, "tea", "far", "transfer")
    assert (near["giver"], near["giver_name"], far["giver"]) == ("W", "中心仓", "W")
    assert 0 < near["quantity"] + far["quantity"] <= STOCK["tea", "W"]
    assert "仓库有现货" in near["why"]["zh"] and "depot has stock" in near["why"]["en"]
    bought = one(mall, "tea", "W", "purchase")
    assert "所供 2 家门店" in bought["why"]["zh"] and value(bought, "预计需求") == 4 * 2 * SALES["tea"]
    assert bought["forecast"]["mean_per_day"] == pytest.approx(2 * SALES["tea"], rel=0.1)
    assert proposals(mall, sku="tea", shop="near", kind="purchase") == []


def test_overstock_near_by_is_moved_before_anything_is_bought(mall: Mall) -> None:
    moved = one(mall, "cup", "solo", "transfer")
    assert moved["giver"] == "near" and "比采购合算" in moved["why"]["zh"] and moved["pack_size"] == 1
    assert "frees" in moved["why"]["en"] and value(moved, "由附近门店调入") == moved["quantity"]
    given = [each for each in proposals(mall, sku="pot") if each["giver"] == "solo"]
    assert [each["shop"] for each in given] == ["far"], "near has enough of it, far none"


def test_the_best_yuan_goes_first_and_the_budget_cuts_the_rest_with_its_reason(mall: Mall) -> None:
    found = proposals(mall)
    assert [each["rank"] for each in found] == list(range(1, len(found) + 1))
    bought = [each for each in found if each["kind"] == "purchase"]
    kept = [each for each in bought if each["state"] == "open"]
    assert sum(each["value_fen"] for each in kept) <= 54_000
    plan = mall.get("/v1/plans/latest")
    assert plan["budget_fen"] == 54_000 and plan["value_fen"] == sum(each["value_fen"] for each in kept)
    cut = [each for each in bought if each["cut_why"]]
    assert cut and all("预算" in each["cut_why"]["zh"] and "budget" in each["cut_why"]["en"] for each in cut)
    assert all(each["wanted"] > each["quantity"] or each["state"] == "cut" for each in cut)
    rewards = [each["reward_per_yuan"] for each in found]
    assert rewards == sorted(rewards, reverse=True)
    left = [each["wanted"] - (each["quantity"] if each["state"] == "open" else 0) for each in bought]
    assert plan["cut_fen"] == 1_000 * sum(left) > 0


def test_proposals_are_found_by_kind_tier_sku_shop_supplier_and_state_page_by_page(mall: Mall) -> None:
    ids = [each["id"] for each in proposals(mall)]
    paged: list[str] = []
    page = mall.get("/v1/proposals?limit=3")
    while True:
        paged += [each["id"] for each in page["items"]]
        if not page["next"]:
            break
        page = mall.get(f"/v1/proposals?limit=3&after={page['next']}")
    assert paged == ids == sorted(ids)
    assert {each["supplier"] for each in proposals(mall, supplier="茶厂")} == {"茶厂"}
    assert {each["tier"] for each in proposals(mall, tier="steady", shop="W")} <= {"steady"}
    counts, kinds = (mall.get("/v1/plans/latest")[name] for name in ("counts", "kinds"))
    assert counts["open"] == len(proposals(mall, state="open"))
    assert sum(kinds["transfer"].values()) == len(proposals(mall, kind="transfer"))
    assert mall.http.get("/v1/proposals?kind=gift").json()["error"]["field"] == "kind"


def test_an_approved_transfer_leaves_the_giver_at_once_and_is_received_in_parts(mall: Mall) -> None:
    moved = one(mall, "cup", "solo", "transfer")
    before = level(mall, "cup", "near")["available"]
    assert mall.http.post(f"/v1/proposals/{moved['id']}/approve").json()["state"] == "approved"
    assert mall.http.post(f"/v1/proposals/{moved['id']}/approve").status_code == 200
    assert level(mall, "cup", "near")["available"] == before - moved["quantity"]
    assert level(mall, "cup", "solo")["in_transit"] == moved["quantity"]
    order = next(each for each in mall.get("/v1/transfer-orders?open=true")["items"] if each["shop"] == "solo")
    assert (order["state"], order["giver_name"], order["lines"][0]["under_way"]) == (
        "under_way", "近店", moved["quantity"])
    part = {"lines": [{"sku": "cup", "quantity": 2}]}
    assert mall.http.post(f"/v1/transfer-orders/{order['id']}/receive", json=part).json()["state"] == "partly_received"
    too_much = {"lines": [{"sku": "cup", "quantity": moved["quantity"]}]}
    refused = mall.http.post(f"/v1/transfer-orders/{order['id']}/receive", json=too_much)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "lines")
    assert mall.http.post(f"/v1/proposals/{moved['id']}/undo").json()["error"]["code"] == "already_received"
    assert level(mall, "cup", "solo")["on_hand"] == 2


def test_all_that_a_filter_names_are_approved_at_once_and_undone_one_by_one(mall: Mall) -> None:
    wanted = proposals(mall, kind="transfer", sku="tea", state="open")
    answer = mall.http.post("/v1/proposals/approve", json={"all": True, "kind": "transfer", "sku": "tea"})
    assert answer.json() == {"approved": len(wanted), "short": []}
    free = level(mall, "tea", "W")["available"]
    assert free == STOCK["tea", "W"] - sum(each["quantity"] for each in wanted)
    undone = mall.http.post(f"/v1/proposals/{wanted[0]['id']}/undo").json()
    assert undone["state"] == "open" and level(mall, "tea", "W")["available"] == free + wanted[0]["quantity"]
    assert mall.http.post(f"/v1/proposals/{wanted[0]['id']}/approve").json()["state"] == "approved"


def test_the_next_plan_counts_what_is_under_way_and_orders_nothing_twice(mall: Mall) -> None:
    bought = one(mall, "tea", "W", "purchase")
    assert mall.http.post(f"/v1/proposals/{bought['id']}/approve").json()["state"] == "approved"
    mall.run()
    assert proposals(mall, sku="tea", kind="transfer") == [] == proposals(mall, sku="cup", shop="solo")
    left = sum(each["quantity"] for each in proposals(mall, sku="tea", shop="W"))
    assert bought["quantity"] + left <= bought["wanted"], "at most what the budget left out is still wanted"
    assert mall.get(f"/v1/proposals/{bought['id']}")["state"] == "approved", "what was decided stays on record"
    order = next(each for each in mall.get("/v1/transfer-orders?open=true")["items"] if each["shop"] == "near")
    cancelled = mall.http.post(f"/v1/transfer-orders/{order['id']}/cancel").json()
    assert cancelled["state"] == "cancelled" and level(mall, "tea", "near")["in_transit"] == 0
    mall.run()
    again = one(mall, "tea", "near", "transfer")
    assert again["giver"] == "W" and value(again, "缺口") > 0
