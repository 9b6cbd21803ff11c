"""A walk through size advice: how a product runs, whose size is which, what they would be told, what a talk answers."""

import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.size_mall import fill_sizes
from tests.server import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def size_mall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with goods in sizes, and a shopper who asked for hers in a talk."""
    with serving(tmp_path_factory.mktemp("size")) as server, httpx.Client(base_url=server.url, timeout=60) as api:
        fill_sizes(server.url, time.time())
        token = api.post("/v1/shopper-tokens", json={"shopper": "li", "ttl_s": 3600}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for text in ("修身衬衫我穿什么尺码", "转人工"):
            api.post("/v1/me/assistant", json={"text": text}, headers=headers).raise_for_status()
        yield server.url


def test_a_product_shows_how_it_runs_size_by_size(page: Page, size_mall: str) -> None:
    page.goto(f"{size_mall}/#/sku/shirt-M")
    curve = page.get_by_test_id("size-curve")
    expect(curve).to_contain_text("偏小")
    expect(curve.get_by_role("img", name="各尺码的反馈")).to_be_visible()


def test_a_shopper_s_size_is_shown_and_what_they_would_be_told(page: Page, size_mall: str) -> None:
    page.goto(f"{size_mall}/#/shoppers/li")
    sizes = page.get_by_test_id("sizes")
    expect(sizes.get_by_role("row").filter(has_text="女装上身")).to_contain_text("M")
    sizes.get_by_test_id("size-spu").locator("input").fill("shirt")
    sizes.get_by_test_id("size-ask").click()
    expect(sizes.get_by_test_id("size-told")).to_contain_text("你上次买的 M 码合身")
    expect(sizes.get_by_test_id("size-told")).to_contain_text("建议 L")
    sizes.get_by_test_id("size-spu").locator("input").fill("nothing")
    sizes.get_by_test_id("size-ask").click()
    expect(sizes.get_by_role("alert")).to_be_visible()


def test_who_buys_for_two_is_asked_for_whom(page: Page, size_mall: str) -> None:
    page.goto(f"{size_mall}/#/shoppers/mum")
    sizes = page.get_by_test_id("sizes")
    expect(sizes).to_contain_text("像是给两个人买")
    sizes.get_by_test_id("size-spu").locator("input").fill("tee")
    sizes.get_by_test_id("size-ask").click()
    expect(sizes.get_by_test_id("size-told")).to_contain_text("给谁买")
    sizes.get_by_role("button", name="穿 XL 的人").click()
    expect(sizes.get_by_test_id("size-told")).to_contain_text("建议 XL")


def test_a_talk_answers_with_the_same_advice(page: Page, size_mall: str) -> None:
    page.goto(f"{size_mall}/#/service")
    page.get_by_test_id("talk-waiting").first.click()
    expect(page.get_by_test_id("turns")).to_contain_text("建议 L")
