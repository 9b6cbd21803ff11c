"""O1, sizes: asked what size to take, the mall answers by what this shopper kept and sent back, or asks back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.shopping import Mall, shopping

LABELS = ("S", "M", "L", "XL")


def _goods(spu: str, title: str, category: list[str], labels: tuple[str, ...], brand: str) -> list[dict[str, Any]]:
    return [{"sku": f"{spu}-{label}", "spu": spu, "title": title, "category": category, "price_fen": 9_900,
             "attributes": {"尺码": label, "品牌": brand}} for label in labels]  # fmt: skip


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with a tee that is true to size and a shirt that most people had to send back as too small."""
    with shopping() as opened:
        goods = [*_goods("tee", "纯棉T恤", ["女装", "T恤"], LABELS, "素"),
                 *_goods("shirt", "修身衬衫", ["女装", "衬衫"], LABELS, "窄"),
                 *_goods("runner", "跑鞋", ["鞋", "跑鞋"], ("37", "38", "240mm", "40"), "步"),
                 {"sku": "soap", "spu": "soap", "title": "香皂", "category": ["个护"], "price_fen": 900}]
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        for n in range(60):
            opened.bought(f"s{n}", "tee-M", days_ago=80)
            opened.bought(f"s{n}", "shirt-M", days_ago=50)
            if n % 5:
                _sent_back(opened, f"s{n}", "shirt-M", 45, "尺码偏小，穿着紧")
        opened.bought("li", "tee-M", days_ago=60)
        opened.did("li", "Product Reviewed", 55, sku="tee-M", stars=5, text="很合身，料子舒服")
        opened.bought("zhao", "shirt-M", days_ago=40)
        _sent_back(opened, "zhao", "shirt-M", 35, "太小了")
        for n in range(3):
            opened.bought("mum", "tee-S", days_ago=85 - n)
            opened.bought("mum", "tee-XL", days_ago=75 - n)
        opened.bought("swap", "tee-M", days_ago=30)
        opened.did("swap", "Order Exchanged", 25, order="x1", lines=[_line("tee-M")], replaced_by=[_line("tee-L")])
        opened.bought("silent", "tee-M", days_ago=60)
        opened.consent("silent", "personalisation", given=False)
        _consent(opened)
        opened.send()
        assert opened.run()["size"]["published"]
        yield opened


def _consent(mall: Mall) -> None:
    """Let everybody but the silent one agree, in one request."""
    names = sorted({event["shopper"] for event in mall.events} - {"silent"})
    decisions = [{"shopper": name, "purpose": "personalisation", "given": True} for name in names]
    assert mall.http.post("/v1/consents", json={"decisions": decisions, "channel": "test"}).status_code == 200
    mall.consented |= set(names)


def _line(sku: str) -> dict[str, Any]:
    return {"sku": sku, "quantity": 1, "price_fen": 9_900}


def _sent_back(mall: Mall, shopper: str, sku: str, days_ago: float, reason: str) -> None:
    mall.did(shopper, "Order Returned", days_ago, order=f"r-{shopper}", lines=[_line(sku)], refund_fen=9_900,
             reason=reason)  # fmt: skip


def _ask(mall: Mall, shopper: str, spu: str, like: str = "") -> dict[str, Any]:
    answer = mall.http.get("/v1/me/size-advice", params={"spu": spu, "like": like}, headers=mall.token(shopper))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _tell(mall: Mall, shopper: str, **told: Any) -> dict[str, Any]:
    answer = mall.http.post("/v1/me/size-advice", json=told, headers=mall.token(shopper))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_goods_that_run_small_are_advised_a_size_up_with_the_reason(mall: Mall) -> None:
    found = _ask(mall, "li", "shirt")
    assert (found["kind"], found["size"], found["sku"]) == ("size", "L", "shirt-L")
    assert found["runs"] in ("small", "slightly_small") and found["is_personal"]
    assert "你上次买的 M 码合身" in found["why"]["zh"] and "偏小" in found["why"]["zh"]
    assert "take L" in found["why"]["en"]
    assert _ask(mall, "li", "tee")["size"] == "M", "what is true to size is advised as it was kept"


