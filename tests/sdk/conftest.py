"""A real server, a real Chromium, and the client kit as it is shipped between them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.sdk.kit_page import KIT, Mall, Tab
from tests.server import serving


@pytest.fixture(scope="session")
def kit_browser(any_browser: Browser) -> Browser:
    """Return the browser; skip where there is no kit to run in it."""
    if not KIT.exists():
        pytest.skip("the client kit is not built: make clients-test (needs Node 20+)")
    return any_browser


@pytest.fixture(scope="session")
def kit_mall(kit_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mall]:
    """Return a running mall with goods g0 … g199."""
    with serving(tmp_path_factory.mktemp("kit")) as server:
        mall = Mall(server.url)
        mall.list_goods(200)
        yield mall
        mall.close()


@pytest.fixture
def tab(kit_browser: Browser, kit_mall: Mall, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """Return a tab of a shopper of its own, who has not opened anything yet."""
    context = kit_browser.new_context(viewport={"width": 390, "height": 844})
    yield Tab(context, kit_mall, f"shopper-{request.node.name[-40:]}")
    context.close()
