"""The shop without a mouse and without eyes: bought by the keyboard alone, and checked by axe on every page."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import watched
from tests.storefront.guest_mall import HERE, Guest, enter

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("home", "category", "cart", "mine", "search", "product?sku=mat", "place", "addresses", "checkout?sku=mat",
         "orders", "coupons", "messages", "favourites", "sales", "privacy", "assistant", "compare", "care")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 200)).join(' | ')))"""
# How far the middle of what is written lies below the middle of what it is written on.
OFF = """each => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const middle = ({ top, bottom }) => (top + bottom) / 2;
  return middle(range.getBoundingClientRect()) - middle(each.getBoundingClientRect());
}"""


def test_something_is_bought_with_the_keyboard_alone(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    expect(phone.get_by_test_id("goods").first).to_be_visible()
    _tab_to(phone, "[data-test=goods] [role=link]")
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("buy")).to_be_visible()
    _tab_to(phone, "[data-test=buy]")
    phone.keyboard.press("Enter")
    for field, value in (("name", "林晓"), ("phone", "13800138000"), ("address", "南山区海岸城 1 号")):
        _tab_to(phone, f"[data-test={field}] input")
        phone.keyboard.type(value)
        phone.wait_for_timeout(150)  # a field of the framework hands on what was typed ten times a second
    _tab_to(phone, "[data-test=save-contact]")
    phone.keyboard.press("Space")
    expect(phone.get_by_test_id("contact")).to_contain_text("林晓")
    _tab_to(phone, "[data-test=submit]")
    phone.keyboard.press("Enter")
    sheet = phone.get_by_role("dialog")
    expect(sheet).to_be_visible()
    for _ in range(4):  # the focus stays within the sheet
        phone.keyboard.press("Tab")
        assert phone.evaluate("!!document.activeElement.closest('[role=dialog]')")
    phone.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    _tab_to(phone, "[data-test=pay]")
    phone.keyboard.press("Enter")
    _tab_to(phone, "[data-test=pay-now]")
    phone.keyboard.press("Enter")
    expect(phone.get_by_test_id("status")).to_contain_text("已付款")
    assert [each["status"] for each in guest.ask("GET", "/v1/me/orders")["items"]] == ["paid"]


def test_back_on_a_page_the_focus_is_where_it_was(phone: Page, mall: str) -> None:
    enter(phone, mall, "mine")
    _tab_to(phone, "[data-test=to-coupons]")
    phone.keyboard.press("Enter")
    expect(phone.locator(".uni-page-head__title:visible")).to_be_focused()
    phone.go_back()
    expect(phone.get_by_test_id("to-coupons")).to_be_focused()
    phone.wait_for_load_state("networkidle")  # a page that is closed while it loads tells of a fault


def test_no_page_has_a_serious_fault_of_accessibility(phone: Page, mall: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in clients/")
    guest = enter(phone, mall, "home")
    order = _furnish(guest)
    faults = {}
    for where in (*PAGES, f"order?order={order}", f"group?group={_group(guest, order)}"):
        name, _, query = where.partition("?")
        phone.goto("about:blank")
        phone.goto(f"/shop/#/pages/{name}/{name}{f'?{query}' if query else ''}")
        expect(phone.locator("uni-page-body").last).to_be_visible()
        expect(phone.locator(".ghosts:visible")).to_have_count(0)
        phone.evaluate(f"() => {{ {AXE.read_text()} }}")  # as the page's policy lets no script in
        faults[where] = phone.evaluate(RUN)
        if name == "order":
            phone.get_by_test_id("cancel").click()
            expect(phone.locator(".uni-modal")).to_be_visible()
            phone.wait_for_timeout(400)  # it fades in for a quarter of a second
            faults["a question"] = phone.evaluate(RUN)
    assert {where: found for where, found in faults.items() if found} == {}


def test_signs_stay_within_their_buttons_where_letters_are_shown_twice_as_large(browser: Browser, mall: str) -> None:
    with watched(browser, viewport={"width": 390, "height": 844}, is_mobile=True, base_url=mall) as phone:
        enter(phone, mall, "home")
        phone.get_by_test_id("add").first.click()
        phone.locator(".uni-tabbar__item").nth(2).click()
        phone.add_style_tag(content="html { -webkit-text-size-adjust: 200% }")
        for sign in ("[data-test=less]", "[data-test=plus]", "[data-test=line] .tick"):
            expect(phone.locator(sign)).to_be_visible()
            assert abs(phone.locator(sign).evaluate(OFF)) < 4, sign


def _furnish(guest: Guest) -> str:
    """Give a guest something of everything, and return an order of theirs in a group."""
    guest.ask("PUT", "/v1/me/addresses/home", name="林晓", phone="13800138000", address="南山区 1 号", label="home")
    guest.ask("PUT", "/v1/me/favourites/coffee")
    guest.ask("POST", "/v1/me/coupons/ten_off/claim")
    order = guest.ask("POST", "/v1/me/orders", key="furnished", lines=[{"sku": "mat", "quantity": 1}], place=HERE,
                      sale="group_mat", address="home")["order"]  # fmt: skip
    guest.ask("POST", f"/v1/me/orders/{order}/pay")
    return str(order)


def _group(guest: Guest, order: str) -> str:
    return str(guest.ask("GET", f"/v1/me/orders/{order}")["group"])


def _tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until something that fits has the focus."""
    expect(page.locator(selector).first).to_be_visible()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not within {most} stops of the keyboard")
