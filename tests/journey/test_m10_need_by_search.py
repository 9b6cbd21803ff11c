"""M10: 冬季保湿 searched again and again without an order: a zone, one popup with a coupon, and goods for dry skin."""

from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.operations.assignment import is_held_out
from tests.needing import list_goods, needs
from tests.shopping import Mall, eventually, shopping

TREATED = next(f"seeker-{n}" for n in range(100) if not is_held_out("needs.popup", f"seeker-{n}", 0.1))
DRY = """
tag: dry_skin
label: {zh: 干性皮肤, en: dry skin}
when: count(favourite, category = "面霜", 60d) >= 1
owner: operations
"""
HELD_OUT = next(f"seeker-{n}" for n in range(1000) if is_held_out("needs.popup", f"seeker-{n}", 0.1))


@pytest.fixture
def mall() -> Iterator[Mall]:
    """Open a mall with goods."""
    with shopping() as opened:
        list_goods(opened)
        yield opened


def seeks(mall: Mall, shopper: str, *queries: str) -> None:
    """Search on several days."""
    said = queries or ("冬季保湿", "保湿 霜 冬天", "冬季保濕")
    for n, query in enumerate(said):
        mall.did(shopper, "Products Searched", len(said) - n, query=query)
    mall.send()


def home(mall: Mall, shopper: str) -> dict[str, Any]:
    """Return the zones of needs by id, and the popup, of the home page."""
    page = mall.page("home", shopper)
    return {"zones": {z["zone"]: z for z in page["zones"] if z["zone"].startswith("need:")}, "popup": page.get("popup")}


def test_nearly_the_same_searches_are_one_need_and_others_are_not(mall: Mall) -> None:
    seeks(mall, TREATED)
    mall.did(TREATED, "Products Searched", 1, query="防晒")
    mall.send()
    [need] = needs(mall, "?kind=search")
    assert need["theme"] in ("冬季保湿", "冬季保濕", "保湿 霜 冬天")
    assert need["categories"] == ["面霜"]
    assert "3 次" in need["evidence"][0]["zh"] and "3 天" in need["evidence"][0]["zh"]
    assert {good["sku"] for good in need["goods"]} <= {"cream-1", "cream-2", "cream-3", "cream-4"}


def test_a_search_on_the_search_page_counts_like_one_that_was_sent(mall: Mall) -> None:
    seeks(mall, TREATED, "保湿 霜 冬天")
    assert needs(mall, "?kind=search") == []
    assert mall.page("search", TREATED, query="冬季保湿")["zones"]
    assert len(eventually(lambda: needs(mall, "?kind=search"), bool)) == 1


def test_the_page_has_a_zone_and_one_popup_with_a_coupon(mall: Mall) -> None:
    seeks(mall, TREATED)
    found = home(mall, TREATED)
    assert found["zones"] and found["popup"]["coupon"] == "need_coupon"
    assert "保湿" in found["popup"]["title"]["zh"] or "保濕" in found["popup"]["title"]["zh"]
    said = mall.http.post(f"/v1/popups/{found['popup']['id']}/seen", json={"shopper": TREATED})
    assert said.json()["state"] == "seen"
    after = home(mall, TREATED)
    assert after["zones"] and after["popup"] is None


def test_a_popup_may_be_dismissed_by_the_shopper_alone(mall: Mall) -> None:
    seeks(mall, TREATED)
    popup = home(mall, TREATED)["popup"]["id"]
    other = mall.http.post(f"/v1/popups/{popup}/seen", json={"shopper": "somebody"})
    assert other.status_code == 404
    mine = mall.http.post(f"/v1/popups/{popup}/dismissed", headers=mall.token(TREATED))
    assert mine.status_code == 200, mine.text
    strange = mall.http.post(f"/v1/popups/{popup}/seen", json={"shopper": TREATED}, headers=mall.token("somebody"))
    assert strange.status_code == 403
    assert home(mall, TREATED)["popup"] is None


def test_a_storefront_that_never_tells_gets_the_popup_three_times(mall: Mall) -> None:
    seeks(mall, TREATED)
    assert [bool(home(mall, TREATED)["popup"]) for _ in range(5)] == [True, True, True, False, False]


def test_who_is_held_out_gets_the_zone_and_no_popup(mall: Mall) -> None:
    seeks(mall, HELD_OUT)
    found = home(mall, HELD_OUT)
    assert found["zones"] and found["popup"] is None
    met = eventually(lambda: mall.app.state.scan("scene_meetings", ("needs.popup", HELD_OUT)), bool)
    assert [row["arm"] for row in met] == ["held_out"], "the arm is on record, so that popups can be measured"


def test_a_popup_takes_its_place_under_the_cap_of_all_messages_and_a_look_by_an_operator_takes_none(mall: Mall) -> None:
    seeks(mall, TREATED)
    words = {"zh": "清仓", "en": "sale"}
    wish = {"key": "later", "shopper": TREATED, "topic": "sale", "kind": "marketing", "title": words, "body": words,
            "valid_until": 4_000_000_000_000, "channels": ["card"]}  # fmt: skip
    mall.consent(TREATED, "personalisation", "marketing")
    mall.http.put("/v1/messages/rules", json={"policy": {"quiet_from": "00:00", "quiet_until": "00:00"}})
    mall.http.post("/v1/page/explain", json={"page": {"placement": "home", "shopper": TREATED}})
    assert mall.app.documents.count("message_book") == 0
    assert home(mall, TREATED)["popup"] is not None
    mall.http.post("/v1/messages", json={"wishes": [wish]})
    way = f"/v1/shoppers/{TREATED}/messages"
    told = eventually(lambda: mall.get(way)["items"], lambda found: bool(found[0]["reason"]))
    assert (told[0]["state"], told[0]["reason"]) == ("waiting", "capped")
    met = eventually(lambda: mall.app.state.scan("scene_meetings", ("needs.popup", TREATED)), bool)
    assert [row["arm"] for row in met] == ["shown"]


def test_a_tag_of_dry_skin_makes_a_zone_of_its_own(mall: Mall) -> None:
    job = mall.http.post("/v1/tags/publish", json={"source": DRY}).json()
    eventually(lambda: mall.get(f"/v1/jobs/{job['id']}"), lambda found: found["state"] in ("done", "failed"))
    mall.did(TREATED, "Product Favourited", 30, sku="cream-2")
    seeks(mall, TREATED)
    own = [z for name, z in home(mall, TREATED)["zones"].items() if name.endswith(":own")]
    assert own and own[0]["title"]["zh"] == "干性皮肤专属推荐"
    assert {item["sku"] for item in own[0]["items"]} <= {"cream-1", "cream-2", "cream-3"}


def test_an_order_of_what_was_meant_ends_the_need(mall: Mall) -> None:
    seeks(mall, TREATED)
    mall.bought(TREATED, "cream-2")
    mall.send()
    assert needs(mall, "?kind=search") == [] and home(mall, TREATED)["popup"] is None


def test_without_consent_nothing_is_remembered_and_erasure_takes_popups_too(mall: Mall) -> None:
    mall.consent("stranger", "personalisation", given=False)
    seeks(mall, "stranger")
    seeks(mall, TREATED)
    popup = home(mall, TREATED)["popup"]["id"]
    mall.http.post(f"/v1/popups/{popup}/seen", json={"shopper": TREATED})
    assert [need["shopper"] for need in needs(mall)] == [TREATED]
    mall.http.post(f"/v1/shoppers/{TREATED}/erase", json={})
    assert needs(mall) == [] and mall.app.documents.count("need_popup") == 0
    assert mall.app.documents.count("need") == 0
