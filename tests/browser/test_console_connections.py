"""The page of connections: a merchant subscribes a system, tests it, and mends what was not delivered."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.connectors.litemall_shop import LitemallShop
from tests.connectors.mariadb import mariadb
from tests.receiver import Receiver, receiving
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = [{"sku": "milk", "quantity": 2, "price_fen": 1250}]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def mall(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a mall with one product, whose webhooks may go to this machine."""
    monkeypatch.setenv("HUOZHAO_CONNECT_PRIVATE_RECEIVERS", "true")
    with serving(tmp_path) as server:
        goods = [{"sku": "milk", "spu": "milk", "title": "纯牛奶", "price_fen": 1250}]
        httpx.put(f"{server.url}/v1/goods", json={"goods": goods}, timeout=60).raise_for_status()
        yield server.url


def paid(mall: str, *orders: str) -> None:
    """Record that orders were paid."""
    events = [{"id": f"e-{order}", "name": "Order Paid", "at": int(time.time() * 1000), "shopper": "s-1",
               "properties": {"order": order, "lines": LINES, "total_fen": 2500}} for order in orders]  # fmt: skip
    httpx.post(f"{mall}/v1/events", json={"events": events}, timeout=60).raise_for_status()


def test_a_merchant_connects_a_system_and_mends_what_was_not_delivered(
    mall: str, page: Page, receiver: Receiver
) -> None:
    page.goto(f"{mall}/#/connections")
    expect(page.get_by_text("还没有订阅")).to_be_visible(timeout=60_000)
    page.locator("[data-test=subscribe]").click()
    page.locator("[data-test=webhook-name] input").fill("仓库系统")
    page.locator("[data-test=webhook-id] input").fill("warehouse")
    page.locator("[data-test=webhook-url] input").fill(receiver.url)
    page.get_by_text("发货", exact=True).click()
    page.get_by_role("button", name="订阅", exact=True).click()
    secret = page.locator("[data-test=webhook-secret] pre").inner_text()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="记好了").click()
    card = page.locator("[data-test=webhook-warehouse]")
    expect(card).to_contain_text("仓库系统")
    expect(card).to_contain_text("顾客要求删除")
    card.locator("[data-test=test-webhook]").click()
    expect(page.get_by_text("对方已收到")).to_be_visible()
    assert receiver.got[0].is_signed_with(secret)
    receiver.answer = lambda message, tries: 500 if message["data"].get("order") == "o2" and tries < 2 else 200
    paid(mall, "o1", "o2", "o3")
    receiver.wait(3)
    undelivered = card.locator("[data-test=undelivered]")
    expect(undelivered).to_contain_text("HTTP 500", timeout=20_000)
    undelivered.locator("[data-test=look]").click()
    expect(undelivered).to_contain_text('"order": "o2"')
    undelivered.locator("[data-test=retry]").click()
    expect(undelivered).to_have_count(0, timeout=20_000)
    assert {each.message["data"]["order"] for each in receiver.accepted("order.paid")} == {"o1", "o2", "o3"}


def test_a_receiver_that_is_gone_says_so_on_the_page_and_goes_on_when_asked(
    mall: str, page: Page, receiver: Receiver
) -> None:
    receiver.answer = lambda message, tries: 410
    body = {"name": "ERP", "url": receiver.url, "topics": ["order.paid"]}
    httpx.put(f"{mall}/v1/webhooks/erp", json=body, timeout=60).raise_for_status()
    paid(mall, "o1")
    page.goto(f"{mall}/#/connections")
    card = page.locator("[data-test=webhook-erp]")
    expect(card).to_contain_text("已暂停", timeout=60_000)
    page.reload()  # elsewhere the navigation looks every quarter of a minute
    expect(page.locator("[data-test=badge-connections]")).to_have_text("1")
    receiver.answer = lambda message, tries: 200
    card.locator("[data-test=resume-webhook]").click()
    page.locator("[data-test=resume-from]").click()
    receiver.wait(1, "order.paid")
    expect(card).to_contain_text("正常", timeout=20_000)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    expect(card).to_contain_text("Order paid")


def test_incoming_and_reading_say_how_to_begin(mall: str, page: Page) -> None:
    page.goto(f"{mall}/#/connections")
    page.locator("[data-test=tab-in]").click()
    hook = page.locator("[data-test=hook-events]")
    expect(hook).to_contain_text(f"{mall}/v1/hooks/events")
    expect(hook).to_contain_text("还没有收到推送")
    httpx.post(f"{mall}/v1/hooks/events", json={"events": []}, timeout=60)
    expect(hook).to_contain_text("来源不明", timeout=30_000)
    hook.locator("[data-test=secret-events]").click()
    expect(hook).to_contain_text("whsec_")
    page.locator("[data-test=tab-mall]").click()
    expect(page.get_by_text("还没有连接商城")).to_be_visible()
    expect(page.get_by_text("[connect]")).to_be_visible()


def test_an_owner_tries_a_mall_sees_what_would_be_refused_and_reads_it(
    mall: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with mariadb(tmp_path_factory.mktemp("db")) as server:
        shop = LitemallShop(server, server.build("litemall"))
        shop.goods((11, 1, "鲜牛奶", "12.50", 40), (12, 2, "酸奶", "9.90", 7))
        shop.shopper(1)
        shop.order(1, 1, 201, 5, (11, 1, "12.50"))
        shop.order(2, 1, 201, 5, (99, 1, "1.00"))
        page.goto(f"{mall}/#/connections")
        page.locator("[data-test=tab-mall]").click(timeout=60_000)
        dsn = page.locator("[data-test=mall-dsn] input")
        expect(dsn).to_have_attribute("type", "password")
        dsn.fill(server.dsn("litemall", password="wrong"))
        page.locator("[data-test=try-mall]").click()
        expect(page.get_by_text("check user and password")).to_be_visible(timeout=60_000)
        dsn.fill(shop.dsn)
        page.locator("[data-test=consented-none]").click()
        page.locator("[data-test=try-mall]").click()
        tried = page.locator("[data-test=tried]")
        expect(tried).to_contain_text("什么都没保存", timeout=60_000)
        expect(tried).to_contain_text("unknown_sku")
        expect(tried).to_contain_text("list it")
        assert httpx.get(f"{mall}/v1/connectors", timeout=60).json()["items"] == []
        page.locator("[data-test=read-mall]").click()
        pulled = page.locator("[data-test=pulled]")
        expect(pulled).to_contain_text("litemall", timeout=60_000)
        expect(dsn).to_have_value("")
        page.get_by_role("button", name="English").click()
        expect(pulled).to_contain_text("Why rows were refused")
        assert httpx.get(f"{mall}/v1/goods/12", timeout=60).json()["title"] == "酸奶"

