"""M5: in Wuhan near cherry-blossom time the page has blossom goods and a local package; nothing outside sees it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.scening import BEIJING, WUHAN, preview, scene, seen, stock
from tests.shopping import Mall, shopping, skus, zone

TODAY = datetime.now(UTC) + timedelta(hours=8)
AROUND = [{"from": f"{TODAY - timedelta(days=2):%m-%d}", "to": f"{TODAY + timedelta(days=2):%m-%d}"}]
LATER = [{"from": f"{TODAY + timedelta(days=60):%m-%d}", "to": f"{TODAY + timedelta(days=90):%m-%d}"}]
# The same place on the East Lake in three systems.
LAKE = [{"longitude": 114.36410, "latitude": 30.55400, "system": "gcj02"},
        {"longitude": 114.35874, "latitude": 30.55637, "system": "wgs84"},
        {"longitude": 114.37064, "latitude": 30.55983, "system": "bd09"}]  # fmt: skip


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        stock(mall, cake="樱花饼", tea="樱花茶", trip="东湖赏樱套餐", mug="陶瓷杯", towel="毛巾")
        for shopper in ("ann", "bob"):
            mall.did(shopper, "Product Viewed", sku="mug")
        mall.send()
        yield mall


def sakura(mall: Mall, yearly: list[dict[str, str]], **more: Any) -> None:
    scene(mall, "sakura", {"place": {"cities": ["武汉"]}, "period": {"yearly": yearly}}, {"words": ["樱花", "赏樱"]},
          title={"zh": "武汉樱花季", "en": "Cherry blossom in Wuhan"},
          guide={"zh": "东湖樱花园花期正好", "en": "The East Lake garden is in bloom"}, **more)  # fmt: skip


def test_in_wuhan_at_blossom_time_the_page_has_the_goods_and_nothing_outside_sees_them(mall: Mall) -> None:
    sakura(mall, AROUND)
    page = mall.page("home", "ann", place=WUHAN)
    found = next(each for each in page["zones"] if each["zone"] == "scene:sakura")
    assert found["title"]["zh"] == "武汉樱花季" and found["guide"]["zh"] == "东湖樱花园花期正好"
    assert "武汉" in found["because"]["zh"]
    assert set(skus(found["items"])) == {"cake", "tea", "trip"}
    assert [each["zone"] for each in page["zones"]].index("scene:sakura") == 0, "above the main zone"
    assert seen(mall, "sakura", "ann", place=BEIJING) is None
    assert seen(mall, "sakura", "ann") is None, "nobody knows where this is"
    assert seen(mall, "sakura", "ann", city="武汉市") is not None
    assert seen(mall, "sakura", "ann", city="长沙", place=WUHAN) is None, "a city that the caller names wins"
    assert seen(mall, "sakura", "", place=WUHAN) is not None, "a place needs no consent"


def test_outside_its_period_a_scene_is_not_there(mall: Mall) -> None:
    sakura(mall, LATER)
    assert seen(mall, "sakura", "ann", place=WUHAN) is None
    later = (TODAY + timedelta(days=70)).isoformat()
    assert preview(mall, "sakura", place=WUHAN, at=later)["shown"]


def test_a_radius_and_a_polygon_hold_in_every_coordinate_system(mall: Mall) -> None:
    scene(mall, "lake", {"place": {"near": {**LAKE[0], "km": 0.3}}}, {"words": ["樱花茶"]})
    west, south = LAKE[0]["longitude"] - 0.003, LAKE[0]["latitude"] - 0.003
    ring = [[west, south], [west + 0.006, south], [west + 0.006, south + 0.006], [west, south + 0.006]]
    scene(mall, "garden", {"place": {"polygons": {"system": "gcj02", "points": ring}}}, {"words": ["赏樱"]})
    for place in LAKE:
        assert seen(mall, "lake", "ann", place=place) == ["tea"], place
        assert seen(mall, "garden", "ann", place=place) == ["trip"], place
    # The same numbers in another system lie half a kilometre away.
    assert seen(mall, "lake", "ann", place={**LAKE[0], "system": "wgs84"}) is None
    assert seen(mall, "garden", "ann", place={**LAKE[0], "system": "wgs84"}) is None
    unsaid = {"scene": "x", "title": {"zh": "x"}, "when": {"place": {"near": {**LAKE[0], "km": 1, "system": None}}},
              "goods": {"words": ["茶"]}}  # fmt: skip
    assert mall.http.put("/v1/scenes/x", json={"scene": unsaid}).json()["error"]["field"] == "when.place.near.system"


def test_what_sells_in_the_city_goes_first(mall: Mall) -> None:
    shops = [{"shop": shop, "name": shop, "city": city, "longitude": place["longitude"], "latitude": place["latitude"],
              "system": "gcj02"} for shop, city, place in (("w", "武汉", WUHAN), ("b", "北京", BEIJING))]
    assert mall.http.put("/v1/shops", json={"shops": shops}).json()["refused"] == []
    for n in range(6):
        sku, shop = (("trip", "w"), ("tea", "b"))[n % 2]
        lines = [{"sku": sku, "quantity": 2, "price_fen": 1000}]
        mall.did(f"s{n}", "Order Paid", n / 4, order=f"local{n}", lines=lines, total_fen=2000, shop=shop)
    mall.send()
    scene(mall, "spring", {"place": {"cities": ["武汉", "北京"]}}, {"words": ["樱花", "赏樱"]})
    wuhan, beijing = (preview(mall, "spring", place=place)["goods"] for place in (WUHAN, BEIJING))
    assert (wuhan[0]["sku"], beijing[0]["sku"]) == ("trip", "tea")


def test_a_part_of_the_shoppers_is_held_out_and_the_effect_is_measured(mall: Mall) -> None:
    sakura(mall, AROUND, hold_out=0.5)
    names = [f"guest{n:03d}" for n in range(160)]
    mall.consent("ann", "personalisation")
    for name in names:
        mall.did(name, "Product Viewed", sku="mug")
    mall.send()
    first = {name: seen(mall, "sakura", name, place=WUHAN) for name in names}
    held = [name for name in names if first[name] is None]
    assert 50 < len(held) < 110
    assert all((seen(mall, "sakura", name, place=WUHAN) is None) == (name in held) for name in names[:20])
    mall.now += 120_000
    shown = [name for name in names if name not in held]
    for name in shown[: len(shown) // 2]:
        mall.bought(name, "cake")
    for name in held[: len(held) // 10]:
        mall.bought(name, "mug")
    page = mall.page("home", shown[0], place=WUHAN)
    cake = zone(page, "scene:sakura")[0]
    mall.did(shown[0], "Recommendation Clicked", request_id=page["request_id"], placement="home", sku=cake["sku"],
             position=cake["position"], zone="scene:sakura")
    mall.send()
    effect = mall.get("/v1/scenes")["items"][0]["effect"]
    assert (effect["shoppers"], effect["held_out"]) == (len(shown), len(held))
    assert effect["verdict"] == "helps" and effect["low"] > 0
    assert effect["shows"] >= len(shown) and effect["clicks"] == 1
    mall.http.post("/v1/consents", json={"channel": "test", "decisions": [
        {"shopper": shown[0], "purpose": "personalisation", "given": False}]})
    assert mall.get("/v1/scenes")["items"][0]["effect"]["shoppers"] == len(shown) - 1


def test_an_erased_shopper_leaves_no_trace_in_what_scenes_keep(mall: Mall) -> None:
    sakura(mall, AROUND, hold_out=0.01)
    mall.did("guest-erased", "Product Viewed", sku="mug")
    mall.send()
    seen(mall, "sakura", "guest-erased", place=WUHAN)
    mall.did("guest-erased", "Product Viewed", sku="cake")
    mall.send()
    assert mall.app.state.scan("scene_meetings", ("sakura", "guest-erased"))
    answer = mall.http.post("/v1/shoppers/guest-erased/erase", json={"reason": "asked for it"})
    assert answer.status_code < 300, answer.text
    assert mall.app.state.scan("scene_meetings", ("sakura",)) == [] or all(
        row["shopper"] != "guest-erased" for row in mall.app.state.scan("scene_meetings", ("sakura",)))
    assert all(recorded.event.shopper != "guest-erased" for recorded in mall.app.log.read(0, 10_000))
