"""A walk through slow goods: found, looked into, priced down, taken back."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.slow_mall import fill_slow
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def slow_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with a cup that hardly sells."""
    with serving(tmp_path_factory.mktemp("slow")) as server:
        fill_slow(server.url, time.time() - 60)
        yield server.url


def test_slow_goods_show_why_and_who_is_told(page: Page, slow_mall: str) -> None:
    page.goto(f"{slow_mall}/#/slow")
    card = page.get_by_test_id("slow")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("青瓷杯")
    expect(card).to_contain_text("最小幅度")
    card.get_by_test_id("show-slow").click()
    drawer = page.get_by_test_id("slow-drawer")
    expect(drawer).to_contain_text("价格弹性")
    expect(drawer).to_contain_text("8 位")
    expect(drawer).not_to_contain_text("cup-1")


def test_a_markdown_is_approved_and_taken_back(page: Page, slow_mall: str) -> None:
    page.goto(f"{slow_mall}/#/slow")
    page.get_by_test_id("approve-slow").click()
    expect(page.get_by_text("已批准降价")).to_be_visible()
    expect(page.get_by_test_id("slow")).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("slow")).to_be_visible()


def test_a_mall_without_slow_goods_says_when_they_appear(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/slow")
    expect(page.get_by_text("没有滞销商品")).to_be_visible()
