"""Scenes over HTTP: write, check, preview, take back; the weather and the context of a place."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors import code, door
from tests.shopping import Mall, shopping

SAKURA: dict[str, Any] = {
    "scene": "wuhan_sakura", "title": {"zh": "武汉樱花季", "en": "Cherry blossom"}, "priority": 40,
    "when": {"place": {"cities": ["武汉"]}, "period": {"yearly": [{"from": "03-01", "to": "04-10"}]}},
    "goods": {"words": ["樱花"]}, "hold_out": 0,
}  # fmt: skip
MARCH, MAY = "2027-03-20T10:00:00+08:00", "2027-05-20T10:00:00+08:00"


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["零食"], "price_fen": 900}
                 for sku, title in (("a", "樱花饼"), ("b", "樱花茶"), ("c", "苏打饼干"))]
        assert mall.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        mall.did("somebody", "Page Viewed", page="home")
        mall.send()
        yield mall


def write(mall: Mall, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = mall.http.put(f"/v1/scenes/{body['scene']}", json={"scene": body} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def preview(mall: Mall, **wanted: Any) -> dict[str, Any]:
    answer = mall.http.post("/v1/scenes/preview", json=wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_scene_is_published_previewed_turned_off_deleted_and_brought_back(mall: Mall) -> None:
    assert write(mall, SAKURA)["state"] == "live"
    assert mall.get("/v1/scenes")["items"][0]["rule"]["zh"] == "武汉，且3月1日至4月10日"
    found = preview(mall, city="武汉市", at=MARCH)["scenes"][0]
    assert (found["shown"], found["why_not"]) == (True, None)
    assert [item["sku"] for item in found["goods"]] == ["a", "b"]
    away = preview(mall, city="长沙", at=MAY)["scenes"][0]
    assert not away["shown"] and away["why_not"]["en"] == "its condition does not hold"
    assert [(part["name"], part["holds"], part["found"]["zh"]) for part in away["check"]["parts"]] == [
        ("place.cities", False, "长沙"), ("period.yearly", False, "2027-05-20")]
    steps = [mall.http.post(f"/v1/scenes/wuhan_sakura/{step}").json()["state"] for step in ("off", "on")]
    assert steps == ["off", "live"]
    assert mall.http.delete("/v1/scenes/wuhan_sakura").json()["state"] == "deleted"
    assert mall.get("/v1/scenes")["items"] == []
    assert mall.http.post("/v1/scenes/wuhan_sakura/undo").json()["state"] == "live"
    whole = mall.get("/v1/scenes/wuhan_sakura")
    assert [version["version"] for version in whole["versions"]] == [3, 2, 1]
    assert [entry["what"] for entry in whole["audit"]] == ["publish", "off", "on", "delete", "undo"]


def test_a_draft_touches_no_page_until_it_is_published(mall: Mall) -> None:
    assert write(mall, SAKURA, draft=True)["state"] == "draft"
    assert preview(mall, city="武汉", at=MARCH)["scenes"] == []
    tried = preview(mall, city="武汉", at=MARCH, scene=SAKURA)["scenes"][0]
    assert tried["shown"]
    assert mall.http.post("/v1/scenes/wuhan_sakura/publish").json()["version"] == 1
    changed = SAKURA | {"title": {"zh": "换了名字"}}
    assert write(mall, changed)["version"] == 2
    assert mall.http.post("/v1/scenes/wuhan_sakura/restore", json={"version": 1}).json()["title"]["zh"] == "武汉樱花季"
    assert mall.http.post("/v1/scenes/wuhan_sakura/publish").status_code == 409


def test_mistakes_are_answered_with_their_place_and_the_way_out(mall: Mall) -> None:
    wrong = SAKURA | {"when": {"place": {"near": {"longitude": 114.3, "latitude": 30.6, "km": 3}}}}
    answer = mall.http.put("/v1/scenes/wuhan_sakura", json={"scene": wrong})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (422, "scene_invalid", "when.place.near.system")
    assert "gcj02" in error["hint"]
    source = "scene: x\ntitle: {zh: 某}\nwhen:\n  plase: {cities: [武汉]}\ngoods: {words: [茶]}\n"
    checked = mall.http.post("/v1/scenes/validate", json={"source": source}).json()
    assert [(p["line"], p["field"], p["hint"]["en"]) for p in checked["problems"]] == [
        (4, "when.plase", "did you mean place?")]
    odd = SAKURA | {"when": {"place": {"cities": ["武汗"]}, "tags": ["nobody_has"]}, "goods": {"words": ["没有"]}}
    checked = mall.http.post("/v1/scenes/validate", json={"scene": odd}).json()
    assert checked["problems"] == [] and len(checked["warnings"]) == 3
    assert mall.http.put("/v1/scenes/other", json={"scene": SAKURA}).status_code == 422
    assert mall.http.put("/v1/scenes/other", json={}).status_code == 422
    assert mall.http.get("/v1/scenes/nowhere").status_code == 404


def test_every_template_can_be_published(mall: Mall) -> None:
    items = mall.get("/v1/scenes/templates")["items"]
    assert len(items) >= 7
    for body in items:
        write(mall, body)
        assert body["title"]["zh"] and body["title"]["en"]


def test_the_context_of_a_point_says_its_city_weather_and_day(mall: Mall) -> None:
    found = mall.get(f"/v1/context?longitude=114.36&latitude=30.54&system=gcj02&at={MARCH.replace('+', '%2B')}")
    assert (found["city"], found["city_by"], found["province"], found["minute"]) == ("武汉", "place", "湖北", 600)
    assert found["weather"]["source"] == "climatology" and 5 < found["weather"]["mean_c"] < 20
    assert {"off", "weekend", "term:chunfen"} & set(found["days"])
    assert mall.http.get("/v1/context?longitude=114.36&latitude=30.54").status_code == 422
    named = mall.get("/v1/context?longitude=114.36&latitude=30.54&system=gcj02&city=长沙市")
    assert (named["city"], named["city_by"]) == ("长沙", "named")


def test_a_shop_close_by_names_the_city_better_than_the_table(mall: Mall) -> None:
    shop = {"shop": "s1", "name": "义乌店", "city": "义乌市", "longitude": 120.07, "latitude": 29.31, "system": "wgs84"}
    assert mall.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
    mall.did("somebody", "Page Viewed", page="home")
    mall.send()
    found = mall.get("/v1/context?longitude=120.08&latitude=29.30&system=wgs84")
    assert (found["city"], found["city_by"], found["province"]) == ("义乌", "shop", "浙江")


def test_weather_that_is_set_stands_for_its_city_until_it_is_taken_back(mall: Mall) -> None:
    cold = SAKURA | {"scene": "cold", "when": {"weather": {"drop": {"by_c": 6, "days": 3}}}}
    write(mall, cold)
    assert not preview(mall, city="武汉")["scenes"][0]["shown"]
    answer = mall.http.put("/v1/weather/武汉市", json={"mean_c": -2, "sky": "雪", "recent_c": [9, 10, 11], "hours": 3})
    assert answer.status_code == 200, answer.text
    found = preview(mall, city="武汉")
    assert found["scenes"][0]["shown"] and found["context"]["weather"]["source"] == "set"
    assert found["context"]["weather"]["sky"] == "snow"
    assert not preview(mall, city="长沙")["scenes"][0]["shown"]
    assert preview(mall, city="长沙", weather={"mean_c": 1, "recent_c": [9]})["scenes"][0]["shown"]
    assert [item["city"] for item in mall.get("/v1/weather")["items"]] == ["武汉"]
    assert mall.http.delete("/v1/weather/武汉").status_code == 204
    assert mall.http.delete("/v1/weather/武汉").status_code == 404
    assert mall.http.put("/v1/weather/武汉", json={"mean_c": 5, "low_c": 9}).json()["error"]["field"] == "mean_c"
    assert mall.http.put("/v1/weather/武汉", json={"mean_c": 5, "sky": "青蛙雨"}).json()["error"]["field"] == "sky"


def test_who_may_not_see_shoppers_previews_without_one() -> None:
    with door() as opened:
        analyst, operator = opened.log_in("analyst"), opened.log_in("operator")
        assert opened.http.put("/v1/scenes/wuhan_sakura", json={"scene": SAKURA}, headers=analyst).status_code == 403
        assert opened.http.put("/v1/scenes/wuhan_sakura", json={"scene": SAKURA}, headers=operator).status_code == 200
        assert opened.http.post("/v1/scenes/preview", json={"city": "武汉"}, headers=analyst).status_code == 200
        refused = opened.http.post("/v1/scenes/preview", json={"shopper": "ann"}, headers=analyst)
        assert (refused.status_code, code(refused)) == (403, "not_allowed")
        assert opened.http.get("/v1/context?shopper=ann", headers=operator).status_code == 200
        looks = opened.http.get("/v1/access-log", headers=opened.log_in("owner")).json()["items"]
        assert ("context", "ann") in [(look["what"], *look["shoppers"]) for look in looks]
        assert opened.http.get("/v1/scenes/wuhan_sakura", headers=analyst).json()["audit"][0]["who"] == "operator"
