"""Money that goes back through WeChat Pay: by itself when an order ends, once whatever fails, seen by both sides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from huozhao.flows.wechat.refund_book import OPEN, REFUND
from huozhao.flows.wechat.refunds import OWED, Refunds
from huozhao.sandbox.pay import enveloped, paid
from huozhao.sandbox.refunds import end, notice_of
from huozhao.settings import Storage
from tests.paying import Both, begun, bought, log_in, notified, ordered, paying, status, trade, written
from tests.server import serving
from tests.shopping import Mall, eventually
from tests.wechatting import Fake, wechat

ASK = "/v3/refund/domestic/refunds"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with paying(tmp_path_factory.mktemp("keys"), Storage(backend="memory")) as both:
        yield both


def sold(both: Both, user: str) -> tuple[str, dict[str, str]]:
    """Let a user order two masks for 20 yuan and pay; return the order and the user's header."""
    mall, fake = both
    shopper, header = log_in(mall, fake, user)
    order = begun(mall, header, ordered(mall, shopper, f"order-{user}"))["number"]
    assert notified(mall, fake, order).status_code == 200 and status(mall, order) == "paid"
    return order, header


def step(mall: Mall, order: str, name: str, **body: Any) -> None:
    answer = mall.http.post(f"/v1/orders/{order}/{name}", json=body)
    assert answer.status_code == 200, answer.text


def refunds(mall: Mall, order: str) -> list[dict[str, Any]]:
    return list(mall.get(f"/v1/wechat/refunds?order={order}")["items"])


def state(mall: Mall, order: str) -> list[tuple[str, int]]:
    return [(each["state"], each["fen"]) for each in refunds(mall, order)]


def becomes(mall: Mall, order: str, *wanted: tuple[str, int]) -> bool:
    """Wait until an order's refunds stand as wanted."""
    return bool(eventually(lambda: state(mall, order), lambda found: found == list(wanted)) == list(wanted))


def at_wechat(fake: Fake, order: str) -> list[dict[str, Any]]:
    transaction = fake.world.payments[order].transaction_id
    return [each for each in fake.seen()["refunds"] if each["transaction_id"] == transaction]


def desk(mall: Mall) -> Refunds:
    return mall.app.wechat.require_payments().refunds


def told(both: Both, number: str, ended: str) -> httpx.Response:
    """Let a refund end, and WeChat tell the mall."""
    mall, fake = both
    found = fake.world.refunds[number]
    if found.status != ended:
        end(fake.world, found, ended)
    headers, body = notice_of(fake.world, found)
    answer: httpx.Response = mall.http.post("/v1/wechat/pay", content=body, headers=headers)
    return answer


def due_now(mall: Mall) -> None:
    """Let every refund that waits be due, as if its pause were over."""
    documents = desk(mall).trades.documents
    for each in documents.list(OPEN):
        documents.put(OPEN, each.id, {**each.body, "next_at": 0})


def test_a_cancelled_order_gives_its_money_back_by_itself_and_the_shopper_reads_how_it_stands(shared: Both) -> None:
    mall, fake = shared
    order, header = sold(shared, "ann")
    step(mall, order, "cancel")
    assert becomes(mall, order, ("processing", 2000))
    mine = mall.http.get(f"/v1/me/orders/{order}", headers=header).json()["refunds"]
    assert mine[0]["fen"] == 2000 and "原路退回" in mine[0]["said"]["zh"]
    number = refunds(mall, order)[0]["number"]
    for _ in range(3):
        assert told(shared, number, "SUCCESS").status_code == 200
    assert state(mall, order) == [("refunded", 2000)] and refunds(mall, order)[0]["to"] == "支付用户零钱"
    assert mall.http.get(f"/v1/me/orders/{order}", headers=header).json()["refunds"][0]["state"] == "refunded"
    assert (trade(mall, order)["refund_fen"], trade(mall, order)["refunded_fen"]) == (2000, 2000)
    step(mall, order, "cancel")
    desk(mall).work()
    assert len(at_wechat(fake, order)) == 1, "cancelled again, nothing more goes back"


