"""A real server that lets guests in, a real Chromium the size of a phone, and the storefront between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import watched
from tests.server import serving
from tests.storefront.guest_mall import SETTINGS, stock_up
from tests.storefront.wechat_mall import WechatMall, connected

BUILT = Path(__file__).parents[2] / "src" / "huozhao" / "http" / "shop" / "index.html"
# A busy machine takes its time; a test that passes waits for none of this.


@pytest.fixture(scope="session")
def browser(any_browser: Browser) -> Browser:
    """Return the browser; skip where there is nothing to look at."""
    if not BUILT.exists():
        pytest.skip("the storefront is not built: make shop (needs Node 20+)")
    return any_browser


@pytest.fixture(scope="session")
def mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods, shops, stock, coupons, sales and knowledge, in which guests shop."""
    data = tmp_path_factory.mktemp("shop")
    (data / "huozhao.toml").write_text(SETTINGS)
    with serving(data) as server:
        stock_up(server.url)
        yield server.url


@pytest.fixture(scope="session")
def wechat_mall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WechatMall]:
    """Return a server like that which is connected to a fake WeChat."""
    with connected(tmp_path_factory.mktemp("wechat")) as found:
        stock_up(found.url)
        yield found


@pytest.fixture
def phone(browser: Browser, mall: str) -> Iterator[Page]:
    """Return a guest's fresh phone."""
    with watched(browser, viewport={"width": 390, "height": 844}, base_url=mall, has_touch=True) as opened:
        yield opened
