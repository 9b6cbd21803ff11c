"""Messages to other systems: signed, tried again with patience, given up visibly, delivered by whoever is first."""

import base64
import hashlib
import hmac
import json
import random
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.webhooks import HttpPost
from huozhao.flows.webhooks.later import SOONEST_MS
from huozhao.flows.webhooks.message import BASE_MS, CAP_MS, PATIENCE_MS, Secrets, message_of, signed
from huozhao.flows.webhooks.outbox import KEPT_MS, LEASE_MS, Outbox, let_go
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.sent import Sent
from tests.receiver import receiving


@dataclass
class Receiver:
    """Takes messages once it is up."""

    up: bool = False
    ids: list[str] = field(default_factory=list)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Take a message."""
        self.ids.append(headers["webhook-id"])
        return Sent(self.up, "HTTP 200" if self.up else "HTTP 503")


@dataclass
class Box:
    """An outbox, its clock and its receiver."""

    receiver: Receiver = field(default_factory=Receiver)
    documents: MemoryDocuments = field(default_factory=lambda: MemoryDocuments(lambda: 0))
    now: int = 1_000_000

    def outbox(self) -> Outbox:
        """Return the outbox as a new process would open it."""
        return Outbox(self.documents, self.receiver, lambda name: b"secret", lambda: self.now, random.Random(5))

    def put(self) -> str:
        """Let a message wait."""
        message = message_of("test", "https://a.example/x", "supplier:a", "o1", {"n": 1}, self.now)
        self.outbox().put("m1", message)
        return "m1"


def test_a_message_is_signed_so_that_a_standard_library_can_check_it() -> None:
    message = message_of("purchase_order.sent", "https://a.example", "s", "o1", {"order": "采"}, 1_700_000_000_000)
    headers, body = signed(b"key", "id1", message, 1_700_000_000)
    mark = hmac.new(b"key", b"id1.1700000000." + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mark).decode()
    assert json.loads(body)["data"] == {"order": "采"}


def test_it_waits_longer_and_longer_and_is_given_up_where_people_see_it() -> None:
    box = Box()
    id = box.put()
    begun, waits = box.now, box.outbox().get(id).body
    while waits["state"] == "waiting":
        assert box.outbox().deliver() == 0
        waits = box.outbox().get(id).body
        span = min(CAP_MS, BASE_MS * 2 ** waits["tries"])
        assert span / 2 <= waits["next_at"] - box.now <= span
        box.now = waits["next_at"]
    assert (waits["state"], waits["error"]) == ("dead", "HTTP 503") and 20 < waits["tries"] < 40
    assert PATIENCE_MS <= box.now - begun <= PATIENCE_MS + 2 * CAP_MS
    box.now += CAP_MS
    assert box.outbox().deliver() == 0 and [each.id for each in box.outbox().list("dead")] == [id]
    box.receiver.up = True
    assert box.outbox().retry(id).body["state"] == "delivered"
    with pytest.raises(Conflict):
        box.outbox().retry(id)
    assert set(box.receiver.ids) == {id}


def test_of_two_processes_one_delivers_and_a_killed_one_is_followed_after_its_lease() -> None:
    box = Box()
    id = box.put()
    found = box.outbox().get(id)
    box.documents.put("outbox", id, {**found.body, "next_at": box.now + LEASE_MS}, found.version)
    box.receiver.up = True
    assert box.outbox().deliver() == 0
    box.now += LEASE_MS
    assert (box.outbox().deliver(), box.outbox().deliver()) == (1, 0)
    assert [each.id for each in box.outbox().list("delivered")] == [id] and box.outbox().list() == []


def test_a_host_of_several_addresses_is_reached_by_the_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = socket.getaddrinfo

    def several(host: Any, *more: Any, **named: Any) -> Any:
        if host != "erp.example.com":
            return ask(host, *more, **named)
        return [each for name in ("127.0.0.9", "127.0.0.1") for each in ask(name, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", several)
    post = HttpPost()
    with receiving() as receiver:
        url = receiver.url.replace("127.0.0.1", "erp.example.com")
        assert post.send(url, {"webhook-id": "m1"}, b"{}").accepted
        assert [each.id for each in receiver.got] == ["m1"]
    post.close()


def test_what_arrived_is_kept_for_a_while_and_what_waits_until_it_is_dealt_with() -> None:
    box = Box(Receiver(up=True))
    box.put()
    assert box.outbox().deliver() == 1
    box.receiver.up = False
    box.outbox().put("m2", message_of("test", "https://a.example/x", "supplier:a", "o1", {"n": 2}, box.now))
    box.outbox().deliver()
    box.now += KEPT_MS
    assert let_go(box.documents, box.now) == 0 and len(box.outbox().list("delivered")) == 1
    box.now += 1
    assert let_go(box.documents, box.now) == 1 and box.outbox().list("delivered") == []
    assert [each.id for each in box.outbox().list()] == ["m2"]


def test_a_message_that_arrived_so_long_ago_that_its_record_has_gone_is_not_sent_again() -> None:
    box = Box(Receiver(up=True), now=KEPT_MS)
    id = Outbox.id("ticket-1", box.now)
    message = message_of("test", "https://a.example/x", "supplier:a", "o1", {"n": 1}, box.now)
    box.outbox().put(id, message)
    assert box.outbox().deliver() == 1
    box.now += KEPT_MS + 1
    assert let_go(box.documents, box.now) == 1
    box.outbox().put(id, message)
    assert box.outbox().deliver() == 0 and box.receiver.ids == [id]


def test_one_that_was_delivered_before_a_crash_is_not_sent_again() -> None:
    box = Box()
    id = box.put()
    box.documents.put("outbox_past", id, box.outbox().get(id).body)
    assert box.outbox().deliver() == 0 and box.receiver.ids == []
    with pytest.raises(NotFound):
        box.outbox().get("nothing")


def test_each_receiver_and_number_has_a_secret_of_its_own() -> None:
    secrets = Secrets(lambda: b"root")
    marks = {secrets.shown(name, number) for name in ("supplier:a", "supplier:b", "alerts") for number in (1, 2)}
    assert len(marks) == 6 and all(mark.startswith("whsec_") for mark in marks)


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "http://0.0.0.0:1/x", "http://[fe80::1]/x"])
def test_nothing_is_sent_to_the_services_of_the_machine_itself(url: str) -> None:
    post = HttpPost()
    accepted, told, _ = post.send(url, {}, b"{}")
    post.close()
    assert not accepted and "not an address for messages" in told


@dataclass
class Hanging:
    """One receiver that does not answer until the other one has got its message."""

    reached: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Take a message, or hang."""
        if "dead" not in url:
            self.arrived.set()
            return Sent(True, "HTTP 200")
        self.reached.set()
        return Sent(False, f"the other has its message: {self.arrived.wait(20)}")


