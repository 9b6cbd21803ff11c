"""Other systems subscribe to what happens: signed, in order, once; tried again, given up visibly, paused when gone."""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.flows.webhooks.message import PATIENCE_MS, message_of
from huozhao.http.server import create
from huozhao.settings import Connect, Settings, Storage
from huozhao.terms.time import DAY_MS, parse_instant
from tests.doors import Door, bearer, code, door
from tests.receiver import Receiver, receiving
from tests.shopping import eventually

NOW = int(time.time() * 1000)
NUMBERS = itertools.count()
LINES = [{"sku": "milk", "quantity": 2, "price_fen": 1250}]


@contextmanager
def opened(private: bool = True) -> Iterator[Door]:
    """Open a mall in memory whose webhooks may go to this machine."""
    settings = replace(Settings(), storage=Storage(backend="memory"), connect=Connect(private_receivers=private))
    with open_app(settings) as app, TestClient(create(app)) as http:
        http.put("/v1/goods", json={"goods": [{"sku": "milk", "spu": "milk", "title": "纯牛奶", "price_fen": 1250}]})
        yield Door(http, app)


@pytest.fixture(scope="module")
def open_mall() -> Iterator[Door]:
    """Return the mall of all tests here, which takes seconds to open."""
    with opened() as found:
        yield found


@pytest.fixture
def mall(open_mall: Door) -> Iterator[Door]:
    """Return the mall without any subscription."""
    yield open_mall
    for each in open_mall.http.get("/v1/webhooks").json()["items"]:
        open_mall.http.delete(f"/v1/webhooks/{each['webhook']}")


