"""O2: twenty yuan short of the threshold; small things that this shopper needs anyway, best fit first, at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from huozhao.operations.assignment import is_held_out
from tests.shopping import Mall, eventually, shopping

PLACE = {"longitude": 114.30, "latitude": 30.59, "system": "wgs84"}
# SKU: (title, category, price, cost)
GOODS = {
    "coffee": ("挂耳咖啡 20 袋", ("食品", "咖啡"), 9_000, 4_000),
    "coffee-s": ("挂耳咖啡 5 袋", ("食品", "咖啡"), 2_000, 900),
    "tissues": ("抽纸 6 包", ("日用", "纸品"), 2_190, 1_200),
    "bookmark": ("木书签", ("文具", "书签"), 2_050, 500),
    "soap": ("香皂两块装", ("个护", "香皂"), 2_290, 900),
    "sponge": ("洗碗海绵", ("日用", "清洁"), 990, 300),
    "cloth": ("抹布三条装", ("日用", "抹布"), 1_020, 300),
    "far": ("外地才有的毛巾", ("日用", "毛巾"), 2_000, 900),
    "pan": ("不粘锅", ("厨具", "锅"), 15_900, 9_000),
    "gone": ("下架的笔", ("文具", "笔"), 2_000, 900),
}
NEAR = tuple(sku for sku in GOODS if sku != "far")
BASKET = [{"sku": "coffee", "quantity": 2}]
DISCOUNT = {"threshold_fen": 20_000, "saves_fen": 2_000}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with a shop near by and one far off, and a shopper who buys tissues about every three weeks."""
    with shopping() as opened:
        goods = [{"sku": sku, "spu": sku.removesuffix("-s"), "title": title, "category": list(path), "price_fen": price,
                  "cost_fen": cost} for sku, (title, path, price, cost) in GOODS.items()]  # fmt: skip
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        shops = [{"shop": "near", "name": "江汉店", "city": "武汉", **PLACE},
                 {"shop": "away", "name": "深圳店", "city": "深圳", **PLACE, "longitude": 114.06, "latitude": 22.54}]
        assert opened.http.put("/v1/shops", json={"shops": shops}).status_code == 200
        counts = [{"key": f"{sku}", "sku": sku, "shop": "near" if sku in NEAR else "away", "on_hand": 50,
                   "counted_at": opened.now} for sku in GOODS]  # fmt: skip
        assert opened.http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200
        assert opened.http.delete("/v1/goods/gone").status_code in (200, 204)
        for n in range(6):
            for ago in (63, 42, 21):
                opened.bought(f"regular-{n}" if n else "ann", "tissues", days_ago=ago + n * 0.01, fen=2_190)
            opened.bought(f"other-{n}", "bookmark", days_ago=9, fen=2_050)
        opened.consent("nora", "personalisation", given=False)
        opened.send()
        opened.run()
        yield opened


def ask(mall: Mall, shopper: str = "ann", way: str = "", **more: Any) -> dict[str, Any]:
    """Ask for a top-up of the basket."""
    told = {"shopper": shopper, "lines": BASKET, "place": PLACE, **DISCOUNT, **more}
    answer = mall.http.post(f"/v1/top-up{way}", json=told)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def names(found: dict[str, Any]) -> list[list[str]]:
    """Return the SKUs of the options."""
    return [[item["sku"] for item in option["items"]] for option in found["options"]]


def test_twenty_yuan_short_brings_what_the_shopper_needs_anyway_first(mall: Mall) -> None:
    found = ask(mall)
    assert (found["amount_fen"], found["gap_fen"], found["saves_fen"]) == (18_000, 2_000, 2_000)
    assert found["said"]["zh"] == "再买 20 元，可减 20 元" and found["personal"]
    first = found["options"][0]["items"]
    assert [item["sku"] for item in first] == ["tissues"] and first[0]["is_needed"]
    assert "补货" in first[0]["reason"]["text"]["zh"] or "常买" in first[0]["reason"]["text"]["zh"]
    assert first[0]["deliverable"]["shop"] == "near" and first[0]["deliverable"]["minutes"] > 0


def test_options_differ_in_kind_and_the_cheapest_stands_beside_them(mall: Mall) -> None:
    found = ask(mall)
    assert 3 <= len(found["options"]) <= 4
    everything = [sku for option in names(found) for sku in option]
    assert len(everything) == len(set(everything))
    cheapest = min(found["options"], key=lambda option: option["adds_fen"])
    assert cheapest["adds_fen"] == 2_010 and sorted(item["sku"] for item in cheapest["items"]) == ["cloth", "sponge"]


