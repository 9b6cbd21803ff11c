"""A walk through an experiment: planned while it is written, started, taken back; the verdict says that nobody came."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_experiment_is_planned_while_it_is_written_then_started_and_measured(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/experiments/new")
    page.get_by_test_id("name").locator("input").fill("新品优先试一试")
    page.get_by_test_id("id").locator("input").fill("try_new_first")
    page.get_by_test_id("arm-a").locator("input").fill("新品优先")
    page.get_by_test_id("add-rule-a").click()
    dialog = page.locator(".t-dialog:visible")
    expect(dialog.get_by_test_id("source").locator("input")).to_have_value("新品")
    dialog.locator(".t-dialog__confirm").click()
    expect(page.locator(".arm").nth(1)).to_contain_text("新品 ×3")
    expect(page.get_by_test_id("plan")).to_contain_text("每组需要", timeout=30_000)
    page.get_by_test_id("save").click()
    expect(page.get_by_role("heading", name="新品优先试一试")).to_be_visible()
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("stop")).to_be_visible(timeout=30_000)
    page.get_by_test_id("measure").click()
    expect(page.get_by_test_id("verdict")).to_contain_text("还没有顾客进入实验", timeout=30_000)
    page.get_by_test_id("decide").click()
    expect(page.get_by_test_id("take-a")).to_be_visible()
