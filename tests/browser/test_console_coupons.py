"""A walk through coupons and sales: a basket priced while a coupon is written, numbers, undo, the calendar."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def selling_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods, stock, one live coupon that was used, and a sale."""
    with serving(tmp_path_factory.mktemp("selling")) as server:
        with httpx.Client(base_url=server.url, timeout=60) as api:
            goods = [{"sku": sku, "spu": sku, "title": title, "category": ["食品"], "price_fen": fen}
                     for sku, title, fen in (("tea", "明前龙井", 12_000), ("cup", "盖碗", 3_000))]
            api.put("/v1/goods", json={"goods": goods}).raise_for_status()
            api.put("/v1/shops", json={"shops": [{"shop": "a", "name": "一店", "opens": "00:00", "closes": "24:00"}]})
            counts = [{"key": f"c-{sku}", "sku": sku, "shop": "a", "on_hand": 50} for sku in ("tea", "cup")]
            api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
            benefit = {"kind": "reduction", "tiers": [{"threshold_fen": 10_000, "off_fen": 2_000}]}
            api.put("/v1/coupons/spring", json={"label": {"zh": "春日券", "en": "Spring"}, "benefit": benefit})
            api.post("/v1/coupons/spring/start").raise_for_status()
            api.post("/v1/coupons/spring/give", json={"shoppers": ["ann", "bob"], "key": "k"}).raise_for_status()
            order = {"order": "o1", "shopper": "ann", "lines": [{"sku": "tea", "quantity": 1}], "vouchers": "best"}
            api.post("/v1/orders", json=order).raise_for_status()
            api.post("/v1/orders/o1/pay").raise_for_status()
            now = api.get("/v1/status").json()["now"]
            sale = {"kind": "flash_sale", "label": {"zh": "今晚秒杀"}, "sku": "cup", "price_fen": 1_500, "quantity": 10,
                    "starts_at": now, "ends_at": f"{int(now[:4]) + 1}{now[4:]}"}  # fmt: skip
            api.put("/v1/sales/tonight", json=sale).raise_for_status()
            api.post("/v1/sales/tonight/start").raise_for_status()
        yield server.url


def test_a_coupon_is_written_while_a_basket_shows_what_it_takes_off(page: Page, selling_mall: str) -> None:
    page.goto(f"{selling_mall}/#/coupons/new")
    page.get_by_test_id("name").locator("input").fill("老客券")
    page.get_by_test_id("id").locator("input").fill("old_friends")
    told = page.get_by_test_id("told")
    expect(told).to_contain_text("满 100 减 20 元")
    expect(told).to_contain_text("¥20.00")
    page.get_by_test_id("from-0").locator("input").click()
    for key in ("Control+a", "2", "0", "0", "Tab"):
        page.keyboard.press(key)
    expect(told).to_contain_text("还差 50 元可用")
    page.get_by_test_id("save").click()
    card = page.get_by_test_id("coupon").filter(has_text="老客券")
    expect(card).to_contain_text("草稿")
    card.get_by_test_id("start").click()
    expect(card).to_contain_text("进行中")
    page.get_by_test_id("undo").click()
    expect(card).to_contain_text("草稿")


def test_the_cards_show_what_was_used_and_the_calendar_what_is_on(page: Page, selling_mall: str) -> None:
    page.goto(f"{selling_mall}/#/coupons")
    card = page.get_by_test_id("coupon").filter(has_text="春日券")
    expect(card).to_contain_text("带动销售")
    expect(card).to_contain_text("¥100.00")
    page.goto(f"{selling_mall}/#/sales")
    expect(page.get_by_test_id("calendar")).to_contain_text("今晚秒杀")
    sale = page.get_by_test_id("sale")
    expect(sale).to_contain_text("剩余 10")
    sale.get_by_test_id("stop").click()
    expect(sale).to_contain_text("已停止")
    page.get_by_test_id("undo").click()
    expect(sale).to_contain_text("进行中")
