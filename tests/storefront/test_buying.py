"""A guest buys in a real browser: looks around, searches, fills the cart, checks out, pays on trial, returns."""

import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.storefront.guest_mall import HERE, enter

pytestmark = pytest.mark.browser


def test_goods_are_shown_for_the_place_and_each_page_leads_to_the_next(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    zone = phone.get_by_test_id("zone").first
    expect(zone.get_by_test_id("goods").first).not_to_contain_text("送达")
    _stand_near(phone, "南山店")
    expect(phone.get_by_test_id("where")).to_contain_text("南山店附近")
    expect(zone.get_by_test_id("goods").first).to_contain_text("送达")
    phone.get_by_test_id("goods").filter(has_text="保温杯").first.click()
    expect(phone.get_by_test_id("title")).to_have_text("保温杯 500ml")
    phone.get_by_test_id("favourite").click()
    expect(phone.get_by_test_id("favourite")).to_have_attribute("aria-pressed", "true")
    phone.get_by_test_id("to-cart").click()
    phone.locator(".uni-tabbar__item").nth(1).click()
    phone.get_by_test_id("kind").filter(has_text="杯壶").click()
    expect(phone.get_by_test_id("goods")).to_have_count(1)


def test_a_heart_that_was_pressed_stays_when_the_list_from_before_comes_late(phone: Page, mall: str) -> None:
    late: list[tuple[Route, APIResponse]] = []
    phone.route("**/v1/me/favourites", lambda route: late.append((route, route.fetch())))
    _open(phone, "product", "?sku=cup")
    heart = phone.get_by_test_id("favourite")
    expect(phone.get_by_test_id("title")).to_have_text("保温杯 500ml")
    phone.wait_for_timeout(300)
    assert late, "the page asks for the favourites when it opens"
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    for route, answer in late:
        route.fulfill(response=answer)
    phone.wait_for_timeout(300)
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_a_search_understands_pinyin_says_so_and_remembers_only_on_the_phone(phone: Page, mall: str) -> None:
    enter(phone, mall, "search")
    query = phone.get_by_test_id("query").locator("input")
    query.fill("yundong")
    expect(phone.get_by_test_id("completion").first).to_contain_text("运动")
    query.fill("maojin")
    phone.get_by_test_id("find").click()
    expect(phone.get_by_test_id("note").first).to_contain_text("拼音")
    expect(phone.get_by_test_id("goods").filter(has_text="纯棉毛巾")).to_be_visible()
    assert "maojin" in phone.evaluate("localStorage.getItem('huozhao.shop.searched')")


def test_an_order_is_priced_placed_once_paid_on_trial_received_reviewed_and_returned(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("POST", "/v1/me/coupons/ten_off/claim")
    _stand_near(phone, "南山店")
    _open(phone, "product", "?sku=mat")
    phone.get_by_test_id("add-to-cart").click()
    phone.get_by_test_id("to-cart").click()
    expect(phone.get_by_test_id("line")).to_have_count(1)
    offer = phone.get_by_test_id("top-up")
    expect(offer).to_contain_text("20")  # 79 yuan lie in the cart, the coupon begins at 99
    offer.get_by_test_id("top-up-take").first.click()
    expect(phone.get_by_test_id("line")).to_have_count(2)
    expect(offer).to_have_count(0)
    phone.get_by_test_id("checkout").click()
    for field, value in (("name", "林晓"), ("phone", "13800138000"), ("address", "南山区海岸城 1 号")):
        phone.get_by_test_id(field).locator("input").fill(value)
    phone.get_by_test_id("save-contact").click()
    expect(phone.get_by_test_id("contact")).to_contain_text("林晓")
    expect(phone.get_by_test_id("benefit")).to_contain_text("满 99 减 10")
    phone.get_by_test_id("submit").click()
    phone.get_by_test_id("pay-now").click()
    expect(phone.get_by_test_id("status")).to_contain_text("已付款")
    expect(phone.get_by_test_id("part")).to_contain_text("南山店")
    [order] = guest.ask("GET", "/v1/me/orders")["items"]
    assert order["discount_fen"] == 1000
    phone.get_by_test_id("receive").click()
    phone.locator(".uni-modal__btn_primary").click()
    expect(phone.get_by_test_id("step-delivered")).to_have_class(r"step done")
    _review(phone, 4, "防滑,味道不大")
    expect(phone.get_by_test_id("reviewed")).to_have_count(1)  # and is not asked for again
    phone.get_by_test_id("return").click()
    phone.get_by_test_id("plus").first.click()
    phone.get_by_test_id("return-ask").click()
    expect(phone.get_by_test_id("return")).to_have_count(0)
    assert guest.ask("GET", f"/v1/me/orders/{order['order']}")["return_state"] == "asked"


def test_a_gift_of_what_was_bought_has_a_line_of_its_own(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    order = guest.order("nuts")

    def with_gift(route: Route) -> None:
        seen = route.fetch().json()
        seen["lines"].append({**seen["lines"][0], "price_fen": 0, "gift": True})
        seen["parts"][0]["lines"][0]["quantity"] = 2
        route.fulfill(json=seen)

    phone.route(f"**/v1/me/orders/{order}", with_gift)
    _open(phone, "order", f"?order={order}")
    lines = phone.get_by_test_id("order-line")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("59 × 1")
    expect(lines.last).to_contain_text("赠品 × 1")


def test_what_checkout_says_sums_up_to_what_is_paid_with_a_gift_and_free_delivery(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138000", address="南山区 1 号")
    phone.route("**/v1/quotes", _with_fee(600, free_delivery=600, cup=0))
    _open(phone, "checkout", "?sku=nuts")
    quote = phone.get_by_test_id("quote")
    expect(phone.get_by_test_id("total")).to_contain_text("59")
    expect(quote.get_by_test_id("delivery")).to_contain_text("¥6")
    expect(quote.get_by_test_id("benefit")).to_have_count(2)
    expect(quote.get_by_test_id("benefit").first).to_contain_text("−¥6")
    expect(quote.get_by_test_id("benefit").last).to_have_text("已用 cup · 送 cup")


def test_what_is_bought_in_a_sale_is_delivered_at_the_price_that_the_order_has(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138000", address="南山区 1 号")
    phone.route("**/v1/quotes", _with_fee(600))
    _open(phone, "checkout", "?sku=cup&sale=flash_cup&group=")
    expect(phone.get_by_test_id("delivery")).to_contain_text("¥6")
    expect(phone.get_by_test_id("total")).to_contain_text("35")


def test_what_is_sold_out_meanwhile_is_said_and_can_be_tried_again(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138001", address="南山区 1 号")
    _open(phone, "checkout", "?sku=nuts&quantity=99")
    expect(phone.get_by_test_id("contact")).to_contain_text("林晓")
    _count(mall, "nuts", 3)  # others were quicker
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("problem")).to_contain_text("原味坚果")
    assert guest.ask("GET", "/v1/me/orders")["items"] == []
    _count(mall, "nuts", 500)
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("status")).to_contain_text("待付款")


def test_a_price_and_stock_that_changed_on_the_way_to_the_order_are_seen_everywhere(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    address = {"name": "林晓", "phone": "13800138001", "address": "南山区 1 号", "place": HERE}
    guest.ask("PUT", "/v1/me/addresses/home", **address)

    def cost(fen: int) -> None:
        ink = {"sku": "ink", "spu": "ink", "title": "墨水", "category": ["商城", "文具"], "price_fen": fen}
        httpx.put(f"{mall}/v1/goods", json={"goods": [ink]}).raise_for_status()

    cost(1_900)
    _count(mall, "ink", 5)
    _open(phone, "product", "?sku=ink")
    phone.get_by_test_id("add-to-cart").click()
    cost(2_100)
    phone.get_by_test_id("to-cart").click()
    expect(phone.get_by_test_id("line")).to_contain_text("21")
    expect(phone.get_by_test_id("total")).to_contain_text("21")
    phone.get_by_test_id("checkout").click()
    expect(phone.get_by_test_id("basket-promise")).to_contain_text("南山店")
    cost(2_300)
    _count(mall, "ink", 0)
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("problem")).to_contain_text("墨水")
    expect(phone.get_by_test_id("basket-promise")).to_contain_text("库存不够")
    expect(phone.get_by_test_id("total")).to_contain_text("23")
    httpx.delete(f"{mall}/v1/goods/ink").raise_for_status()


def test_what_went_off_sale_in_the_cart_is_named_and_the_rest_is_bought(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138001", address="南山区 1 号")
    old = {"sku": "old", "spu": "old", "title": "停售的茶杯", "category": ["商城", "杯壶"], "price_fen": 1900}
    httpx.put(f"{mall}/v1/goods", json={"goods": [old]}).raise_for_status()
    for sku in ("old", "towel"):
        _open(phone, "product", f"?sku={sku}")
        phone.get_by_test_id("add-to-cart").click()
    httpx.delete(f"{mall}/v1/goods/old").raise_for_status()
    _open(phone, "checkout", "")
    expect(phone.get_by_test_id("gone")).to_contain_text("停售的茶杯")
    expect(phone.get_by_test_id("submit")).to_have_attribute("aria-disabled", "true")
    phone.get_by_test_id("take-out").click()
    expect(phone.get_by_test_id("gone")).to_have_count(0)
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("status")).to_contain_text("待付款")
    [order] = guest.ask("GET", "/v1/me/orders")["items"]
    assert [line["sku"] for line in order["lines"]] == ["towel"]


def test_two_tabs_of_a_browser_fill_one_cart(phone: Page, mall: str) -> None:
    enter(phone, mall, "cart")
    other = phone.context.new_page()
    for sku in ("cup", "towel"):
        _open(other, "product", f"?sku={sku}")
        other.get_by_test_id("add-to-cart").click()
        expect(phone.locator(f"[data-test=line][data-sku={sku}]")).to_be_visible()
    phone.locator("[data-sku=cup]").get_by_test_id("plus").click()
    expect(other.get_by_test_id("to-cart")).to_contain_text("3")


def test_without_a_network_the_shop_says_so_and_goes_on_when_it_is_back(phone: Page, mall: str) -> None:
    enter(phone, mall, "cart")
    phone.route("**/v1/**", lambda route: route.abort())
    phone.locator(".uni-tabbar__item").nth(1).click()
    expect(phone.get_by_text("网络不通")).to_be_visible()
    phone.unroute("**/v1/**")
    phone.get_by_test_id("retry").click()
    expect(phone.get_by_test_id("goods").first).to_be_visible()


def test_a_page_that_is_opened_for_the_first_time_without_a_network_is_there_and_says_so(
    phone: Page, mall: str
) -> None:
    enter(phone, mall, "home")
    expect(phone.get_by_test_id("zone").first).to_be_visible()
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    phone.locator(".uni-tabbar__item").nth(3).click()
    phone.get_by_test_id("to-orders").click()
    expect(phone.get_by_text("网络不通")).to_be_visible()
    assert phone.locator("[role=tablist]").last.evaluate("each => getComputedStyle(each).display") == "flex"
    icons = phone.locator(".uni-tabbar img")
    assert icons.count() == 4
    assert icons.evaluate_all("all => all.filter(each => each.complete && !each.naturalWidth).length") == 0
    phone.context.set_offline(False)
    phone.get_by_test_id("retry").click()
    expect(phone.get_by_text("还没有订单")).to_be_visible()


def test_the_shop_speaks_english_where_it_is_asked_to(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    phone.get_by_test_id("language").click()
    expect(phone.get_by_test_id("to-search")).to_contain_text("Search products")
    expect(phone.locator(".uni-tabbar__item").nth(2)).to_contain_text("Cart")
    phone.reload()
    expect(phone.locator(".uni-tabbar__item").nth(2)).to_contain_text("Cart")


def _stand_near(page: Page, shop: str) -> None:
    page.get_by_test_id("where").click()
    page.get_by_test_id("shop").filter(has_text=shop).click()
    expect(page.get_by_test_id("to-search")).to_be_visible()


def _with_fee(fee_fen: int, **benefits: int) -> Callable[[Route], None]:
    """Return what answers for quotes like a mall with a fee for delivery; by name what comes off it, 0 for a gift."""

    def answer(route: Route) -> None:
        seen = route.fetch().json()
        off = sum(benefits.values())
        words = {name: {"zh": name, "en": name} for name in benefits}
        seen["options"] = [{"id": name, "coupon": name, "layer": "delivery", "label": words[name], "gives": {
            "zh": f"送 {name}", "en": name}, "code": "applied", "reason": words[name], "off_fen": benefits[name],
            "distance": {"eligible_fen": 1, "off_fen": 0, "next_fen": 0, "gap_fen": 0, "saves_fen": 0},
            "expires_at": None} for name in benefits]  # fmt: skip
        seen |= {"delivery_fen": fee_fen, "delivery_off_fen": off, "total_fen": seen["total_fen"] + fee_fen - off}
        route.fulfill(json=seen)

    return answer


def _count(url: str, sku: str, units: int) -> None:
    counts = [{"key": f"{sku}-{time.time_ns()}", "sku": sku, "shop": "s1", "on_hand": units}]
    httpx.post(f"{url}/v1/stock/counts", json={"counts": counts}).raise_for_status()


def _open(page: Page, where: str, query: str) -> None:
    page.goto("about:blank")
    page.goto(f"/shop/#/pages/{where}/{where}{query}")


def _review(page: Page, stars: int, text: str) -> None:
    page.get_by_test_id("review").first.click()
    page.get_by_test_id(f"star-{stars}").click()
    page.get_by_test_id("review-text").locator("textarea").fill(text)
    with page.expect_response("**/v1/events") as told:
        page.get_by_test_id("review-send").click()
    assert told.value.json()["refused"] == []
