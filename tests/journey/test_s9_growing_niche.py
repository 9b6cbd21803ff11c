"""S9: a small group of goods that keeps growing is found, and the range is widened by proposal with the evidence."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.shopping import Mall, shopping

# Units a week of the niche and of the daily goods, oldest week first.
NICHE = (1, 1, 1, 1, 2, 2, 2, 3, 6, 7, 7, 8)
DAILY = 40


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall in which care for sensitive skin grows for twelve weeks and everything else stays."""
    with shopping() as opened:
        _list(opened)
        for back, units in enumerate(reversed(NICHE)):
            for n in range(units):
                _paid(opened, back, n, "sens-cream" if n % 3 else "sens-wash")
            _paid(opened, back, 0, "sens-mask")
            for n in range(DAILY):
                _paid(opened, back, n, f"daily-{n % 4}", f"daily-{(n + 1) % 4}")
        opened.send()
        opened.run()
        yield opened


def _list(mall: Mall) -> None:
    goods: list[dict[str, Any]] = [
        {"category": ["护肤", "敏感肌护肤"], "attributes": {"质地": "霜", "功效": "舒敏"}, "sku": "sens-cream"},
        {"category": ["护肤", "敏感肌护肤"], "attributes": {"质地": "乳", "功效": "舒敏"}, "sku": "sens-wash"},
        {"category": ["护肤", "面膜"], "attributes": {"功效": "舒敏"}, "sku": "sens-mask"},
        *({"category": ["日用", f"日用{n}"], "sku": f"daily-{n}"} for n in range(4)),
    ]
    full = [{"spu": each["sku"], "title": each["sku"], "price_fen": 1_000, **each} for each in goods]
    assert mall.http.put("/v1/goods", json={"goods": full}).json()["refused"] == []
    shops = [{"shop": shop, "name": shop, "city": "成都"} for shop in ("east", "west")]
    assert mall.http.put("/v1/shops", json={"shops": shops}).status_code == 200


def _paid(mall: Mall, weeks_back: int, n: int, *skus: str) -> None:
    lines = [{"sku": sku, "quantity": 1, "price_fen": 1_000} for sku in skus]
    shop = "east" if n % 4 else "west"
    mall.did(f"p{n}", "Order Paid", weeks_back * 7 + n % 7 + 0.5, order=f"o{mall.sent}", lines=lines, shop=shop,
             total_fen=1_000 * len(lines))


def test_only_what_keeps_growing_is_proposed_with_its_evidence(mall: Mall) -> None:
    found = {each["theme"]: each for each in mall.get("/v1/range-proposals")["items"]}
    assert "敏感肌护肤" in found and not any(theme.startswith("日用") for theme in found)
    assert "护肤" not in found  # what grows in the wider category is mostly this
    niche = found["敏感肌护肤"]
    assert niche["units"][0] < niche["units"][1] < niche["units"][2]
    assert niche["low"] > 1 and niche["ratio"] > 1.2 and niche["q"] <= 0.05 and niche["share"] <= 0.1
    assert any("误报率" in text["zh"] for text in niche["evidence"])


def test_one_niche_is_one_proposal_however_its_goods_are_described(mall: Mall) -> None:
    found = mall.get("/v1/range-proposals")["items"]
    assert [each["theme"] for each in found] == ["敏感肌护肤"]
    assert any("功效=舒敏、护肤" in text["zh"] for text in found[0]["evidence"])


def test_the_proposal_says_which_shops_and_which_kinds(mall: Mall) -> None:
    niche = next(each for each in mall.get("/v1/range-proposals")["items"] if each["theme"] == "敏感肌护肤")
    assert niche["shops"][0]["shop"] == "east" and niche["skus"] == 2
    assert niche["attributes"][0]["attribute"] == "质地=霜"


def test_a_decision_stands_through_the_night_and_can_be_undone(mall: Mall) -> None:
    niche = next(each for each in mall.get("/v1/range-proposals")["items"] if each["theme"] == "敏感肌护肤")
    way = f"/v1/range-proposals/{niche['id']}"
    assert mall.http.post(f"{way}/approve").json()["state"] == "approved"
    assert mall.http.post(f"{way}/reject").status_code == 409
    mall.app.ranges.build()
    assert niche["id"] in {each["id"] for each in mall.get("/v1/range-proposals?state=approved")["items"]}
    assert mall.http.post(f"{way}/undo").json()["state"] == "open"


def test_a_shop_holds_what_fills_whole_baskets(mall: Mall) -> None:
    counts = [{"key": sku, "sku": sku, "shop": "east", "on_hand": 5} for sku in ("daily-0", "sens-wash")]
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code < 300
    found = mall.get("/v1/assortments/east?room=4")
    assert set(found["held"]) == {f"daily-{n}" for n in range(4)} and found["basis"] == "shop"
    assert found["filled"] >= found["by_sales"] > 0.5
    assert set(found["missing"]) == {"daily-1", "daily-2", "daily-3"} and found["spare"] == ["sens-wash"]
    assert mall.http.get("/v1/assortments/nowhere").status_code == 404
