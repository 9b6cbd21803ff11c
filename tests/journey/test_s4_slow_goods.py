"""S4: stock that hardly moves is found, priced down by proposal, and told to those who are likely to want it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.shopping import DAY, Mall, eventually, shopping

DAYS = 80
GOODS = {"slow-cup": 2_000, "fast-cup": 1_500, "third-cup": 2_000, "rice": 1_000}
COSTS = {"slow-cup": 1_000, "fast-cup": 700, "third-cup": 1_900, "rice": 500}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with a cup that hardly sells, one whose price has changed, and shoppers who like cups or rice."""
    with shopping() as opened:
        _stock(opened)
        for n in range(12):
            opened.consent(f"cup-{n}", "personalisation", *(["marketing"] if n < 8 else []))
            opened.consent(f"rice-{n}", "personalisation", "marketing")
        for days_ago in range(1, DAYS):
            price = 1_500 if days_ago > 40 else 1_200
            for n in range(1 if days_ago > 40 else 2):
                opened.bought(f"cup-{(days_ago + n) % 12}", "fast-cup", days_ago=days_ago, fen=price)
            opened.bought(f"rice-{days_ago % 12}", "rice", days_ago=days_ago)
        for days_ago in range(2, 56, 5):
            opened.bought(f"cup-{days_ago % 3}", "slow-cup", days_ago=days_ago, fen=2_000)
        for n in range(12):
            opened.did(f"cup-{n}", "Product Viewed", 2, sku="slow-cup")
        opened.send()
        opened.run()
        yield opened


def _stock(mall: Mall) -> None:
    goods = [{"sku": sku, "spu": sku, "title": sku, "category": ["家居", "杯子"] if "cup" in sku else ["食品"],
              "price_fen": price, "cost_fen": COSTS[sku], "launched_on": "2024-01-01"} for sku, price in GOODS.items()]
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
    shop = {"shop": "s1", "name": "一店", "city": "成都", "longitude": 104.06, "latitude": 30.65, "system": "wgs84"}
    assert mall.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
    units = {"slow-cup": 20, "fast-cup": 30, "third-cup": 20, "rice": 20}
    counts = [{"key": sku, "sku": sku, "shop": "s1", "on_hand": many, "counted_at": mall.now - DAY}
              for sku, many in units.items()]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200


def _of(mall: Mall, sku: str, state: str = "") -> dict[str, Any]:
    return next(each for each in mall.get(f"/v1/slow-goods?state={state}")["items"] if each["sku"] == sku)


def test_slow_stock_is_found_and_stock_that_moves_is_not(mall: Mall) -> None:
    assert {each["sku"] for each in mall.get("/v1/slow-goods")["items"]} == {"slow-cup", "third-cup"}
    found = _of(mall, "slow-cup")
    assert found["cover_days"] >= 90 and found["age"] >= 60 and found["shops"] == [{"shop": "s1", "available": 20}]


def test_the_discount_is_the_smallest_that_clears_and_its_arithmetic_is_shown(mall: Mall) -> None:
    found = _of(mall, "slow-cup")
    assert found["elasticity"]["skus"] == 1 and found["elasticity"]["value"] < -1.5, "learned from the other cup"
    assert found["clears"] and 0 < found["discount"] <= 0.5 and found["new_price_fen"] >= COSTS["slow-cup"]
    less = mall.http.post(f"/v1/slow-goods/{found['id']}/edit", json={"discount": found["discount"] - 0.05}).json()
    assert not less["clears"] and less["left"] > 0
    back = mall.http.post(f"/v1/slow-goods/{found['id']}/undo").json()
    assert back["discount"] == found["discount"] and back["clears"]
    labels = [line["label"]["zh"] for line in found["arithmetic"]]
    assert labels[0] == "可售库存" and labels[-1] == "预计剩下" and "最小幅度" in found["why"]["zh"]


def test_it_never_goes_below_cost_unless_that_is_said(mall: Mall) -> None:
    tight = _of(mall, "third-cup")
    assert tight["new_price_fen"] >= COSTS["third-cup"] and not tight["clears"] and tight["left"] > 0
    way = f"/v1/slow-goods/{tight['id']}/edit"
    refused = mall.http.post(way, json={"discount": 0.5})
    assert refused.status_code == 422 and refused.json()["error"]["code"] == "below_cost"
    meant = mall.http.post(way, json={"discount": 0.5, "below_cost": True}).json()
    assert meant["below_cost"] and meant["new_price_fen"] == 1_000
    assert mall.http.post(f"/v1/slow-goods/{tight['id']}/undo").json()["discount"] == tight["discount"]


