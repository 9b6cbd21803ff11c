"""Decisions about proposals and the purchase orders that follow."""

from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.flows.decide import Decisions
from huozhao.flows.purchasing.desk import purchases
from huozhao.supply.purchasing import Arrival
from huozhao.terms.errors import BadInput, Conflict

NOW = 86_400_000 * 3


def desk() -> Decisions:
    documents = MemoryDocuments(lambda: 0)
    for n, sku in enumerate(("tea", "cup", "tea")):
        documents.put("proposal", f"p{n}", {
            "sku": sku, "shop": "near", "supplier": "a/b", "quantity": 12, "proposed": 12, "pack_size": 6,
            "unit_fen": 700, "value_fen": 8400, "lead_time_days": 3, "state": "open", "audit": []})
    return Decisions(documents, purchases(documents, MemoryLedger(), lambda: NOW))


def in_transit(at: Decisions, sku: str = "tea") -> int:
    return sum(level.in_transit for level in at.purchases.book.ledger.levels([sku]))


def purchase(at: Decisions) -> dict[str, Any]:
    return at.documents.list("purchase_order")[0].body


def test_approving_twice_orders_once() -> None:
    at = desk()
    at.approve("p0", "li", NOW)
    at.approve("p0", "li", NOW + 1)
    assert (in_transit(at), purchase(at)["lines"][0]["quantity"]) == (12, 12)


def test_proposals_of_one_supplier_and_shop_share_a_purchase_order() -> None:
    at = desk()
    assert at.approve_many(["p0", "p1", "p2", "p0"], "li", NOW) == 3
    assert {line["sku"]: line["quantity"] for line in purchase(at)["lines"]} == {"tea": 24, "cup": 12}
    assert "/" not in purchase(at)["id"]


def test_a_crash_between_approval_and_purchase_order_is_repaired_by_approving_again() -> None:
    at = desk()
    found = at.proposal("p0")
    approved = {**found.body, "state": "approved", "purchase_order": "x", "audit": [{"what": "approve"}]}
    at.documents.put("proposal", "p0", approved)
    at.approve("p0", "li", NOW)
    assert (in_transit(at), purchase(at)["id"]) == (12, "x")


def test_undo_takes_decisions_back_one_by_one_and_approving_anew_orders_anew() -> None:
    at = desk()
    at.edit("p0", 18, "li", NOW)
    at.approve("p0", "li", NOW)
    at.undo("p0", "li", NOW)
    assert (in_transit(at), purchase(at)["state"]) == (0, "cancelled")
    assert at.undo("p0", "li", NOW)["quantity"] == 12
    with pytest.raises(Conflict, match="no decision"):
        at.undo("p0", "li", NOW)
    at.approve("p0", "wang", NOW)
    assert in_transit(at) == 12
    assert [(entry["who"], entry["what"]) for entry in at.proposal("p0").body["audit"]] == [
        ("li", "edit"), ("li", "approve"), ("li", "undo"), ("li", "undo"), ("wang", "approve")]


def test_goods_that_arrived_cannot_be_undone() -> None:
    at = desk()
    at.approve("p0", "li", NOW)
    at.purchases.receive(purchase(at)["id"], [Arrival("tea", 1)], "li", NOW)
    with pytest.raises(Conflict, match="arrived"):
        at.undo("p0", "li", NOW)
    assert (in_transit(at), purchase(at)["state"]) == (11, "partly_received")


def test_no_more_can_arrive_than_was_ordered() -> None:
    at = desk()
    at.approve("p0", "li", NOW)
    with pytest.raises(BadInput, match="5 are open"):
        at.purchases.receive(purchase(at)["id"], [Arrival("tea", 7), Arrival("tea", 6)], "li", NOW)
