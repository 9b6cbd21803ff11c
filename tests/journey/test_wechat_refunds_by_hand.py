"""Money that a person gives back on WeChat's merchant platform: the mall hears of it and gives none of it again."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from huozhao.flows.wechat.refund_book import REFUND
from huozhao.sandbox.refunds import by_hand, end, notice_of
from huozhao.settings import Storage
from tests.journey.test_wechat_refunds import ASK, at_wechat, becomes, desk, due_now, refunds, sold, state, step, told
from tests.paying import Both, bought, paying, trade, written
from tests.server import serving
from tests.shopping import Mall, eventually
from tests.wechatting import wechat


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with paying(tmp_path_factory.mktemp("keys"), Storage(backend="memory")) as both:
        yield both


def given_back(both: Both, order: str, fen: int, times: int = 1) -> None:
    """Let a person give money back on the merchant platform, and WeChat tell of it, some times or never."""
    mall, fake = both
    with fake.world.lock:
        balance, fake.world.balance_fen = fake.world.balance_fen, None
        found = by_hand(fake.world, order, fen)
        end(fake.world, found, "SUCCESS")
        fake.world.balance_fen = balance
    for _ in range(times):
        headers, body = notice_of(fake.world, found)
        assert mall.http.post("/v1/wechat/pay", content=body, headers=headers).status_code == 200


def a_minute_later(both: Both, order: str) -> None:
    """Let what was asked for be a minute old, on both sides, and all that waits be due."""
    mall, fake = both
    transaction = fake.world.payments[order].transaction_id
    for each in fake.world.refunds.values():
        if each.transaction_id == transaction:
            each.at -= 61
    follower = mall.app.wechat.follower
    assert follower is not None
    follower.look()
    documents = desk(mall).trades.documents
    for kept in desk(mall).book.of_order(order):
        documents.put(REFUND, kept.id, {**kept.body, "asked_at": max(0, kept.body["asked_at"] - 61_000)})
    due_now(mall)
    desk(mall).work()


def stuck(mall: Mall, order: str) -> str:
    """Return why the refund of an order does not go."""
    found = eventually(lambda: refunds(mall, order), lambda found: bool(found and found[0]["error"]))
    return str(found[0]["error"])


def said_by_hand(mall: Mall, order: str) -> httpx.Response:
    answer: httpx.Response = mall.http.post(f"/v1/wechat/refunds/{refunds(mall, order)[0]['number']}/by-hand")
    return answer


def test_what_wechat_tells_is_on_record_once_and_only_the_rest_goes_back_by_itself(shared: Both) -> None:
    mall, fake = shared
    order, header = sold(shared, "ann")
    given_back(shared, order, 500, times=3)
    assert state(mall, order) == [("by_hand", 500)] and refunds(mall, order)[0]["to"] == "支付用户零钱"
    assert (trade(mall, order)["refund_fen"], trade(mall, order)["refunded_fen"]) == (500, 500)
    mine = mall.http.get(f"/v1/me/orders/{order}", headers=header).json()
    assert mine["status"] == "paid" and "人工退款" in mine["refunds"][0]["said"]["zh"]
    step(mall, order, "cancel")
    assert becomes(mall, order, ("waiting", 1500), ("by_hand", 500)), "WeChat wants a minute between two"
    a_minute_later(shared, order)
    assert state(mall, order) == [("processing", 1500), ("by_hand", 500)]
    assert sum(each["fen"] for each in at_wechat(fake, order)) == 2000
    told(shared, refunds(mall, order)[0]["number"], "SUCCESS")
    assert trade(mall, order)["refunded_fen"] == 2000


def test_where_nothing_is_left_no_refund_waits_and_a_late_notice_is_not_counted_beside_it(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "bob")
    given_back(shared, order, 2000, times=0)
    step(mall, order, "cancel")
    assert becomes(mall, order, ("by_hand", 2000))
    number = refunds(mall, order)[0]["number"]
    assert number not in [each["number"] for each in mall.get("/v1/wechat/refunds?status=open")["items"]]
    headers, body = notice_of(fake.world, fake.world.refunds[at_wechat(fake, order)[0]["out_refund_no"]])
    for _ in range(2):
        assert mall.http.post("/v1/wechat/pay", content=body, headers=headers).status_code == 200
    assert state(mall, order) == [("by_hand", 2000)] and refunds(mall, order)[0]["number"] != number
    mall.http.post(f"/v1/wechat/refunds/{refunds(mall, order)[0]['number']}/again")
    a_minute_later(shared, order)
    assert state(mall, order) == [("by_hand", 2000)] and len(at_wechat(fake, order)) == 1


def test_a_part_that_nobody_told_of_waits_for_a_person_who_says_that_all_went_and_can_take_that_back(
    shared: Both,
) -> None:
    mall, fake = shared
    order, _ = sold(shared, "cat")
    given_back(shared, order, 500, times=0)
    step(mall, order, "cancel")
    assert "商户平台" in stuck(mall, order) and state(mall, order) == [("waiting", 2000)]
    a_minute_later(shared, order)
    given_back(shared, order, 1500, times=0)
    said = said_by_hand(mall, order).json()
    assert (said["state"], said["fen"], said["error"]) == ("by_hand", 2000, "") and said["by"]
    number = said["number"]
    assert number not in [each["number"] for each in mall.get("/v1/wechat/refunds?status=open")["items"]]
    assert mall.http.post(f"/v1/wechat/refunds/{number}/again").json()["state"] == "waiting"
    due_now(mall)
    desk(mall).work()
    assert state(mall, order) == [("by_hand", 2000)], "nothing is left, WeChat says"
    assert sum(each["fen"] for each in at_wechat(fake, order)) == 2000


def test_what_wechat_gives_back_itself_is_not_said_to_be_done_by_hand(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "dan")
    fake.act("faults", path=ASK, times=2, lost=True)
    step(mall, order, "cancel")
    stuck(mall, order)
    assert state(mall, order) == [("waiting", 2000)], "WeChat has it, the mall does not know"
    for _ in range(2):
        refused = said_by_hand(mall, order)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "refund_state")
    assert state(mall, order) == [("processing", 2000)]


def test_a_refund_that_waits_is_cut_to_what_is_left_and_gone_where_nothing_is(shared: Both) -> None:
    mall, fake = shared
    fake.world.balance_fen = 100
    for user, fen, left in (("eve", 500, [("processing", 1500), ("by_hand", 500)]), ("fay", 2000, [("by_hand", 2000)])):
        order, _ = sold(shared, user)
        step(mall, order, "cancel")
        assert "充值" in stuck(mall, order) and state(mall, order) == [("waiting", 2000)]
        given_back(shared, order, fen)
        fake.world.balance_fen = None
        again = mall.http.post(f"/v1/wechat/refunds/{refunds(mall, order)[0]['number']}/again")
        assert again.status_code == 200
        a_minute_later(shared, order)
        assert state(mall, order) == left
        assert sum(each["fen"] for each in at_wechat(fake, order)) == 2000
        fake.world.balance_fen = 100
    fake.world.balance_fen = None


def test_a_refund_that_wechat_knows_keeps_its_money_whatever_went_by_hand(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "gil")
    for name in ("ship", "deliver"):
        step(mall, order, name)
    fake.act("faults", path=ASK, times=2, lost=True)
    step(mall, order, "return", lines=[{"sku": "mask", "quantity": 1}])
    stuck(mall, order)
    fake.world.refunds[at_wechat(fake, order)[0]["out_refund_no"]].at -= 61
    given_back(shared, order, 1000)
    a_minute_later(shared, order)
    assert state(mall, order) == [("refunded", 1000), ("by_hand", 1000)]
    step(mall, order, "return", lines=[{"sku": "mask", "quantity": 1}])
    desk(mall).work()
    assert state(mall, order) == [("refunded", 1000), ("by_hand", 1000)], "all that was paid went back"


def test_what_somebody_said_makes_room_for_what_wechat_tells(shared: Both) -> None:
    mall, fake = shared
    order, _ = sold(shared, "hal")
    fake.world.balance_fen = 100
    step(mall, order, "cancel")
    stuck(mall, order)
    assert said_by_hand(mall, order).json()["state"] == "by_hand"
    fake.world.balance_fen = None
    given_back(shared, order, 1200, times=2)
    assert state(mall, order) == [("by_hand", 800), ("by_hand", 1200)]
    a_minute_later(shared, order)
    given_back(shared, order, 800)
    assert sorted(state(mall, order)) == [("by_hand", 800), ("by_hand", 1200)]
    assert all("-hand-" in each["number"] for each in refunds(mall, order))


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_order_things_happen_the_mall_gives_back_no_more_than_is_due_beside_what_was_told(
    shared: Both, seed: int
) -> None:
    mall, fake = shared
    rng, due = Random(seed), 0
    order, _ = sold(shared, f"zoe-{seed}")
    for name in ("ship", "deliver"):
        step(mall, order, name)
    for _ in range(9):
        before, _ = went(shared, order)
        act = rng.choice(("return", "by hand", "say", "unsay", "empty", "full"))
        if act == "return" and due < 2000:
            due += 1000
            step(mall, order, "return", lines=[{"sku": "mask", "quantity": 1}])
        happens(shared, order, act, rng)
        a_minute_later(shared, order)
        own, by_people = went(shared, order)
        assert own == before or own + by_people <= due, (act, state(mall, order))
    fake.world.balance_fen = None


def happens(both: Both, order: str, act: str, rng: Random) -> None:
    """Let something happen to the refunds of an order, on the merchant platform, in the console or to the account."""
    mall, fake = both
    if act == "by hand" and sum(went(both, order)) < 1700:
        given_back(both, order, rng.choice((100, 300)), times=rng.randint(1, 2))
    elif act in ("empty", "full"):
        fake.world.balance_fen = 50 if act == "empty" else None
    elif act in ("say", "unsay"):
        for each in refunds(mall, order):
            mall.http.post(f"/v1/wechat/refunds/{each['number']}/{'by-hand' if act == 'say' else 'again'}")


def went(both: Both, order: str) -> tuple[int, int]:
    """Return what WeChat gives back (fen): what the mall asked for, all of it in its book, and what people did."""
    mall, fake = both
    found = at_wechat(fake, order)
    own = [each for each in found if each["out_refund_no"].startswith(each["transaction_id"])]
    assert {each["out_refund_no"] for each in own} <= {each["number"] for each in refunds(mall, order)}
    return sum(each["fen"] for each in own), sum(each["fen"] for each in found if each not in own)


@pytest.mark.slow
def test_a_mall_is_told_at_the_address_that_is_set_on_the_platform(tmp_path: Path) -> None:
    with wechat() as fake:
        data = written(tmp_path, fake)
        with serving(data) as server, httpx.Client(base_url=server.url, timeout=60) as http:
            order = bought(http, fake, "ida")

            def items() -> list[dict[str, Any]]:
                return list(http.get(f"/v1/wechat/refunds?order={order}").json()["items"])

            assert fake.act("refunds/by-hand", out_trade_no=order, fen=300)["status"] == 0 and items() == []
            fake.act("clock", seconds=61)
            fake.act("settings", refund_url=f"{server.url}/v1/wechat/pay")
            assert fake.act("refunds/by-hand", out_trade_no=order, fen=700)["status"] == 200
            assert [(each["state"], each["fen"]) for each in items()] == [("by_hand", 700)]
            too_much = httpx.post(f"{fake.url}/sandbox/refunds/by-hand", json={"out_trade_no": order, "fen": 5000})
            assert too_much.status_code == 422 and "可退" in too_much.text
            http.post(f"/v1/orders/{order}/cancel")
            waits = eventually(items, lambda found: any(each["state"] == "waiting" for each in found))
            assert {(each["state"], each["fen"]) for each in waits} == {("waiting", 1300), ("by_hand", 700)}
