"""A walk through tiers and the backtest: why goods are where they are, a rule changed, the chosen rules used."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.tier_mall import fill_tiers
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def tier_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods of every tier and a finished backtest."""
    with serving(tmp_path_factory.mktemp("tiers")) as server:
        fill_tiers(server.url, time.time() - 60)
        yield server.url


def test_the_chosen_policies_are_used_with_one_click_and_taken_back(page: Page, tier_mall: str) -> None:
    page.goto(f"{tier_mall}/#/backtest")
    expect(page.get_by_test_id("saves")).to_contain_text("每 30 天省")
    expect(page.get_by_test_id("curves").get_by_label("满足率与库存的取舍")).to_be_visible()
    expect(page.get_by_test_id("curves")).to_contain_text("现用策略")
    row = page.get_by_test_id("tier-table").get_by_role("row").filter(has_text="平稳")
    expect(row).to_contain_text("有货保证 50.0%")
    page.get_by_test_id("use").click()
    expect(page.get_by_text("已采用")).to_be_visible()
    expect(page.get_by_test_id("in-use")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("use")).to_be_visible()


def test_each_tier_says_why_and_its_rule_can_be_changed_and_undone(page: Page, tier_mall: str) -> None:
    page.goto(f"{tier_mall}/#/tiers")
    expect(page.get_by_test_id("tier-goods")).to_contain_text("暖宝宝")
    expect(page.get_by_test_id("tier-goods")).to_contain_text("前四周")
    page.get_by_test_id("edit-niche").click()
    expect(page.get_by_text("回测里各策略的花费")).to_be_visible()
    page.get_by_test_id("level").locator("input").fill("90")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("tier-niche")).to_contain_text("有货保证 90.0%")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("tier-niche")).to_contain_text("有货保证 95.0%")


def test_a_good_is_put_into_another_tier_by_hand_and_back(page: Page, tier_mall: str) -> None:
    page.goto(f"{tier_mall}/#/tiers")
    page.get_by_test_id("goods-steady").click()
    expect(page.get_by_test_id("tier-goods")).to_contain_text("纯牛奶")
    page.get_by_test_id("move").click()
    page.get_by_test_id("to-tier").click()
    page.get_by_role("listitem").filter(has_text="热销").last.click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("tier-goods")).to_contain_text("人工：热销")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("tier-goods")).not_to_contain_text("人工")


def test_a_mall_without_history_says_what_a_backtest_is_and_what_is_missing(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/backtest")
    expect(page.get_by_test_id("empty")).to_contain_text("逐天重放")
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("too-few")).to_contain_text("至少 98")
    page.goto(f"{empty_mall}/#/tiers")
    expect(page.get_by_test_id("no-plan")).to_be_visible()
