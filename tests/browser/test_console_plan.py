"""The replenishment page: where goods come from, what a yuan earns, what the budget cuts, transfers received."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.plan_mall import fill_plan
from tests.server import serving


@pytest.fixture(scope="module")
def plan_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "huozhao.toml").write_text("[supply]\nbudget_fen = 150000\n", encoding="utf-8")
    with serving(folder) as server:
        fill_plan(server.url)
        yield server.url


def pick_kind(page: Page, name: str) -> None:
    page.get_by_test_id("kind").click()
    page.locator(".t-select-option", has_text=name).last.click()


def test_the_budget_and_where_the_goods_come_from_are_seen_at_a_glance(page: Page, plan_mall: str) -> None:
    page.goto(f"{plan_mall}/#/proposals")
    expect(page.get_by_test_id("budget")).to_contain_text("采购预算")
    expect(page.get_by_test_id("budget")).to_contain_text("没排上")
    rows = page.get_by_test_id("proposal")
    expect(rows.first).to_contain_text("平稳")
    moved = rows.filter(has_text="春熙路店 → 建设路店").first
    expect(moved).to_contain_text("调拨")
    moved.get_by_role("button").first.click()
    drawer = page.get_by_test_id("drawer")
    expect(drawer).to_contain_text("从 春熙路店 调入，不花钱买")
    expect(drawer).to_contain_text("由附近门店调入")
    expect(drawer).to_contain_text("比采购合算")


def test_a_transfer_is_approved_taken_back_approved_again_and_received(page: Page, plan_mall: str) -> None:
    page.goto(f"{plan_mall}/#/proposals")
    pick_kind(page, "调拨")
    moved = page.get_by_test_id("proposal").filter(has_text="春熙路店 → 建设路店").first
    for _ in range(2):
        moved.get_by_test_id("approve").click()
        page.get_by_test_id("undo").click()
        expect(page.get_by_text("已撤销").first).to_be_visible()
    moved.get_by_test_id("approve").click()
    expect(page.get_by_text("已批准").first).to_be_visible()
    page.get_by_text("调拨单", exact=True).click()
    order = page.get_by_test_id("transfer").first
    expect(order).to_contain_text("春熙路店 → 建设路店")
    order.get_by_test_id("receive-transfer").click()
    page.locator(".t-popconfirm").get_by_role("button").last.click()
    expect(page.get_by_text("已收货").first).to_be_visible()
    expect(page.get_by_text("没有在途的调拨")).to_be_visible()
    done = httpx.get(f"{plan_mall}/v1/transfer-orders").json()["items"]
    assert [each["state"] for each in done] == ["received"]
