"""O5 self-correction: a category that is shown and not clicked is found, explained and lowered, in plain sight."""

import random
from dataclasses import replace
from typing import Any

from huozhao.operations.assignment import is_held_out
from tests.shopping import Mall, eventually, shopping

CATEGORIES = ("茶", "面膜", "袜子", "杯子")
DULL = "杯子"
PAGES = 60


def goods_of(category: str) -> list[str]:
    """Return the SKUs of a category."""
    return [f"{CATEGORIES.index(category)}-{n}" for n in range(6)]


def a_mall_that_shows_cups_in_vain(mall: Mall, dull: float = 0.1) -> None:
    """Pages of goods of every category in turn, clicked by one rule of chance; cups hardly ever."""
    rng = random.Random(5)
    number = mall.sent
    for page in range(PAGES):
        order = [rng.choice(goods_of(category)) for category in rng.sample(CATEGORIES, 4) * 6]
        request, shopper = f"r{number}-{page}", f"s{page % 10}"
        at = (page % 14) / 2 + 0.1
        mall.did(shopper, "Recommendation Shown", at, request_id=request, placement="home", skus=order)
        for position, sku in enumerate(order):
            chance = 0.5 * (dull if sku in goods_of(DULL) else 1.0)
            if rng.random() < chance:
                mall.did(shopper, "Recommendation Clicked", at - 0.01, request_id=request, placement="home", sku=sku,
                         position=position)  # fmt: skip
    mall.send()


def open_mall(mall: Mall) -> None:
    """List the goods."""
    goods = [{"sku": sku, "spu": sku, "title": f"{category}{sku}", "category": ["百货", category], "price_fen": 1000}
             for category in CATEGORIES for sku in goods_of(category)]
    goods.append({"sku": "odd", "spu": "odd", "title": "面膜1-9", "category": ["百货", DULL], "price_fen": 1000})
    assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []


def corrections(mall: Mall, state: str = "") -> list[dict[str, Any]]:
    """Return the corrections."""
    return list(mall.get(f"/v1/corrections?state={state}")["items"])


def test_a_category_that_is_not_clicked_is_found_explained_lowered_and_can_be_undone() -> None:
    with shopping() as mall:
        open_mall(mall)
        a_mall_that_shows_cups_in_vain(mall)
        assert mall.run()["corrections"]["weak"] == 1
        (found,) = corrections(mall, "on")
        assert found["category"] == f"百货/{DULL}" and found["placement"] == "home" and found["high"] < 0.7
        assert DULL in found["headline"]["zh"] and DULL in found["headline"]["en"]
        assert [cause["code"] for cause in found["causes"]] == ["often"]
        assert [entry["who"] for entry in found["audit"]] == ["self-correction"]
        (rule,) = [each for each in mall.get("/v1/merch-rules")["items"] if each["rule"] == found["rule"]]
        assert rule["kind"] == "bury" and rule["placements"] == ["home"] and rule["hold_out"] == 0.2
        assert mall.http.post("/v1/corrections").json() == {"judged": 4, "weak": 0, "ended": 0}
        undone = mall.http.post(f"/v1/corrections/{found['id']}/undo").json()
        assert undone["state"] == "undone" and len(undone["audit"]) == 2
        assert not [each for each in mall.get("/v1/merch-rules")["items"] if each["rule"] == found["rule"]]
        assert mall.http.post("/v1/corrections").json()["weak"] == 0, "what an operator undid is left in peace"
        again = mall.http.post(f"/v1/corrections/{found['id']}/undo")
        assert again.status_code == 409 and again.json()["error"]["field"] == "id"


def test_the_correction_moves_pages_but_not_those_of_who_is_held_out_to_test_it() -> None:
    with shopping() as mall:
        open_mall(mall)
        a_mall_that_shows_cups_in_vain(mall)
        assert mall.http.post("/v1/corrections").json()["weak"] == 1
        (found,) = corrections(mall, "on")
        for shopper in ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"):
            page = {"placement": "home", "shopper": shopper}
            explained = mall.http.post("/v1/page/explain", json={"page": page}).json()
            rules = [each["rule"] for each in explained["rules"]]
            assert (found["rule"] in rules) != is_held_out(found["rule"], shopper, 0.2)


def test_a_rule_of_self_correction_that_is_edited_by_hand_keeps_its_hold_out_and_its_test() -> None:
    with shopping() as mall:
        open_mall(mall)
        a_mall_that_shows_cups_in_vain(mall)
        assert mall.http.post("/v1/corrections").json()["weak"] == 1
        (found,) = corrections(mall, "on")
        path = f"/v1/merch-rules/{found['rule']}"
        edit = {"kind": "bury", "goods": {"category": ["百货", DULL]}, "placements": ["home"], "factor": 0.3}
        assert mall.http.put(path, json=edit).json()["hold_out"] == 0.2
        assert mall.http.put(path, json=edit | {"hold_out": 0.4}).json()["hold_out"] == 0.4
        assert mall.http.put(path, json=edit | {"factor": 0.5}).json()["hold_out"] == 0.4
        assert corrections(mall, "on") == [found], "an edit ends nothing"
        fresh = mall.http.put("/v1/merch-rules/fresh", json=edit).json()
        assert fresh["hold_out"] == 0.0, "a new rule holds for everybody unless it says otherwise"


def test_a_correction_ends_on_its_day_with_a_test_on_record() -> None:
    with shopping() as mall:
        open_mall(mall)
        a_mall_that_shows_cups_in_vain(mall)
        assert mall.http.post("/v1/corrections").json()["weak"] == 1
        later = mall.now + 15 * 86_400_000
        assert replace(mall.app.operating.corrections, clock=lambda: later).build()["ended"] == 1
        (found,) = corrections(mall, "over")
        # Nobody came in the meantime, so nothing can be told.
        assert [test["verdict"] for test in found["tests"]] == ["unclear"]
        assert not [each for each in mall.get("/v1/merch-rules")["items"] if each["rule"] == found["rule"]]


def test_a_product_filed_in_the_wrong_category_is_moved_on_approval_and_back_on_undo() -> None:
    with shopping() as mall:
        open_mall(mall)
        a_mall_that_shows_cups_in_vain(mall)
        for page in range(40):
            mall.did("s1", "Recommendation Shown", 1, request_id=f"odd{page}", placement="home", skus=["odd"] * 4)
        mall.send()
        assert mall.http.post("/v1/corrections").json()["weak"] == 1
        (found,) = corrections(mall, "on")
        assert "astray" in [cause["code"] for cause in found["causes"]]
        (row,) = found["retag"]
        assert (row["sku"], row["from"], row["to"]) == ("odd", f"百货/{DULL}", "百货/面膜")
        moved = mall.http.post(f"/v1/corrections/{found['id']}/retag", json={"sku": "odd"}).json()
        assert moved["retag"][0]["moved"] and category_of_odd(mall, "面膜")
        back = mall.http.post(f"/v1/corrections/{found['id']}/retag", json={"sku": "odd", "what": "undo"}).json()
        assert not back["retag"][0]["moved"] and category_of_odd(mall, DULL)


def category_of_odd(mall: Mall, wanted: str) -> bool:
    """Tell whether the product comes to stand in a category, as soon as its listing has been read."""
    return bool(eventually(lambda: mall.get("/v1/goods/odd")["category"][1] == wanted, bool))
