"""Other systems push what happened: signed JSON from anybody, CRMEB in its own bodies; each thing counts once."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors import Door, code, door

PAY = int(time.time()) - 3600
# As CRMEB 5.4 builds it, with the personal fields that must not be taken up.
ORDER = {
    "id": 31, "pid": 0, "order_id": "cp526748389", "trade_no": "4200", "uid": 77, "freight_price": "0.00",
    "real_name": "王小明", "user_phone": "13812345678", "user_address": "上海市人民路 1 号", "total_num": 3,
    "total_price": "50.00", "pay_price": "44.90", "coupon_price": "5.00", "deduction_price": "0.10", "paid": 1,
    "pay_time": PAY, "pay_type": "weixin", "pay_type_name": "微信支付", "add_time": PAY - 60, "status": 0,
    "items": [
        {"cart_id": "1", "store_name": "纯牛奶", "suk": "250ml,12 盒", "image": "", "price": "12.50", "cart_num": 2,
         "surplus_num": 2, "refund_num": 0},
        {"cart_id": "2", "store_name": "酸奶", "suk": "默认", "image": "", "price": "19.90", "cart_num": 1}],
}  # fmt: skip
REFUND = {"id": 9, "uid": 77, "order_id": "rf1", "refund_type": 1, "refund_price": "12.50", "items": [],
          "refund_phone": "13812345678", "refund_reason": "收货地址填错了", "refund_explain": "", "add_time": PAY,
          "order": {"id": 31, "order_id": "cp526748389"}}  # fmt: skip


@pytest.fixture
def mall() -> Iterator[Door]:
    with door(users=False) as opened:
        goods = [{"sku": "A-1", "spu": "A", "title": "纯牛奶 250ml 12 盒"}, {"sku": "B-1", "spu": "B", "title": "酸奶"}]
        found = opened.http.put("/v1/goods", json={"goods": goods})
        assert found.json()["refused"] == []
        opened.app.folds.catch_up()
        yield opened


def secret(mall: Door, hook: str) -> str:
    answer = mall.http.get(f"/v1/hook-secrets/{hook}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


def signed(key: str, body: bytes, id: str = "msg-1", at: int = 0) -> dict[str, str]:
    """Sign as any library of Standard Webhooks does."""
    stamp = str(at or int(time.time()))
    mark = hmac.new(base64.b64decode(key.removeprefix("whsec_")), f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    return {"webhook-id": id, "webhook-timestamp": stamp, "content-type": "application/json",
            "webhook-signature": "v1," + base64.b64encode(mark.digest()).decode()}  # fmt: skip


def viewed(id: str = "e1") -> bytes:
    event = {"id": id, "name": "Order Shipped", "at": PAY * 1000, "shopper": "77", "properties": {"order": "o1"}}
    return json.dumps({"events": [event]}).encode()


def happened(mall: Door, name: str) -> list[Any]:
    return [each.event for each in mall.app.log.read(0, 1_000) if each.event.name == name]


def test_signed_events_are_recorded_and_a_message_sent_again_counts_once(mall: Door) -> None:
    key, body = secret(mall, "events"), viewed()
    first = mall.http.post("/v1/hooks/events", content=body, headers=signed(key, body))
    again = mall.http.post("/v1/hooks/events", content=body, headers=signed(key, body))
    assert (first.status_code, first.json()["accepted"], again.json()["duplicate"]) == (200, 1, 1)
    assert len(happened(mall, "Order Shipped")) == 1


def test_a_body_that_was_changed_an_old_message_and_a_missing_signature_are_refused(mall: Door) -> None:
    key, body = secret(mall, "events"), viewed()
    replayed = signed(key, body, at=int(time.time()) - 301)
    cases = [(viewed("e2"), signed(key, body), "signature_wrong"), (body, replayed, "timestamp_old"),
             (body, signed(key, body, at=int(time.time()) + 330), "timestamp_old"), (body, {}, "signature_missing"),
             (body, {**signed(key, body), "webhook-id": "msg-2"}, "signature_wrong"),
             (body, signed("whsec_" + base64.b64encode(bytes(32)).decode(), body), "signature_wrong")]
    for content, headers, why in cases:
        answer = mall.http.post("/v1/hooks/events", content=content, headers=headers)
        assert (answer.status_code, code(answer)) == (401, why)
    assert not happened(mall, "Order Shipped")


def test_a_renewed_secret_ends_the_old_one(mall: Door) -> None:
    key, body = secret(mall, "events"), viewed()
    renewed = mall.http.post("/v1/hook-secrets/events").json()["secret"]
    assert renewed != key
    assert mall.http.post("/v1/hooks/events", content=body, headers=signed(key, body)).status_code == 401
    assert mall.http.post("/v1/hooks/events", content=body, headers=signed(renewed, body)).status_code == 200


def test_only_owners_see_a_secret_and_a_hook_needs_no_log_in() -> None:
    with door() as mall:
        assert mall.http.get("/v1/hook-secrets/events", headers=mall.log_in("operator")).status_code == 403
        assert mall.http.get("/v1/hook-secrets/events").status_code == 401
        key, body = mall.app.hooks.shown("events"), viewed()
        assert mall.http.post("/v1/hooks/events", content=body, headers=signed(key, body)).json()["accepted"] == 1


def crmeb(mall: Door, what: str, body: dict[str, Any], token: str = "") -> Any:
    """Push as CRMEB does: first a token, then the body with the token in the query."""
    if not token:
        asked = {"push_account": "huozhao", "push_password": secret(mall, "crmeb")}
        told = mall.http.post("/v1/hooks/crmeb/token", json=asked).json()
        assert told["code"] == 0 and told["time"] > 0
        token = told["token"]
    return mall.http.post(f"/v1/hooks/crmeb/{what}?pushToken={token}", json=body)


def test_an_order_of_crmeb_finds_its_goods_by_their_words_and_counts_once(mall: Door) -> None:
    assert crmeb(mall, "order-created", {**ORDER, "paid": 0, "pay_time": 0}).json()["code"] == 0
    assert crmeb(mall, "order-paid", ORDER).json() == {"code": 0, "accepted": 1, "duplicate": 0, "refused": 0}
    assert crmeb(mall, "order-paid", ORDER).json()["duplicate"] == 1
    (placed,), (paid,) = happened(mall, "Order Placed"), happened(mall, "Order Paid")
    assert (placed.at, paid.at, paid.shopper) == ((PAY - 60) * 1000, PAY * 1000, "77")
    assert [(each.sku, each.quantity, each.price_fen) for each in paid.properties.lines] == [
        ("A-1", 2, 1250), ("B-1", 1, 1990)]  # fmt: skip
    assert (paid.properties.total_fen, paid.properties.discount_fen) == (4490, 510)
    assert paid.properties.payment_method == "微信支付"
    told = repr(mall.app.log.read(0, 1_000)) + repr(mall.app.documents.list("failed_event"))
    assert not any(word in told for word in ("13812345678", "王小明", "人民路"))


def test_goods_that_are_not_known_are_refused_by_their_words_and_crmeb_need_not_try_again(mall: Door) -> None:
    unknown = {**ORDER, "items": [{**ORDER["items"][1], "store_name": "新品奶酪"}]}  # type: ignore[index]
    assert crmeb(mall, "order-paid", unknown).json() == {"code": 0, "accepted": 0, "duplicate": 0, "refused": 1}
    (failed,) = mall.app.documents.list("failed_event")
    assert failed.body["code"] == "unknown_sku" and "新品奶酪" in failed.body["message"]


def test_a_refund_that_is_asked_for_is_a_talk_and_no_return_yet(mall: Door) -> None:
    for what in ("refund-created", "refund-cancelled"):
        assert crmeb(mall, what, REFUND).json()["accepted"] == 1
    talks = happened(mall, "Service Talked")
    assert [(each.properties.topic, each.properties.order) for each in talks] == [
        ("申请退款", "cp526748389"), ("取消退款申请", "cp526748389")]  # fmt: skip
    assert not happened(mall, "Order Returned")
    assert crmeb(mall, "user-updated", {"uid": 77, "type": "money", "value": -5}).json()["accepted"] == 0


def test_crmeb_needs_its_password_its_token_and_a_body_that_it_would_send(mall: Door) -> None:
    wrong = {"push_account": "huozhao", "push_password": "guess"}
    assert mall.http.post("/v1/hooks/crmeb/token", json=wrong).status_code == 401
    for token in ("x", "9999999999.00", f"{int(time.time()) + 60}.{'0' * 64}"):
        assert code(crmeb(mall, "order-paid", ORDER, token)) == "token_wrong"
    assert code(crmeb(mall, "order-paid", {"order_id": "x"})) == "push_unreadable"
    assert code(crmeb(mall, "order-lost", ORDER)) == "unknown_hook"


@pytest.mark.parametrize("stamp", ["²", "9" * 5_000, "-1", ""])
def test_a_stamp_that_is_no_number_is_refused_and_no_fault_of_ours(mall: Door, stamp: str) -> None:
    headers = [(b"webhook-id", b"m"), (b"webhook-signature", b"v1,x"), (b"webhook-timestamp", stamp.encode("latin-1"))]
    assert mall.http.post("/v1/hooks/events", content=viewed(), headers=headers).status_code == 401
    assert crmeb(mall, "order-paid", ORDER, token=f"{stamp}.mark").status_code == 401


def test_what_came_through_a_hook_is_counted_and_so_are_messages_of_strangers(mall: Door) -> None:
    def counts(hook: str) -> dict[str, Any]:
        items: list[dict[str, Any]] = mall.http.get("/v1/hooks").json()["items"]
        return next(each for each in items if each["hook"] == hook)

    assert counts("events")["received_at"] is None and counts("crmeb")["unproven"] == 0
    key = secret(mall, "events")
    for _ in range(2):
        mall.http.post("/v1/hooks/events", content=viewed(), headers=signed(key, viewed()))
    mall.http.post("/v1/hooks/events", content=viewed(), headers={})
    mall.http.post("/v1/hooks/crmeb/token", json={"push_account": "huozhao", "push_password": "wrong"})
    found = counts("events")
    assert [found[name] for name in ("accepted", "duplicate", "refused", "unproven")] == [1, 1, 0, 1]
    assert found["received_at"] and found["unproven_at"] and counts("crmeb")["unproven"] == 1