def test_goods_that_come_back_in_parts_are_paid_back_in_parts_and_never_more_than_was_paid(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "bob")
    step(mall, order, "ship")
    step(mall, order, "deliver")
    step(mall, order, "return", lines=[{"sku": "mask", "quantity": 1}])
    assert becomes(mall, order, ("processing", 1000))
    step(mall, order, "return", lines=[{"sku": "mask", "quantity": 1}])
    assert becomes(mall, order, ("processing", 1000), ("waiting", 1000)), "WeChat wants a minute between two"
    fake.world.refunds[refunds(mall, order)[0]["number"]].at -= 61
    due_now(mall)
    documents = desk(mall).trades.documents
    first = documents.get(REFUND, refunds(mall, order)[0]["number"])
    assert first is not None
    documents.put(REFUND, first.id, {**first.body, "asked_at": first.body["asked_at"] - 61_000})
    desk(mall).work()
    assert state(mall, order)[1] == ("processing", 1000)
    assert sum(each["fen"] for each in at_wechat(fake, order)) == 2000
    assert trade(mall, order)["refund_fen"] == 2000


def test_what_somebody_tells_of_an_order_moves_no_money(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "cat")
    lie = {"id": f"order:{order}:returned:0", "name": "Order Returned", "at": "2026-11-28T00:00:00Z",
           "properties": {"order": order, "refund_fen": 2000, "lines": [
               {"sku": "mask", "quantity": 2, "price_fen": 1000}]}}  # fmt: skip
    mall.http.post("/v1/events", json={"events": [lie]})
    follower = mall.app.wechat.follower
    assert follower is not None
    follower.look()
    assert refunds(mall, order) == [] and at_wechat(fake, order) == []


def test_a_lost_answer_is_no_second_refund(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "dan")
    fake.act("faults", path=ASK, times=2, lost=True)
    step(mall, order, "cancel")
    eventually(lambda: refunds(mall, order), lambda found: bool(found and found[0]["error"]))
    assert state(mall, order) == [("waiting", 2000)] and len(at_wechat(fake, order)) == 1
    again = mall.http.post(f"/v1/wechat/refunds/{refunds(mall, order)[0]['number']}/again").json()
    assert (again["state"], again["error"]) == ("processing", "") and len(at_wechat(fake, order)) == 1


def test_an_empty_account_is_said_with_what_to_do_and_tried_again(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "eve")
    fake.world.balance_fen = 100
    step(mall, order, "cancel")
    found = eventually(lambda: refunds(mall, order), lambda found: bool(found and found[0]["error"]))
    assert "NOT_ENOUGH" in found[0]["error"] and "充值" in found[0]["error"]
    fake.world.balance_fen = None
    due_now(mall)
    desk(mall).work()
    assert state(mall, order) == [("processing", 2000)]


def test_without_a_notice_the_mall_asks_how_the_refund_stands(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "fay")
    step(mall, order, "cancel")
    assert becomes(mall, order, ("processing", 2000))
    number = refunds(mall, order)[0]["number"]
    fake.world.refunds[number].at -= fake.world.refund_s
    due_now(mall)
    desk(mall).work()
    assert state(mall, order) == [("refunded", 2000)]
    assert number not in [each["number"] for each in mall.get("/v1/wechat/refunds?status=open")["items"]]


def test_a_bank_card_that_takes_no_money_waits_for_a_person_and_a_closed_refund_is_made_anew(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "gil")
    step(mall, order, "cancel")
    assert becomes(mall, order, ("processing", 2000))
    number = refunds(mall, order)[0]["number"]
    told(shared, number, "ABNORMAL")
    assert state(mall, order) == [("abnormal", 2000)] and "商户平台" in refunds(mall, order)[0]["said"]["zh"]
    assert mall.get("/v1/wechat")["refunds"] >= 1
    told(shared, number, "CLOSED")
    fake.world.refunds[number].at -= 61
    documents = desk(mall).trades.documents
    closed = documents.get(REFUND, number)
    assert closed is not None
    documents.put(REFUND, number, {**closed.body, "asked_at": closed.body["asked_at"] - 61_000})
    fresh = mall.http.post(f"/v1/wechat/refunds/{number}/again").json()
    assert fresh["number"] != number and fresh["state"] == "processing"
    assert mall.http.post(f"/v1/wechat/refunds/{number}/again").json()["number"] == number, "followed once"
    assert [each["fen"] for each in at_wechat(fake, order) if each["status"] != "CLOSED"] == [2000]


