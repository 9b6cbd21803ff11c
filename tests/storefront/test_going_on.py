"""What leads on: an address chosen at checkout, a link to one group, a message to what it speaks of."""

import re
import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.shopping import eventually
from tests.storefront.guest_mall import HERE, Guest, enter

pytestmark = pytest.mark.browser


def test_of_several_addresses_one_is_chosen_at_checkout_and_the_order_goes_there(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    home = {"name": "林晓", "phone": "13800138000", "address": "南山区海岸城 1 号", "label": "home"}
    guest.ask("PUT", "/v1/me/addresses/home", **home)
    _open(phone, "checkout", "?sku=cup")
    expect(phone.get_by_test_id("contact")).to_contain_text("海岸城")
    expect(phone.get_by_test_id("trial")).to_contain_text("不会真的扣钱")
    phone.get_by_test_id("change-address").click()
    phone.get_by_test_id("add-address").click()
    for field, value in (("name", "林晓"), ("phone", "13800138000"), ("address", "福田区时代大厦 19 层")):
        phone.get_by_test_id(field).locator("input").fill(value)
    phone.get_by_test_id("label-work").click()
    phone.get_by_test_id("save-contact").click()
    expect(phone.get_by_test_id("contact")).to_contain_text("福田区时代大厦 19 层")
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("receiver")).to_contain_text("时代大厦")
    [order] = guest.ask("GET", "/v1/me/orders")["items"]
    kept = {each["id"]: each["label"] for each in guest.ask("GET", "/v1/me/addresses")["items"]}
    assert kept[order["address"]] == "work" and len(kept) == 2


def test_an_address_that_says_where_it_lies_decides_who_brings_the_goods(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/addresses/home", name="林晓", phone="13800138000", address="南山区海岸城 1 号", place=HERE)
    _open(phone, "checkout", "?sku=towel")
    expect(phone.get_by_test_id("basket-promise")).to_contain_text("南山店")
    expect(phone.get_by_test_id("where")).to_have_count(0)
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("receiver")).to_contain_text("海岸城")


def test_an_address_that_goods_are_shown_for_is_the_one_at_checkout_also_on_the_next_visit(
    phone: Page, mall: str
) -> None:
    guest = enter(phone, mall, "home")
    for id, where in (("home", HERE), ("work", {**HERE, "longitude": 113.97})):
        given = {"name": "林晓", "phone": "13800138000", "address": f"深圳 {id} 路", "place": where}
        guest.ask("PUT", f"/v1/me/addresses/{id}", **given, is_default=id == "home")
    _open(phone, "checkout", "?sku=towel")
    expect(phone.get_by_test_id("contact")).to_contain_text("home 路")
    phone.get_by_test_id("change-address").click()
    phone.get_by_test_id("choose-address").filter(has_text="work 路").click()
    expect(phone.get_by_test_id("contact")).to_contain_text("work 路")
    _open(phone, "product", "?sku=towel")
    expect(phone.get_by_text("work 路")).to_be_visible()
    phone.get_by_test_id("buy").click()
    expect(phone.get_by_test_id("contact")).to_contain_text("work 路")


def test_a_basket_is_promised_as_a_whole_at_checkout(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    guest.ask("PUT", "/v1/me/contact", name="林晓", phone="13800138000", address="南山区 1 号")
    phone.get_by_test_id("where").click()
    phone.get_by_test_id("shop").filter(has_text="南山店").click()
    _open(phone, "checkout", "?sku=towel")
    expect(phone.get_by_test_id("basket-promise")).to_contain_text("一起送")
    expect(phone.get_by_test_id("basket-promise")).to_contain_text("南山店")


def test_a_friend_comes_by_a_link_to_one_group_sees_who_is_missing_and_joins_it(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "home")
    first = guest.order("mat", sale="group_mat")
    guest_id, group = guest.session["shopper"], guest.ask("POST", f"/v1/me/orders/{first}/pay")["group"]
    _open(phone, "order", f"?order={first}")
    phone.get_by_test_id("to-group").click()
    expect(phone.get_by_test_id("group-state")).to_contain_text("还差 1 人")
    expect(phone.get_by_test_id("join-group")).to_have_count(0)  # it is the guest's own
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.get_by_test_id("share").click()
    said = phone.evaluate("navigator.clipboard.readText()")
    link = re.search(r"http://\S+", said)
    assert link is not None and "59" in said
    phone.evaluate("localStorage.clear()")
    phone.goto("about:blank")
    phone.goto(link.group())
    phone.get_by_test_id("join-group").click()
    expect(phone.get_by_test_id("total")).to_contain_text("59")
    friend = Guest(phone, mall).known(guest_id)
    friend.ask("PUT", "/v1/me/contact", name="访客九", phone="13800138079", address="深圳市南山区 9 号")
    phone.reload()
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("status")).to_contain_text("待付款")
    assert friend.ask("GET", "/v1/me/orders")["items"][0]["group"] == group