def test_only_those_who_are_likely_to_want_it_and_consented_are_told(mall: Mall) -> None:
    found = _of(mall, "slow-cup")
    heard = mall.get(f"/v1/slow-goods/{found['id']}/shoppers?limit=50")
    masked = {mall.app.targeting.exports.mask(f"cup-{n}") for n in range(8)}
    assert {each["shopper"] for each in heard["items"]} == masked and heard["total"] == found["shoppers"] == 8
    assert all("cup-" not in each["shopper"] for each in heard["items"])
    mall.consent("cup-7", "marketing", given=False)
    assert mall.get(f"/v1/slow-goods/{found['id']}/shoppers")["total"] == 7
    mall.consent("cup-7", "marketing")


def test_an_approved_markdown_moves_pages_and_a_crowd_until_it_is_undone(mall: Mall) -> None:
    found = _of(mall, "slow-cup")
    step = f"/v1/slow-goods/{found['id']}"
    done = mall.http.post(f"{step}/approve").json()
    assert done["state"] == "approved" and done["audit"][-1]["what"] == "approve"
    rule = mall.get("/v1/merch-rules/slow_goods")
    assert rule["goods"]["skus"] == ["slow-cup"] and rule["state"] == "on" and rule["factor"] > 1
    body = {"page": {"placement": "home", "shopper": "rice-1"}}
    told = mall.http.post("/v1/page/explain", json=body).json()
    moved = {each["sku"]: each["factors"] for each in told["products"]}
    assert "slow_goods" in {each["rule"] for each in told["rules"]}
    assert any(each["rule"] == "slow_goods" for each in moved.get("slow-cup", [])), moved
    crowd = mall.get(f"/v1/crowds/{done['crowd']}")
    assert crowd["shoppers"] >= 1 and "杯子" in crowd["expression"]
    assert mall.http.post(f"{step}/approve").status_code == 409
    mall.http.post("/v1/slow-goods")
    assert [each["sku"] for each in mall.get("/v1/slow-goods?state=approved")["items"]] == ["slow-cup"]
    assert mall.http.post(f"{step}/undo").json()["state"] == "open"
    assert mall.get("/v1/merch-rules/slow_goods")["state"] == "removed"
    assert mall.http.get(f"/v1/crowds/{done['crowd']}").status_code == 404


def test_a_campaign_is_suggested_and_tells_those_who_are_drawn_to_it_and_agreed(mall: Mall) -> None:
    mall.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "00:00", "quiet_until": "00:00"}})
    step = f"/v1/slow-goods/{_of(mall, 'slow-cup', 'open')['id']}"
    assert mall.http.post(f"{step}/approve").json()["state"] == "approved"
    offered = next(each for each in mall.get("/v1/campaigns/proposals")["items"] if each["origin"][:5] == "slow:")
    assert offered["skus"] == ["slow-cup"] and "slow-cup" in offered["label"]["zh"]
    body = {"origin": offered["origin"], "campaign": "cups"}
    assert mall.http.post("/v1/campaigns/proposals", json=body).status_code == 200
    preview = mall.http.post("/v1/campaigns/cups/preview").json()["preview"]
    assert 0 < preview["agreed"] <= 8 < preview["crowd"] + 1 and preview["needed"][0]["shop"] == "s1"
    assert mall.http.post("/v1/campaigns/cups/start").json()["state"] == "running"
    told = eventually(lambda: [n for n in range(12) if mall.page("home", f"cup-{n}")["cards"]],
                      lambda found: len(found) == preview["told"])
    assert len(told) == preview["told"] and set(told) <= set(range(8)), "only who agreed to marketing"
    assert mall.http.post(f"{step}/undo").status_code == 409, "the campaign uses the crowd"
    assert mall.http.post("/v1/campaigns/cups/end").json()["state"] == "ended"
    assert mall.http.post(f"{step}/undo").json()["state"] == "open"


def test_what_was_rejected_does_not_come_back_the_next_day(mall: Mall) -> None:
    mall.http.post("/v1/slow-goods")
    tight = _of(mall, "third-cup", "open")
    assert mall.http.post(f"/v1/slow-goods/{tight['id']}/reject").json()["state"] == "rejected"
    mall.http.post("/v1/slow-goods")
    assert "third-cup" not in {each["sku"] for each in mall.get("/v1/slow-goods?state=open")["items"]}


def test_an_erased_shopper_is_told_of_nothing(mall: Mall) -> None:
    found = _of(mall, "slow-cup", "open")
    before = mall.get(f"/v1/slow-goods/{found['id']}/shoppers")["total"]
    assert mall.http.post("/v1/shoppers/cup-1/erase", json={}).status_code in (200, 201)
    assert mall.get(f"/v1/slow-goods/{found['id']}/shoppers")["total"] == before - 1
