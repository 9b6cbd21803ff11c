"""A merchant's walk through the console, in a real browser against a real server."""

import re
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.small_mall import event
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_mall_without_data_opens_on_the_page_that_brings_some_in(page: Page, empty_mall: str) -> None:
    page.goto(empty_mall)
    expect(page.get_by_test_id("first-run")).to_be_visible()
    expect(page.get_by_role("heading", name="欢迎使用货找")).to_be_visible()
    page.get_by_role("button", name="用接口接入").click()
    expect(page.get_by_text(f"curl -X POST {empty_mall}/v1/events")).to_be_visible()
    page.get_by_role("button", name="先看演示商城").click()
    expect(page.get_by_text("huozhao demo")).to_be_visible()
    expect(page.get_by_test_id("run")).to_be_disabled()


def test_a_file_dropped_on_the_first_page_is_read_and_its_rows_add_up(page: Page, empty_mall: str) -> None:
    page.goto(empty_mall)
    page.get_by_role("group", name="文件内容").get_by_role("button", name="商品", exact=True).click()
    rows = "sku,spu,title,category,price_fen\nx1,p1,茶杯,家居,1900\nx2,p2,茶壶,家居,-5\n"
    page.get_by_test_id("file").set_input_files({"name": "goods.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    result = page.get_by_test_id("import-result")
    expect(result.get_by_text("对账一致")).to_be_visible()
    expect(result).to_contain_text(re.compile(r"读入\s*2\s*接收\s*1\s*重复\s*0\s*未通过\s*1"))


def test_the_board_shows_figures_and_explains_them(page: Page, full_mall: str) -> None:
    page.goto(full_mall)
    cards = page.locator("[data-metric]")
    expect(cards.first).to_be_visible()
    assert cards.count() >= 4
    assert any(re.search(r"[1-9]", text) for text in page.locator("[data-metric] .value").all_inner_texts())
    expect(page.get_by_test_id("live")).to_contain_text("今日订单")
    cards.nth(1).get_by_role("button").click()
    expect(page.locator("svg path").first).to_be_visible()
    assert cards.nth(1).get_by_role("note").get_attribute("aria-label")


def test_the_language_switches_and_is_remembered(page: Page, full_mall: str) -> None:
    page.goto(full_mall)
    page.get_by_test_id("language").click()
    expect(page.get_by_role("heading", name="Board", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Board", exact=True)).to_be_visible()
    page.get_by_test_id("language").click()
    expect(page.get_by_role("heading", name="看板", exact=True)).to_be_visible()


def test_a_shopper_page_shows_timeline_tags_and_recommendations(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/shoppers")
    page.get_by_placeholder("按顾客编号搜索").fill("shopper-00")
    page.get_by_role("link", name="shopper-003").click()
    expect(page.get_by_role("heading", name="shopper-003")).to_be_visible()
    timeline = page.get_by_test_id("timeline")
    expect(timeline.locator("li").first).to_be_visible()
    expect(timeline).to_contain_text(re.compile("保温杯|毛巾|咖啡|耳机|雨衣|牙刷|燕麦|手冲壶|瑜伽垫|马克杯|坚果|雨伞"))
    expect(page.get_by_test_id("tags").locator("li").first).to_contain_text("依据")
    recommended = page.get_by_test_id("recommendations").locator("li").first
    expect(recommended).to_contain_text("¥")
    expect(recommended.locator(".why")).not_to_be_empty()


def test_a_proposal_shows_its_arithmetic_and_an_approval_can_be_undone(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/proposals")
    first = page.get_by_test_id("proposal").first
    title = first.get_by_role("button").first.inner_text()
    first.get_by_role("button", name=title).click()
    drawer = page.get_by_test_id("drawer")
    expect(drawer.get_by_text("缺口")).to_be_visible()
    expect(drawer.get_by_role("img", name="预测与历史")).to_be_visible()
    page.keyboard.press("Escape")
    waiting = httpx.get(f"{full_mall}/v1/plans/latest").json()["counts"]["open"]
    first.get_by_test_id("approve").click()
    expect(page.get_by_text(f"已批准 {title}")).to_be_visible()
    assert httpx.get(f"{full_mall}/v1/plans/latest").json()["counts"]["open"] == waiting - 1
    page.get_by_test_id("undo").click()
    expect(page.get_by_text("已撤销")).to_be_visible()
    assert httpx.get(f"{full_mall}/v1/plans/latest").json()["counts"]["open"] == waiting


def test_a_failed_event_is_listed_and_passes_once_its_cause_is_mended(page: Page, full_mall: str) -> None:
    late = event("late-1", "Product Viewed", time.time() - 60, "shopper-001", sku="new-1")
    httpx.post(f"{full_mall}/v1/events", json={"events": [late]}).raise_for_status()
    page.goto(f"{full_mall}/#/failed")
    row = page.get_by_test_id("failed-row")
    expect(row).to_contain_text("unknown_sku")
    row.get_by_role("button", name="展开原始数据").click()
    expect(page.locator("pre")).to_contain_text("late-1")
    goods = {"sku": "new-1", "spu": "new", "title": "新品", "category": ["家居"], "price_fen": 990}
    httpx.put(f"{full_mall}/v1/goods", json={"goods": [goods]}).raise_for_status()
    row.get_by_test_id("replay").click()
    expect(page.get_by_text("接收 1，重复 0，仍失败 0")).to_be_visible()
    expect(page.get_by_text("没有失败事件")).to_be_visible()


def test_stock_is_shown_by_shop_and_by_row(page: Page, full_mall: str) -> None:
    page.goto(f"{full_mall}/#/stock")
    expect(page.get_by_role("cell", name="南山店")).to_be_visible()
    page.get_by_text("明细", exact=True).click()
    expect(page.get_by_role("cell", name="g00").first).to_be_visible()


def test_the_console_is_usable_at_1024_pixels(page: Page, full_mall: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    for path in ("board", "shoppers", "shoppers/shopper-003", "tags", "tags/new", "predicted", "segments", "crowds",
                 "crowds/new", "strategies", "strategies/vip_premium/edit", "portrait", "stock", "proposals", "privacy",
                 "looks", "access", "failed", "start"):
        page.goto(f"{full_mall}/#/{path}")
        expect(page.locator("main h1")).to_be_visible()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_a_mall_behind_a_key_asks_for_it_once(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOZHAO_SERVER_API_KEY", "open-sesame")
    with serving(tmp_path) as server:
        page.goto(server.url)
        page.get_by_label("这个商城设置了密钥").fill("open-sesame")
        page.get_by_role("button", name="进入").click()
        expect(page.get_by_test_id("first-run")).to_be_visible()
        page.reload()
        expect(page.get_by_test_id("first-run")).to_be_visible()
