"""A real server that lets guests in, a real Chromium the size of a phone, and the storefront between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.server import serving
from tests.storefront.guest_mall import SETTINGS, stock_up

BUILT = Path(__file__).parents[2] / "src" / "huozhao" / "http" / "shop" / "index.html"
# A busy machine takes its time; a test that passes waits for none of this.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Return Debian's Chromium, driven by Playwright."""
    if not BUILT.exists():
        pytest.skip("the storefront is not built: make shop (needs Node 20+)")
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods, shops, stock, coupons, sales and knowledge, in which guests shop."""
    data = tmp_path_factory.mktemp("shop")
    (data / "huozhao.toml").write_text(SETTINGS)
    with serving(data) as server:
        stock_up(server.url)
        yield server.url


@pytest.fixture
def phone(browser: Browser, mall: str) -> Iterator[Page]:
    """Return a guest's fresh phone; the test fails on a script error, a broken policy, or a request to another host."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=mall, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith((mall, "data:", "blob:"))
            else faults.append(f"asked {asked.url}"))
    yield page
    context.close()
    assert faults == []
