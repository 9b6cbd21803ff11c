"""O3: on receipt the guide for exactly what was bought, care reminders at the right date, and a return stops them."""

from collections.abc import Iterator
from typing import Any

import pytest

from huozhao.terms.time import parse_instant
from tests.shopping import DAY, Mall, eventually, shopping

PLACE = {"longitude": 114.30, "latitude": 30.59, "system": "wgs84"}
GOODS = {
    "phone": ("星河手机", ["数码", "手机"], 199_900), "filter": ("家用净水器", ["家电", "净水"], 89_900),
    "core": ("净水滤芯", ["家电", "滤芯"], 12_900), "shirt": ("纯棉衬衫", ["服饰", "衬衫"], 9_900),
    "other": ("普通手机", ["数码", "手机"], 99_900),
}  # fmt: skip
FILM = {
    "title": {"zh": "星河手机使用指南", "en": "Your phone"}, "skus": ["phone"], "state": "live",
    "body": {"zh": "## 贴膜\n1. 擦净屏幕\n2. 对准听筒", "en": "## Fit the film\n1. Wipe the screen"},
    "video": "https://example.com/film.mp4",
    "reminders": [{"id": "clean", "day": 30, "title": {"zh": "清洁充电口"}, "body": {"zh": "用软毛刷轻扫充电口"}}],
}  # fmt: skip
ANY_PHONE = {
    "title": {"zh": "手机通用指南"}, "body": {"zh": "首次充满电"}, "category": ["数码", "手机"], "state": "live",
}  # fmt: skip
WATER = {
    "title": {"zh": "净水器使用指南"}, "body": {"zh": "## 安装\n- 先冲洗五分钟"}, "skus": ["filter"], "state": "live",
    "cycle": {"days": 60, "sku": "core", "lead_days": 5}, "asks": False,
}  # fmt: skip
WASH = {"title": {"zh": "衬衫洗护"}, "body": {"zh": "30 度以下手洗"}, "category": ["服饰"], "asks": False,
        "reminders": [{"id": "iron", "day": 2, "title": {"zh": "低温熨烫"}, "body": {"zh": "反面低温熨"}}]}


@pytest.fixture(scope="module")
def mall() -> Iterator[Mall]:
    """Open a mall with goods in stock and the guides for them."""
    with shopping(purposes=()) as opened:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": path, "price_fen": fen}
                 for sku, (title, path, fen) in GOODS.items()]  # fmt: skip
        assert opened.http.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        shop = {"shop": "s1", "name": "江汉店", "city": "武汉", **PLACE}
        assert opened.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
        counts = [{"key": sku, "sku": sku, "shop": "s1", "on_hand": 99, "counted_at": opened.now} for sku in GOODS]
        assert opened.http.post("/v1/stock/counts", json={"counts": counts}).status_code == 200
        awake = {"policy": {"quiet_from": "09:00", "quiet_until": "09:00"}}
        assert opened.http.put("/v1/messages/rules", json=awake).status_code == 200
        for id, body in {"film": FILM, "any_phone": ANY_PHONE, "water": WATER}.items():
            assert opened.http.put(f"/v1/care/guides/{id}", json=body).status_code == 200
        yield opened


def received(mall: Mall, shopper: str, *skus: str) -> str:
    """Let a shopper order, pay and receive goods now, through the API; return the order."""
    order = f"o-{shopper}"
    lines = [{"sku": sku, "quantity": 1} for sku in skus]
    told = mall.http.post("/v1/orders", json={"order": order, "shopper": shopper, "lines": lines, "place": PLACE})
    assert told.status_code == 201, told.text
    for step in ("pay", "ship", "deliver"):
        assert mall.http.post(f"/v1/orders/{order}/{step}").status_code == 200
    return order


def had(mall: Mall, shopper: str, *skus: str, days_ago: float, units: int = 1) -> str:
    """Tell of an order that came some days ago."""
    order = f"o-{shopper}"
    lines = [{"sku": sku, "quantity": units, "price_fen": GOODS[sku][2]} for sku in skus]
    total = sum(line["quantity"] * line["price_fen"] for line in lines)  # type: ignore[operator]
    mall.did(shopper, "Order Paid", days_ago + 1, order=order, lines=lines, total_fen=total)
    mall.did(shopper, "Order Delivered", days_ago, order=order)
    mall.send()
    return order