def test_an_odd_payment_is_given_back_with_one_press_and_stays_given_back(shared: Both) -> None:
    mall, fake = shared
    shopper, header = log_in(mall, fake, "hal")
    late = begun(mall, header, ordered(mall, shopper, "order-hal"))["number"]
    step(mall, late, "cancel")
    assert notified(mall, fake, late).status_code == 200 and trade(mall, late)["reason"] == "order_state"
    for _ in range(2):
        answer = mall.http.post(f"/v1/wechat/payments/{late}/refund")
        assert (answer.status_code, answer.json()["state"], answer.json()["refund_fen"]) == (200, "settled", 2000)
    assert state(mall, late) == [("processing", 2000)] and refunds(mall, late)[0]["by"] != ""
    assert mall.http.post(f"/v1/wechat/payments/{late}/reopen").json()["error"]["code"] == "trade_state"
    good, _ = sold(shared, "ida")
    refused = mall.http.post(f"/v1/wechat/payments/{good}/refund")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "trade_state")


def test_a_forged_notice_of_a_refund_moves_nothing_and_one_of_another_mall_is_passed_over(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "joe")
    step(mall, order, "cancel")
    assert becomes(mall, order, ("processing", 2000))
    number = refunds(mall, order)[0]["number"]
    found = fake.world.refunds[number]
    end(fake.world, found, "SUCCESS")
    headers, body = notice_of(fake.world, found)
    assert mall.http.post("/v1/wechat/pay", content=body.replace(b"SUCCESS", b"SUCCESs"),
                          headers=headers).status_code == 401
    other = {"mchid": fake.world.mchid, "out_refund_no": "theirs", "refund_status": "SUCCESS",
             "transaction_id": "4200009", "out_trade_no": order, "amount": {"refund": 2000}}
    headers, body = enveloped(fake.world, "REFUND.SUCCESS", "refund", other)
    assert mall.http.post("/v1/wechat/pay", content=body, headers=headers).status_code == 200
    wrong = {**other, "out_refund_no": number, "transaction_id": found.transaction_id, "amount": {"refund": 1}}
    headers, body = enveloped(fake.world, "REFUND.SUCCESS", "refund", wrong)
    mall.http.post("/v1/wechat/pay", content=body, headers=headers)
    assert state(mall, order) == [("processing", 2000)]


def test_what_was_owed_before_a_crash_is_paid_after_it_and_once(tmp_path: Path) -> None:
    storage = Storage(data=tmp_path / "mall")
    with paying(tmp_path, storage) as both:
        mall, fake = both
        follower = mall.app.wechat.follower
        assert follower is not None
        order, _ = sold(both, "kim")
        documents = desk(mall).trades.documents
        step(mall, order, "cancel")
        assert becomes(mall, order, ("processing", 2000))
        follower.stop()
        # As if the mall had died at each point after the order was cancelled: what is known later is taken away.
        for gone in ((OPEN,), (OPEN, REFUND), (OPEN, REFUND, OWED)):
            for kind in gone:
                documents.delete(kind)
            if REFUND in gone:
                desk(mall).owe(order, "cancelled")
            desk(mall).owe(order, "cancelled")
            desk(mall).work()
            assert state(mall, order) == [("processing", 2000)] and len(at_wechat(fake, order)) == 1
        assert paid(fake.world, order).transaction_id == refunds(mall, order)[0]["number"].partition("-")[0]


@pytest.mark.slow
def test_a_mall_that_is_killed_before_the_money_went_lets_it_go_once_when_it_is_back(tmp_path: Path) -> None:
    with wechat() as fake:
        data = written(tmp_path, fake)
        fake.act("faults", path=ASK, times=1_000, status=503)
        with serving(data) as server, httpx.Client(base_url=server.url, timeout=60) as http:
            order = bought(http, fake, "lee")
            assert http.post(f"/v1/orders/{order}/cancel").status_code == 200
            server.kill()
        fake.world.faults.clear()
        with serving(data) as server, httpx.Client(base_url=server.url, timeout=60) as http:
            def stands() -> list[tuple[str, int]]:
                found = http.get(f"/v1/wechat/refunds?order={order}").json()["items"]
                for each in found:
                    http.post(f"/v1/wechat/refunds/{each['number']}/again")
                return [(each["state"], each["fen"]) for each in found]

            assert eventually(stands, lambda found: found == [("processing", 2000)]) == [("processing", 2000)]
        assert len(at_wechat(fake, order)) == 1
