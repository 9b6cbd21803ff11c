"""I8: 敏感肌 + 折扣敏感型 + 尝鲜党, each with its probability, the evidence, the version and the measured quality."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.http.server import create
from huozhao.settings import Collect, Settings, Storage
from tests.shopping import Mall, shopping

SHOPPERS, DAYS = 600, 280
KINDS = {"skin": ("美妆", "面霜"), "snack": ("食品", "零食"), "gear": ("运动", "健身"), "baby": ("母婴", "奶粉")}
BOTH = ("personalisation", "sensitive")


@contextmanager
def long_open_mall() -> Iterator[Mall]:
    """Open a mall that takes events of half a year ago."""
    settings = replace(Settings(), storage=Storage(backend="memory"), collect=Collect(max_age_days=400))
    with open_app(settings) as app, TestClient(create(app)) as http:
        yield Mall(http, app, purposes=BOTH)


def fill(mall: Mall, shoppers: int = SHOPPERS, days: int = DAYS) -> None:
    """Every second shopper uses coupons, two of four are drawn to goods for sensitive skin, most buy what they cart."""
    rng = np.random.default_rng(11)
    goods = [
        {"sku": f"{kind}{n}", "spu": f"{kind}{n}", "category": list(path), "price_fen": 5000,
         "title": f"敏感肌舒缓{path[1]}{n}" if kind == "skin" else f"{path[1]}{n}", "launched_on": "2024-01-01"}
        for kind, path in KINDS.items() for n in range(10)
    ]  # fmt: skip
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
    for number in range(shoppers):
        visits = rng.random(days) < rng.gamma(2.0, 0.04)
        for day in np.flatnonzero(visits)[::-1]:
            visit(mall, f"u{number:04d}", float(day) + 0.6, rng, number)


def visit(mall: Mall, shopper: str, days_ago: float, rng: np.random.Generator, number: int) -> None:
    kind = "skin" if number % 4 < 2 and rng.random() < 0.7 else ("snack", "gear")[int(rng.integers(2))]
    sku = f"{kind}{rng.integers(10)}"
    mall.did(shopper, "Product Viewed", days_ago, sku=sku)
    if rng.random() < 0.6:
        mall.did(shopper, "Product Added To Cart", days_ago - 0.01, sku=sku)
        if rng.random() < 0.7 and days_ago > 1.7:
            saves = rng.random() < (0.9 if number % 2 else 0.05)
            lines = [{"sku": sku, "quantity": 1, "price_fen": 5000}]
            mall.did(shopper, "Order Paid", days_ago - (0.02 if rng.random() < 0.5 else 1.1), order=f"o{mall.sent}",
                     lines=lines, total_fen=5000, payment_method="wechat" if number % 3 else "alipay",
                     **({"coupon": "c1", "discount_fen": 500} if saves else {}))  # fmt: skip


def train(mall: Mall) -> None:
    job = mall.http.post("/v1/predictions/train").json()
    for _ in range(1200):
        job = mall.http.get(f"/v1/jobs/{job['id']}").json()
        if job["state"] in ("done", "failed"):
            break
        time.sleep(0.05)
    assert job["state"] == "done", job


def told(mall: Mall, shopper: str) -> dict[str, Any]:
    return {item["tag"]: item for item in mall.get(f"/v1/shoppers/{shopper}/predictions")["items"]}


@pytest.mark.slow
def test_each_predicted_tag_has_a_probability_evidence_version_and_measured_quality() -> None:
    with long_open_mall() as mall:
        fill(mall)
        mall.send()
        train(mall)
        cards = {card["tag"]: card for card in mall.get("/v1/predictions")["items"]}
        for tag in ("discount_sensitive", "sensitive_skin"):
            card = cards[tag]
            assert card["state"] == "model", card
            assert card["quality"]["auc"] > 0.7 and card["quality"]["auc_low"] > 0.55
            assert card["quality"]["brier"] < card["quality"]["brier_base"]
            assert card["windows"]["train"][-1] < card["windows"]["valid"] < card["windows"]["test"]
            assert sum(row["n"] for row in card["quality"]["table"]) == card["quality"]["n"]
            assert card["importance"] and card["coverage"] > 0 and card["shoppers"] > 0
        saver, other = told(mall, "u0001")["discount_sensitive"], told(mall, "u0002")["discount_sensitive"]
        assert saver["probability"] > 0.6 > other["probability"] and saver["carried"] and not other["carried"]
        said = [reason["words"]["zh"] for reason in saver["evidence"] if reason["weight"] > 0]
        assert any("优惠" in words for words in said), said
        assert saver["version"] == cards["discount_sensitive"]["version"] and saver["auc"] > 0.7
        skin = told(mall, "u0004")["sensitive_skin"]
        assert skin["probability"] > told(mall, "u0002")["sensitive_skin"]["probability"]


def test_what_is_too_little_to_learn_from_is_judged_by_the_stated_rule() -> None:
    with shopping(purposes=BOTH) as mall:
        fill(mall, shoppers=12, days=85)
        for day in (3, 10, 20, 30):
            lines = [{"sku": "skin1", "quantity": 1, "price_fen": 5000}]
            mall.did("saver", "Order Paid", day, order=f"s{day}", lines=lines, total_fen=4000, coupon="c",
                     payment_method="wechat")  # fmt: skip
        mall.send()
        assert mall.get("/v1/predictions/discount_sensitive")["state"] == "off"
        train(mall)
        card = mall.get("/v1/predictions/discount_sensitive")
        assert (card["state"], card["why"]) == ("rule", "too_few") and "60%" in card["rule"]["zh"]
        found = told(mall, "saver")["discount_sensitive"]
        assert found["carried"] and found["state"] == "rule"
        assert "近一年100%的订单使用优惠" in [reason["words"]["zh"] for reason in found["evidence"]]
        assert told(mall, "saver")["preferred_payment"]["value"] == "wechat"
        skin = told(mall, "saver")["sensitive_skin"]
        assert skin["carried"] and "购买敏感肌适用商品4次" in [reason["words"]["zh"] for reason in skin["evidence"]]


def test_a_predicted_tag_stands_in_the_profile_with_its_evidence_and_makes_crowds() -> None:
    with shopping(purposes=BOTH) as mall:
        mall.goods(skin1=("美妆", "敏感肌面霜"))
        for day in (3, 10, 20, 30):
            mall.bought("ann", "skin1", days_ago=day)
        mall.did("bob", "Product Viewed", 1, sku="skin1")
        mall.send()
        summary = mall.run()["predict"]
        assert summary["tags"]["sensitive_skin"] == {"state": "rule", "shoppers": 1}
        tags = {tag["tag"]: tag for tag in mall.get("/v1/shoppers/ann")["tags"]}
        held = tags["sensitive_skin"]
        assert (held["layer"], held["label"]["zh"]) == ("predicted", "敏感肌")
        assert "购买敏感肌适用商品4次" in held["evidence"]["zh"]
        count = mall.http.post("/v1/crowds/count", json={"expression": 'tag("sensitive_skin")'}).json()
        assert count["shoppers"] == 1, count
        mall.consent("ann", "sensitive", given=False)
        assert "sensitive_skin" not in {tag["tag"] for tag in mall.get("/v1/shoppers/ann")["tags"]}
        assert mall.http.post("/v1/crowds/count", json={"expression": 'tag("sensitive_skin")'}).json()["shoppers"] == 0


def test_an_early_adopter_is_one_of_a_category() -> None:
    with shopping() as mall:
        day = time.strftime("%Y-%m-%d", time.gmtime(mall.now / 1000 - 40 * 86_400))
        goods = [{"sku": sku, "spu": sku, "title": sku, "category": ["商城", shelf], "price_fen": 100,
                  "launched_on": since} for sku, shelf, since in (
                      ("mask1", "美妆", day), ("mask2", "美妆", day), ("tea", "茶", "2020-01-01"))]  # fmt: skip
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        for sku, days in (("mask1", 35), ("mask2", 30), ("tea", 3)):
            mall.bought("ann", sku, days_ago=days)
        mall.send()
        train(mall)
        found = told(mall, "ann")["early_adopter"]
        assert found["carried"] and found["value"] == "美妆" and found["value_label"]["zh"] == "美妆"
        assert "近一年购买新品2次" in [reason["words"]["zh"] for reason in found["evidence"]]
        held = {tag["tag"]: tag for tag in mall.get("/v1/shoppers/ann")["tags"]}["early_adopter"]
        assert "“美妆”" in held["evidence"]["zh"]


def test_the_ids_of_one_person_are_predicted_as_one() -> None:
    with shopping() as mall:
        mall.goods(tea=("食品", "茶"))
        for id, days in (("u1", (3, 10)), ("card-9", (20, 30))):
            for day in days:
                lines = [{"sku": "tea", "quantity": 1, "price_fen": 1000}]
                mall.did(id, "Order Paid", day, order=f"{id}{day}", lines=lines, total_fen=900, coupon="c")
        mall.send()
        train(mall)
        assert "discount_sensitive" not in told(mall, "u1")
        link = {"shopper": "u1", "kind": "member_card", "value": "card-9"}
        assert mall.http.post("/v1/identities/link", json=link).status_code == 200
        train(mall)
        whole = told(mall, "card-9")["discount_sensitive"]
        assert whole["carried"] and "近365天付款下单4次" in [reason["words"]["zh"] for reason in whole["evidence"]]


def test_nothing_is_learned_from_or_shown_for_shoppers_without_consent_to_the_purpose() -> None:
    with shopping(purposes=()) as mall:
        for shopper, purposes in {"none": (), "some": ("personalisation",), "all": BOTH}.items():
            if purposes:
                mall.consent(shopper, *purposes)
            mall.goods(skin1=("美妆", "敏感肌面霜"))
            for day in (3, 10, 20, 30):
                mall.bought(shopper, "skin1", days_ago=day)
        mall.send()
        train(mall)
        assert told(mall, "none") == {}
        assert "high_value" in told(mall, "some") and "sensitive_skin" not in told(mall, "some")
        assert "sensitive_skin" in told(mall, "all")
        assert mall.get("/v1/predictions/sensitive_skin")["scored"] == 1
        assert mall.get("/v1/predictions/churn_risk")["scored"] == 2


def test_a_withdrawal_drops_the_score_at_once_and_a_new_yes_does_not_bring_it_back() -> None:
    with shopping(purposes=BOTH) as mall:
        mall.goods(skin1=("美妆", "敏感肌面霜"))
        for shopper in ("ann", "bob"):
            for day in (3, 10, 20, 30):
                mall.bought(shopper, "skin1", days_ago=day)
        mall.send()
        train(mall)
        assert "sensitive_skin" in told(mall, "ann") and told(mall, "bob")
        mall.consent("ann", "sensitive", given=False)
        assert "sensitive_skin" not in told(mall, "ann") and "high_value" in told(mall, "ann")
        mall.consent("bob", "personalisation", given=False)
        assert told(mall, "bob") == {} and mall.get("/v1/shoppers/bob/predictions")["value"] is None
        time.sleep(0.8)
        mall.consent("bob", "personalisation")
        assert told(mall, "bob") == {}
        train(mall)
        assert told(mall, "bob")


def test_the_operator_sets_the_thresholds_of_a_predicted_tag() -> None:
    with shopping() as mall:
        answer = mall.http.put("/v1/predictions/churn_risk", json={"enter": 0.4, "exit": 0.5})
        assert answer.status_code == 422 and answer.json()["error"]["field"] == "enter"
        assert mall.http.put("/v1/predictions/churn_risk", json={"enter": 0.4, "exit": 0.3}).status_code == 200
        train(mall)
        card = mall.get("/v1/predictions/churn_risk")
        assert (card["enter"], card["exit"]) == (0.4, 0.3)
        (run,) = mall.get("/v1/predictions/churn_risk/runs")["items"]
        assert (run["state"], run["version"]) == ("rule", card["version"])
        assert mall.http.put("/v1/predictions/churn_risk", json={}).status_code == 200
        assert mall.http.get("/v1/predictions/fortune").status_code == 404


@pytest.mark.slow
def test_the_value_of_a_shopper_has_an_interval() -> None:
    """The loyalty half of I3."""
    with shopping() as mall:
        fill(mall, shoppers=150, days=85)
        for day in (2, 9, 16, 23, 30, 37):
            mall.bought("faithful", "snack1", days_ago=day, fen=5000)
        mall.bought("gone", "snack1", "snack2", days_ago=84, fen=5000)
        mall.send()
        train(mall)
        faithful = mall.get("/v1/shoppers/faithful/predictions")["value"]
        assert faithful["alive"] > 0.8 and faithful["past_orders"] == 6
        assert faithful["clv_fen"]["low"] < faithful["clv_fen"]["value"] < faithful["clv_fen"]["high"]
        assert faithful["orders"]["low"] <= faithful["orders"]["value"] <= faithful["orders"]["high"]
        gone = mall.get("/v1/shoppers/gone/predictions")["value"]
        assert gone["clv_fen"]["value"] < faithful["clv_fen"]["value"]
