"""A walk through the range: a growing niche with its evidence, decided and taken back; what a shop should hold."""

import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.small_mall import event, run
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WEEK_S = 7 * 86_400
NICHE = (1, 1, 1, 1, 2, 2, 2, 3, 5, 6, 6, 7)


@pytest.fixture(scope="module")
def range_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server in which care for sensitive skin grows and daily goods stay."""
    with serving(tmp_path_factory.mktemp("range")) as server:
        _fill(server.url, _noon_of_yesterday())
        yield server.url


def _noon_of_yesterday() -> float:
    """Return the same moment of a mall day (UTC+8) at whatever hour the test runs."""
    return (time.time() + 8 * 3_600) // 86_400 * 86_400 - 20 * 3_600


def _fill(url: str, now_s: float) -> None:
    goods = [{"sku": f"d{n}", "spu": f"d{n}", "title": f"日用品 {n}", "category": ["日用", f"日用{n}"], "price_fen": 9}
             for n in range(4)]  # fmt: skip
    niche = {"sku": "sens", "spu": "sens", "title": "敏感肌面霜", "category": ["护肤", "敏感肌护肤"], "price_fen": 900}
    events = []
    for back, units in enumerate(reversed(NICHE)):
        baskets = [("sens",)] * units + [(f"d{n % 4}", f"d{(n + 1) % 4}") for n in range(40)]
        for n, skus in enumerate(baskets):
            id, lines = f"o{back}-{n}", [{"sku": sku, "quantity": 1, "price_fen": 900} for sku in skus]
            events.append(event(id, "Order Paid", now_s - back * WEEK_S - n * 3_000, f"p{n}", order=id, shop="east",
                                lines=lines, total_fen=900 * len(skus)))  # fmt: skip
    with httpx.Client(base_url=url, timeout=60) as api:
        api.put("/v1/goods", json={"goods": [*goods, niche]}).raise_for_status()
        api.put("/v1/shops", json={"shops": [{"shop": "east", "name": "东门店", "city": "成都"}]}).raise_for_status()
        counts = [{"key": "d0", "sku": "d0", "shop": "east", "on_hand": 5}]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        api.post("/v1/events", json={"events": events}).raise_for_status()
        run(api)


def test_a_niche_shows_its_evidence_and_is_decided_with_a_way_back(page: Page, range_mall: str) -> None:
    page.goto(f"{range_mall}/#/range")
    card = page.get_by_test_id("niche").filter(has_text="敏感肌护肤")
    expect(card).to_contain_text("误报率")
    expect(card).to_contain_text("东门店 24")
    card.get_by_test_id("approve-niche").click()
    expect(page.get_by_text("“敏感肌护肤”要扩充")).to_be_visible()
    expect(card).to_have_count(0)
    page.get_by_test_id("undo").first.click()
    expect(card).to_be_visible()


def test_a_shop_sees_what_to_bring_in(page: Page, range_mall: str) -> None:
    page.goto(f"{range_mall}/#/range")
    page.get_by_text("门店该放什么").click()
    shelf = page.get_by_test_id("shelf")
    expect(shelf).to_contain_text("该补进来（4）")
    expect(shelf).to_contain_text("日用品 1")


def test_a_mall_without_orders_says_what_is_needed(page: Page, empty_mall: str) -> None:
    page.goto(f"{empty_mall}/#/range")
    expect(page.get_by_text("没有一直在增长的小类目")).to_be_visible()
