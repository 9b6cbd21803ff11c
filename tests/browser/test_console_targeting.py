"""A walk through crowds and strategies: composed while counting, started, measured, taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_crowd_is_composed_while_its_count_is_shown_and_saved(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/crowds/new")
    clause = page.get_by_test_id("clause")
    clause.first.get_by_role("textbox", name="分群").or_(clause.first.locator(".wide input")).first.click()
    page.locator(".t-select-option").filter(has_text="稳定顾客").click()
    count = page.get_by_test_id("count")
    expect(count).to_contain_text(re.compile(r"占 \d+ 人的"))
    page.get_by_test_id("add-clause").click()
    clause.nth(1).locator(".kind").click()
    page.locator(".t-select-option:visible").filter(has_text=re.compile("^行为$")).click()
    expect(page.get_by_test_id("expression")).to_have_text('segment("steady") and count(view, 30d) >= 3')
    expect(count.locator("li")).to_have_count(2)
    page.get_by_placeholder("例如：春季美妆人群").fill("常看的稳定顾客")
    page.get_by_placeholder("spring_beauty").fill("steady_lookers")
    page.get_by_test_id("save").click()
    expect(page.get_by_role("heading", name="常看的稳定顾客")).to_be_visible()
    expect(page.get_by_test_id("members").locator("li").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_test_id("export").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("shopper,segment") and "shopper-0" not in text


def test_a_mistake_in_a_crowd_is_said_where_it_is_written(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/crowds/new")
    page.locator("label").filter(has_text="文本").click()
    page.get_by_label("表达式").fill('segment("vip") and cuont(view, 30d) >= 3')
    expect(page.get_by_test_id("count").get_by_role("alert")).to_contain_text("cuont")
    expect(page.get_by_test_id("save")).to_be_disabled()


def test_crowds_are_listed_with_their_overlap(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/crowds")
    expect(page.get_by_test_id("crowd").filter(has_text="活跃 VIP")).to_be_visible()
    overlap = page.get_by_test_id("overlap")
    expect(overlap.get_by_role("rowheader", name=re.compile("VIP 顾客"))).to_be_visible()


def test_a_strategy_says_its_rule_its_lift_and_is_taken_back(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/strategies")
    expect(page.get_by_test_id("conflict-rule")).to_contain_text("净增收益最高")
    page.get_by_test_id("strategy").filter(has_text="常客小券").get_by_role("link", name="常客小券").click()
    lift = page.get_by_test_id("lift")
    expect(lift.get_by_test_id("said")).to_contain_text("顾客")
    expect(lift).to_contain_text("对照组")
    page.get_by_test_id("pause").click()
    expect(page.get_by_text("“常客小券”已暂停")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("pause")).to_be_visible()


def test_undo_in_the_list_brings_a_strategy_back_to_its_group(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/strategies")
    card = page.get_by_test_id("strategy").filter(has_text="常客小券")
    card.get_by_test_id("pause").click()
    expect(card.get_by_test_id("start")).to_be_visible()
    page.get_by_test_id("undo").click()
    expect(card.get_by_test_id("pause")).to_be_visible()


def test_a_preset_strategy_is_edited_with_a_larger_hold_out(page: Page, insight_mall: str) -> None:
    page.goto(f"{insight_mall}/#/strategies/churn_return/edit")
    expect(page.get_by_text("券面额")).to_be_visible()
    thumb = page.get_by_test_id("hold-out").locator(".t-slider__button").first
    thumb.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_test_id("save").click()
    expect(page.get_by_text("策略已保存")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("流失预警"))).to_be_visible()
