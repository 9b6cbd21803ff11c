"""A walk through forecasts: what each input is worth, then one SKU whole."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_inputs_tell_their_worth_and_a_sku_is_seen_whole(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/forecast")
    page.get_by_test_id("worth").wait_for()
    expect(page.get_by_test_id("worth").locator("tbody tr")).to_have_count(7)
    expect(page.get_by_test_id("worth")).to_contain_text("节假日与大促日")
    page.get_by_test_id("find-sku").locator("input").fill("g00")
    page.get_by_test_id("open-sku").click()
    whole = page.get_by_test_id("sku-page")
    whole.wait_for()
    expect(whole).to_contain_text("接下来要卖多少")
    expect(whole.get_by_role("img", name="过去 8 周与未来 4 周")).to_be_visible()
    whole.get_by_text("各店库存").wait_for()
    page.get_by_test_id("language").click()
    expect(whole).to_contain_text("What is going to be wanted")


def test_an_unknown_sku_says_so(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/sku/ghost")
    page.get_by_role("alert").wait_for()
    expect(page.get_by_role("alert")).to_contain_text("ghost")
