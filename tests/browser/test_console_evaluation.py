"""A walk through the evaluation page: too few data, figures beside baselines, a version held back, going back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.evaluated_mall import live
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def evaluated_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that has learned twice, the second time from a spoilt import."""
    with serving(tmp_path_factory.mktemp("evaluated")) as server:
        live(server.url)
        yield server.url


def test_an_empty_mall_is_told_what_is_missing(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/evaluation")
    expect(page.get_by_test_id("empty")).to_contain_text("还没有评估")
    page.get_by_test_id("evaluate").click()
    expect(page.get_by_test_id("need").first).to_contain_text("至少需要 100", timeout=60_000)
    expect(page.get_by_test_id("versions")).to_contain_text("还没有学习过模型")


def test_figures_stand_beside_baselines_with_segments(page: Page, evaluated_mall: str) -> None:
    page.goto(f"{evaluated_mall}/#/evaluation")
    page.get_by_test_id("evaluate").click()
    task = page.get_by_test_id("task-any")
    expect(task).to_be_visible(timeout=120_000)
    for name in ("货找", "热门榜", "照旧复购"):
        expect(task.get_by_role("columnheader", name=name, exact=True)).to_be_visible()
    expect(task.get_by_test_id("ahead").first).to_contain_text(re.compile(r"比热门榜领先.*确实更好"))
    expect(task.get_by_test_id("segments").locator("tbody tr").first).to_contain_text("老客")
    expect(page.get_by_test_id("report")).to_contain_text("全部参与排序")
    expect(page.get_by_test_id("logged")).to_contain_text("至少需要 2,000")


def test_a_version_held_back_says_why_and_versions_are_changed_with_a_question(page: Page, evaluated_mall: str) -> None:
    page.goto(f"{evaluated_mall}/#/evaluation")
    rows = page.get_by_test_id("version")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("未上线")
    expect(rows.first).to_contain_text("NDCG@20")
    expect(rows.nth(1)).to_contain_text("使用中")
    rows.first.get_by_test_id("activate").click()
    dialog = page.locator(".t-dialog").filter(has_text="换用这个版本")
    expect(dialog).to_contain_text("没有通过检验")
    dialog.get_by_role("button", name="取消").click()
    expect(rows.nth(1)).to_contain_text("使用中")
    rows.first.get_by_test_id("activate").click()
    page.locator(".t-dialog").filter(has_text="换用这个版本").get_by_role("button", name="确认").click()
    expect(rows.first).to_contain_text("使用中")
    rows.nth(1).get_by_role("button", name="退回此版本").click()
    page.locator(".t-dialog").filter(has_text="换用这个版本").get_by_role("button", name="确认").click()
    expect(rows.nth(1)).to_contain_text("使用中")
    expect(page.get_by_test_id("held")).to_be_visible()
