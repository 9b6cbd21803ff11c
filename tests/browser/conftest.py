"""A real server, a real Chromium, and the console between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.insight_mall import enrich
from tests.browser.small_mall import fill
from tests.browsing import watched
from tests.server import serving

BUILT = Path(__file__).parents[2] / "src" / "huozhao" / "http" / "console" / "index.html"


@pytest.fixture(scope="session")
def browser(any_browser: Browser) -> Browser:
    """Return the browser; skip where there is nothing to look at."""
    if not BUILT.exists():
        pytest.skip("the console is not built: make console (needs Node 20+)")
    return any_browser


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
    with watched(browser, LATE_LOOK, policy=False, viewport={"width": 1440, "height": 900}) as opened:
        yield opened
