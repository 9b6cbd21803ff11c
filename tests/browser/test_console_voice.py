"""A walk through the voice: heat map, quotes, a ticket sent and taken back, a review tried."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.voice_mall import fill_voice
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def voice_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server where many complain of a shampoo."""
    with serving(tmp_path_factory.mktemp("voice")) as server:
        fill_voice(server.url, time.time() - 60)
        yield server.url


def test_the_map_shows_who_complains_of_what_in_their_words(page: Page, voice_mall: str) -> None:
    page.goto(f"{voice_mall}/#/voice")
    expect(page.get_by_test_id("heat-map")).to_contain_text("清爽去屑洗发水")
    page.get_by_test_id("cell-shampoo-dandruff").click()
    drawer = page.get_by_test_id("voice-drawer")
    expect(drawer.locator("mark").first).to_be_visible()
    expect(drawer).not_to_contain_text("李小红")


def test_a_ticket_is_sent_and_taken_back_and_names_who_is_offered_the_improved_one(page: Page, voice_mall: str) -> None:
    page.goto(f"{voice_mall}/#/voice")
    page.get_by_test_id("voice-tickets").click()
    card = page.get_by_test_id("ticket").filter(has_text="去屑")
    expect(card).to_have_count(1)
    card.get_by_test_id("step-send").click()
    expect(card).to_contain_text("升级款 shampoo-2")
    card.get_by_test_id("show-ticket").click()
    expect(page.get_by_test_id("ticket-drawer")).to_contain_text("留出一部分不推荐")
    page.keyboard.press("Escape")
    card.get_by_test_id("undo-ticket").click()
    expect(card.get_by_test_id("step-send")).to_be_visible()


def test_a_review_is_tried(page: Page, voice_mall: str) -> None:
    page.goto(f"{voice_mall}/#/voice")
    page.get_by_test_id("voice-words").click()
    reader = page.get_by_test_id("reader")
    expect(reader).to_contain_text("按规则")
    expect(reader.get_by_test_id("reader-turn")).to_have_count(0)
    page.get_by_test_id("try-text").locator("textarea").fill("没有头屑了，味道刺鼻")
    page.get_by_test_id("try-category").locator("input").fill("洗发水")
    page.get_by_test_id("try-read").click()
    answer = page.get_by_test_id("try-answer")
    expect(answer).to_contain_text("去屑 · 好评")
    expect(answer).to_contain_text("气味 · 抱怨")


def test_a_mall_without_reviews_says_what_to_send(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/voice")
    expect(page.get_by_text("还没有人评价商品")).to_be_visible()
