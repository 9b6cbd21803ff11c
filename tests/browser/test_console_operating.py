"""A walk through what looks at the mall: the board apart, a correction, a trend, the week to read."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.operating_mall import DULL, RISING, fill_operating
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def operating_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server in which something is weak and something rises."""
    with serving(tmp_path_factory.mktemp("operating")) as server:
        fill_operating(server.url, time.time() - 60)
        yield server.url


def test_the_board_is_seen_apart_by_category_and_shop(page: Page, operating_mall: str) -> None:
    page.goto(f"{operating_mall}/#/board")
    panel = page.get_by_test_id("cuts")
    panel.get_by_test_id("cut-category").click()
    expect(panel.locator("[data-cut='百货']")).to_be_visible()
    panel.get_by_test_id("cut-shop").click()
    expect(panel.locator("[data-cut='s1']")).to_contain_text("一店")


def test_a_correction_is_explained_undone_and_brought_back(page: Page, operating_mall: str) -> None:
    page.goto(f"{operating_mall}/#/corrections")
    card = page.get_by_test_id("correction")
    expect(card).to_contain_text(DULL)
    expect(card).to_contain_text("20%")
    card.get_by_test_id("undo-correction").click()
    expect(card).to_have_attribute("data-state", "undone")
    page.get_by_test_id("undo").click()
    expect(card).to_have_attribute("data-state", "on")


def test_a_trend_is_shown_and_followed_no_more(page: Page, operating_mall: str) -> None:
    page.goto(f"{operating_mall}/#/trends")
    card = page.get_by_test_id("trend").filter(has_text=RISING)
    expect(card).to_contain_text("正在升高")
    card.get_by_test_id("undo-trend").click()
    expect(card).to_have_attribute("data-state", "undone")


def test_the_week_is_written_and_read(page: Page, operating_mall: str) -> None:
    page.goto(f"{operating_mall}/#/reports")
    page.get_by_test_id("write-report").click()
    report = page.get_by_test_id("report")
    expect(report).to_be_visible()
    page.goto(f"{operating_mall}{report.locator('a').first.get_attribute('href')}")
    expect(page.get_by_role("heading", name="全部指标")).to_be_visible()


def test_an_empty_mall_says_what_it_waits_for(page: Page, empty_mall: str) -> None:
    for path, words in (("corrections", "没有偏弱的类目"), ("trends", "没有明显的趋势"), ("reports", "还没有周报")):
        page.goto(f"{empty_mall}/#/{path}")
        expect(page.get_by_text(words)).to_be_visible()