def test_what_was_sent_back_as_too_small_is_not_advised_again(mall: Mall) -> None:
    found = _ask(mall, "zhao", "shirt")
    assert found["size"] in ("L", "XL") and "偏小" in found["why"]["zh"]
    assert _ask(mall, "swap", "tee")["size"] == "L", "an exchange says the same as a return and a new order"


def test_two_persons_behind_one_account_are_asked_for_whom(mall: Mall) -> None:
    found = _ask(mall, "mum", "tee")
    assert found["kind"] == "who" and found["size"] is None and "给谁买" in found["why"]["zh"]
    assert {each["label"]: each["pieces"] for each in found["persons"]} == {"S": 3, "XL": 3}
    assert [_ask(mall, "mum", "tee", like)["size"] for like in ("S", "XL")] == ["S", "XL"]
    refused = mall.http.get("/v1/me/size-advice?spu=tee&like=M", headers=mall.token("mum"))
    assert refused.status_code == 422 and refused.json()["error"]["field"] == "like"


def test_nobody_known_is_asked_and_measures_answer_once_and_are_not_kept(mall: Mall) -> None:
    asked = _ask(mall, "newcomer", "tee")
    assert asked["kind"] == "measures" and asked["size"] is None and "身高" in asked["why"]["zh"]
    told = _tell(mall, "newcomer", spu="tee", height_cm=163, weight_kg=61)
    assert told["kind"] == "size" and told["size"] in ("M", "L") and told["sure"] != "high"
    assert _ask(mall, "newcomer", "tee")["kind"] == "measures", "told once, used once"
    copy = mall.http.get("/v1/me/copy", headers=mall.token("newcomer")).json()
    assert "163" not in json.dumps(copy) and "height" not in json.dumps(copy)


def test_who_does_not_allow_personal_advice_is_not_looked_at(mall: Mall) -> None:
    found = _ask(mall, "silent", "tee")
    assert found["kind"] == "measures" and not found["is_personal"] and "M 码" not in found["why"]["zh"]
    assert mall.get("/v1/shoppers/silent/sizes")["items"] == []


def test_goods_without_sizes_and_goods_that_nobody_listed_say_so(mall: Mall) -> None:
    assert _ask(mall, "li", "soap")["kind"] == "no_sizes"
    refused = mall.http.get("/v1/me/size-advice?spu=nothing", headers=mall.token("li"))
    assert refused.status_code == 404 and refused.json()["error"]["code"] == "unknown_product"
    assert _ask(mall, "li", "runner")["kind"] == "measures", "a tee says nothing of shoes"
    assert _tell(mall, "li", spu="runner", height_cm=160)["size"] in ("37", "38")


def test_operators_see_how_a_product_runs_and_what_a_shopper_would_be_told(mall: Mall) -> None:
    curve = mall.get("/v1/size-curves/shirt")
    assert curve["runs"] == _ask(mall, "li", "shirt")["runs"] and curve["told_small"] == 49
    assert [each["label"] for each in curve["sizes"]] == list(LABELS) and curve["sizes"][1]["told_small"] == 49
    assert mall.get("/v1/size-curves/soap")["sizes"] == []
    assert mall.get("/v1/size-advice?shopper=li&spu=shirt")["size"] == "L"
    wears = mall.get("/v1/shoppers/mum/sizes")["items"]
    assert [{one["label"] for one in each["persons"]} for each in wears] == [{"S", "XL"}]
    looks = mall.get("/v1/access-log")["items"]
    assert {each["what"] for each in looks if each["shoppers"] == ["mum"]} == {"sizes"}


def test_the_copy_names_what_is_inferred_and_erasure_takes_it_away(mall: Mall) -> None:
    mine = mall.http.get("/v1/me/copy", headers=mall.token("swap")).json()["sizes"]
    assert [each["wear"] for each in mine] == ["top:f"] and mine[0]["persons"][0]["label"] == "L"
    assert "L (" in mall.http.get("/v1/me/copy.html", headers=mall.token("swap")).text
    assert mall.http.post("/v1/me/erase", headers=mall.token("swap")).status_code == 200
    assert not mall.app.state.scan("size_exchanges", ("swap",))
    assert mall.get("/v1/shoppers/swap/sizes")["items"] == []
