"""S5 through the public API: demand from sales, stock-outs, season, promotions, similar goods and intent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.shopping import DAY, Mall, shopping

WEEK = (2, 2, 2, 2, 4, 9, 9)
SHOP = "near"


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    with shopping() as opened:
        # Noon of a local day, so that days ago are whole days.
        opened.now -= (opened.now + 8 * 3_600_000) % DAY - 12 * 3_600_000 + DAY
        open_shop(opened)
        sell(opened)
        yield opened


def open_shop(mall: Mall) -> None:
    shop = {"shop": SHOP, "name": "近店", "city": "上海", "longitude": 121.48, "latitude": 31.23, "system": "wgs84",
            "opens": "00:00", "closes": "24:00"}
    assert mall.http.put("/v1/shops", json={"shops": [shop]}).json()["accepted"] == 1
    goods = [{"sku": sku, "spu": sku, "title": sku, "category": ["食品", leaf], "price_fen": 1000,
              "lead_time_days": 3, "attributes": {"brand": "甲"}}
             for sku, leaf in (("weekly", "面包"), ("empty", "牛奶"), ("promo", "茶"), ("old1", "酒"), ("old2", "酒"),
                               ("wanted", "糖"))]  # fmt: skip
    launched = day_of(mall, -1)
    goods.append({**goods[3], "sku": "new", "spu": "new", "title": "new", "launched_on": launched})
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []


def day_of(mall: Mall, ahead: int) -> str:
    at = datetime.fromtimestamp(mall.now / 1000, UTC) + timedelta(hours=8, days=ahead)
    return at.date().isoformat()


def sell(mall: Mall) -> None:
    """Sell for 70 days; `empty` lacks stock on days 30 to 6 ago."""
    for ago in range(70, -1, -1):
        weekday = datetime.fromtimestamp((mall.now - ago * DAY) / 1000, UTC).weekday()
        lines = {"weekly": WEEK[weekday], "promo": 5, "old1": 6, "old2": 8, "wanted": 3, "empty": 10}
        if 6 <= ago <= 30:
            lines.pop("empty")
        order = [{"sku": sku, "quantity": units, "price_fen": 1000} for sku, units in lines.items()]
        mall.did(f"s{ago % 7}", "Order Paid", ago, order=f"o{ago}", shop=SHOP, lines=order, total_fen=1000)
    mall.send()
    for key, ago, units in (("c1", 69, 500), ("c2", 30.4, 0), ("c3", 5.4, 500)):
        count = {"key": key, "sku": "empty", "shop": SHOP, "on_hand": units, "counted_at": mall.now - int(ago * DAY)}
        answer = mall.http.post("/v1/stock/counts", json={"counts": [count]}).json()
        assert answer["posted"] == 1, answer


def look(mall: Mall, sku: str, **more: str) -> dict[str, Any]:
    answer = mall.http.get(f"/v1/forecasts/{sku}", params=more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def week(found: dict[str, Any]) -> float:
    return next(float(each["mean"]) for each in found["sums"] if each["days"] == 7)


def test_the_week_is_carried_on_day_by_day_with_quantiles(mall: Mall) -> None:
    found = look(mall, "weekly", shop=SHOP)
    assert week(found) == pytest.approx(sum(WEEK), rel=0.05)
    for day in found["days"][:7]:
        expected = WEEK[datetime.fromisoformat(day["day"]).weekday()]
        assert day["mean"] == pytest.approx(expected, rel=0.3)
    for each in found["sums"]:
        values = list(each["quantiles"].values())
        assert values == sorted(values)
    assert found["backtest_wape"] < 0.2 and found["model"]["zh"]


def test_an_empty_shelf_does_not_teach_that_nobody_wants_it(mall: Mall) -> None:
    found = look(mall, "empty", shop=SHOP)
    out = [day for day in found["history"] if day["out_share"] > 0.9]
    assert len(out) >= 20 and all(day["units"] == 0 and 5 < day["lost"] < 15 for day in out)
    assert week(found) == pytest.approx(70, rel=0.15)
    assert any("缺货" in note["zh"] for note in found["notes"])


def test_the_plan_says_that_lost_demand_is_in_it(mall: Mall) -> None:
    sold = {"moves": [{"key": "m1", "sku": "empty", "shop": SHOP, "from": "on_hand", "to": "sold", "quantity": 500}]}
    assert mall.http.post("/v1/stock/moves", json=sold).json()["posted"] == 1
    mall.run()
    line = proposal(mall, "empty")["arithmetic"][0]
    assert "含缺货期间估计的流失需求" in line["label"]["zh"]
    assert line["value"] >= 35


def proposal(mall: Mall, sku: str) -> dict[str, Any]:
    items = mall.get("/v1/proposals?limit=500")["items"]
    return next(item for item in items if item["sku"] == sku)


def test_a_planned_promotion_raises_its_days_and_the_order(mall: Mall) -> None:
    before, ordered = week(look(mall, "promo", shop=SHOP)), proposal(mall, "promo")["proposed"]
    plan = {"starts_on": day_of(mall, 1), "ends_on": day_of(mall, 3), "discount": 0.3, "skus": ["promo"]}
    assert mall.http.put("/v1/promotions/double12", json=plan).status_code == 200
    after = look(mall, "promo", shop=SHOP)
    assert week(after) > before + 5 and after["promotions"][0]["lift"] == pytest.approx(1 / 0.49, rel=0.01)
    mall.run()
    raised = proposal(mall, "promo")
    assert raised["proposed"] > ordered and "含计划促销" in raised["arithmetic"][0]["label"]["zh"]
    stated = mall.http.put("/v1/promotions/double12", json={**plan, "lift": 3.0}).json()
    assert stated["lift"] == 3.0
    mall.run()
    assert proposal(mall, "promo")["proposed"] > raised["proposed"]
    assert mall.http.delete("/v1/promotions/double12").status_code == 204
    assert week(look(mall, "promo", shop=SHOP)) == pytest.approx(before)


def test_the_lift_of_the_next_promotion_is_learned_from_an_earlier_one(mall: Mall) -> None:
    past = {"starts_on": day_of(mall, -50), "ends_on": day_of(mall, -20), "discount": 0.5, "skus": ["promo"]}
    plan = {"starts_on": day_of(mall, 1), "ends_on": day_of(mall, 3), "discount": 0.5, "skus": ["promo"]}
    assert mall.http.put("/v1/promotions/past", json=past).status_code == 200
    assert mall.http.put("/v1/promotions/next", json=plan).status_code == 200
    found = {each["promotion"]: each["lift"] for each in look(mall, "promo", shop=SHOP)["promotions"]}
    # The earlier one raised nothing, which speaks louder than the fourfold that its discount lets expect.
    assert 1 <= found["next"] < 2
    for id in ("past", "next"):
        assert mall.http.delete(f"/v1/promotions/{id}").status_code == 204


def test_a_promotion_that_makes_no_sense_is_refused_with_its_field(mall: Mall) -> None:
    good = {"starts_on": "2027-01-02", "ends_on": "2027-01-03", "discount": 0.2, "skus": ["promo"]}
    for field, wrong in (("ends_on", {"ends_on": "2027-01-01"}), ("discount", {"discount": 1.5}),
                         ("skus", {"skus": []}), ("lift", {"lift": 0}), ("starts_on", {"starts_on": "2027-02-31"})):
        answer = mall.http.put("/v1/promotions/bad", json={**good, **wrong})
        assert answer.status_code == 422 and answer.json()["error"]["field"] == field, answer.text
    assert mall.http.delete("/v1/promotions/bad").status_code == 404


def test_new_goods_are_judged_by_similar_ones_and_it_says_so(mall: Mall) -> None:
    found = look(mall, "new", shop=SHOP)
    assert set(found["similar"]) == {"old1", "old2"} and week(found) == pytest.approx(49, rel=0.1)
    seven = next(each for each in found["sums"] if each["days"] == 7)
    assert seven["quantiles"]["p90"] - seven["quantiles"]["p10"] > 49
    assert any("相似" in note["zh"] for note in found["notes"])
    assert "相似" in proposal(mall, "new")["arithmetic"][0]["label"]["zh"]


def test_intent_raises_the_order(mall: Mall) -> None:
    before = proposal(mall, "wanted")["proposed"]
    for n in range(60):
        mall.did(f"w{n}", "Product Added To Cart", 9 + n % 3, sku="wanted", quantity=1)
        order = [{"sku": "wanted", "quantity": 1, "price_fen": 1000}]
        mall.did(f"w{n}", "Order Paid", 8, order=f"w{n}", shop=SHOP, lines=order, total_fen=1000)
    mall.send()
    mall.run()
    without = proposal(mall, "wanted")["proposed"]
    for n in range(150):
        mall.did(f"x{n}", "Product Added To Cart", 0.5, sku="wanted", quantity=1)
    mall.send()
    mall.run()
    assert proposal(mall, "wanted")["proposed"] > max(before, without)


def test_an_unknown_sku_is_not_found(mall: Mall) -> None:
    answer = mall.http.get("/v1/forecasts/ghost")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_sku")