def mine(mall: Mall, shopper: str) -> list[dict[str, Any]]:
    """Read a shopper's guides as an operator does."""
    return list(mall.get(f"/v1/shoppers/{shopper}/care")["items"])


def letters(mall: Mall, shopper: str) -> list[str]:
    """Read the titles of what a shopper was written."""
    items = mall.get(f"/v1/shoppers/{shopper}/messages")["items"]
    return [each["title"]["zh"] for each in items if each["state"] == "sent"]


def test_on_receipt_the_guide_for_exactly_what_was_bought_comes_at_once(mall: Mall) -> None:
    received(mall, "ann", "phone", "other")
    found = eventually(lambda: mine(mall, "ann"), bool)
    own = mall.http.get("/v1/me/care", headers=mall.token("ann")).json()["items"]
    assert [(each["sku"], each["guide"]) for each in own] == [(each["sku"], each["guide"]) for each in found]
    assert {each["sku"]: each["guide"] for each in found} == {"phone": "film", "other": "any_phone"}
    phone = next(each for each in found if each["sku"] == "phone")
    assert "贴膜" in phone["body"]["zh"] and phone["video"].startswith("https://")
    assert [(each["kind"], each["day"]) for each in phone["due"]] == [("guide", 0), ("question", 7), ("reminder", 30)]
    titles = eventually(lambda: letters(mall, "ann"), bool)
    assert len(titles) == 1 and titles[0].endswith("指南"), "two goods of one order are one message"
    assert eventually(lambda: mine(mall, "ann")[0]["due"][0]["state"], lambda state: state == "told") == "told"


def test_a_reminder_comes_on_its_day_and_once_however_often_it_is_asked_for(mall: Mall) -> None:
    had(mall, "bob", "phone", days_ago=30.5)
    due = [each for each in mall.get("/v1/care/due")["items"] if each["order"] == "o-bob"]
    assert [(each["kind"], each["day"]) for each in due] == [("reminder", 30)] and due[0]["shopper"] == "***"
    for _ in range(3):
        assert mall.http.post("/v1/care/hand").status_code == 200
    told = eventually(lambda: letters(mall, "bob"), bool)
    assert told == ["清洁充电口"]
    wanted = {"guide": "dropped", "question": "dropped", "reminder": "told"}
    states = eventually(lambda: {each["kind"]: each["state"] for each in mine(mall, "bob")[0]["due"]},
                        lambda found: found == wanted)  # fmt: skip
    assert states == wanted and letters(mall, "bob") == ["清洁充电口"]


def test_what_came_back_is_no_longer_spoken_of(mall: Mall) -> None:
    order = had(mall, "cat", "phone", "other", days_ago=7.5)
    lines = [{"sku": "phone", "quantity": 1, "price_fen": 199_900}]
    mall.did("cat", "Order Returned", 1, order=order, lines=lines, refund_fen=199_900)
    mall.send()
    assert [each["sku"] for each in mine(mall, "cat")] == ["other"]
    exchanged = had(mall, "dan", "shirt", days_ago=9)
    mall.did("dan", "Order Exchanged", 2, order=exchanged, lines=[{"sku": "shirt", "quantity": 1, "price_fen": 9_900}],
             replaced_by=[{"sku": "phone", "quantity": 1, "price_fen": 199_900}])  # fmt: skip
    mall.send()
    found = mine(mall, "dan")
    assert [(each["sku"], each["units"]) for each in found] == [("phone", 1)]
    assert mall.now - 3 * DAY < parse_instant(found[0]["received_at"]) < mall.now - DAY, "it came with the exchange"


def test_after_a_week_the_shopper_is_asked_and_the_answer_is_heard_as_a_review(mall: Mall) -> None:
    order = had(mall, "eve", "phone", days_ago=7.5)
    before = mall.get("/v1/voice/goods/phone")["people"]
    assert mine(mall, "eve")[0]["asks"]
    answer = {"order": order, "sku": "phone", "stars": 2, "text": "充电太慢，我的电话13812345678"}
    told = [mall.http.post("/v1/me/care/answers", json=answer, headers=mall.token("eve")) for _ in range(2)]
    assert [each.status_code for each in told] == [200, 200]
    eventually(lambda: mine(mall, "eve")[0]["is_answered"], bool)
    again = mall.http.post("/v1/me/care/answers", json={**answer, "stars": 5}, headers=mall.token("eve"))
    assert told[0].json()["is_new"] and not again.json()["is_new"] and mine(mall, "eve")[0]["is_answered"]
    events = [each for each in mall.get("/v1/shoppers/eve/timeline")["items"] if each["name"] == "Product Reviewed"]
    assert len(events) == 1 and "13812345678" not in str(events) and events[0]["properties"]["stars"] == 2
    assert mall.get("/v1/voice/goods/phone")["people"] == before + 1
    others = mall.http.post("/v1/me/care/answers", json=answer, headers=mall.token("bob"))
    assert others.status_code == 404, "an order of somebody else reads like one that is not there"


