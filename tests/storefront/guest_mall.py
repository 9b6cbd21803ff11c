"""A mall for guests, sent through the public API, and what a test asks of it on a guest's behalf."""

import json
import time
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.shopping import eventually

SETTINGS = """
[storefront]
guests = true
trial_payment = true

[access]
shopper_rate_per_s = 1000
log_in_rate_per_minute = 10000

[top_up]
hold_out = 0.0
"""
HOUR_MS = 3_600_000
HERE = {"longitude": 113.94, "latitude": 22.535, "system": "wgs84"}
GOODS = (("cup", "保温杯 500ml", "杯壶", 4900), ("towel", "纯棉毛巾", "家纺", 2900), ("mat", "瑜伽垫", "运动", 7900),
         ("coffee", "速溶咖啡 20 条", "冲饮", 3900), ("nuts", "原味坚果", "零食", 5900))


def stock_up(url: str) -> None:
    """List goods, open shops, count stock, start coupons and sales, write knowledge."""
    with httpx.Client(base_url=url, timeout=60) as api:
        goods = [{"sku": sku, "spu": sku, "title": title, "category": ["商城", kind], "price_fen": price}
                 for sku, title, kind, price in GOODS]  # fmt: skip
        _put(api, "goods", {"goods": goods})
        shops = [{"shop": "s1", "name": "南山店", "city": "深圳", "opens": "00:00", "closes": "24:00",
                  "longitude": 113.93, "latitude": 22.53, "system": "wgs84"}]  # fmt: skip
        _put(api, "shops", {"shops": shops})
        counts = [{"key": f"c-{sku}", "sku": sku, "shop": "s1", "on_hand": 500} for sku, *_ in GOODS]
        api.post("/v1/stock/counts", json={"counts": counts}).raise_for_status()
        _start(api, "coupons", "ten_off", {"label": {"zh": "满 99 减 10", "en": "10 off from 99"}, "benefit": {
            "kind": "reduction", "tiers": [{"threshold_fen": 9900, "off_fen": 1000}]}})  # fmt: skip
        now = int(time.time() * 1000)
        times = {"starts_at": now - HOUR_MS, "ends_at": now + 30 * HOUR_MS, "quantity": 100, "per_shopper": 5}
        _start(api, "sales", "flash_cup", {"kind": "flash_sale", "sku": "cup", "price_fen": 2900,
                                           "label": {"zh": "保温杯限时抢", "en": "Flash: cup"}, **times})
        _start(api, "sales", "group_mat", {"kind": "group_buy", "sku": "mat", "price_fen": 5900, "people": 2,
                                           "hours": 4, "label": {"zh": "瑜伽垫两人团", "en": "Mat for two"}, **times})
        passage = {"phrasings": ["几天内可以退货", "how long may I return"], "source": "售后说明",
                   "answer": {"zh": "收货后 7 天内可以退货。", "en": "Within 7 days of receipt."}}  # fmt: skip
        api.put("/v1/knowledge/return_days", json=passage).raise_for_status()


class Guest:
    """The guest of a phone, asked for by the API with the token that the phone keeps."""

    def __init__(self, page: Page, url: str) -> None:
        self._page, self._url = page, url

    @property
    def session(self) -> dict[str, str]:
        """The session as the phone keeps it."""
        kept = self._page.evaluate("localStorage.getItem('huozhao.shop.session')")
        return dict(json.loads(kept)) if kept else {}

    def known(self, but: str = "") -> "Guest":
        """Wait until the phone keeps a token, of another shopper than `but`."""
        kept = eventually(lambda: self.session, lambda seen: bool(seen.get("token")) and seen["shopper"] != but)
        assert kept["token"] and kept["shopper"] != but
        return self

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Ask as this guest; the answer's JSON, None where it has none."""
        answer = httpx.request(method, f"{self._url}{path}", json=body or None, timeout=60,
                               headers={"Authorization": f"Bearer {self.session['token']}"})
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def order(self, sku: str, **more: Any) -> str:
        """Place an order of one piece and return its id."""
        lines = [{"sku": sku, "quantity": 1}]
        return str(self.ask("POST", "/v1/me/orders", key=str(time.time_ns()), lines=lines, place=HERE, **more)["order"])


def enter(page: Page, url: str, where: str) -> Guest:
    """Open a page of the storefront as a new guest and wait until the mall knows them."""
    page.goto("about:blank")  # a change behind # alone would not begin anew
    with page.expect_response("**/v1/storefront/session", timeout=120_000):
        page.goto(f"/shop/#/pages/{where}/{where}")
    return Guest(page, url).known()


def _put(api: httpx.Client, what: str, body: dict[str, Any]) -> None:
    assert api.put(f"/v1/{what}", json=body).raise_for_status().json()["refused"] == []


def _start(api: httpx.Client, what: str, id: str, body: dict[str, Any]) -> None:
    api.put(f"/v1/{what}/{id}", json=body).raise_for_status()
    api.post(f"/v1/{what}/{id}/start", json={}).raise_for_status()
