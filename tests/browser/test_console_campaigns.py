"""A walk through campaigns and messages: preview while writing, start, what waits and why, rules changed and undone."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.campaign_mall import fill_campaigns
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def campaign_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with campaigns under way."""
    with serving(tmp_path_factory.mktemp("campaigns")) as server:
        fill_campaigns(server.url, time.time() - 60)
        yield server.url


def test_a_campaign_is_written_with_a_live_preview_of_reach_and_missing_stock(page: Page, campaign_mall: str) -> None:
    page.goto(f"{campaign_mall}/#/campaigns/new")
    page.get_by_test_id("name").locator("input").fill("老客回访")
    page.get_by_test_id("id").locator("input").fill("old_friends")
    page.get_by_test_id("whom").locator("input").fill('count(view, category = "茶", 30d) >= 1')
    page.get_by_role("listitem").filter(has_text="count(view").click()
    page.get_by_test_id("goods").locator("input").fill("longjing")
    page.keyboard.press("Enter")
    page.get_by_test_id("head").locator("input").fill("想您了")
    page.get_by_test_id("body").locator("textarea").fill("“{goods}”到店了")
    expect(page.get_by_test_id("reach-crowd")).to_have_text("48")
    expect(page.get_by_test_id("needed").first).to_contain_text("武汉一店")
    expect(page.get_by_test_id("bubble")).to_contain_text("“明前龙井 50g”到店了")
    page.get_by_test_id("save").click()
    expect(page.get_by_role("heading", name="老客回访")).to_be_visible()
    page.get_by_test_id("preview").last.click()
    expect(page.get_by_test_id("start")).to_be_visible()


def test_the_list_shows_what_runs_on_a_calendar_and_suggestions(page: Page, campaign_mall: str) -> None:
    page.goto(f"{campaign_mall}/#/campaigns")
    expect(page.get_by_test_id("calendar")).to_contain_text("新茶上市")
    card = page.get_by_test_id("campaign").filter(has_text="茶具配新茶")
    expect(card).to_contain_text("进行中")
    card.get_by_test_id("pause").click()
    expect(card).to_contain_text("已停下")
    page.get_by_test_id("undo").click()
    expect(card).to_contain_text("进行中")
    expect(page.get_by_test_id("suggestions")).to_contain_text("召回沉睡顾客")


def test_messages_say_what_waits_and_why_and_rules_can_be_taken_back(page: Page, campaign_mall: str) -> None:
    page.goto(f"{campaign_mall}/#/messages")
    expect(page.get_by_test_id("waiting")).to_contain_text("频次上限")
    page.get_by_test_id("messages-templates").click()
    expect(page.get_by_test_id("template")).to_contain_text("降价提醒")
    page.get_by_test_id("messages-rules").click()
    page.get_by_test_id("save-rules").click()
    page.get_by_test_id("undo").click()
    page.get_by_test_id("messages-shopper").click()
    page.get_by_test_id("find-shopper").locator("input").fill("wh-01")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message").first).to_be_visible()


def test_a_mall_without_campaigns_and_rules_says_where_to_begin(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/campaigns")
    expect(page.get_by_text("还没有活动")).to_be_visible()
    page.goto(f"{empty_mall}/#/messages")
    expect(page.get_by_text("四周内没有消息")).to_be_visible()
    page.goto(f"{empty_mall}/#/rules")
    expect(page.get_by_text("还没有规则")).to_be_visible()
