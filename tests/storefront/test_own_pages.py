"""A shopper's own pages in a real browser: the privacy centre, the assistant, favourites, coupons, sales."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.storefront.guest_mall import enter

pytestmark = pytest.mark.browser


def test_the_privacy_centre_shows_switches_copies_and_erases(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "privacy")
    before = guest.session
    guest.ask("PUT", "/v1/me/contact", name="访客七", phone="13800138077", address="深圳市南山区 7 号")
    switch = phone.get_by_test_id("switch-personalisation").get_by_role("switch")
    expect(switch).to_have_attribute("aria-checked", "false")  # nobody is asked to say no
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    given = {each["purpose"]: each["given"] for each in guest.ask("GET", "/v1/me")["consents"]}
    assert given["personalisation"] and not given["marketing"]
    expect(phone.get_by_test_id("held")).to_contain_text("138****8077")
    phone.get_by_test_id("sex-female").click()
    phone.get_by_test_id("correct").click()
    expect(phone.get_by_test_id("inferred")).to_contain_text("女")
    with phone.expect_download() as taken:
        phone.get_by_test_id("copy").click()
    copy = Path(taken.value.path()).read_text("utf-8")
    assert before["shopper"] in copy and "13800138077" in copy
    phone.get_by_test_id("erase").click()
    sure = phone.get_by_test_id("erase-sure")
    expect(sure).to_have_attribute("disabled", "true")  # no slip of a thumb erases anybody
    phone.get_by_test_id("erase-word").locator("input").fill("删除")
    sure.click()
    expect(phone.get_by_test_id("erased")).to_contain_text("回执")
    phone.get_by_test_id("fresh").click()
    guest.known(but=before["shopper"])
    old = httpx.get(f"{mall}/v1/me", headers={"Authorization": f"Bearer {before['token']}"})
    assert old.json()["error"]["code"] == "token_ended"


def test_the_assistant_answers_proposes_acts_once_and_hands_over(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "assistant")
    order = guest.order("towel")
    _say(phone, "几天内可以退货")
    answer = phone.get_by_test_id("turn-assistant").last
    expect(answer).to_contain_text("7 天内")
    expect(answer.get_by_test_id("block-source")).to_be_visible()
    answer.get_by_test_id("thumb-up").click()
    expect(answer.get_by_test_id("thumb-up")).to_have_attribute("aria-pressed", "true")
    _say(phone, "取消订单")
    assert guest.ask("GET", f"/v1/me/orders/{order}")["status"] == "placed"  # nothing is done before it is confirmed
    phone.get_by_test_id("confirm").click()
    expect(phone.get_by_test_id("turn-assistant").last).to_contain_text("已取消")
    expect(phone.get_by_test_id("confirm")).to_have_count(0)
    assert guest.ask("GET", f"/v1/me/orders/{order}")["status"] == "cancelled"
    phone.get_by_test_id("person").click()
    phone.get_by_text("确定", exact=True).click()
    expect(phone.get_by_test_id("banner")).to_contain_text("人工")
    talk = guest.ask("GET", "/v1/me/assistant")["talk"]
    httpx.post(f"{mall}/v1/talks/{talk}/take", json={}).raise_for_status()
    httpx.post(f"{mall}/v1/talks/{talk}/answer", json={"text": "您好，我是小王"}).raise_for_status()
    expect(phone.get_by_test_id("turn-person")).to_contain_text("我是小王")


def test_favourites_say_what_is_cheaper_and_can_be_taken_back(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "mine")
    for sku in ("coffee", "nuts"):
        guest.ask("PUT", f"/v1/me/favourites/{sku}")
    cheaper = {"sku": "nuts", "spu": "nuts", "title": "原味坚果", "category": ["商城", "零食"], "price_fen": 4900}
    httpx.put(f"{mall}/v1/goods", json={"goods": [cheaper]}).raise_for_status()
    phone.get_by_test_id("to-favourites").click()
    nuts = phone.locator("[data-test=favourite][data-sku=nuts]")
    expect(nuts.get_by_test_id("dropped")).to_contain_text("¥10")
    coffee = phone.locator("[data-test=favourite][data-sku=coffee]")
    coffee.get_by_test_id("remove").click()
    coffee.get_by_test_id("undo").click()
    expect(coffee.get_by_test_id("remove")).to_be_visible()
    kept = {each["goods"]["sku"] for each in guest.ask("GET", "/v1/me/favourites")["items"]}
    assert kept == {"coffee", "nuts"}


def test_a_coupon_is_taken_once_and_lies_ready(phone: Page, mall: str) -> None:
    enter(phone, mall, "coupons")
    phone.get_by_test_id("claim").click()
    phone.get_by_test_id("tab-ready").click()
    expect(phone.get_by_test_id("voucher")).to_contain_text("满 99 减 10")
    phone.get_by_test_id("tab-claim").click()
    expect(phone.get_by_test_id("claim")).to_have_count(0)


def test_a_group_that_another_opened_is_joined_at_its_price(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "sales")
    first = guest.order("mat", sale="group_mat")
    guest.ask("POST", f"/v1/me/orders/{first}/pay")
    phone.evaluate("localStorage.clear()")
    friend = enter(phone, mall, "mine")
    friend.ask("PUT", "/v1/me/contact", name="访客八", phone="13800138078", address="深圳市南山区 8 号")
    phone.get_by_test_id("to-sales").click()
    sale = phone.locator("[data-test=sale][data-sale=group_mat]")
    expect(sale.get_by_role("timer").first).to_be_visible()
    sale.get_by_test_id("join").first.click()
    expect(phone.get_by_test_id("total")).to_contain_text("59")
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("status")).to_contain_text("待付款")
    placed = friend.ask("GET", "/v1/me/orders")["items"][0]
    assert (placed["sale"], placed["total_fen"]) == ("group_mat", 5900)
    friend.ask("POST", f"/v1/me/orders/{placed['order']}/pay")
    group = httpx.get(f"{mall}/v1/groups/{placed['group']}").json()
    assert (group["state"], group["lacking"]) == ("full", 0)


def test_without_a_network_a_page_says_so_and_goes_on_when_it_is_back(phone: Page, mall: str) -> None:
    guest = enter(phone, mall, "mine")
    guest.ask("PUT", "/v1/me/favourites/coffee")
    phone.get_by_test_id("to-favourites").click()
    expect(phone.get_by_test_id("favourite")).to_have_count(1)
    phone.go_back()
    phone.context.set_offline(True)
    phone.get_by_test_id("to-favourites").click()
    expect(phone.get_by_text("网络不通")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_test_id("retry").click()
    expect(phone.get_by_test_id("favourite")).to_have_count(1)
    phone.context.set_offline(True)
    phone.get_by_test_id("favourite").get_by_role("link").click()
    phone.go_back()
    expect(phone.get_by_test_id("stale")).to_contain_text("网络不通")  # and what was there is still there
    expect(phone.get_by_test_id("favourite")).to_have_count(1)
    phone.context.set_offline(False)
    phone.get_by_test_id("retry").click()
    expect(phone.get_by_test_id("stale")).to_have_count(0)


def _say(phone: Page, text: str) -> None:
    """Write to the assistant and wait for its answer."""
    answers = phone.get_by_test_id("turn-assistant")
    before = answers.count()
    phone.get_by_test_id("draft").locator("input").fill(text)
    phone.get_by_test_id("send").click()
    expect(answers).to_have_count(before + 1)
