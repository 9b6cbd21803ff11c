"""Who is held out of top-ups sees no gap to a discount, neither in the cart nor at checkout; others do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import watched
from tests.doors import bearer
from tests.server import serving
from tests.storefront.guest_mall import SETTINGS, stock_up

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
MAT = {"sku": "mat", "title": "瑜伽垫", "category": [], "image": None, "price_fen": 7900, "quantity": 1, "chosen": True}
KEEP = "kept => Object.entries(kept).forEach(([name, value]) => localStorage.setItem('huozhao.shop.' + name, value))"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Return the address of a mall that holds half of its shoppers out of top-ups."""
    (tmp_path / "huozhao.toml").write_text(SETTINGS.replace("hold_out = 0.0", "hold_out = 0.5"))
    with serving(tmp_path) as server:
        stock_up(server.url)
        yield server.url


def test_the_held_out_see_no_gap_in_the_cart_or_at_checkout(browser: Browser, url: str) -> None:
    with watched(browser, **PHONE, base_url=url) as phone:
        for arm, is_told in (("treatment", True), ("hold_out", False)):
            _shop_as(phone, _guest(url, arm))
            with phone.expect_response("**/v1/quotes"), phone.expect_response("**/v1/top-up"):
                _open(phone, "cart")
            expect(phone.get_by_text("正在计价")).to_have_count(0)
            expect(phone.get_by_test_id("top-up")).to_have_count(int(is_told))
            _open(phone, "checkout")
            expect(phone.get_by_test_id("quote")).to_contain_text("应付")
            expect(phone.get_by_test_id("quote").get_by_text("不能用")).to_have_count(int(is_told))


def _guest(url: str, arm: str) -> dict[str, Any]:
    """Return the session of a guest of an arm who agreed to be looked at and holds the coupon."""
    for _ in range(64):
        session = httpx.post(f"{url}/v1/storefront/session", json={}).json()
        with httpx.Client(base_url=url, headers=bearer(session["token"]), timeout=60) as me:
            agreed = {"consents": [{"purpose": "personalisation", "given": True}]}
            me.put("/v1/me/consents", json=agreed).raise_for_status()
            asked = {"shopper": session["shopper"], "lines": [{"sku": "mat", "quantity": 1}]}
            if me.post("/v1/quotes", json=asked).json()["arm"] == arm:
                me.post("/v1/me/coupons/ten_off/claim").raise_for_status()
                return dict(session)
    raise AssertionError(f"nobody of 64 guests came into {arm}")


def _shop_as(phone: Page, session: dict[str, Any]) -> None:
    phone.goto("/shop/")
    phone.evaluate("localStorage.clear()")
    phone.evaluate(KEEP, {"session": json.dumps(session), "cart": json.dumps([MAT])})


def _open(phone: Page, where: str) -> None:
    phone.goto("about:blank")
    phone.goto(f"/shop/#/pages/{where}/{where}")
