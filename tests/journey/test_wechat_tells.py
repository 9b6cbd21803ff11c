"""What the mall tells by itself leaves through WeChat: favourites and care, each by the template of its part."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from huozhao.flows.coupons.ending import HOLD_OUT
from huozhao.operations.assignment import is_held_out
from huozhao.terms.time import DAY_MS
from tests.journey.test_wechat import ALWAYS, Both, left, log_in, mall_at_wechat, tapped, told, wish
from tests.selling import OFF_20_FROM_100, live
from tests.shopping import Mall, eventually
from tests.wechatting import Fake

USED = {"sale": {"uses": ["favourites"], "fields": {"thing1": "{title}", "thing2": "{body}"}},
        "care": {"uses": ["care"], "fields": {"thing1": "{title}", "thing2": "{body}"}},
        "coupon": {"uses": ["coupons"], "fields": {"thing1": "{title}"}}}  # fmt: skip
PLACE = {"longitude": 114.30, "latitude": 30.59, "system": "wgs84"}
GUIDE = {"title": {"zh": "保温杯使用指南", "en": "Your cup"}, "body": {"zh": "首次开水烫洗"}, "skus": ["cup"],
         "state": "live"}


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    """A mall at WeChat that sells a cup, with a guide for it."""
    with mall_at_wechat() as (mall, fake):
        fake.world.templates["coupon"] = ("thing1",)
        answer = mall.http.put("/v1/messages/rules", json={"policy": ALWAYS, "templates": USED})
        assert {each["template"]: each["uses"] for each in answer.json()["templates"]} == {
            "sale": ["favourites"], "care": ["care"], "coupon": ["coupons"]}
        shop = {"shop": "s1", "name": "江汉店", "city": "武汉", **PLACE}
        assert mall.http.put("/v1/shops", json={"shops": [shop]}).status_code == 200
        assert mall.http.put("/v1/care/guides/cup", json=GUIDE).status_code == 200
        costs(mall, 3900)
        counted(mall, "cup", 99)
        yield mall, fake


def counted(mall: Mall, sku: str, units: int) -> None:
    """Let the shop count its units of some goods."""
    count = {"key": f"{sku}-{units}", "sku": sku, "shop": "s1", "on_hand": units, "counted_at": mall.app.clock()}
    assert mall.http.post("/v1/stock/counts", json={"counts": [count]}).status_code == 200


def costs(mall: Mall, fen: int, sku: str = "cup") -> None:
    """Set the price of the cup, or of other goods."""
    goods = {"sku": sku, "spu": sku, "title": "保温杯", "category": ["家居", "杯壶"], "price_fen": fen}
    assert mall.http.put("/v1/goods", json={"goods": [goods]}).json()["refused"] == []


def through(fake: Fake, user: str) -> list[tuple[str, str]]:
    """Return template and first line of what WeChat brought a user."""
    return [(each["template_id"], each["data"]["thing1"]["value"]) for each in fake.seen()["messages"]
            if each["touser"] == fake.world.openid(user)]  # fmt: skip


def of(mall: Mall, shopper: str) -> list[dict[str, Any]]:
    """Return the messages of a shopper as operators see them."""
    return list(mall.get(f"/v1/shoppers/{shopper}/messages")["items"])


def inbox(mall: Mall, header: dict[str, str]) -> list[str]:
    """Return the titles in a shopper's inbox."""
    return [each["title"]["zh"] for each in mall.http.get("/v1/me/messages", headers=header).json()["items"]]


def decided(mall: Mall, header: dict[str, str]) -> list[dict[str, Any]]:
    """Return the messages of a shopper once there is one."""
    return list(eventually(lambda: mall.http.get("/v1/me/messages", headers=header).json()["items"], bool))


def test_a_storefront_learns_which_template_to_ask_for(both: Both) -> None:
    mall, _ = both
    assert mall.get("/v1/storefront")["templates"] == {
        "favourites": "sale", "care": "care", "coupons": "coupon"}


def test_a_favourite_that_is_cheaper_leaves_by_its_template_for_one_allowance_and_lies_in_the_mall_without(
    both: Both,
) -> None:
    mall, fake = both
    costs(mall, 3900)
    headers = {}
    for user in ("fan", "fei"):
        shopper, headers[user] = log_in(mall, fake, user)
        mall.consent(shopper, "marketing")
        assert mall.http.put("/v1/me/favourites/cup", headers=headers[user]).status_code == 204
    tapped(mall, fake, "fan", "sale")
    costs(mall, 2900)
    assert mall.app.storefront.reminders.work(lambda *_: None)["handed"] == 2
    assert [each["channel"] for each in decided(mall, headers["fan"])] == ["subscription"]
    assert {each["link"] for each in decided(mall, headers["fan"])} == {"pages/favourites/favourites"}
    assert through(fake, "fan") == [("sale", "你收藏的商品降价了")] and left(mall, headers["fan"]) == {"sale": 0}
    assert [each["channel"] for each in decided(mall, headers["fei"])] == ["card"] and through(fake, "fei") == []


