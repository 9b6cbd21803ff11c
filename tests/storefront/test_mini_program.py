"""The mini program as it is built, on a phone whose WeChat is the fake one: logged in, shopped, paid, on record."""

import time

import httpx
import pytest

from tests.doors import bearer
from tests.shopping import eventually
from tests.storefront.guest_mall import HERE
from tests.storefront.wechat_mall import IS_BUILT, WechatMall

pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    not IS_BUILT, reason="the mini program is not built: make clients-test (needs Node 20+)")]  # fmt: skip


def test_who_opens_it_is_logged_in_by_wechat_orders_pays_and_sees_the_order_paid(wechat_mall: WechatMall) -> None:
    seen = wechat_mall.shopped("ann")
    assert seen["shopper"].startswith("wx-") and seen["isInWechat"] is True
    assert (seen["placed"], seen["paid"]) == ("placed", "paid") and seen["orders"] == [seen["order"]]
    payment = wechat_mall.world.payments[seen["order"]]
    assert payment.order["amount"]["total"] == seen["total_fen"] > 0 and payment.transaction_id
    assert payment.order["payer"]["openid"] == wechat_mall.world.openid("ann")
    assert "POST /v1/storefront/session" not in seen["asked"]
    kept = httpx.get(f"{wechat_mall.url}/v1/orders/{seen['order']}").json()
    assert (kept["status"], kept["shopper"]) == ("paid", seen["shopper"])

    httpx.post(f"{wechat_mall.url}/v1/orders/{seen['order']}/ship", json={}).raise_for_status()
    assert eventually(lambda: len(wechat_mall.world.payments[seen["order"]].uploads), bool) == 1


def test_after_a_payment_it_asks_for_care_and_a_tap_on_allow_is_one_message_by_wechats_own_word(
    wechat_mall: WechatMall,
) -> None:
    used = {"templates": {"care": {"uses": ["care"]}}}
    httpx.put(f"{wechat_mall.url}/v1/messages/rules", json=used, timeout=60).raise_for_status()

    def granted() -> int:
        templates = httpx.get(f"{wechat_mall.url}/v1/messages", timeout=60).json()["templates"]
        return sum(each["granted"] for each in templates if each["template"] == "care")

    before = eventually(granted, lambda _: True)
    for taps in (1, 2):
        time.sleep(1)  # WeChat tells when a tap was to the second, and nobody taps twice in one
        assert wechat_mall.shopped("bea")["allowed"] == ["care"]
        assert wechat_mall.world.taps[wechat_mall.world.openid("bea"), "care"] == taps
        assert eventually(granted, (before + taps).__eq__) == before + taps


def test_what_a_guest_ordered_is_there_after_the_log_in(wechat_mall: WechatMall) -> None:
    with httpx.Client(base_url=wechat_mall.url, timeout=60) as http:
        guest = http.post("/v1/storefront/session", json={}).json()
        lines = [{"sku": "cup", "quantity": 1}]
        before = http.post("/v1/me/orders", json={"key": "k", "lines": lines, "place": HERE},
                           headers=bearer(guest["token"])).json()["order"]  # fmt: skip
    seen = wechat_mall.shopped("cai", guest["secret"])
    assert seen["shopper"].startswith("wx-") and set(seen["orders"]) == {before, seen["order"]}
