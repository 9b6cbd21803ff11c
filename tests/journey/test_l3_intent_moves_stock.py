"""L3: what shoppers are about to want changes what is ordered, what lies there what is shown; both can be cut."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from huozhao.cli.trials.arms import ARMS, arms_of
from huozhao.settings import Supply
from huozhao.terms.errors import BadInput
from tests.shopping import DAY, Mall, patient, shopping

HERE = {"longitude": 121.4737, "latitude": 31.2304, "system": "wgs84"}
PLACES = (("S1", "近店", "上海", 121.48, 31.235), ("S9", "远店", "苏州", 120.62, 31.32))
SHOPS = [
    {"shop": shop, "name": name, "city": city, "longitude": longitude, "latitude": latitude, "system": "wgs84",
     "opens": "00:00", "closes": "24:00"}
    for shop, name, city, longitude, latitude in PLACES
]  # fmt: skip


@contextmanager
def mall_of(arm: str) -> Iterator[Mall]:
    """Open a small mall with the switches of an arm of the trial."""
    groups = ARMS[arm].settings
    with shopping(matching=patient(**groups.get("matching", {})),
                  supply=Supply(**groups.get("supply", {}))) as mall:  # fmt: skip
        mall.now -= (mall.now + 8 * 3_600_000) % DAY - 12 * 3_600_000 + DAY
        yield mall


def open_shops(mall: Mall) -> None:
    mall.goods(near=("茶",), far=("茶",), wanted=("茶",))
    assert mall.http.put("/v1/shops", json={"shops": SHOPS}).status_code == 200


def want(mall: Mall) -> int:
    """Let one product sell evenly and lie in carts, first before orders, then again; return its order."""
    open_shops(mall)
    for ago in range(42, -1, -1):
        line = [{"sku": "wanted", "quantity": 3, "price_fen": 1000}]
        mall.did(f"s{ago % 7}", "Order Paid", ago, order=f"o{ago}", shop="S1", lines=line, total_fen=3000)
    for n in range(60):
        mall.did(f"w{n}", "Product Added To Cart", 9 + n % 3, sku="wanted", quantity=1)
        line = [{"sku": "wanted", "quantity": 1, "price_fen": 1000}]
        mall.did(f"w{n}", "Order Paid", 8, order=f"w{n}", shop="S1", lines=line, total_fen=1000)
    for n in range(150):
        mall.did(f"x{n}", "Product Added To Cart", 0.5, sku="wanted", quantity=1)
    mall.send()
    mall.run()
    proposals = mall.get("/v1/proposals?limit=50")["items"]
    return sum(each["proposed"] for each in proposals if each["sku"] == "wanted")


def test_intent_changes_what_is_ordered_and_the_switch_cuts_it() -> None:
    ordered = {}
    for arm in ("loop", "no_intent"):
        with mall_of(arm) as mall:
            ordered[arm] = want(mall)
    assert ordered["loop"] > ordered["no_intent"] > 0


def shown(mall: Mall) -> set[str]:
    open_shops(mall)
    counts = [{"key": f"{sku}-{shop}", "sku": sku, "shop": shop, "on_hand": 9}
              for sku, shop in (("near", "S1"), ("wanted", "S1"), ("far", "S9"))]  # fmt: skip
    assert mall.http.post("/v1/stock/counts", json={"counts": counts}).status_code < 300
    page = mall.page("home", "me", place=HERE)
    return {item["sku"] for zone in page["zones"] for item in zone["items"]}


def test_what_lies_near_changes_what_is_shown_and_the_switch_cuts_it() -> None:
    with ExitStack() as stack:
        found = {arm: shown(stack.enter_context(mall_of(arm))) for arm in ("loop", "no_near")}
    assert found == {"loop": {"near", "wanted"}, "no_near": {"near", "wanted", "far"}}


def test_the_usual_way_shows_one_shelf_to_everybody() -> None:
    with mall_of("usual") as mall:
        mall.goods(tea=("茶",), nuts=("坚果",), milk=("牛奶",), cake=("糕点",))
        for n in range(6):
            mall.bought(f"t{n}", "tea", days_ago=1)
        for n in range(3):
            mall.bought(f"m{n}", "milk", days_ago=1)
        mall.did("fan", "Product Viewed", 0.1, sku="nuts", dwell_ms=60_000)
        mall.did("fan", "Product Favourited", 0.1, sku="nuts")
        mall.send()
        mall.run()
        pages = [mall.page("home", who) for who in ("fan", "t0", "stranger")]
    shelves = [[item["sku"] for zone in page["zones"] for item in zone["items"]] for page in pages]
    assert shelves[0] == shelves[1] == shelves[2] and shelves[0][:2] == ["tea", "milk"]
    assert not any(page["personal"] for page in pages)


def test_the_usual_way_fills_from_a_min_up_to_a_max_of_days_of_sales() -> None:
    with mall_of("usual") as mall:
        assert want(mall) > 0
        plan = mall.app.plans.newest()
    assert {(rule["kind"], rule["cover_days"]) for rule in plan.body["rules"]} == {("min_max", 14.0)}


def test_an_unknown_arm_is_named() -> None:
    assert [arm.arm for arm in arms_of("loop, usual,loop")] == ["loop", "usual"]
    with pytest.raises(BadInput, match="no arm 'best'"):
        arms_of("loop,best")
