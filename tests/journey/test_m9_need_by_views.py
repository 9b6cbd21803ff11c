"""M9: repeated views of baby food and comparing what is in it become a need: a zone, a guide, and stock."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.needing import list_goods, needs
from tests.shopping import Mall, eventually, shopping, skus, zone

MOTHERS = 60


@pytest.fixture
def mall() -> Iterator[Mall]:
    """Open a mall with goods."""
    with shopping() as opened:
        list_goods(opened)
        yield opened


def looks(mall: Mall, shopper: str, *, send: bool = True) -> None:
    """Look at three kinds of rice flour without additives over days, and read what is in them."""
    for days_ago, sku in ((3, "rice-1"), (2, "rice-2"), (1, "rice-1"), (1, "rice-2")):
        mall.did(shopper, "Product Viewed", days_ago, sku=sku, dwell_ms=30_000)
    mall.did(shopper, "Page Viewed", 1, page="ingredients:rice-1")
    if send:
        mall.send()


def shown(mall: Mall, shopper: str) -> dict[str, Any]:
    """Return the need's zone on the shopper's home page."""
    page = mall.page("home", shopper)
    return next((z for z in page["zones"] if z["zone"].startswith("need:")), {})


def test_the_third_view_changes_the_next_page_and_says_why(mall: Mall) -> None:
    mall.did("mother", "Product Viewed", 3, sku="rice-1", dwell_ms=30_000)
    mall.did("mother", "Product Viewed", 1, sku="rice-2", dwell_ms=30_000)
    mall.send()
    assert not shown(mall, "mother")
    mall.did("mother", "Product Viewed", 0, sku="rice-3", dwell_ms=30_000)
    mall.send()
    found = shown(mall, "mother")
    assert found["title"]["zh"] == "母婴健康需求", found
    assert found["guide"]["zh"].startswith("选购指南") and "无添加" in found["guide"]["zh"]
    first = [item["sku"] for item in found["items"][:4]]
    assert set(first) == {"rice-1", "rice-2", "rice-3", "rice-7"}, "goods without additives come first, the set too"


def test_the_need_is_listed_with_its_evidence_and_confidence(mall: Mall) -> None:
    looks(mall, "mother")
    [need] = needs(mall, "?kind=views")
    said = " ".join(text["zh"] for text in need["evidence"])
    assert need["theme"] == "米粉" and need["shopper"] == "mother"
    assert "共 4 次" in said and "配料" in said and "无添加" in said and "停留 2 分钟" in said
    assert need["wish"] == {"attribute": "添加剂", "value": "无添加", "share": 1.0, "usual": 0.5}
    assert 0 < need["confidence"] < 1 and need["expires_at"] > need["detected_at"]
    assert mall.get("/v1/needs?category=面霜")["items"] == [] and len(needs(mall, "?category=米粉")) == 1


def test_an_order_ends_the_need_and_a_passing_look_is_none(mall: Mall) -> None:
    looks(mall, "mother")
    for sku in ("rice-1", "rice-2", "rice-3", "rice-4"):
        mall.did("hasty", "Product Viewed", 0, sku=sku, dwell_ms=900)
    mall.bought("mother", "rice-2")
    mall.send()
    assert needs(mall) == [] and not shown(mall, "mother") and not shown(mall, "hasty")


def test_without_consent_there_is_no_need_and_withdrawal_removes_it(mall: Mall) -> None:
    mall.consent("stranger", "personalisation", given=False)
    looks(mall, "stranger")
    looks(mall, "mother")
    assert [need["shopper"] for need in needs(mall)] == ["mother"]
    mall.consent("mother", "personalisation", given=False)
    assert needs(mall) == [] and not shown(mall, "mother")
    assert mall.app.documents.count("need") == 0


def test_an_erased_shopper_leaves_no_need(mall: Mall) -> None:
    looks(mall, "mother")
    looks(mall, "other-mother")
    assert len(needs(mall)) == 2
    assert mall.http.post("/v1/shoppers/mother/erase", json={}).status_code in (200, 201)
    assert [need["shopper"] for need in needs(mall)] == ["other-mother"]
    bodies = [found.body for kind in ("need", "need_popup") for found in mall.app.documents.list(kind)]
    assert not any(body["shopper"] == "mother" for body in bodies)


def test_an_operator_dismisses_a_need_and_takes_it_back(mall: Mall) -> None:
    looks(mall, "mother")
    [need] = needs(mall)
    assert mall.http.post(f"/v1/needs/{need['id']}/dismiss").json()["state"] == "dismissed"
    assert needs(mall) == [] and not shown(mall, "mother")
    assert [found["state"] for found in needs(mall, "?state=dismissed")] == ["dismissed"]
    assert mall.http.post(f"/v1/needs/{need['id']}/undo").json()["state"] == "open"
    assert shown(mall, "mother")
    assert mall.http.post("/v1/needs/nothing/dismiss").status_code == 404


def test_a_look_at_one_need_is_on_the_access_log(mall: Mall) -> None:
    looks(mall, "mother")
    [need] = needs(mall)
    mall.get(f"/v1/needs/{need['id']}")
    looked = mall.get("/v1/access-log?subject=mother")["items"]
    assert any(entry["what"] == "needs" for entry in looked)


def test_stock_follows_the_need_and_the_proposal_says_whose(mall: Mall) -> None:
    shop = {"shop": "w1", "name": "总仓", "kind": "warehouse"}
    assert mall.http.put("/v1/shops", json={"shops": [shop]}).status_code < 300
    for n in range(40):
        mall.bought(f"regular-{n % 8}", "rice-1", days_ago=n + 1)
    mall.send()
    before = _proposed(mall, "rice-1")
    for n in range(MOTHERS):
        looks(mall, f"mother-{n}", send=False)
    mall.send()
    after = _proposed(mall, "rice-1")
    assert after["quantity"] > before["quantity"]
    assert f"{MOTHERS} 位顾客近来在找“米粉”" in after["why"]["zh"]
    line = next(step for step in after["arithmetic"] if "早期需求" in step["label"]["zh"])
    assert line["value"] > 0 and after["signals"][0]["people"] == MOTHERS
    told = mall.get("/v1/needs/demand")["items"]
    assert any(signal["sku"] == "rice-1" and signal["people"] == MOTHERS for signal in told)
    for n in range(MOTHERS):
        mall.bought(f"mother-{n}", "rice-1")
    mall.send()
    assert not any("位顾客近来在找" in p["why"]["zh"] for p in _plan(mall)), "orders end the signal"


def _plan(mall: Mall) -> list[dict[str, Any]]:
    mall.run()
    return list(mall.get("/v1/proposals?limit=500")["items"])


def _proposed(mall: Mall, sku: str) -> dict[str, Any]:
    return next((p for p in _plan(mall) if p["sku"] == sku), {"quantity": 0})


def test_skus_that_are_shown_exist(mall: Mall) -> None:
    looks(mall, "mother")
    found = eventually(lambda: shown(mall, "mother"), bool)
    assert set(skus(found["items"])) <= {f"rice-{n}" for n in range(1, 9)}
    assert zone(mall.page("home", "mother"), str(found["zone"]))