def test_a_receiver_that_does_not_answer_holds_up_no_other() -> None:
    documents, post = MemoryDocuments(lambda: 0), Hanging()
    outbox = Outbox(documents, post, lambda name: b"secret", lambda: 1_000_000, random.Random(5))
    outbox.start()
    outbox.put("m1", message_of("test", "https://dead.example", "s", "o1", {}, 0))
    assert post.reached.wait(20)
    outbox.put("m2", message_of("test", "https://live.example", "s", "o2", {}, 0))
    assert post.arrived.wait(10)
    outbox.stop()
    assert outbox.get("m1").body["error"] == "the other has its message: True"
    assert outbox.get("m2").body["state"] == "delivered"


def test_a_try_by_hand_while_another_is_under_way_ends_neither() -> None:
    box = Box()
    id = box.put()

    def send(url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        if not box.receiver.ids:
            box.receiver.ids.append("first")
            assert box.outbox().retry(id).body["tries"] == 1
        return Sent(False, "HTTP 503")

    box.receiver.send = send  # type: ignore[method-assign]
    assert box.outbox().deliver() == 0
    assert (box.outbox().get(id).body["state"], box.outbox().get(id).body["tries"]) == ("waiting", 1)


def test_a_message_that_cannot_even_be_sent_waits_and_says_why() -> None:
    box = Box()
    id = box.put()

    def send(url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        raise ValueError(url)

    box.receiver.send = send  # type: ignore[method-assign]
    assert box.outbox().deliver() == 0 and box.outbox().get(id).body["error"] == "ValueError"


def test_messages_that_were_given_up_are_listed_however_many_wait() -> None:
    box = Box()
    message = message_of("test", "https://a.example", "s", "o", {}, 0)
    box.documents.put("outbox", "0", {**message, "state": "dead"})
    for n in range(1, 6):
        box.documents.put("outbox", str(n), message)
    assert [each.id for each in box.outbox().list("dead", limit=2)] == ["0"]


@pytest.mark.parametrize(("status", "later", "waits"), [
    (429, "7200", 7_200_000), (503, "3", SOONEST_MS), (500, "7200", 0)])  # fmt: skip
def test_a_receiver_that_is_busy_says_when_to_try_again_and_is_heard(status: int, later: str, waits: int) -> None:
    post = HttpPost()
    with receiving(answer=lambda message, tries: status, later=later) as receiver:
        now = 1_000_000
        outbox = Outbox(MemoryDocuments(lambda: 0), post, lambda name: b"secret", lambda: now, random.Random(5))
        outbox.put("m1", message_of("test", receiver.url, "supplier:a", "o1", {}, now))
        assert outbox.deliver() == 0
        first = outbox.get("m1").body["next_at"]
        assert first - now == waits if waits else BASE_MS <= first - now <= 2 * BASE_MS
        now += PATIENCE_MS - 60_000
        assert outbox.deliver() == 0
        again = outbox.get("m1").body
        assert again["next_at"] <= 1_000_000 + PATIENCE_MS or not waits, "the last try lies at the end of all patience"
        now = again["next_at"]
        outbox.deliver()
    post.close()
    assert len(receiver.got) == 3