def test_nothing_that_is_far_off_delisted_in_the_basket_or_too_dear_is_offered(mall: Mall) -> None:
    offered = {sku for option in names(ask(mall)) for sku in option}
    assert not offered & {"far", "gone", "coffee", "coffee-s", "pan"}


def test_each_option_says_what_is_paid_in_the_end_and_never_hides_that_it_is_more(mall: Mall) -> None:
    for option in ask(mall)["options"]:
        assert option["pays_more_fen"] == option["adds_fen"] - option["saves_fen"]
        assert option["over_fen"] == option["adds_fen"] - 2_000 >= 0
        assert ("多" in option["said"]["zh"]) == (option["pays_more_fen"] > 0)
    far = ask(mall, threshold_fen=20_000, saves_fen=100)
    assert not far["options"] and "不必" in far["note"]["zh"], "2,000 fen more for 100 fen off is no top-up"
    costly = ask(mall, threshold_fen=20_000, saves_fen=500)
    assert "多付" in costly["note"]["zh"] and all(option["pays_more_fen"] > 0 for option in costly["options"])


def test_the_threshold_is_held_to_eligible_goods_after_their_own_discounts(mall: Mall) -> None:
    off = ask(mall, lines=[{"sku": "coffee", "quantity": 2, "discount_fen": 500}])
    assert off["gap_fen"] == 2_500
    lines = [*BASKET, {"sku": "soap", "quantity": 1}]
    only = ask(mall, lines=lines, scope={"categories": ["食品", "日用"]})
    assert only["amount_fen"] == 18_000 and not {"bookmark", "soap"} & {sku for each in names(only) for sku in each}
    assert not ask(mall, lines=[*BASKET, {"sku": "tissues"}])["options"], "reached"


def test_a_good_taken_out_again_reopens_the_gap_and_tiers_lead_to_the_next_one(mall: Mall) -> None:
    tiers = [{"threshold_fen": 20_000, "saves_fen": 2_000}, {"threshold_fen": 22_500, "saves_fen": 3_500}]
    body = {"threshold_fen": None, "saves_fen": None, "tiers": tiers}
    full = ask(mall, lines=[*BASKET, {"sku": "tissues"}], **body)
    assert (full["has_fen"], full["gap_fen"], full["saves_fen"]) == (2_000, 2_310, 1_500)
    assert ask(mall, **body)["gap_fen"] == 2_000


def test_who_did_not_consent_is_offered_what_is_popular(mall: Mall) -> None:
    found = ask(mall, "nora")
    assert not found["personal"] and found["options"]
    assert not any(item["is_needed"] for option in found["options"] for item in option["items"])


def offers(mall: Mall, threshold: int) -> list[dict[str, Any]]:
    """Return the offers for a threshold."""
    items = mall.get("/v1/top-up/offers?limit=100")["items"]
    return [each for each in items if each["threshold_fen"] == threshold]


def test_what_was_offered_and_taken_up_is_counted_and_trying_is_not(mall: Mall) -> None:
    mall.consent("bea", "personalisation")
    ask(mall, "bea", "/try", threshold_fen=20_100)
    chosen = names(ask(mall, "bea", threshold_fen=20_200))[0]
    assert len(eventually(lambda: offers(mall, 20_200), bool)) == 1 and not offers(mall, 20_100)
    lines = [{"sku": sku, "quantity": 1} for sku in ("coffee", "coffee", *chosen)]
    order = mall.http.post("/v1/orders", json={"order": "top-1", "shopper": "bea", "lines": lines, "place": PLACE})
    assert order.status_code == 201, order.text
    assert mall.http.post("/v1/orders/top-1/pay").status_code == 200
    taken = eventually(lambda: mall.get("/v1/top-up/effect"), lambda each: each["taken"] == 1)
    assert taken["taken"] == 1 and taken["by_lane"]["fit"] == 1 and taken["low"] <= taken["rate"] <= taken["high"]
    assert [each["is_taken"] for each in offers(mall, 20_200)[0]["options"]].count(True) == 1
    assert "bea" not in str(offers(mall, 20_200))


