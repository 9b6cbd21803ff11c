"""The product's stories from end to end: a shopper on a phone, an operator who watches in the console."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import watched
from tests.server import serving
from tests.shopping import eventually
from tests.storefront.guest_mall import Guest, enter
from tests.storefront.story_mall import SETTINGS, improve, set_the_stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the mall in which the stories happen."""
    data = tmp_path_factory.mktemp("stories")
    (data / "huozhao.toml").write_text(SETTINGS)
    with serving(data) as server:
        set_the_stage(server.url)
        yield server.url


@pytest.fixture
def desk(browser: Browser, mall: str) -> Iterator[Page]:
    """Return the operator's browser."""
    with watched(browser, viewport={"width": 1360, "height": 900}, base_url=mall) as opened:
        yield opened


def test_what_is_searched_again_and_again_is_answered_by_a_popup_with_a_coupon(
    phone: Page, desk: Page, mall: str
) -> None:
    guest = _agreed(phone, mall)
    for words in ("冬季保湿", "保湿霜 冬天", "冬季保濕"):
        phone.get_by_test_id("to-search").click()
        phone.get_by_test_id("query").locator("input").fill(words)
        phone.get_by_test_id("find").click()
        expect(phone.get_by_test_id("goods").first).to_be_visible()
        phone.go_back()
        expect(phone.get_by_test_id("to-search")).to_be_visible()
    popup = phone.get_by_test_id("popup")
    expect(popup).to_contain_text("保")
    popup.get_by_test_id("popup-take").click()
    offered = phone.get_by_test_id("claimable").filter(has_text="保湿套装券")
    offered.get_by_test_id("claim").click()
    expect(offered).to_contain_text("你已领过")
    assert [each["coupon"] for each in guest.ask("GET", "/v1/me/coupons")["items"]] == ["need_coupon"]
    _watch(desk, "3 次", "保")


def test_baby_foods_looked_at_and_compared_change_the_home_page(phone: Page, desk: Page, mall: str) -> None:
    _agreed(phone, mall)
    for sku in ("rice-1", "rice-2", "rice-3"):
        _open(phone, "product", f"?sku={sku}")
        expect(phone.get_by_test_id("title")).to_be_visible()
        phone.wait_for_timeout(2_500)  # reading takes its time, and the mall counts it
        phone.get_by_test_id("compare").click()
    phone.get_by_test_id("to-compare").click()
    expect(phone.get_by_test_id("compared")).to_have_count(3)
    expect(phone.get_by_test_id("fact-row").filter(has_text="添加剂")).to_contain_text("无添加")
    _open(phone, "home", "")
    zone = phone.get_by_test_id("zone").first
    expect(zone).to_contain_text("母婴健康需求")
    expect(zone.get_by_test_id("goods").filter(has_text="米粉").first).to_be_visible()
    _watch(desk, "母婴健康需求", "无添加")


def test_a_basket_a_little_short_is_topped_up_ordered_received_and_explained(
    phone: Page, desk: Page, mall: str
) -> None:
    guest = _agreed(phone, mall)
    guest.ask("POST", "/v1/me/coupons/ten_off/claim")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138000", address="南山区海岸城 1 号")
    _stand_near(phone, "南山店")
    for sku in ("rice-1", "rice-2"):
        _open(phone, "product", f"?sku={sku}")
        phone.get_by_test_id("add-to-cart").click()
    phone.get_by_test_id("to-cart").click()
    offer = phone.get_by_test_id("top-up")
    expect(offer).to_contain_text("20")  # 100 yuan lie in the cart, the coupon begins at 120
    offer.get_by_test_id("top-up-take").first.click()
    expect(phone.get_by_test_id("line")).not_to_have_count(2)
    phone.get_by_test_id("checkout").click()
    expect(phone.get_by_test_id("benefit").first).to_contain_text("满 120 减 20")
    phone.get_by_test_id("submit").click()
    phone.get_by_test_id("pay-now").click()
    expect(phone.get_by_test_id("part").first).to_contain_text("南山店")  # the nearest that has it
    phone.get_by_test_id("receive").click()
    phone.locator(".uni-modal__btn_primary").click()
    phone.get_by_test_id("guide").first.click()
    expect(phone.get_by_test_id("guide-title")).to_have_text("米粉冲调指南")
    expect(phone.get_by_text("70 度温水")).to_be_visible()
    desk.goto(f"/#/shoppers/{guest.session['shopper']}")
    expect(desk.get_by_text("有机米粉").first).to_be_visible()


