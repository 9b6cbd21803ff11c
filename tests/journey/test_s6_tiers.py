"""S6: tiers are found, shown with their reason, edited; their rules are tried on the mall's own history and used."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from tests.shopping import DAY, Mall, shopping

DAYS = 150
GOODS = {"steady": 1_000, "hot": 1_200, "niche": 9_000, "slow": 5_000, "new": 800}
STOCK = {"steady": 40, "hot": 60, "niche": 2, "slow": 60, "new": 10}


def _units(rng: np.random.Generator, days_ago: int) -> dict[str, int]:
    """Return what a day sells; the waves of `steady` are what a fixed cover is slow to follow."""
    return {"steady": int(rng.poisson(6)), "hot": int(rng.poisson(24 if days_ago <= 28 else 8)),
            "niche": int(days_ago % 9 == 0), "slow": int(days_ago % 50 == 0),
            "new": int(rng.poisson(3)) if days_ago <= 12 else 0}


def _import_orders(mall: Mall) -> None:
    """Bring five months of orders in as a merchant does: in a file."""
    rng, lines = np.random.default_rng(4), ["order,shopper,paid_at,sku,quantity,price,shop"]
    for days_ago in range(DAYS, 0, -1):
        at = datetime.fromtimestamp(mall.now / 1000 - days_ago * 86_400, tz=UTC).isoformat()
        lines += [f"o{days_ago},p{days_ago % 9},{at},{sku},{many},{GOODS[sku] / 100},s1"
                  for sku, many in _units(rng, days_ago).items() if many]
    file = ("orders.csv", "\n".join(lines).encode())
    job = _ended(mall, mall.http.post("/v1/imports", data={"kind": "orders"}, files={"file": file}).json())
    assert job["summary"]["refused"] == 0, job


def _ended(mall: Mall, job: dict[str, Any]) -> dict[str, Any]:
    """Follow a job to its end."""
    for _ in range(1_200):
        job = mall.get(f"/v1/jobs/{job['id']}")
        if job["state"] in ("done", "failed"):
            break
        time.sleep(0.05)
    assert job["state"] == "done", job
    return job


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with one good of each tier, five months of sales and a plan."""
    with shopping() as opened:
        goods = [{"sku": sku, "spu": sku, "title": f"商品{sku}", "category": ["杂货"], "price_fen": price,
                  "cost_fen": price * 6 // 10, "lead_time_days": 2} for sku, price in GOODS.items()]
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        shop = {"shop": "s1", "name": "一店", "city": "成都", "longitude": 104.06, "latitude": 30.65, "system": "wgs84"}
        assert opened.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
        _import_orders(opened)
        counts = [{"key": sku, "sku": sku, "shop": "s1", "on_hand": many, "counted_at": opened.now - 40 * DAY}
                  for sku, many in STOCK.items()]
        assert opened.http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200
        opened.run()
        yield opened


def _tier(mall: Mall, name: str) -> dict[str, Any]:
    return next(each for each in mall.get("/v1/tiers")["tiers"] if each["tier"] == name)


def _goods(mall: Mall, tier: str) -> dict[str, dict[str, Any]]:
    return {each["sku"]: each for each in mall.get(f"/v1/tiers/goods?tier={tier}")["items"]}


def test_every_good_is_in_its_tier_and_says_why(mall: Mall) -> None:
    for tier in GOODS:
        found = _goods(mall, tier)
        assert list(found) == [tier], f"{tier}: {found}"
        assert _tier(mall, tier)["rows"] == 1
    assert "每天卖" in _goods(mall, "hot")["hot"]["why"]["zh"]
    assert "sells every 9" in _goods(mall, "niche")["niche"]["why"]["en"]
    assert "够卖" in _goods(mall, "slow")["slow"]["why"]["zh"]
    assert "12 天" in _goods(mall, "new")["new"]["why"]["zh"]
    one, = mall.get("/v1/tiers/goods?sku=niche")["items"]
    assert (one["tier"], one["shop_name"], one["available"]) == ("niche", "一店", STOCK["niche"])
    first = mall.get("/v1/tiers/goods?limit=2")
    rest = mall.get(f"/v1/tiers/goods?limit=9&after={first['next']}")
    assert [each["sku"] for each in first["items"] + rest["items"]] == sorted(GOODS) and rest["next"] is None


def test_each_tier_has_a_policy_of_its_own_that_can_be_changed_and_brought_back(mall: Mall) -> None:
    rules = {each["tier"]: each["rule"] for each in mall.get("/v1/tiers")["tiers"]}
    assert rules["hot"]["service_level"] > rules["slow"]["service_level"]
    assert rules["niche"]["kind"] == "order_up_to" and rules["niche"]["min_units"] == 1
    answer = mall.http.put("/v1/tiers/slow/rule", json={"kind": "days_of_cover", "cover_days": 5})
    assert answer.status_code == 200 and _tier(mall, "slow")["set_by"] == "person"
    assert mall.get("/v1/tiers")["last_change"]["what"] == "set"
    assert mall.http.post("/v1/tiers/undo").status_code == 200
    assert _tier(mall, "slow")["rule"] == rules["slow"] and _tier(mall, "slow")["set_by"] == "default"


def test_a_rule_that_cannot_be_followed_is_refused_with_the_fix(mall: Mall) -> None:
    for body, field in (({"kind": "days_of_cover"}, "cover_days"), ({"service_level": 1.5}, "service_level")):
        answer = mall.http.put("/v1/tiers/slow/rule", json=body)
        assert answer.status_code == 422 and answer.json()["error"]["field"] == field
    assert mall.http.put("/v1/tiers/warm/rule", json={}).json()["error"]["code"] == "unknown_tier"


def test_goods_put_into_a_tier_by_hand_are_planned_so_until_it_is_undone(mall: Mall) -> None:
    made = mall.http.put("/v1/tier-overrides", json={"sku": "steady", "shop": "s1", "tier": "hot", "note": "开业活动"})
    assert made.status_code == 200 and made.json()["audit"][0]["what"] == "set"
    assert _tier(mall, "hot")["by_hand"] == 1
    assert _goods(mall, "steady")["steady"]["by_hand"] == "hot", "from the next plan on"
    mall.run()
    assert set(_goods(mall, "hot")) == {"hot", "steady"} and _goods(mall, "hot")["steady"]["note"] == "开业活动"
    key = {"sku": "steady", "shop": "s1"}
    assert mall.http.post("/v1/tier-overrides/undo", json=key).json()["tier"] == ""
    assert mall.http.post("/v1/tier-overrides/undo", json=key).json()["error"]["code"] == "nothing_to_undo"
    mall.run()
    assert set(_goods(mall, "hot")) == {"hot"}


def test_unknown_goods_shops_and_tiers_are_refused(mall: Mall) -> None:
    put = mall.http.put
    assert put("/v1/tier-overrides", json={"sku": "ghost", "tier": "hot"}).json()["error"]["field"] == "sku"
    assert put("/v1/tier-overrides", json={"sku": "hot", "tier": "hot", "shop": "x"}).json()["error"]["field"] == "shop"
    assert put("/v1/tier-overrides", json={"sku": "hot", "tier": "warm"}).json()["error"]["field"] == "tier"
    assert mall.http.delete("/v1/tier-overrides?sku=hot").json()["error"]["code"] == "no_override"


def _replayed(mall: Mall) -> dict[str, Any]:
    answer = mall.http.post("/v1/backtests", json={"days": 70})
    assert answer.status_code == 202, answer.text
    return mall.get(f"/v1/backtests/{_ended(mall, answer.json())['summary']['backtest']}")


def test_a_backtest_shows_the_trade_off_and_its_rules_can_be_used_and_undone(mall: Mall) -> None:
    assert mall.http.put("/v1/tiers/steady/rule", json={"kind": "order_up_to", "service_level": 0.5}).status_code == 200
    found = _replayed(mall)
    assert found["state"] == "done" and found["days"] == 70 and found["rows"] == len(GOODS)
    assert {each["policy"] for each in found["curves"]} == {
        "order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", "static_min_max"}
    for curve in found["curves"]:
        fills = [point["fill"] for point in curve["points"]]
        assert fills[0] <= fills[-1] and all(0 <= fill <= 1 for fill in fills)
    assert found["reported_on"][0] > found["chosen_on"][1], "chosen on other days than it is reported on"
    assert found["actual"]["stock_days"] > 0
    steady = next(each for each in found["tiers"] if each["tier"] == "steady")
    assert steady["changes"] and steady["saves_fen"] > 0
    assert steady["chosen"]["fill"] > steady["present"]["fill"], "half a service level loses sales"
    way = f"/v1/backtests/{found['id']}"
    used = mall.http.post(f"{way}/use").json()
    assert used["used"] and used["can_undo"] and _tier(mall, "steady")["set_by"] == "backtest"
    assert _tier(mall, "steady")["rule"]["service_level"] == steady["chosen"]["rule"]["service_level"]
    assert mall.run()["plan"]["rows"] >= len(GOODS)
    assert not mall.http.post(f"{way}/undo").json()["used"]
    assert _tier(mall, "steady")["rule"]["service_level"] == 0.5, "undo brings back what was set before"
    assert mall.http.post(f"{way}/undo").json()["error"]["code"] == "not_in_use"
    assert mall.http.delete("/v1/tiers/steady/rule").status_code == 200
    assert mall.get("/v1/backtests")["items"][0]["id"] == found["id"] == mall.get("/v1/backtests/latest")["id"]


def test_days_that_cannot_be_replayed_are_refused(mall: Mall) -> None:
    answer = mall.http.post("/v1/backtests", json={"days": 3})
    assert answer.status_code == 422 and answer.json()["error"]["field"] == "days"
    assert mall.http.get("/v1/backtests/none").status_code == 404
