"""Purchase orders: lots, crashes in the middle of a step, two operators at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.events.documents import Document
from huozhao.flows.purchasing import Purchases, purchase_of
from huozhao.flows.purchasing.desk import purchases
from huozhao.flows.purchasing.suppliers import EMPTY
from huozhao.supply.ledger import Ledger
from huozhao.supply.purchasing import Answer, Arrival
from huozhao.terms.errors import Conflict
from huozhao.terms.time import DAY_MS

NOW = 20_000 * DAY_MS


class Died(Exception):
    """The process was killed here."""


class Dying(MemoryDocuments):
    """Documents whose process is killed at a certain write; what was written stays."""

    def __init__(self) -> None:
        super().__init__(lambda: NOW)
        self.left = 10**9

    def put(self, kind: str, id: str, body: dict[str, Any], expected_version: int | None = None) -> Document:
        self._live()
        return super().put(kind, id, body, expected_version)

    def put_many(self, kind: str, bodies: Sequence[tuple[str, dict[str, Any]]], new: bool = False) -> None:
        self._live()
        super().put_many(kind, bodies, new)

    def delete(self, kind: str, ids: Sequence[str] | None = None) -> int:
        self._live()
        return super().delete(kind, ids)

    def _live(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Died


def opened(documents: MemoryDocuments, ledger: Ledger) -> Purchases:
    return purchases(documents, ledger, lambda: NOW)


def asked(id: str, sku: str, units: int) -> tuple[str, Mapping[str, Any]]:
    body = {"sku": sku, "shop": "near", "supplier": "tea-house", "quantity": units, "unit_fen": 700,
            "lead_time_days": 3, "audit": [{"what": "approve"}]}
    return id, {**body, "purchase_order": purchase_of(body, NOW)}


def there(ledger: Ledger, sku: str = "tea") -> tuple[int, int, int]:
    level, = ledger.levels([sku], ["near"])
    return level.in_transit, level.free, level.quarantine


STEPS = {
    "order": lambda at, id: at.order([asked("p2", "tea", 6)], NOW),
    "withdraw": lambda at, id: at.withdraw(*asked("p1", "tea", 12), NOW),
    "send": lambda at, id: at.send(id, "hand", "li", NOW),
    "confirm": lambda at, id: at.confirm(id, [Answer("tea", 8)], "li", NOW),
    "receive": lambda at, id: at.receive(id, [Arrival("tea", 5, 1, "L1", "2031-01-01")], "li", NOW),
    "cancel": lambda at, id: at.cancel(id, {"tea": 3}, "", "li", NOW),
}
AFTER = {"order": (18, 0, 0), "withdraw": (0, 0, 0), "send": (12, 0, 0), "confirm": (8, 0, 0), "receive": (6, 5, 1),
         "cancel": (9, 0, 0)}


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_write_a_step_is_done_wholly_or_not_at_all(step: str) -> None:
    for writes in range(40):
        documents, ledger = Dying(), MemoryLedger()
        at = opened(documents, ledger)
        at.order([asked("p1", "tea", 12)], NOW)
        id = documents.list("purchase_order")[0].id
        documents.left = writes
        try:
            STEPS[step](at, id)
            died = False
        except Died:
            died = True
        documents.left = 10**9
        again = opened(documents, ledger)
        again.book.recover()
        order, = documents.list("purchase_order")
        line = {line["sku"]: line for line in order.body["lines"]}.get("tea")
        transit = max(0, line["expected"] - line["received"] - line["damaged"]) if line else 0
        came = (line["received"], line["damaged"]) if line else (0, 0)
        assert there(ledger) == (transit, *came), f"books and order agree after {writes} writes"
        assert there(ledger) in ((12, 0, 0), AFTER[step])
        assert documents.list("purchase_step") == []
        is_open = bool(documents.list("purchase_open"))
        assert is_open == (order.body["state"] != "cancelled")
        if not died:
            assert there(ledger) == AFTER[step]
            return
    pytest.fail("the step never ended")


def test_killed_at_any_write_many_new_orders_are_wholly_there_or_not_at_all() -> None:
    for writes in range(20):
        documents, ledger = Dying(), MemoryLedger()
        documents.left = writes
        shops = [asked(f"p{n}", "tea", 12) for n in range(3)]
        approved = [(id, {**body, "shop": f"s{id}", "purchase_order": f"o{id}"}) for id, body in shops]
        try:
            opened(documents, ledger).order(approved, NOW)
            died = False
        except Died:
            died = True
        documents.left = 10**9
        again = opened(documents, ledger)
        again.book.recover()
        orders = documents.list("purchase_order")
        assert sum(level.in_transit for level in ledger.levels()) == 12 * len(orders)
        assert {found.id for found in orders} == {marker.id for marker in documents.list("purchase_open")}
        assert documents.list("purchase_step") == [] and len(orders) in (0, 3)
        if not died:
            assert len(orders) == 3
            again.order(approved, NOW)
            assert sum(level.in_transit for level in ledger.levels()) == 36, "a repeat changes nothing"
            return
    pytest.fail("the orders were never written")


def test_a_receipt_names_lots_and_undo_takes_just_these_back() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    at.order([asked("p1", "tea", 12)], NOW)
    id = documents.list("purchase_order")[0].id
    at.receive(id, [Arrival("tea", 4, 0, "L1", "2031-01-01"), Arrival("tea", 3, 2, "L2", "2030-01-01")], "li", NOW)
    lots = {lot.lot: (lot.free, lot.quarantine) for lot in ledger.lots.of(["tea"])}
    assert (lots["L1"], lots["L2"]) == ((4, 0), (3, 2))
    with pytest.raises(Conflict, match="another date"):
        at.receive(id, [Arrival("tea", 1, 0, "L1", "2029-01-01")], "li", NOW)
    at.undo(id, "li", NOW)
    assert there(ledger) == (12, 0, 0)


def test_of_two_operators_at_once_one_has_to_read_again() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    at.order([asked("p1", "tea", 12)], NOW)
    id = documents.list("purchase_order")[0].id
    before = at.book.get(id)
    at.send(id, "hand", "li", NOW)
    with pytest.raises(Conflict, match="changed meanwhile"):
        at.book.write(id, before, {**before.body, "state": "closed"}, [])
    assert at.book.get(id).body["state"] == "sent" and documents.list("purchase_step") == []


def test_what_is_approved_after_a_draft_was_sent_goes_on_the_next_one() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    at.order([asked("p1", "tea", 12)], NOW)
    first = documents.list("purchase_order")[0].id
    at.send(first, "hand", "li", NOW)
    body, = at.order([asked("p2", "tea", 6)], NOW)
    assert body["purchase_order"] == f"{first}-2" and there(ledger) == (18, 0, 0)
    with pytest.raises(Conflict, match="supplier knows"):
        at.withdraw(*asked("p1", "tea", 12), NOW)


def test_undoing_a_cut_of_a_draft_keeps_what_was_asked_for_since() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    at.order([asked("p1", "tea", 12)], NOW)
    id = documents.list("purchase_order")[0].id
    at.cancel(id, {"tea": 5}, "", "li", NOW)
    at.order([asked("p2", "tea", 6)], NOW)
    assert there(ledger) == (13, 0, 0)
    at.undo(id, "li", NOW)
    assert there(ledger) == (18, 0, 0)


def test_an_order_of_an_earlier_release_is_read_as_a_draft() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    old = {"id": "x", "supplier": "tea-house", "shop": "near", "state": "open", "ordered_at": NOW, "due_at": NOW,
           "lines": [{"sku": "tea", "quantity": 12, "received": 0, "unit_fen": 700}], "proposals": {}, "receipts": []}
    documents.put("purchase_order", "x", old)
    from huozhao.flows.purchasing.book import open_orders

    found, = open_orders(documents)
    assert (found.body["state"], found.body["lines"][0]["expected"]) == ("draft", 12)
    assert opened(documents, ledger).send("x", "hand", "li", NOW)["state"] == "sent"


def test_a_supplier_who_was_told_by_webhook_is_told_of_what_is_cancelled_and_that_cannot_be_undone() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    fields = {**EMPTY, "webhook_url": "https://erp.example.com/x"}
    at.suppliers.put("tea-house", {name: fields[name] for name in fields if name != "secret_number"}, "li", NOW)
    at.order([asked("p1", "tea", 12)], NOW)
    id = documents.list("purchase_order")[0].id
    at.send(id, "webhook", "li", NOW)
    at.receive(id, [Arrival("tea", 5)], "li", NOW)
    at.undo(id, "li", NOW)
    at.receive(id, [Arrival("tea", 5)], "li", NOW)
    at.close(id, "li", NOW)
    topics = [message.body["topic"] for message in documents.list("outbox")]
    assert topics == ["purchase_order.sent", "purchase_order.cancelled"] and there(ledger) == (0, 5, 0)
    with pytest.raises(Conflict, match="has been told"):
        at.undo(id, "li", NOW)


def test_an_order_can_be_cancelled_after_the_supplier_s_address_was_taken_away() -> None:
    documents, ledger = MemoryDocuments(lambda: NOW), MemoryLedger()
    at = opened(documents, ledger)
    plain = {name: value for name, value in EMPTY.items() if name != "secret_number"}
    at.suppliers.put("tea-house", {**plain, "webhook_url": "https://erp.example.com/x"}, "li", NOW)
    at.order([asked("p1", "tea", 12)], NOW)
    id = documents.list("purchase_order")[0].id
    at.send(id, "webhook", "li", NOW)
    at.suppliers.put("tea-house", plain, "li", NOW)
    assert at.cancel(id, None, "", "li", NOW)["state"] == "cancelled" and there(ledger) == (0, 0, 0)
