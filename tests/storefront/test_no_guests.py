"""A mall that is set otherwise: it lets no guests in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import watched
from tests.server import serving

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_a_mall_that_lets_no_guests_in_says_so_and_not_that_the_network_is_gone(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path) as server, watched(browser, **PHONE, base_url=server.url) as phone:
        for page in ("home", "category", "cart"):
            _open(phone, page)
            expect(phone.locator("uni-page")).to_be_visible()
            expect(phone.get_by_text("网络不通")).to_have_count(0)
            if page != "cart":
                expect(phone.get_by_text("从商城登录").first).to_be_visible()
                expect(phone.get_by_test_id("go-home")).to_have_count(0)  # home says the same
                with phone.expect_request("**/v1/storefront/session"):
                    phone.get_by_test_id("retry").first.click()


def _open(phone: Page, where: str, query: str = "") -> None:
    phone.goto("about:blank")
    phone.goto(f"/shop/#/pages/{where}/{where}{query}")
