"""A walk through after-care and top-up: a guide written with its preview, what is due, a basket tried."""

import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.small_mall import event
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GOODS = (("filter", "家用净水器", "家电", 89_900), ("tissues", "竹浆抽纸", "日用", 2_190),
         ("coffee", "挂耳咖啡", "食品", 9_000))  # fmt: skip
DAY_S = 86_400


@pytest.fixture(scope="module")
def cared_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server where somebody received a water filter a month ago."""
    with serving(tmp_path_factory.mktemp("care")) as server, httpx.Client(base_url=server.url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": [root], "price_fen": fen}
                 for sku, title, root, fen in GOODS]  # fmt: skip
        api.put("/v1/goods", json={"goods": goods}).raise_for_status()
        now = time.time() - 60
        lines = [{"sku": "filter", "quantity": 1, "price_fen": 89_900}]
        told = [event("c1", "Order Paid", now - 32 * DAY_S, "ann-2026", order="o1", lines=lines, total_fen=89_900),
                event("c2", "Order Delivered", now - 30 * DAY_S, "ann-2026", order="o1")]
        api.post("/v1/events", json={"events": told}).raise_for_status()
        yield server.url


def test_a_guide_is_written_seen_as_the_shopper_sees_it_and_put_in_force(page: Page, cared_mall: str) -> None:
    page.goto(f"{cared_mall}/#/care")
    page.get_by_test_id("add-guide").click()
    page.get_by_test_id("guide-id").locator("input").fill("water")
    page.get_by_test_id("title-zh").locator("input").fill("净水器使用指南")
    page.get_by_test_id("guide-skus").locator("input").fill("filter")
    page.keyboard.press("Enter")
    page.get_by_test_id("body-zh").locator("textarea").fill("## 安装\n1. **先冲洗**五分钟\n<b>粗</b>")
    preview = page.get_by_test_id("preview")
    expect(preview.locator("ol li")).to_have_text("先冲洗五分钟")
    expect(preview).to_contain_text("<b>粗</b>")
    page.get_by_test_id("add-reminder").click()
    page.get_by_test_id("reminder-0").locator("input").fill("冲洗滤瓶")
    page.get_by_test_id("reminder-body-0").locator("input").fill("每月一次")
    page.get_by_role("button", name="保存").click()
    card = page.get_by_test_id("guide").filter(has_text="净水器使用指南")
    expect(card.get_by_test_id("state")).to_have_text("草稿")
    card.get_by_test_id("start").click()
    expect(card.get_by_test_id("state")).to_have_text("启用")
    row = page.get_by_test_id("due").filter(has_text="冲洗滤瓶")
    expect(row).to_contain_text("家用净水器")
    expect(row).not_to_contain_text("ann-2026")
    page.get_by_test_id("undo").click()
    expect(card.get_by_test_id("state")).to_have_text("草稿")


def test_a_basket_is_tried_and_says_what_is_paid_in_the_end(page: Page, cared_mall: str) -> None:
    page.goto(f"{cared_mall}/#/top-up")
    page.get_by_test_id("line-0").locator("input").fill("coffee")
    page.get_by_test_id("threshold").locator("input").fill("110")
    page.get_by_test_id("saving").locator("input").fill("20")
    page.get_by_test_id("run").click()
    expect(page.get_by_test_id("result")).to_contain_text("再买 20 元，可减 20 元")
    expect(page.get_by_test_id("option")).to_have_count(1)
    expect(page.get_by_test_id("paid")).to_have_text("实付多 ¥1.90")
    expect(page.get_by_test_id("gap-bar")).to_be_visible()