@pytest.fixture(scope="module")
def careful_mall() -> Iterator[Door]:
    """Return a mall whose webhooks must not go into private networks, as is usual."""
    with opened(private=False) as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def subscribe(mall: Door, url: str, *topics: str, id: str = "erp", **more: Any) -> str:
    """Subscribe and return the secret."""
    answer = mall.http.put(f"/v1/webhooks/{id}", json={"url": url, "topics": list(topics), **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


def send(mall: Door, *events: tuple[str, str, dict[str, Any]], at: int = NOW, shopper: str = "s-100001") -> None:
    """Send events (id, name, properties) of a shopper, with ids that were never used before."""
    body = [{"id": f"{id}-{next(NUMBERS)}", "name": name, "at": at, "shopper": shopper, "properties": what}
            for id, name, what in events]
    answer = mall.http.post("/v1/events", json={"events": body})
    assert answer.status_code == 200 and answer.json()["refused"] == [], answer.text


def paid(order: str) -> tuple[str, str, dict[str, Any]]:
    return f"e-{order}", "Order Paid", {"order": order, "lines": LINES, "total_fen": 2500, "city": "上海"}


def how(mall: Door, id: str = "erp") -> dict[str, Any]:
    found: dict[str, Any] = mall.http.get(f"/v1/webhooks/{id}").json()
    return found


def until(mall: Door, name: str, value: object) -> dict[str, Any]:
    """Wait until a field of the subscription has a value."""
    deadline = time.monotonic() + 20
    while (found := how(mall))[name] != value:
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def test_what_happens_is_told_in_order_signed_and_without_what_is_personal(mall: Door, receiver: Receiver) -> None:
    send(mall, paid("before"))
    secret = subscribe(mall, receiver.url, "order.paid", "order.shipped")
    send(mall, *(paid(f"o{n}") for n in range(20)), ("x", "Order Shipped", {"order": "o1"}),
         ("y", "Order Cancelled", {"order": "o2"}))
    got = receiver.wait(21)
    assert [each.message["data"]["order"] for each in got] == [*(f"o{n}" for n in range(20)), "o1"]
    assert all(each.is_signed_with(secret) for each in got) and len({each.id for each in got}) == 21
    told = got[0].message
    assert told["type"] == "order.paid" and parse_instant(told["timestamp"], "timestamp") == NOW
    assert told["data"].pop("event").startswith("e-o0")
    assert told["data"] == {"shopper": "s-100001", "order": "o0", "lines": LINES, "total_fen": 2500}
    found = until(mall, "behind", 0)
    assert (found["delivered"], found["failed"], found["dead"], len(found["newest"])) == (21, 0, 0, 20)


def test_a_message_that_is_refused_is_set_aside_and_others_pass_it(mall: Door, receiver: Receiver) -> None:
    receiver.answer = lambda message, tries: 500 if message["data"]["order"] == "bad" and tries < 2 else 200
    subscribe(mall, receiver.url, "order.paid")
    send(mall, paid("o1"), paid("bad"), paid("o2"))
    receiver.wait(2)
    found = until(mall, "waiting", 1)
    assert found["newest"][1]["told"] == "HTTP 500: the receiver says: 不行"
    listed = mall.http.get("/v1/deliveries", params={"to": "erp"}).json()["items"]
    assert [(each["topic"], each["state"], each["tries"]) for each in listed] == [("order.paid", "waiting", 1)]
    shown = mall.http.get(f"/v1/deliveries/{listed[0]['id']}").json()
    assert shown["message"]["data"]["order"] == "bad"
    again = mall.http.post(f"/v1/deliveries/{listed[0]['id']}/retry").json()
    assert again["state"] == "delivered" and again["id"] == listed[0]["id"]
    tried = [each for each in receiver.got if each.message["data"]["order"] == "bad"]
    assert [each.status for each in tried] == [500, 200] and len({each.id for each in tried}) == 1
    assert (how(mall)["waiting"], how(mall)["delivered"]) == (0, 3)


def test_what_was_given_up_is_sent_again_all_at_once_or_dropped(mall: Door, receiver: Receiver) -> None:
    receiver.answer = lambda message, tries: 503
    subscribe(mall, receiver.url, "order.paid")
    send(mall, *(paid(f"o{n}") for n in range(2)))
    until(mall, "waiting", 2)
    outbox = mall.app.purchasing.outbox
    for each in outbox.list():
        outbox.documents.put("outbox", each.id, {**each.body, "since": each.at - PATIENCE_MS, "next_at": 0})
    outbox.wake()
    assert until(mall, "dead", 2)["waiting"] == 0
    first = mall.http.get("/v1/deliveries", params={"state": "dead"}).json()["items"][0]["id"]
    assert mall.http.delete(f"/v1/deliveries/{first}").status_code == 204
    assert code(mall.http.delete(f"/v1/deliveries/{first}")) == "unknown_delivery"
    receiver.answer = lambda message, tries: 200
    assert mall.http.post("/v1/webhooks/erp/retry").json() == {"messages": 1}
    receiver.wait(1)
    assert until(mall, "dead", 0)["waiting"] == 0


def test_what_waits_is_not_told_once_a_subscription_wants_it_no_more_or_is_deleted(
    mall: Door, receiver: Receiver
) -> None:
    receiver.answer = lambda message, tries: 503
    subscribe(mall, receiver.url, "order.paid", "order.cancelled")
    send(mall, paid("o1"), ("x", "Order Cancelled", {"order": "o1"}))
    until(mall, "waiting", 2)
    outbox = mall.app.purchasing.outbox
    with receiving() as other:
        subscribe(mall, other.url, "order.paid")
        assert mall.http.post("/v1/webhooks/erp/retry").json() == {"messages": 2}
        until(mall, "waiting", 0)
        other.wait(1)
        assert [each.message["type"] for each in other.got] == ["order.paid"]
        assert outbox.list() == []
        send(mall, paid("o2"))
        other.wait(2)
        message = {**message_of("order.paid", other.url, "", "o3", {}, NOW), "to": "erp"}
        mall.http.delete("/v1/webhooks/erp")
        outbox.put(outbox.id("erp-late", NOW), message)
        eventually(outbox.list, lambda found: found == [])
        assert len(other.got) == 2


def test_a_receiver_that_is_gone_is_paused_and_the_others_hear_of_it(mall: Door, receiver: Receiver) -> None:
    with receiving(answer=lambda message, tries: 410) as gone:
        subscribe(mall, receiver.url, "webhook.paused", id="ops")
        subscribe(mall, gone.url, "order.paid")
        send(mall, paid("o1"))
        assert until(mall, "state", "paused")["paused_why"] == "gone"
        told = receiver.wait(1, "webhook.paused")[0].message["data"]
        assert told == {"subscription": "erp", "why": "gone"}
        send(mall, paid("o2"))
        gone.answer = lambda message, tries: 200
        mall.http.post("/v1/webhooks/erp/resume", json={})
        assert {each.message["data"]["order"] for each in gone.wait(2)} == {"o1", "o2"}


def test_after_a_pause_it_goes_on_where_it_stopped_or_skips_what_happened(mall: Door, receiver: Receiver) -> None:
    subscribe(mall, receiver.url, "order.paid")
    for number, skip in enumerate((False, True)):
        assert mall.http.post("/v1/webhooks/erp/pause").json()["state"] == "paused"
        send(mall, paid(f"during{number}"))
        assert mall.http.post("/v1/webhooks/erp/resume", json={"skip": skip}).json()["paused_why"] == ""
        send(mall, paid(f"after{number}"))
        receiver.wait(2 + number)
    got = [each.message["data"]["order"] for each in receiver.wait(3)]
    assert got == ["during0", "after0", "after1"]


def test_a_receiver_that_hangs_holds_up_no_other(mall: Door, receiver: Receiver) -> None:
    def hang(message: dict[str, Any], tries: int) -> int:
        time.sleep(3)
        return 200

    with receiving(answer=hang) as slow:
        subscribe(mall, slow.url, "order.paid", id="slow")
        subscribe(mall, receiver.url, "order.paid")
        begun = time.monotonic()
        send(mall, *(paid(f"o{n}") for n in range(30)))
        receiver.wait(30)
        assert time.monotonic() - begun < 3


def test_a_receiver_that_is_down_is_left_alone_and_nothing_piles_up(mall: Door, receiver: Receiver) -> None:
    receiver.answer = lambda message, tries: 503
    subscribe(mall, receiver.url, "order.paid")
    send(mall, *(paid(f"o{n}") for n in range(50)))
    found = until(mall, "waiting", 3)
    time.sleep(0.3)
    assert how(mall)["waiting"] == 3 and how(mall)["behind"] >= 47 and found["resting_until"]
    receiver.answer = lambda message, tries: 200
    mall.http.post("/v1/webhooks/erp/pause")
    mall.http.post("/v1/webhooks/erp/resume", json={})
    mall.http.post("/v1/webhooks/erp/retry")
    assert {each.message["data"]["order"] for each in receiver.wait(50)} == {f"o{n}" for n in range(50)}


def test_a_receiver_that_is_busy_is_left_alone_as_long_as_it_asks_or_until_a_person_says(
    mall: Door, receiver: Receiver
) -> None:
    receiver.answer, receiver.later = lambda message, tries: 429, "600"
    subscribe(mall, receiver.url, "order.paid")
    send(mall, paid("o1"), paid("o2"), paid("o3"))
    found = until(mall, "waiting", 1)
    begun = receiver.got[0].at * 1000
    assert 599_000 < parse_instant(found["resting_until"], "at") - begun < 630_000 and found["behind"] >= 2
    (waits,) = mall.http.get("/v1/deliveries", params={"to": "erp"}).json()["items"]
    assert 599_000 < parse_instant(waits["next_at"], "at") - begun < 630_000
    outbox = mall.app.webhooks.outbox
    outbox.documents.put("outbox", waits["id"], {**outbox.get(waits["id"]).body, "next_at": 0})
    assert outbox.deliver() == 0 and len(receiver.got) == 1
    receiver.answer = lambda message, tries: 200
    assert mall.http.post("/v1/webhooks/erp/retry").json() == {"messages": 1}
    assert {each.message["data"]["order"] for each in receiver.wait(3)} == {"o1", "o2", "o3"}
    assert until(mall, "waiting", 0)["resting_until"] is None


def test_a_redirect_is_not_followed(mall: Door, receiver: Receiver) -> None:
    receiver.answer = lambda message, tries: 302
    subscribe(mall, receiver.url, "order.paid")
    answer = mall.http.post("/v1/webhooks/erp/test").json()
    assert not answer["accepted"] and answer["told"].startswith("HTTP 302") and len(receiver.got) == 1


def test_a_test_message_says_at_once_what_came_of_it(mall: Door, receiver: Receiver) -> None:
    secret = subscribe(mall, receiver.url, "order.paid", name="仓库系统")
    answer = mall.http.post("/v1/webhooks/erp/test").json()
    assert answer["accepted"] and answer["told"] == "HTTP 204" and answer["took_ms"] < 5_000
    assert receiver.got[0].is_signed_with(secret)
    assert receiver.got[0].message["data"] == {"subscription": "erp", "name": "仓库系统"}


def test_a_new_secret_and_for_a_day_the_old_one_sign_side_by_side(mall: Door, receiver: Receiver) -> None:
    old = subscribe(mall, receiver.url, "order.paid")
    new = mall.http.post("/v1/webhooks/erp/secret").json()["secret"]
    assert new != old and subscribe(mall, receiver.url, "order.paid", "order.shipped") == ""
    mall.http.post("/v1/webhooks/erp/test")
    assert receiver.got[0].is_signed_with(new) and receiver.got[0].is_signed_with(old)
    mall.http.delete("/v1/webhooks/erp")
    assert subscribe(mall, receiver.url, "order.paid") not in (old, new)


def test_what_a_shopper_does_not_allow_is_not_told_and_taking_it_back_is(mall: Door, receiver: Receiver) -> None:
    subscribe(mall, receiver.url, "product.viewed")
    decide = {"shopper": "s-200002", "purpose": "personalisation", "given": True}
    assert mall.http.post("/v1/consents", json={"decisions": [decide]}).status_code in (200, 201)
    send(mall, ("v1", "Product Viewed", {"sku": "milk"}), shopper="s-200002")
    assert receiver.wait(1, "product.viewed")[0].message["data"]["shopper"] == "s-200002"
    mall.http.post("/v1/webhooks/erp/pause")
    send(mall, ("v2", "Product Viewed", {"sku": "milk"}), shopper="s-200002")
    mall.http.post("/v1/consents", json={"decisions": [{**decide, "given": False}]})
    mall.http.post("/v1/webhooks/erp/resume", json={})
    told = receiver.wait(1, "consent.withdrawn")[0].message["data"]
    assert told == {"shopper": "s-200002", "purpose": "personalisation"}
    until(mall, "behind", 0)
    assert not [each for each in receiver.got if each.message["data"].get("event", "").startswith("v2")]


def test_whoever_heard_of_a_shopper_hears_of_the_erasure_and_what_waits_names_nobody(
    mall: Door, receiver: Receiver
) -> None:
    receiver.answer = lambda message, tries: 500 if message["type"] == "order.paid" else 200
    subscribe(mall, receiver.url, "order.paid")
    subscribe(mall, receiver.url, "plan.ready", id="plans")
    send(mall, paid("o1"), shopper="s-300003")
    until(mall, "waiting", 1)
    receipt = mall.http.post("/v1/shoppers/s-300003/erase", json={}).json()
    assert receipt["removed"]["webhooks"] == 1
    told = receiver.wait(1, "shopper.erased")
    assert told[0].message["data"] == {"shoppers": ["s-300003"]}
    waits = mall.http.get("/v1/deliveries", params={"to": "erp", "state": "waiting"}).json()["items"]
    message = mall.http.get(f"/v1/deliveries/{waits[0]['id']}").json()["message"]
    assert "shopper" not in message["data"] and message["data"]["order"].startswith("erased:")
    deadline = time.monotonic() + 10
    while mall.app.webhooks.outbox.list(to="erp")[1:]:  # until the news of the erasure itself has gone
        assert time.monotonic() < deadline
        time.sleep(0.02)
    kept = mall.app.webhooks.outbox.documents
    assert "s-300003" not in json.dumps([each.body for each in kept.list("outbox") + kept.list("webhook_standing")])


def test_stock_that_moves_and_alerts_are_told(mall: Door, receiver: Receiver) -> None:
    subscribe(mall, receiver.url, "stock.moved")
    mall.http.put("/v1/shops", json={"shops": [{"shop": "main", "name": "总店"}]})
    count = {"key": "c1", "sku": "milk", "shop": "main", "on_hand": 5}
    assert mall.http.post("/v1/stock/counts", json={"counts": [count]}).status_code == 200
    told = receiver.wait(1, "stock.moved")[0].message["data"]
    assert told == {"sku": "milk", "shop": "main", "from": "lost", "to": "on_hand", "quantity": 5}


def test_history_that_is_imported_is_not_told(mall: Door, receiver: Receiver) -> None:
    subscribe(mall, receiver.url, "order.paid")
    old = {"id": "old", "name": "Order Paid", "at": NOW - 400 * DAY_MS, "shopper": "s", "properties": paid("old")[2]}
    assert mall.app.collect.events([json.dumps(old).encode()], "import", history=True).accepted == 1
    send(mall, paid("new"))
    assert [each.message["data"]["order"] for each in receiver.wait(1)] == ["new"]
    until(mall, "behind", 0)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(("url", "why"), [
    ("http://erp.example.com/x", "address_not_safe"), ("ftp://erp.example.com", "address_unreadable"),
    ("https://user:word@erp.example.com/", "address_unreadable"), ("https://127.0.0.1/x", "address_private"),
    ("https://10.1.2.3/x", "address_private"), ("https://erp.local/x", "address_private"),
    ("https://erp.example.com/货找", "address_unreadable"), ("https://erp.example.com:99999/x", "address_unreadable"),
    ("http://localhost:9/x", "address_private"), ("https://[::1]/x", "address_private")])  # fmt: skip
def test_an_address_that_messages_must_not_go_to_is_refused(careful_mall: Door, url: str, why: str) -> None:
    answer = careful_mall.http.put("/v1/webhooks/erp", json={"url": url, "topics": ["order.paid"]})
    assert (answer.status_code, code(answer), answer.json()["error"]["field"]) == (422, why, "url")


def test_where_an_address_leads_is_looked_at_when_connecting(careful_mall: Door, receiver: Receiver) -> None:
    subscribe(careful_mall, "https://erp.example.com/", "order.paid")
    book = careful_mall.app.webhooks.to.book
    found = book.documents.get("webhook", "erp")
    assert found is not None
    # As if the name led to another address than when it was written down.
    book.documents.put("webhook", "erp", {**found.body, "url": receiver.url})
    told = careful_mall.http.post("/v1/webhooks/erp/test").json()
    assert not told["accepted"] and "private network" in told["told"] and receiver.got == []


@pytest.mark.parametrize(("body", "field"), [
    ({"url": "https://a.example.com", "topics": []}, "topics"),
    ({"url": "https://a.example.com", "topics": ["order.paid", "order.paid"]}, "topics"),
    ({"url": "https://a.example.com", "topics": ["order.eaten"]}, "topics[0]")])  # fmt: skip
def test_a_topic_that_does_not_fit_is_named(mall: Door, body: dict[str, Any], field: str) -> None:
    answer = mall.http.put("/v1/webhooks/erp", json=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert mall.http.put("/v1/webhooks/Ä", json={**body, "topics": ["order.paid"]}).status_code == 422


def test_only_owners_subscribe_operators_look_and_a_key_sees_no_more_than_it_may() -> None:
    body = {"url": "https://erp.example.com/x", "topics": ["order.paid"]}
    with door() as mall:
        owner, operator = mall.log_in("owner"), mall.log_in("operator")
        assert mall.http.put("/v1/webhooks/erp", json=body, headers=owner).status_code == 200
        assert mall.http.get("/v1/webhooks", headers=operator).json()["items"][0]["webhook"] == "erp"
        assert mall.http.put("/v1/webhooks/erp", json=body, headers=operator).status_code == 403
        assert mall.http.post("/v1/webhooks/erp/secret", headers=operator).status_code == 403
        assert mall.http.get("/v1/webhooks", headers=mall.log_in("analyst")).status_code == 403
        key = mall.key("webhooks:*", "stock:read")
        assert code(mall.http.put("/v1/webhooks/own", json=body, headers=key)) == "topic_not_allowed"
        own = {**body, "topics": ["stock.moved"]}
        assert mall.http.put("/v1/webhooks/own", json=own, headers=key).status_code == 200
        assert mall.http.get("/v1/webhooks", headers=bearer("nobody")).status_code == 401


def test_the_same_subscription_again_changes_nothing_and_each_change_is_on_record(
    mall: Door, receiver: Receiver
) -> None:
    subscribe(mall, receiver.url, "order.paid", name="ERP")
    subscribe(mall, receiver.url, "order.paid", name="ERP")
    subscribe(mall, receiver.url, "order.paid", "order.shipped", name="ERP")
    assert [each["what"] for each in how(mall)["audit"]] == ["create", "edit"]
    assert how(mall)["told"] == ["consent.withdrawn", "order.paid", "order.shipped", "shopper.erased"]
    assert mall.http.delete("/v1/webhooks/erp").status_code == 204
    assert mall.http.get("/v1/webhooks/erp").status_code == 404
