"""A walk through search: tried as a shopper, its log read, a missing word made a synonym and taken back."""

import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLES = {
    "mask": ("敏感肌补水保湿面膜10片", "面膜", "自然堂", 9_900),
    "night": ("睡眠面膜补水免洗", "面膜", "欧莱雅", 12_900),
    "wash": ("男士控油洗面奶100g", "洁面", "欧莱雅", 4_900), "gel": ("氨基酸洁面乳 120ml", "洁面", "", 5_900),
    "cream": ("保湿面霜50克", "面霜", "自然堂", 12_900), "dear": ("贵妇保湿面霜50克", "面霜", "雅诗兰黛", 99_900),
    "ring": ("银宝石戒指", "戒指", "", 19_900),
}  # fmt: skip
SHOPPERS = [f"shopper-{n}" for n in range(6)]


@pytest.fixture(scope="module")
def search_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a mall where six shoppers searched for four things; one of them likes dear creams."""
    with serving(tmp_path_factory.mktemp("search")) as server, httpx.Client(base_url=server.url, timeout=60) as api:
        goods = [
            {"sku": sku, "spu": sku, "title": title, "category": ["美妆", leaf], "price_fen": fen,
             "attributes": {"品牌": brand} if brand else {}}
            for sku, (title, leaf, brand, fen) in TITLES.items()
        ]  # fmt: skip
        assert api.put("/v1/goods", json={"goods": goods}).json()["refused"] == []
        told = [{"shopper": each, "purpose": "personalisation", "given": True} for each in SHOPPERS]
        assert api.post("/v1/consents", json={"decisions": told, "channel": "test"}).status_code == 200
        now, events = int(time.time() * 1000) - 1000, []
        for n, shopper in enumerate(SHOPPERS):
            for query in ("保湿", "面膜", "泥膜仪器", "戒指"):
                found = api.get("/v1/search", params={"q": query, "shopper": shopper}).json()
                if query in ("保湿", "面膜") and n < 4:
                    what = {"request_id": found["request_id"], "placement": "search", "sku": "mask", "position": 0}
                    events.append({"id": f"{query}-{n}", "name": "Recommendation Clicked", "at": now,
                                   "shopper": shopper, "properties": what})  # fmt: skip
        api.get("/v1/search", params={"q": "只有一个人搜", "shopper": SHOPPERS[0]})
        lines = [{"sku": "dear", "quantity": 1, "price_fen": 99_900}]
        events.append({"id": "o", "name": "Order Paid", "at": now, "shopper": SHOPPERS[0],
                       "properties": {"order": "o", "lines": lines, "total_fen": 99_900}})  # fmt: skip
        assert api.post("/v1/events", json={"events": events}).json()["refused"] == []
        yield server.url


def test_a_query_is_tried_and_every_hit_says_why(page: Page, search_mall: str) -> None:
    page.goto(f"{search_mall}/#/search")
    words = page.get_by_test_id("words").locator("input")
    words.fill("洗面乃")
    words.press("Enter")
    expect(page.get_by_test_id("note").first).to_have_text("没有找到“洗面乃”，已为你显示“洗面奶”")
    expect(page.get_by_test_id("how")).to_have_text("已纠错")
    expect(page.get_by_test_id("hit").first).to_contain_text("男士控油洗面奶100g")
    expect(page.get_by_test_id("hit").first).to_contain_text("文字相关")
    words.fill("mianmo")
    page.get_by_test_id("find").click()
    expect(page.get_by_test_id("how")).to_have_text("按拼音找到")
    expect(page.get_by_test_id("hit")).to_have_count(2)


def test_a_shopper_who_consents_gets_the_own_order(page: Page, search_mall: str) -> None:
    page.goto(f"{search_mall}/#/search")
    page.get_by_test_id("words").locator("input").fill("面霜")
    page.get_by_test_id("shopper").locator("input").fill(SHOPPERS[0])
    page.get_by_test_id("find").click()
    expect(page.get_by_test_id("personal")).to_have_text("按这位顾客的口味排序")
    expect(page.get_by_test_id("hit").first).to_contain_text("贵妇保湿面霜")
    expect(page.get_by_test_id("hit").first).to_contain_text("个人口味")


def test_a_word_that_found_nothing_becomes_a_synonym_and_is_taken_back(page: Page, search_mall: str) -> None:
    page.goto(f"{search_mall}/#/search?tab=log")
    expect(page.get_by_test_id("top")).to_contain_text("保湿")
    expect(page.get_by_test_id("low")).to_contain_text("戒指")
    expect(page.get_by_test_id("hidden")).to_contain_text("另有 1 个词（1 次）")
    expect(page.get_by_text("只有一个人搜")).to_have_count(0)
    page.get_by_test_id("zero").get_by_test_id("add-synonym").click()
    line = page.get_by_test_id("line").last
    expect(line).to_contain_text("泥膜仪器")
    line.locator(".t-input").click()
    page.keyboard.type("面膜")
    page.keyboard.press("Enter")
    page.get_by_test_id("save").click()
    expect(page.get_by_text("已保存，立即生效")).to_be_visible()
    page.get_by_role("tab", name="试搜").or_(page.get_by_text("试搜", exact=True)).first.click()
    page.get_by_test_id("words").locator("input").fill("泥膜仪器")
    page.get_by_test_id("find").click()
    expect(page.get_by_test_id("note").filter(has_text="也找了“面膜”")).to_be_visible()
    page.get_by_text("同义词", exact=True).first.click()
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("line")).to_have_count(0)


def test_an_empty_mall_says_what_to_do(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/search")
    expect(page.get_by_text("输入一个词试试")).to_be_visible()
    page.get_by_test_id("words").locator("input").fill("面膜")
    page.get_by_test_id("find").click()
    expect(page.get_by_text("还没有可搜的商品")).to_be_visible()
    page.goto(f"{empty_mall}/#/search?tab=log")
    page.reload()
    expect(page.get_by_text("这段时间还没有搜索")).to_be_visible(timeout=20_000)
    expect(page.get_by_text(re.compile("带上顾客编号"))).to_be_visible()