def test_a_message_leads_to_what_it_speaks_of(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "mine")
    order = guest.order("nuts")
    for key, about in (("order", {"facts": {"order": order}}), ("goods", {"skus": ["towel"]})):
        wish = {"key": f"{key}-{time.time_ns()}", "shopper": guest.session["shopper"], "topic": key, "kind": "service",
                "title": {"zh": f"关于 {key}", "en": key}, "body": {"zh": "请看", "en": "look"}, "channels": ["inbox"],
                "valid_until": int((time.time() + 3600) * 1000), **about}  # fmt: skip
        httpx.post(f"{mall}/v1/messages", json={"wishes": [wish]}).raise_for_status()
    told = eventually(lambda: guest.ask("GET", "/v1/me/messages")["items"], lambda items: len(items) == 2)
    assert {each["order"] for each in told} == {"", order}
    phone.get_by_test_id("to-messages").click()
    phone.get_by_test_id("message").filter(has_text="关于 goods").get_by_test_id("see").click()
    expect(phone.get_by_test_id("title")).to_have_text("纯棉毛巾")
    phone.go_back()
    phone.get_by_test_id("message").filter(has_text="关于 order").get_by_test_id("see").click()
    expect(phone.get_by_test_id("status")).to_contain_text("待付款")
    assert eventually(lambda: guest.ask("GET", "/v1/me/messages")["unread"], lambda unread: unread == 0) == 0


def test_a_link_to_what_is_gone_says_so_in_the_shoppers_language_and_one_to_nowhere_leads_home(
    phone: Page, mall: str
) -> None:
    enter(phone, mall, "home")
    _open(phone, "group", "?group=gone")
    expect(phone.get_by_text("这个团不在了")).to_be_visible()
    _open(phone, "nowhere", "")
    expect(phone.get_by_test_id("zone").first).to_be_visible()


def test_back_from_a_product_the_list_is_where_it_was_left(phone: Page, mall: str) -> None:
    enter(phone, mall, "home")
    last = phone.get_by_test_id("goods").last
    last.scroll_into_view_if_needed()
    before = phone.evaluate("window.scrollY")
    assert before > 100
    last.get_by_role("link").click()
    expect(phone.get_by_test_id("title")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_test_id("to-search")).to_be_visible()
    phone.wait_for_function("before => Math.abs(window.scrollY - before) < 40", arg=before)


def test_what_is_sold_out_says_so_and_shows_what_is_like_it(phone: Page, mall: str) -> None:
    with httpx.Client(base_url=mall, timeout=60) as api:
        gone = {"sku": "gone", "spu": "gone", "title": "断货的坚果", "category": ["商城", "零食"], "price_fen": 5900}
        api.put("/v1/goods", json={"goods": [gone]}).raise_for_status()
        api.post("/v1/stock/counts", json={"counts": [{"key": "c-gone", "sku": "gone", "shop": "s1", "on_hand": 0}]})
    enter(phone, mall, "home")
    _open(phone, "product", "?sku=gone")
    expect(phone.get_by_test_id("out")).to_contain_text("缺货")
    expect(phone.get_by_test_id("zone").first).to_be_visible()
    below = phone.evaluate("document.querySelector('[data-test=zone]').compareDocumentPosition("
                           "document.querySelector('[data-test=facts]')) & 4")  # fmt: skip
    assert below  # the facts come after what is like it
    expect(phone.get_by_test_id("buy")).to_have_attribute("aria-disabled", "true")


def _open(page: Page, where: str, query: str) -> None:
    page.goto("about:blank")
    page.goto(f"/shop/#/pages/{where}/{where}{query}")
