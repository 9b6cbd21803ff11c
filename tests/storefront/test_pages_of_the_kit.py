"""Pages and popups of the shop come through its own kit: in time, without a network, within the phone's caps."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.shopping import eventually
from tests.storefront.guest_mall import Guest, enter

pytestmark = pytest.mark.browser
PAGE = "**/v1/page"
POPUP = {"title": {"zh": "给你留的券", "en": "A coupon for you"}, "body": {"zh": "今天", "en": "Today"}, "coupon": ""}


def test_home_is_there_without_a_network_and_says_that_it_is_the_last_one(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    expect(phone.get_by_test_id("zone").first).to_be_visible()
    expect(phone.get_by_test_id("kept")).to_have_count(0)
    phone.context.set_offline(True)
    phone.locator(".uni-tabbar__item").nth(2).click()
    _to_home(phone)
    expect(phone.get_by_test_id("kept")).to_contain_text("上次看到")
    expect(phone.get_by_test_id("goods").first).to_be_visible()
    phone.context.set_offline(False)
    phone.locator(".uni-tabbar__item").nth(2).click()
    _to_home(phone)
    expect(phone.get_by_test_id("kept")).to_have_count(0)


def test_home_comes_in_time_where_the_mall_does_not_and_is_new_once_it_does(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    expect(phone.get_by_test_id("zone").first).to_be_visible()
    held: list[Route] = []
    slow = [True]
    phone.route(PAGE, lambda route: held.append(route) if slow else route.continue_())
    phone.reload()
    expect(phone.get_by_test_id("kept")).to_be_visible()
    slow.clear()
    for route in held:
        route.continue_()
    expect(phone.get_by_test_id("kept")).to_have_count(0)
    expect(phone.get_by_test_id("goods").first).to_be_visible()


def test_a_phone_that_never_saw_home_says_what_is_wrong_and_goes_on(phone: Page, mall: str) -> None:
    phone.route(PAGE, lambda route: route.fulfill(status=503, body="{}"))
    enter(phone, mall, "home")
    expect(phone.get_by_text("商城暂时没有")).to_be_visible()
    phone.unroute(PAGE)
    phone.get_by_test_id("retry").click()
    expect(phone.get_by_test_id("zone").first).to_be_visible()


def test_what_went_with_another_basket_is_not_shown_beside_this_one(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    zone = phone.locator("[data-test=zone]:visible").first
    zone.get_by_test_id("add").first.click()
    phone.locator(".uni-tabbar__item").nth(2).click()
    expect(phone.get_by_test_id("line")).to_have_count(1)
    expect(zone).to_be_visible()
    _to_home(phone)
    zone.get_by_test_id("add").last.click()
    phone.context.set_offline(True)
    phone.locator(".uni-tabbar__item").nth(2).click()
    expect(phone.get_by_test_id("line")).to_have_count(2)
    expect(zone).to_have_count(0)


def test_a_popup_is_shown_once_and_the_next_one_not_soon_whatever_the_mall_sends(phone: Page, mall: str) -> None:
    said: list[str] = []
    offered = ["one"]
    phone.on("request", lambda request: said.extend(request.url.split("/popups/")[1:]))
    phone.route(PAGE, lambda route: _with_popup(route, offered[-1]))
    enter(phone, mall, "home")
    expect(phone.get_by_test_id("popup")).to_contain_text("给你留的券")
    with phone.expect_request("**/popups/one/dismissed"):
        phone.get_by_test_id("popup-later").click()
    assert said == ["one/seen", "one/dismissed"]
    expect(phone.get_by_test_id("popup")).to_have_count(0)
    for next_one in ("one", "two"):
        offered.append(next_one)
        phone.locator(".uni-tabbar__item").nth(3).click()
        with phone.expect_response(PAGE):
            _to_home(phone)
        expect(phone.get_by_test_id("zone").first).to_be_visible()
        expect(phone.get_by_test_id("popup")).to_have_count(0)
    assert said == ["one/seen", "one/dismissed"]


def test_what_was_really_seen_is_told_of_every_list_of_recommended_goods(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("POST", "/v1/me/coupons/ten_off/claim")
    phone.get_by_test_id("consent-yes").click()
    _seen(guest, mall, "home")
    _open(phone, "search", "?query=maojin")
    _seen(guest, mall, "search")
    _open(phone, "product", "?sku=mat")
    phone.get_by_test_id("add-to-cart").click()
    phone.get_by_test_id("zone").first.scroll_into_view_if_needed()
    _seen(guest, mall, "product")
    _open(phone, "cart", "")
    phone.get_by_test_id("top-up-option").first.scroll_into_view_if_needed()
    _seen(guest, mall, "top_up")
    _open(phone, "assistant", "")
    phone.get_by_test_id("draft").locator("input").fill("保温杯还有货吗")
    phone.get_by_test_id("send").click()
    expect(phone.get_by_test_id("block-goods").first).to_be_visible()
    _seen(guest, mall, "assistant")
    phone.get_by_test_id("block-goods").first.click()
    expect(phone.get_by_test_id("title")).to_be_visible()
    clicked = eventually(lambda: _told(guest, mall, "Recommendation Clicked"), bool)
    assert [each["placement"] for each in clicked] == ["assistant"]


def _seen(guest: Guest, url: str, placement: str) -> None:
    """Wait until the mall knows that goods of a placement were seen: each once."""
    def there() -> list[tuple[str, ...]]:
        told = [each for each in _told(guest, url, "Recommendation Seen") if each["placement"] == placement]
        return [(each["request_id"], each.get("zone", ""), each["sku"]) for each in told]

    seen = eventually(there, bool)
    assert seen and len(seen) == len(set(seen))


def _told(guest: Guest, url: str, name: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{url}/v1/shoppers/{guest.session['shopper']}/timeline?limit=200").raise_for_status()
    return [each["properties"] for each in answer.json()["items"] if each["name"] == name]


def _with_popup(route: Route, id: str) -> None:
    page = route.fetch().json()
    route.fulfill(body=json.dumps({**page, "popup": {"id": id, **POPUP}}), content_type="application/json")


def _to_home(page: Page) -> None:
    page.locator(".uni-tabbar__item").nth(0).click()


def _open(page: Page, where: str, query: str) -> None:
    page.goto("about:blank")
    page.goto(f"/shop/#/pages/{where}/{where}{query}")
