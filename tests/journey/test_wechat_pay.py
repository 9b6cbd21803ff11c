"""Orders paid through WeChat: announced, paid once whatever is repeated, and shipped so that the money comes free."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from huozhao.flows.orders.steps import Steps
from huozhao.sandbox.pay import notice, paid
from huozhao.sandbox.world import key_pair
from huozhao.settings import Storage
from tests.paying import Both, begun, log_in, notified, ordered, paying, status, trade
from tests.shopping import eventually


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with paying(tmp_path_factory.mktemp("keys"), Storage(backend="memory")) as both:
        yield both


def test_an_order_is_paid_by_what_wechat_signs_and_only_once(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "ann")
    order = ordered(mall, shopper, "order-ann-1")
    first = begun(mall, header, order)
    assert first["number"] == order and first["payment"]["signType"] == "RSA"
    text = f"{fake.world.appid}\n{first['payment']['timeStamp']}\n{first['payment']['nonceStr']}\n"
    text += f"{first['payment']['package']}\n"
    key_pair("merchant").public_key().verify(base64.b64decode(first["payment"]["paySign"]), text.encode(),
                                             padding.PKCS1v15(), hashes.SHA256())
    assert begun(mall, header, order)["payment"]["package"] == first["payment"]["package"]
    before = mall.app.log.head()
    assert notified(mall, fake, order).status_code == 200 and status(mall, order) == "paid"
    for _ in range(3):
        assert notified(mall, fake, order).status_code == 200
    assert mall.app.log.head() == before + 1, "told four times, paid once"
    assert trade(mall, order)["state"] == "paid" and trade(mall, order)["paid_fen"] == 2000
    assert mall.http.post("/v1/me/wechat/payments", json={"order": order}, headers=header).status_code == 409


def test_an_order_of_somebody_else_is_as_one_that_is_not_there(shared: Both) -> None:
    mall, fake = shared
    shopper, _ = log_in(mall, fake, "bea")
    order = ordered(mall, shopper, "order-bea-1")
    _, other = log_in(mall, fake, "bob")
    answer = mall.http.post("/v1/me/wechat/payments", json={"order": order}, headers=other)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_order")


def test_a_notice_that_is_old_forged_or_for_another_merchant_pays_nothing(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "cat")
    order = begun(mall, header, ordered(mall, shopper, "order-cat-1"))["number"]
    assert notified(mall, fake, order, late_s=301).json()["error"]["field"] == "Wechatpay-Timestamp"
    assert notified(mall, fake, order, mchid="1").json()["error"]["field"] == "mchid"
    headers, body = notice(fake.world, paid(fake.world, order), {})
    answer = mall.http.post("/v1/wechat/pay", content=body.replace(b"SUCCESS", b"SUCCESs"), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "notice_forged")
    assert mall.http.post("/v1/wechat/pay", content=body).status_code == 401
    assert status(mall, order) == "placed"


def test_money_for_which_nothing_can_be_sold_waits_for_a_person(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "dan")
    cheap = begun(mall, header, ordered(mall, shopper, "order-dan-1"))["number"]
    assert notified(mall, fake, cheap, amount={"total": 1}).status_code == 200
    late = begun(mall, header, ordered(mall, shopper, "order-dan-2"))["number"]
    assert mall.http.post(f"/v1/orders/{late}/cancel").status_code == 200
    assert notified(mall, fake, late).status_code == 200
    odd = {each["number"]: each["reason"] for each in mall.get("/v1/wechat/payments?status=odd")["items"]}
    assert odd[cheap] == "amount_differs" and odd[late] == "order_state"
    assert (status(mall, cheap), status(mall, late)) == ("placed", "cancelled")
    assert mall.get("/v1/wechat")["odd"] == 2
    settled = mall.http.post(f"/v1/wechat/payments/{late}/settle")
    assert settled.json()["state"] == "settled" and mall.get("/v1/wechat")["odd"] == 1
    assert mall.http.post(f"/v1/wechat/payments/{late}/settle").status_code == 409
    notified(mall, fake, late)
    assert mall.get("/v1/wechat")["odd"] == 1, "told again, it stays settled"
    assert mall.http.post(f"/v1/wechat/payments/{late}/reopen").json()["state"] == "odd"
    assert mall.get("/v1/wechat")["odd"] == 2


def test_money_is_frozen_until_the_shipping_is_uploaded_and_a_stumble_is_tried_again(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "eve")
    order = begun(mall, header, ordered(mall, shopper, "order-eve-1"))["number"]
    notified(mall, fake, order)
    shipments = mall.app.wechat.require_payments().shipments
    shipments.upload()
    funds = {each["out_trade_no"]: each["funds"] for each in fake.seen()["payments"]}
    assert funds[order] == "frozen", "nothing has left yet"
    fake.act("faults", path="/wxa/sec/order/upload_shipping_info", times=1, errcode=10060012)
    assert mall.http.post(f"/v1/orders/{order}/ship").status_code == 200
    assert "10060012" in eventually(lambda: trade(mall, order)["error"], bool)
    told = {"logistics": "express", "tracking_no": "SF1", "express_company": "SF"}
    assert mall.http.post(f"/v1/wechat/payments/{order}/shipping", json=told).status_code == 200
    assert eventually(lambda: trade(mall, order)["shipped_at"], bool) and trade(mall, order)["error"] == ""
    payment = next(each for each in fake.seen()["payments"] if each["out_trade_no"] == order)
    assert payment["funds"] == "free" and payment["uploads"][0]["shipping_list"][0]["tracking_no"] == "SF1"
    assert shipments.upload() == 0, "uploaded once"


def test_a_parcel_whose_number_is_told_after_the_upload_is_uploaded_anew_as_often_as_wechat_takes_it(
    shared: Both
) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "kat")
    order = begun(mall, header, ordered(mall, shopper, "order-kat-1"))["number"]
    notified(mall, fake, order)
    mall.http.post(f"/v1/orders/{order}/ship")
    assert eventually(lambda: trade(mall, order)["shipped_at"], bool)

    def tell(number: str) -> Any:
        told = {"logistics": "express", "tracking_no": number, "express_company": "SF"}
        return mall.http.post(f"/v1/wechat/payments/{order}/shipping", json=told).json()

    def at_wechat() -> list[str]:
        payment = next(each for each in fake.seen()["payments"] if each["out_trade_no"] == order)
        return [each["shipping_list"][0].get("tracking_no", "") for each in payment["uploads"]]

    fake.act("faults", path="/wxa/sec/order/upload_shipping_info", times=3, status=500)
    assert tell("SF1")["error"]["code"] == "wechat_unreadable" and trade(mall, order)["logistics"] == "city"
    assert [tell("SF1")["tracking_no"] for _ in range(2)] == ["SF1", "SF1"] and at_wechat() == ["", "SF1"]
    assert "10060003" in tell("SF2")["error"]["message"], "WeChat takes no third one"
    assert trade(mall, order)["tracking_no"] == "SF1" and at_wechat() == ["", "SF1"]


def test_a_lost_answer_to_an_upload_is_no_second_shipping(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "fay")
    order = begun(mall, header, ordered(mall, shopper, "order-fay-1"))["number"]
    notified(mall, fake, order)
    fake.act("faults", path="/wxa/sec/order/upload_shipping_info", times=1, lost=True)
    mall.http.post(f"/v1/orders/{order}/ship")
    assert eventually(lambda: trade(mall, order)["shipped_at"], bool)
    payment = next(each for each in fake.seen()["payments"] if each["out_trade_no"] == order)
    assert len(payment["uploads"]) == 1 and payment["uploads"][0]["logistics_type"] == 2


def test_an_order_has_a_card_in_the_chat_list_that_moves_on_with_it(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "hal")
    order = begun(mall, header, ordered(mall, shopper, "order-hal-1"))["number"]
    cards = mall.app.wechat.cards
    assert cards is not None
    documents = cards.trades.documents
    fake.act("faults", path="/wxa/set_user_notify", times=100_000, errcode=85438)
    notified(mall, fake, order)

    def card() -> dict[str, Any]:
        mine = [each for each in fake.seen()["cards"] if each["openid"] == fake.world.openid("hal")]
        return dict(json.loads(mine[0]["content_json"])) if mine else {}

    def tried_again() -> dict[str, Any]:
        for waiting in documents.list("wechat_card"):
            documents.put("wechat_card", waiting.id, {**waiting.body, "next_at": 0})
        cards.work()
        return card()

    mine = f"{order}:paid"
    refused = eventually(lambda: documents.get("wechat_card", mine), lambda found: found and found.body["tries"])
    assert refused and tried_again() == {}, "WeChat does not know the payment yet"
    fake.world.faults.clear()
    paid_card = eventually(tried_again, bool)
    assert (paid_card["cur_status"], paid_card["product_count"]) == (1, 2)
    assert paid_card["wxa_path_query"] == "pages/order/order?order=order-hal-1"
    assert paid_card["product_list"]["info_list"][0]["product_path_query"] == "pages/product/product?sku=mask"
    for step in ("ship", "deliver"):
        assert mall.http.post(f"/v1/orders/{order}/{step}").status_code == 200
    assert eventually(card, lambda found: found.get("cur_status") == 8)["arrival_time"] > 0


def test_wechat_is_told_of_each_step_of_a_card_once_however_many_folds_take_it_up(tmp_path: Path) -> None:
    with paying(tmp_path, Storage(data=tmp_path / "mall")) as (mall, fake):
        shopper, header = log_in(mall, fake, "lou")
        order = begun(mall, header, ordered(mall, shopper, "order-lou-1"))["number"]
        notified(mall, fake, order)
        for step in ("ship", "deliver"):
            assert mall.http.post(f"/v1/orders/{order}/{step}").status_code == 200
        eventually(lambda: [json.loads(each["content_json"])["cur_status"] for each in fake.seen()["cards"]],
                   lambda found: found == [8])  # fmt: skip
        assert mall.app.folds.reached(mall.app.log.head(), 60)
        waiting = mall.app.orders.documents
        assert eventually(lambda: waiting.count("wechat_card"), lambda found: found == 0) == 0
        told = fake.seen()["calls"]["/wxa/set_user_notify"]
        assert told == 2, "paid and delivered: the card of a ride says nothing of when it left"


def test_what_was_paid_before_a_crash_is_shipped_after_it(tmp_path: Path) -> None:
    storage = Storage(data=tmp_path / "mall")
    with paying(tmp_path, storage) as (mall, fake):
        shopper, header = log_in(mall, fake, "gus")
        order = begun(mall, header, ordered(mall, shopper, "order-gus-1"))["number"]
        desk = mall.app.wechat.require_payments()
        headers, body = notice(fake.world, paid(fake.world, order), {})
        desk.trades.documents.delete("wechat_unshipped")
        assert desk.take(headers, body, mall.app.clock()) == "paid"
        # As if the mall had died between the sale and the note that it is to be shipped: WeChat tells again.
        desk.trades.documents.delete("wechat_unshipped")
        assert desk.take(headers, body, mall.app.clock()) == "paid"
        assert desk.shipments.error_of(order) == "" and desk.trades.documents.count("wechat_unshipped") == 1


@pytest.mark.parametrize(("steps", "back"), [(("ship",), 0), (("ship", "deliver"), 0), (("cancel",), 2000),
                                             (("ship", "return"), 2000)])  # fmt: skip
def test_what_was_sold_before_a_crash_counts_as_paid_however_far_its_order_went_until_wechat_told_again(
    shared: Both, steps: tuple[str, ...], back: int
) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "jon")
    order = begun(mall, header, ordered(mall, shopper, f"order-jon-{'-'.join(steps)}"))["number"]
    # As if the mall had died between the sale and the book of payments.
    Steps(mall.app.orders).pay(order, "wechat", mall.app.clock())
    for step in steps:
        assert mall.http.post(f"/v1/orders/{order}/{step}", json={} if step == "return" else None).status_code == 200
    assert notified(mall, fake, order).status_code == notified(mall, fake, order).status_code == 200
    assert (trade(mall, order)["state"], trade(mall, order)["reason"]) == ("paid", "")
    assert eventually(lambda: trade(mall, order)["refund_fen"], lambda found: found == back) == back
    if "cancel" not in steps:
        assert eventually(lambda: trade(mall, order)["shipped_at"], bool), "its money is not frozen for ever"


@pytest.mark.parametrize("steps", [("pay",), ("pay", "ship")])
def test_an_order_that_was_paid_otherwise_meanwhile_is_paid_twice_and_waits_for_a_person(
    shared: Both, steps: tuple[str, ...]
) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "ivy")
    order = begun(mall, header, ordered(mall, shopper, f"order-ivy-{len(steps)}"))["number"]
    for step in steps:
        assert mall.http.post(f"/v1/orders/{order}/{step}", json={"payment_method": "cash"} if step == "pay" else None
                              ).status_code == 200
    assert notified(mall, fake, order).status_code == notified(mall, fake, order).status_code == 200
    odd = [each for each in mall.get("/v1/wechat/payments?status=odd")["items"] if each["order"] == order]
    assert [(each["reason"], each["paid_fen"]) for each in odd] == [("paid_twice", 2000)]
    assert mall.get(f"/v1/orders/{order}")["status"] == ("paid", "shipped")[len(steps) - 1]
