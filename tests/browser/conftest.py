"""A real server, a real Chromium, and the console between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.insight_mall import enrich
from tests.browser.small_mall import fill
from tests.server import serving

# Longer than the five seconds of Playwright: the server may have much to do where two browsers and a build share it.
expect.set_options(timeout=20_000)
BUILT = Path(__file__).parents[2] / "src" / "huozhao" / "http" / "console" / "index.html"


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Return Debian's Chromium, driven by Playwright."""
    if not BUILT.exists():
        pytest.skip("the console is not built: make console (needs Node 20+)")
    with sync_playwright() as playwright:
        playwright.selectors.set_test_id_attribute("data-test")
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def full_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods, stock, sixty days of behaviour and a finished run."""
    with serving(tmp_path_factory.mktemp("full")) as server:
        fill(server.url)
        yield server.url


@pytest.fixture(scope="session")
def insight_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of such a server with contact, linked ids, consents, a crowd, a strategy and a portrait."""
    with serving(tmp_path_factory.mktemp("insight")) as server:
        fill(server.url)
        enrich(server.url)
        yield server.url


@pytest.fixture
def empty_mall(browser: Browser, tmp_path: Path) -> Iterator[str]:
    """Return the address of a server that nothing was ever sent to."""
    with serving(tmp_path) as server:
        yield server.url


# The component library's radio group looks at itself once more in a timer when its page has gone already; no code of
# the console asks for elements this way.
LATE_LOOK = "Cannot read properties of null (reading 'querySelector')"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a fresh page that fails the test on any script error and on any request to another host."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: _stay_home(request.url, faults))
    yield opened
    context.close()
    assert [each for each in faults if each != LATE_LOOK] == []


def _stay_home(url: str, faults: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        faults.append(f"asked {url}")
