"""A walk through stock: where goods lie, what expires, what is in quarantine, who got of a lot, which shop declined."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stock_mall import fill_stock
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def stock_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with shops in three cities and milk by lot."""
    with serving(tmp_path_factory.mktemp("stock")) as server:
        fill_stock(server.url, time.time() - 60)
        yield server.url


def test_the_map_shows_where_goods_lie_and_leads_to_the_rows_and_lots_of_a_shop(page: Page, stock_mall: str) -> None:
    page.goto(f"{stock_mall}/#/stock")
    drawn = page.get_by_test_id("shop-map")
    expect(drawn).to_contain_text("南山店")
    expect(drawn).to_contain_text("广州")
    page.get_by_role("button", name="天河店").click()
    expect(page.get_by_text("鲜牛奶 1L")).to_have_count(1)
    page.get_by_test_id("see-lots").click()
    drawer = page.get_by_test_id("lot-drawer")
    expect(drawer).to_contain_text("B2311")
    expect(drawer).to_contain_text("B2402")


def test_expiring_quarantined_contradicting_and_declined_goods_have_their_lists(page: Page, stock_mall: str) -> None:
    page.goto(f"{stock_mall}/#/stock")
    page.get_by_text("临期", exact=True).click()
    expect(page.get_by_test_id("expiring")).to_have_count(5)
    page.get_by_test_id("within-7").click()
    expect(page.get_by_test_id("expiring")).to_have_count(3)
    page.get_by_text("隔离", exact=True).last.click()
    expect(page.get_by_test_id("quarantined")).to_contain_text("B2311")
    page.get_by_text("盘点冲突", exact=True).click()
    expect(page.get_by_test_id("conflict")).to_contain_text("仓储系统 改了 收银系统")
    page.get_by_text("门店拒单", exact=True).click()
    expect(page.get_by_test_id("decline")).to_contain_text("找不到货")


def test_a_lot_is_traced_to_its_orders_and_shows_no_shopper(page: Page, stock_mall: str) -> None:
    page.goto(f"{stock_mall}/#/stock")
    page.get_by_text("批次追溯", exact=True).click()
    page.get_by_test_id("trace-lot").locator("input").fill("B2401")
    page.get_by_test_id("trace-find").click()
    found = page.get_by_test_id("traced")
    expect(found).to_contain_text("A-1001")
    expect(found).not_to_contain_text("ann")
    page.get_by_test_id("withdraw").click()
    expect(page.get_by_text("批次 B2401 已下架 47 件")).to_be_visible()
    expect(page.get_by_test_id("withdraw")).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(page.get_by_text("批次 B2401 已恢复售卖")).to_be_visible()
    expect(page.get_by_test_id("withdraw")).to_be_visible()