def test_a_supply_that_ends_is_a_need_on_the_page_in_the_plan_and_first_among_top_ups(mall: Mall) -> None:
    mall.consent("fay", "personalisation")
    had(mall, "fay", "filter", days_ago=58)
    needs = [each for each in mall.get("/v1/needs?kind=cycle")["items"] if each["shopper"] == "fay"]
    assert [each["goods"][0]["sku"] for each in needs] == ["core"] and needs[0]["confidence"] == pytest.approx(0.3)
    assert "约 60 天用完" in needs[0]["evidence"][0]["zh"]
    zones = [zone for zone in mall.page("home", "fay", place=PLACE)["zones"] if zone["zone"].startswith("need:")]
    assert [item["sku"] for zone in zones for item in zone["items"]] == ["core"]
    assert any(each["sku"] == "core" and each["people"] == 1 for each in mall.get("/v1/needs/demand")["items"])
    basket = {"shopper": "fay", "lines": [{"sku": "shirt"}], "threshold_fen": 22_000, "saves_fen": 3_000}
    first = mall.http.post("/v1/top-up", json=basket).json()["options"][0]["items"]
    assert [(item["sku"], item["is_needed"]) for item in first] == [("core", True)]
    mall.bought("fay", "core", days_ago=0)
    mall.send()
    assert not mall.get("/v1/needs?kind=cycle&shopper=fay")["items"], "bought anew, it is no need any more"


def test_who_did_not_consent_has_guides_but_no_need_is_drawn_from_them(mall: Mall) -> None:
    had(mall, "gus", "filter", days_ago=57)
    assert [each["guide"] for each in mine(mall, "gus")] == ["water"]
    assert not [each for each in mall.get("/v1/needs?kind=cycle")["items"] if each["shopper"] == "gus"]
    mall.http.post("/v1/care/hand")
    way = "/v1/shoppers/gus/messages"
    found = eventually(lambda: mall.get(way)["items"], lambda items: items and items[0]["state"] == "dropped")
    assert found[0]["reason"] == "no_consent" and not letters(mall, "gus"), "to sell again is marketing"


def test_guides_have_versions_states_undo_and_say_what_is_wrong(mall: Mall) -> None:
    way = "/v1/care/guides/wash"
    draft = mall.http.put(way, json=WASH).json()
    assert (draft["state"], draft["goods"], draft["version"]) == ("draft", 1, 1)
    had(mall, "hal", "shirt", days_ago=2.5)
    assert not mine(mall, "hal"), "a draft is told to nobody"
    assert mall.http.post(f"{way}/start").json()["state"] == "live"
    found = eventually(lambda: mine(mall, "hal"), bool)
    assert found[0]["due"][1]["state"] in ("due", "told")
    changed = mall.http.put(way, json={**WASH, "title": {"zh": "新洗护"}}).json()
    assert changed["title"]["zh"] == "新洗护" and changed["state"] == "live"
    assert mall.http.post(f"{way}/undo").json()["title"]["zh"] == "衬衫洗护"
    assert mall.http.post(f"{way}/stop").json()["state"] == "stopped"
    eventually(lambda: mine(mall, "hal"), lambda items: not items)
    told = mall.http.put(way, json={**WASH, "video": "javascript:alert(1)"}).json()["error"]
    assert (told["code"], told["field"]) == ("guide_unsound", "video")


def test_after_care_goes_with_the_shopper(mall: Mall) -> None:
    had(mall, "ivy", "phone", days_ago=30.5)
    mall.http.post("/v1/care/hand")
    eventually(lambda: [each["state"] for each in mine(mall, "ivy")[0]["due"]], lambda states: "told" in states)
    assert mall.http.post("/v1/me/erase", headers=mall.token("ivy")).status_code == 200
    assert not mine(mall, "ivy") and "o-ivy" not in str(mall.get("/v1/care/due"))
    assert not mall.get("/v1/shoppers/ivy/care")["items"]