def test_who_complained_is_offered_the_improved_product_first(phone: Page, desk: Page, mall: str) -> None:
    guest = _agreed(phone, mall)
    _stand_near(phone, "南山店")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138002", address="南山区海岸城 1 号")
    _open(phone, "checkout", "?sku=shampoo")
    phone.get_by_test_id("submit").click()
    phone.get_by_test_id("pay-now").click()
    phone.get_by_test_id("receive").click()
    phone.locator(".uni-modal__btn_primary").click()
    phone.get_by_test_id("review").first.click()
    phone.get_by_test_id("star-2").click()
    phone.get_by_test_id("review-text").locator("textarea").fill("去屑效果弱,洗完第二天又有头屑")
    with phone.expect_response("**/v1/events") as told:
        phone.get_by_test_id("review-send").click()
    assert told.value.json()["refused"] == []
    desk.goto("/#/voice")
    desk.get_by_test_id("voice-tickets").click()
    ticket = desk.get_by_test_id("ticket").filter(has_text="去屑")
    ticket.get_by_test_id("step-send").click()  # the operator tells the supplier, who improves the shampoo
    expect(ticket.get_by_test_id("undo-ticket")).to_be_visible()
    improve(mall)
    _open(phone, "home", "")
    zone = phone.get_by_test_id("zone").first
    expect(zone).to_contain_text("已升级")
    expect(zone.get_by_test_id("goods")).to_contain_text("强效去屑洗发水")


def test_with_personalisation_off_the_home_page_shows_what_is_popular(phone: Page, mall: str) -> None:
    guest = _agreed(phone, mall)
    for sku in ("rice-1", "rice-2", "rice-3"):
        _open(phone, "product", f"?sku={sku}")
        expect(phone.get_by_test_id("title")).to_be_visible()
    _open(phone, "home", "")
    expect(phone.get_by_text("以上经你同意")).to_be_visible()
    _open(phone, "privacy", "")
    switch = phone.get_by_test_id("switch-personalisation").get_by_role("switch")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    _open(phone, "home", "")
    expect(phone.get_by_test_id("zone").first).to_be_visible()
    page = guest.ask("POST", "/v1/page", placement="home", shopper=guest.session["shopper"])
    assert not page["personal"]
    expect(phone.get_by_text("以上经你同意")).to_have_count(0)


def _agreed(page: Page, url: str) -> Guest:
    """Enter as a new guest who says yes to being remembered, and wait until the mall knows."""
    guest = enter(page, url, "home")
    with page.expect_response(lambda said: "/consents" in said.url and said.request.method != "GET"):
        page.get_by_test_id("consent-yes").click()
    return guest


def _open(page: Page, where: str, query: str) -> None:
    page.goto("about:blank")
    page.goto(f"/shop/#/pages/{where}/{where}{query}")


def _stand_near(page: Page, shop: str) -> None:
    page.get_by_test_id("where").click()
    page.get_by_test_id("shop").filter(has_text=shop).click()
    expect(page.get_by_test_id("to-search")).to_be_visible()


def _watch(desk: Page, has: str, also: str) -> None:
    """Look at the early needs until one is there that says both; the book follows the page by some seconds."""
    need = desk.get_by_test_id("need").filter(has_text=has)
    eventually(lambda: _looked(desk, need), bool)
    expect(need.first).to_contain_text(also)


def _looked(desk: Page, need: Locator) -> int:
    with desk.expect_response("**/v1/needs?*"):
        desk.goto("about:blank")
        desk.goto("/#/needs")
    expect(desk.get_by_test_id("need").or_(desk.get_by_text("现在没有看到早期需求")).first).to_be_visible()
    return need.count()