def test_who_never_agreed_to_marketing_gets_the_one_message_they_allowed_and_without_an_allow_or_after_a_no_none(
    both: Both,
) -> None:
    mall, fake = both
    costs(mall, 3900, "pot")
    counted(mall, "pot", 0)
    users = ("asks", "silent", "refuses")
    shoppers, headers = {}, {}
    for user in users:
        shoppers[user], headers[user] = log_in(mall, fake, user)
        assert mall.http.put("/v1/me/favourites/pot", headers=headers[user]).status_code == 204
    for user in ("asks", "refuses"):
        tapped(mall, fake, user, "sale")
    no = {"consents": [{"purpose": "marketing", "given": False}], "channel": "test"}
    assert mall.http.put("/v1/me/consents", json=no, headers=headers["refuses"]).status_code == 200
    counted(mall, "pot", 7)
    assert mall.app.storefront.reminders.work(lambda *_: None)["handed"] == 3
    assert {user: told(mall, shoppers[user]) for user in users} == {
        "asks": {"favourites:back": ("sent", "subscription")}, "silent": {"favourites:back": ("dropped", "")},
        "refuses": {"favourites:back": ("dropped", "")}}  # fmt: skip
    assert mall.app.storefront.reminders.work(lambda *_: None)["handed"] == 0, "told once"
    assert {user: through(fake, user) for user in users} == {
        "asks": [("sale", "你收藏的商品到货了")], "silent": [], "refuses": []}
    assert [each["said"]["en"] for user in users for each in of(mall, shoppers[user])] == [
        "sent as the shopper had tapped “allow” for it",
        *["the shopper has neither agreed to marketing messages nor left an “allow” for this one"] * 2]
    assert [inbox(mall, headers[user]) for user in users] == [["你收藏的商品到货了"], [], []]


def test_who_allowed_it_when_they_took_a_coupon_is_told_that_it_ends_also_of_the_tenth_that_is_held_out(
    both: Both,
) -> None:
    mall, fake = both
    live(mall, "spring", OFF_20_FROM_100, valid_until=mall.app.clock() + 4 * DAY_MS)
    headers: dict[str, dict[str, str]] = {}
    while not any(is_held_out("coupons:ending", mall.app.people.person(each), HOLD_OUT) for each in headers):
        shopper, header = log_in(mall, fake, f"taker-{len(headers)}")
        headers[shopper] = header
    for n, header in enumerate(headers.values()):
        assert mall.http.post("/v1/me/coupons/spring/claim", json={"key": ""}, headers=header).status_code == 200
        tapped(mall, fake, f"taker-{n}", "coupon")
    later = replace(mall.app.coupons, clock=lambda: mall.app.clock() + 2 * DAY_MS)
    assert later.tidy(lambda *_: None)["reminded"] == len(headers)
    assert {topic for shopper in headers for topic in told(mall, shopper).items()} == {
        ("coupon:spring", ("sent", "subscription"))}  # fmt: skip
    sent = [each for each in fake.seen()["messages"] if each["template_id"] == "coupon"]
    assert len(sent) == len(headers) and {each["page"] for each in sent} == {"pages/coupons/coupons"}


def test_a_system_of_the_mall_says_that_a_shopper_asked_for_what_it_wishes_to_tell(both: Both) -> None:
    mall, fake = both
    shopper, _ = log_in(mall, fake, "wei")
    tapped(mall, fake, "wei", "coupon")
    wishes = [wish(shopper, "asked", template="coupon", asked=True), wish(shopper, "offer", template="coupon")]
    assert mall.http.post("/v1/messages", json={"wishes": wishes}).json() == {"new": 2}
    assert told(mall, shopper) == {"asked": ("sent", "subscription"), "offer": ("dropped", "")}
    refused = mall.http.post("/v1/messages", json={"wishes": [wish(shopper, "bare", template="", asked=True)]})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "template")


def test_care_for_what_has_arrived_leaves_by_its_template_for_one_allowance_and_lies_in_the_inbox_without(
    both: Both,
) -> None:
    mall, fake = both
    for user, channel, brought, still in (("cao", "subscription", [("care", "保温杯使用指南")], {"care": 0}),
                                          ("cui", "inbox", [], {})):  # fmt: skip
        shopper, header = log_in(mall, fake, user)
        if brought:
            tapped(mall, fake, user, "care")
        order = {"order": f"o-{user}", "shopper": shopper, "lines": [{"sku": "cup", "quantity": 1}], "place": PLACE}
        assert mall.http.post("/v1/orders", json=order).status_code == 201
        for step in ("pay", "ship", "deliver"):
            assert mall.http.post(f"/v1/orders/o-{user}/{step}").status_code == 200
        assert [each["channel"] for each in decided(mall, header)] == [channel]
        assert through(fake, user) == brought and left(mall, header) == still
