"""A walk through early needs: seen with their evidence, dismissed and brought back, a push decided."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.needs_mall import fill_needs
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def needs_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server whose shoppers and city have needs."""
    with serving(tmp_path_factory.mktemp("needs")) as server:
        fill_needs(server.url, time.time() - 60)
        yield server.url


def test_needs_are_listed_with_evidence_and_narrowed_by_kind(page: Page, needs_mall: str) -> None:
    page.goto(f"{needs_mall}/#/needs")
    mother = page.get_by_test_id("need").filter(has_text="母婴健康需求")
    expect(mother).to_contain_text("7 天里看了“米粉”")
    expect(mother).to_contain_text("无添加")
    expect(page.get_by_test_id("need").filter(has_text="冬季保湿").first).to_contain_text("3 次")
    page.get_by_test_id("kind-region").click()
    region = page.get_by_test_id("need").first
    expect(region).to_contain_text("每逢周末")
    expect(region.get_by_test_id("heat")).to_be_visible()
    expect(page.get_by_test_id("need").filter(has_text="母婴健康需求")).to_have_count(0)
    expect(page.get_by_test_id("signals")).to_contain_text("随节律")


def test_a_need_is_dismissed_and_brought_back(page: Page, needs_mall: str) -> None:
    page.goto(f"{needs_mall}/#/needs")
    page.get_by_test_id("kind-views").click()
    page.get_by_test_id("need").filter(has_text="母婴健康需求").get_by_test_id("dismiss").click()
    expect(page.get_by_text("已忽略：不再上页面")).to_be_visible()
    expect(page.get_by_test_id("need")).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("need").filter(has_text="母婴健康需求")).to_be_visible()


def test_a_push_is_approved_and_taken_back(page: Page, needs_mall: str) -> None:
    page.goto(f"{needs_mall}/#/needs")
    push = page.get_by_test_id("push").first
    expect(push).to_contain_text("成都")
    push.get_by_test_id("approve-push").click()
    expect(push).to_contain_text("已批准")
    push.get_by_test_id("undo-push").click()
    expect(push.get_by_test_id("approve-push")).to_be_visible()


def test_a_mall_without_needs_says_where_they_come_from(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/needs")
    expect(page.get_by_text("现在没有看到早期需求")).to_be_visible()
    expect(page.get_by_text("未来一周没有要推送的地区")).to_be_visible()
