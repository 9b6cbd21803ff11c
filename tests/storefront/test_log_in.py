"""A browser logs in through the demo's fake WeChat and takes along what the guest did; elsewhere nothing offers it."""

from playwright.sync_api import Browser, Page, expect

from tests.browsing import watched
from tests.storefront.guest_mall import Guest, enter
from tests.storefront.wechat_mall import WechatMall

SIZE = {"width": 390, "height": 844}


def test_a_guest_logs_in_with_a_tap_and_stays_so_when_the_token_ends(browser: Browser, wechat_mall: WechatMall) -> None:
    with watched(browser, viewport=SIZE, base_url=wechat_mall.url, has_touch=True) as phone:
        guest = enter(phone, wechat_mall.url, "home")
        expect(phone.get_by_test_id("zone").first).to_be_visible()
        phone.locator(".uni-tabbar__item").nth(3).click()
        order, before = guest.order("cup"), guest.session["shopper"]
        expect(phone.get_by_test_id("who")).to_contain_text("访客")
        phone.get_by_test_id("log-in").click()
        expect(phone.get_by_test_id("who")).to_contain_text("微信用户")
        expect(phone.get_by_test_id("log-in")).to_have_count(0)
        entered = guest.known(but=before)
        shopper = entered.session["shopper"]
        assert shopper.startswith("wx-")
        assert [each["order"] for each in entered.ask("GET", "/v1/me/orders")["items"]] == [order]
        with phone.expect_request("**/v1/page") as asked:
            phone.locator(".uni-tabbar__item").nth(0).click()
        assert asked.value.post_data_json["shopper"] == shopper  # pages are theirs too from here on
        phone.locator(".uni-tabbar__item").nth(3).click()

        phone.evaluate("""() => { const kept = JSON.parse(localStorage.getItem('huozhao.shop.session'));
            localStorage.setItem('huozhao.shop.session', JSON.stringify({ ...kept, token: '' })); }""")
        phone.reload()
        expect(phone.get_by_test_id("who")).to_contain_text("微信用户")
        assert Guest(phone, wechat_mall.url).known().session["shopper"] == shopper


def test_a_mall_that_is_no_demo_offers_a_browser_no_log_in_by_wechat(phone: Page, mall: str) -> None:
    enter(phone, mall, "mine")
    expect(phone.get_by_test_id("to-orders")).to_be_visible()
    with phone.expect_response("**/v1/storefront"):
        phone.reload()
    expect(phone.get_by_test_id("who")).to_contain_text("访客")
    expect(phone.get_by_test_id("log-in")).to_have_count(0)