def test_a_share_of_shoppers_is_held_out_for_good_so_that_the_lift_is_measured(mall: Mall) -> None:
    names_ = [f"x{n}" for n in range(40)]
    for name in names_:
        mall.consent(name, "personalisation")
    found = {name: ask(mall, name, threshold_fen=20_400) for name in names_}
    held = {name for name, each in found.items() if each["arm"] == "hold_out"}
    assert held == {name for name in names_ if is_held_out("top_up", name, 0.1)} and 0 < len(held) < 40
    for name, each in found.items():
        assert bool(each["options"]) == (name not in held) and each["gap_fen"] == 2_400
    someone = min(held)
    assert found[someone]["note"] is None, "that nothing fits would not be true"
    assert ask(mall, someone, threshold_fen=20_500)["options"] == [], "whatever the basket"
    assert ask(mall, someone, "/try", threshold_fen=20_400)["options"], "a try shows what others see"
    assert ask(mall, "nora", threshold_fen=20_400)["arm"] == "", "who may not be looked at is in no arm"
    lift = eventually(lambda: mall.get("/v1/top-up/lift"), lambda each: (
        each["hold_out"]["shoppers"] >= len(held) and each["treatment"]["shoppers"] >= 40 - len(held)))
    assert lift["hold_out"]["shoppers"] == len(held) and lift["treatment"]["shoppers"] >= 40 - len(held)
    assert lift["expected_hold_out"] == pytest.approx(0.1) and lift["window_days"] == 14
    shown = eventually(lambda: offers(mall, 20_400), lambda each: len(each) >= 40 - len(held))
    assert len(shown) == 40 - len(held), "to who is held out nothing was offered"


def test_who_is_in_an_arm_stays_there_when_the_share_changes(mall: Mall) -> None:
    top_ups = mall.app.top_ups
    held = next(name for name in (f"x{n}" for n in range(40)) if top_ups.arms.of(name) == "hold_out")
    assert replace(top_ups.arms, hold_out=0.0).of(held) == "hold_out"
    assert replace(top_ups.arms, hold_out=0.0).of("bea") == "treatment"


def test_without_a_discount_named_it_is_the_nearest_of_the_malls_own(mall: Mall) -> None:
    own = {"threshold_fen": None, "saves_fen": None}
    assert ask(mall, **own)["said"]["zh"] == "没有可凑的优惠"
    for id, threshold, off in (("near", 20_000, 2_000), ("far_off", 90_000, 2_500)):
        body = {"label": {"zh": f"满{threshold // 100}减{off // 100}"}, "layer": "mall",
                "benefit": {"kind": "reduction", "tiers": [{"threshold_fen": threshold, "off_fen": off}]}}
        assert mall.http.put(f"/v1/coupons/{id}", json=body).status_code == 200
        assert mall.http.post(f"/v1/coupons/{id}/start").status_code == 200
        assert mall.http.post(f"/v1/me/coupons/{id}/claim", headers=mall.token("ann")).status_code in (200, 201)
    found = ask(mall, **own)
    assert (found["coupon"], found["label"]["zh"], found["gap_fen"]) == ("near", "满200减20", 2_000)
    option = found["options"][0]
    lines = [*BASKET, *({"sku": item["sku"], "quantity": 1} for item in option["items"])]
    quotes = [mall.http.post("/v1/quotes", json={"shopper": "ann", "lines": each}).json() for each in (BASKET, lines)]
    assert quotes[1]["total_fen"] - quotes[0]["total_fen"] == option["pays_more_fen"], "as the order will say"
    assert ask(mall, coupon="far_off", **own)["gap_fen"] == 72_000
    assert mall.http.post("/v1/top-up", json={"lines": BASKET, "coupon": "nope"}).status_code == 404


def test_an_unreadable_basket_is_told_what_to_mend(mall: Mall) -> None:
    told = mall.http.post("/v1/top-up", json={"lines": BASKET, "threshold_fen": 5}).json()["error"]
    assert (told["code"], told["field"]) == ("discount_incomplete", "saves_fen")
    told = mall.http.post("/v1/top-up", json={"lines": [{"sku": "nope"}], **DISCOUNT}).json()["error"]
    assert (told["code"], told["field"]) == ("unknown_sku", "lines[0].sku")


def test_what_was_offered_goes_with_the_shopper(mall: Mall) -> None:
    mall.consent("cleo", "personalisation")
    ask(mall, "cleo", threshold_fen=20_300)
    assert eventually(lambda: offers(mall, 20_300), bool)
    assert mall.http.post("/v1/me/erase", headers=mall.token("cleo")).status_code == 200
    assert not offers(mall, 20_300)
