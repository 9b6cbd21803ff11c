"""A walk from an alert to goods on the shelf: ordered with one click, sent, received, undone; and who supplies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.supplied_mall import fill_supplied
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def supplied_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server whose shelves run low."""
    with serving(tmp_path_factory.mktemp("supplied")) as server:
        fill_supplied(server.url)
        yield server.url


def test_an_alert_becomes_an_order_with_one_click_and_the_goods_come_in(page: Page, supplied_mall: str) -> None:
    page.goto(f"{supplied_mall}/#/alerts")
    expect(page.get_by_test_id("badge-alerts")).to_have_text("2")
    row = page.get_by_test_id("alert").filter(has_text="明前龙井")
    expect(row).to_contain_text("低于安全库存")
    row.get_by_test_id("order-alert").click()
    page.locator(".t-popconfirm").get_by_role("button", name="确定").click()
    expect(page.get_by_text("见采购单")).to_be_visible()
    expect(page.get_by_test_id("badge-alerts")).to_have_text("1")

    page.goto(f"{supplied_mall}/#/purchases")
    page.get_by_test_id("open-order").click()
    drawer = page.get_by_test_id("order-drawer")
    expect(drawer).to_contain_text("低于起订量")
    drawer.get_by_test_id("send-order").click()
    page.get_by_text("电话或微信告知").click()
    page.get_by_text("仍然发出").click()
    page.locator(".t-dialog button").filter(has_text="发给供应商").click()
    expect(drawer.get_by_test_id("receive-order")).to_be_visible()
    drawer.get_by_test_id("receive-order").click()
    page.locator(".t-dialog button").filter(has_text="收货").click()
    expect(drawer).to_contain_text("已收货")
    drawer.get_by_test_id("undo-order").click()
    expect(drawer).to_contain_text("已发出")


def test_an_alert_is_put_off_and_comes_back(page: Page, supplied_mall: str) -> None:
    page.goto(f"{supplied_mall}/#/alerts")
    row = page.get_by_test_id("alert").filter(has_text="青瓷茶杯")
    row.get_by_test_id("snooze-alert").click()
    page.get_by_text("推迟 3 天").click()
    expect(page.get_by_text("没有告警")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(row).to_be_visible()


def test_suppliers_say_what_they_promise_and_failed_rows_say_what_to_mend(
    page: Page, supplied_mall: str, tmp_path: Path
) -> None:
    page.goto(f"{supplied_mall}/#/purchases")
    page.get_by_text("供应商", exact=True).first.click()
    expect(page.get_by_test_id("supplier")).to_contain_text("西湖茶厂")
    expect(page.get_by_test_id("supplier")).to_contain_text("约定 3 天")
    page.get_by_text("导入确认", exact=True).click()
    sheet = tmp_path / "answers.csv"
    sheet.write_text("采购单号,商品编码,确认数量,确认到货日\nnope,tea,6,2030-01-01\n", encoding="utf-8")
    page.get_by_test_id("answers-file").set_input_files(sheet)
    expect(page.get_by_test_id("answers-result")).to_contain_text("失败 1")
    expect(page.get_by_test_id("failed-row")).to_contain_text("核对采购单号")


def test_a_mall_without_orders_says_where_they_come_from(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/purchases")
    expect(page.get_by_text("没有采购单")).to_be_visible()
    page.goto(f"{empty_mall}/#/alerts")
    expect(page.get_by_text("没有告警：还没有补货计划可比")).to_be_visible()
