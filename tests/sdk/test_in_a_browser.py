"""What the client kit sees by itself in a real browser: pages, taps, what was in view; and consent before all."""

import pytest

from tests.sdk.kit_page import Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEEN = "Recommendation Seen"
HOME = "kit.getPage('home', {}, 60_000)"  # a busy machine takes its time
CARDS = """document.querySelector("main").innerHTML = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    `<div class=card data-request=r1 data-placement=home data-zone=for_you data-sku=g${n} data-position=${n}>` +
    `<b id=b${n}>g${n}</b></div>`).join("")"""


def test_nothing_leaves_before_the_shopper_agreed(tab: Tab) -> None:
    asked: list[str] = []
    tab.context.on("request", lambda request: asked.append(request.url))
    tab.open("?sku=g1").browse(0, 5)
    tab.run(CARDS)
    tab.page.locator("#b0").click()
    tab.run("document.dispatchEvent(new Event('visibilitychange')), kit.flush()")
    assert [url for url in asked if "/v1/" in url] == []
    assert tab.run("Object.keys(localStorage)") == []
    tab.agree().settled()
    tab.mall.has(tab.shopper, 7, but=SEEN)  # five views, a cart, the tap


def test_pages_follow_the_address_and_a_tap_on_a_recommendation_leads_to_its_view(tab: Tab) -> None:
    tab.open("#/pages/home/home?phone=13800000000").agree()
    tab.run("new Promise((done) => setTimeout(done, 100))")
    tab.run(CARDS)
    tab.page.locator("#b0").click()
    tab.run("""new Promise((done) => { addEventListener("hashchange", done, { once: true });
                                       location.hash = "#/pages/goods/goods?sku=g0"; }).then(() => null)""")
    tab.run("new Promise((done) => setTimeout(done, 100))")  # what is left at once was a redirection
    tab.run("history.pushState({}, '', '#/pages/cart/cart')")
    tab.settled()
    found = tab.mall.has(tab.shopper, 3, but=SEEN)
    told = {each["name"]: each["properties"] for each in found}
    assert told["Page Viewed"]["page"] == "pages/home/home" and told["Page Viewed"]["dwell_ms"] >= 0
    assert told["Recommendation Clicked"] == {"request_id": "r1", "placement": "home", "sku": "g0", "position": 0,
                                              "zone": "for_you"}
    assert told["Product Viewed"]["sku"] == "g0" and told["Product Viewed"]["request_id"] == "r1"


def test_only_what_stood_half_in_view_for_half_a_second_was_seen(tab: Tab) -> None:
    tab.open(ahead_s=1).agree().settled()
    tab.run(CARDS)
    tab.page.wait_for_function("document.querySelectorAll('.card').length === 8")
    tab.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tab.page.clock.fast_forward(600)
    tab.page.wait_for_function("kit.state().made === 2")  # 844 pixels high: two cards of 400 and the rim of a third
    tab.settled()
    assert sorted(each["properties"]["sku"] for each in tab.mall.has(tab.shopper, 2)) == ["g0", "g1"]
    tab.page.locator("#b7").scroll_into_view_if_needed()
    tab.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tab.page.clock.fast_forward(600)
    tab.page.wait_for_function("kit.state().made === 4")
    tab.settled()
    assert {each["properties"]["sku"] for each in tab.mall.has(tab.shopper, 4)} == {"g0", "g1", "g6", "g7"}


def test_a_page_comes_from_the_mall_and_from_memory_when_the_network_is_gone(tab: Tab) -> None:
    tab.open().agree().browse(0, 5)
    page = tab.run(HOME)
    assert page["from"] == "mall" and page["request_id"]
    tab.context.set_offline(True)
    kept = tab.run("kit.getPage('home')")
    assert kept["from"] == "kept" and kept["zones"] == page["zones"]
    assert tab.run("kit.getPage('product', { sku: 'g1' })")["from"] == "none"


def test_the_switch_of_personal_recommendation_is_turned_at_the_mall(tab: Tab) -> None:
    tab.open().agree().browse(0, 1)
    tab.settled()
    assert tab.run(HOME)["personal"]
    tab.run("kit.personal(false)")
    assert not tab.run(HOME)["personal"]
    tab.run("kit.purge()")
    assert tab.run("Object.keys(localStorage)") == []
