"""Decisions about proposals and the purchase and transfer orders that follow."""

from dataclasses import replace
from typing import Any

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.memory.plans import MemoryProposals
from huozhao.flows.planning.approvals import PlanApprovals
from huozhao.flows.planning.decide import Decisions
from huozhao.flows.planning.transfers import Transfers
from huozhao.flows.purchasing.desk import purchases
from huozhao.supply.ledger import Count
from huozhao.supply.plan_book import Kind, Proposal, Tally
from huozhao.supply.purchasing import Arrival
from huozhao.terms.errors import BadInput, Conflict

NOW = 86_400_000 * 3


def proposed(id: str, sku: str, kind: Kind = "purchase", quantity: int = 12) -> Proposal:
    pack = 6 if kind == "purchase" else 1
    body = {"wanted": quantity, "proposed": quantity, "pack_size": pack, "unit_fen": 700, "lead_time_days": 3,
            "audit": []}
    giver = "" if kind == "purchase" else "depot"
    return Proposal(id, "1", kind, "open", sku, "near", giver, "a/b", "hot", quantity, 700 * quantity, b"", body)


def desk() -> Decisions:
    documents, ledger, book = MemoryDocuments(lambda: 0), MemoryLedger(), MemoryProposals()
    book.publish("1", [proposed("p0", "tea"), proposed("p1", "cup"), proposed("p2", "tea"),
                       proposed("t0", "tea", "transfer", 7), proposed("t1", "cup", "transfer", 5)])
    ledger.post([Count("c1", "tea", "depot", 10, NOW), Count("c2", "cup", "depot", 4, NOW)])
    approvals = PlanApprovals(book)
    bought = replace(purchases(documents, ledger, lambda: NOW), approvals=approvals)
    return Decisions(book, bought, Transfers(documents, ledger, approvals))


def in_transit(at: Decisions, sku: str = "tea") -> int:
    return sum(level.in_transit for level in at.purchases.book.ledger.levels([sku]))


def free(at: Decisions, sku: str, shop: str) -> int:
    return sum(level.available for level in at.purchases.book.ledger.levels([sku], [shop]))


def purchase(at: Decisions) -> dict[str, Any]:
    return at.purchases.book.documents.list("purchase_order")[0].body


def test_approving_twice_orders_once() -> None:
    at = desk()
    at.approve("p0", "li", NOW)
    at.approve("p0", "li", NOW + 1)
    assert (in_transit(at), purchase(at)["lines"][0]["quantity"]) == (12, 12)


def test_proposals_of_one_supplier_and_shop_share_a_purchase_order() -> None:
    at = desk()
    assert at.approve_many(["p0", "p1", "p2", "p0"], "li", NOW).approved == 3
    assert {line["sku"]: line["quantity"] for line in purchase(at)["lines"]} == {"tea": 24, "cup": 12}
    assert "/" not in purchase(at)["id"]


def test_a_crash_between_approval_and_purchase_order_is_repaired_by_whoever_looks_next() -> None:
    for repair in (lambda at: at.approve("p0", "li", NOW), lambda at: at.purchases.drafts.recover(NOW)):
        at = desk()
        body = {**at.proposal("p0").body, "purchase_order": "x", "audit": [{"what": "approve"}]}
        at.purchases.drafts.announce(["p0"], NOW)
        at.proposals.put([replace(at.proposal("p0"), state="approved", body=body)])
        repair(at)
        repair(at)
        assert (in_transit(at), purchase(at)["id"]) == (12, "x")


def test_undo_takes_decisions_back_one_by_one_and_approving_anew_orders_anew() -> None:
    at = desk()
    at.edit("p0", 18, "li", NOW)
    at.approve("p0", "li", NOW)
    at.undo("p0", "li", NOW)
    assert (in_transit(at), purchase(at)["state"]) == (0, "cancelled")
    assert at.undo("p0", "li", NOW).quantity == 12
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


def test_an_approved_transfer_leaves_the_giver_at_once_and_arrives_in_parts() -> None:
    at = desk()
    at.approve("t0", "li", NOW)
    at.approve("t0", "li", NOW)
    assert (free(at, "tea", "depot"), in_transit(at), free(at, "tea", "near")) == (3, 7, 0)
    order = at.transfers.page(True, "", "", 9)[0]
    assert at.transfers.receive(order.id, {"tea": 3}, "wang", NOW)["state"] == "partly_received"
    with pytest.raises(BadInput, match="4 are under way"):
        at.transfers.receive(order.id, {"tea": 5}, "wang", NOW)
    with pytest.raises(Conflict, match="arrived"):
        at.undo("t0", "li", NOW)
    assert at.transfers.receive(order.id, None, "wang", NOW)["state"] == "received"
    assert (free(at, "tea", "depot"), in_transit(at), free(at, "tea", "near")) == (3, 0, 7)
    assert list(at.transfers.open()) == []


def test_a_transfer_that_the_giver_can_no_longer_serve_is_open_again_and_nothing_moved() -> None:
    at = desk()
    with pytest.raises(Conflict, match="no longer has 5 of cup"):
        at.approve("t1", "li", NOW)
    assert at.proposal("t1").state == "open"
    done = at.approve_many(["t0", "t1"], "li", NOW)
    assert (done.approved, done.short) == (1, ("t1",))
    assert (free(at, "cup", "depot"), in_transit(at, "cup"), in_transit(at)) == (4, 0, 7)
    assert at.proposals.tally("1") == [
        Tally("purchase", "open", 3, 36, 25_200), Tally("transfer", "approved", 1, 7, 4_900),
        Tally("transfer", "open", 1, 5, 3_500)]


def test_undoing_or_cancelling_a_transfer_brings_the_goods_back_to_the_giver() -> None:
    at = desk()
    for _ in range(2):
        at.approve("t0", "li", NOW)
        assert (free(at, "tea", "depot"), in_transit(at)) == (3, 7)
        at.undo("t0", "li", NOW)
        assert (free(at, "tea", "depot"), in_transit(at)) == (10, 0)
    at.approve("t0", "li", NOW)
    order = at.transfers.page(True, "", "", 9)[0]
    at.transfers.receive(order.id, {"tea": 2}, "li", NOW)
    assert at.transfers.cancel(order.id, "li", NOW)["state"] == "received"
    assert (free(at, "tea", "depot"), in_transit(at), free(at, "tea", "near")) == (8, 0, 2)


def test_what_never_arrives_is_lost_and_no_longer_expected() -> None:
    at = desk()
    at.approve("t0", "li", NOW)
    order = at.transfers.page(True, "", "", 9)[0]
    assert at.transfers.lose(order.id, "li", NOW)["lines"][0]["lost"] == 7
    assert (free(at, "tea", "depot"), in_transit(at), free(at, "tea", "near")) == (3, 0, 0)


@pytest.mark.parametrize("crash_after", ["proposal", "order", "out"])
def test_a_crash_on_the_way_to_a_transfer_loses_and_doubles_nothing(crash_after: str) -> None:
    at = desk()
    posts = 0

    class Crashed(Exception):
        pass

    ledger = at.transfers.ledger

    class Crashing(MemoryLedger):
        def post(self, entries: Any) -> Any:
            nonlocal posts
            posts += 1
            if crash_after == "order" or posts > 1:
                raise Crashed
            return ledger.post(entries)

    broken = replace(at.transfers, ledger=Crashing())
    if crash_after == "proposal":
        broken = replace(at.transfers, documents=NoOrders(at.transfers.documents))  # type: ignore[arg-type]
    with pytest.raises((Crashed, OSError)):
        replace(at, transfers=broken).approve("t0", "li", NOW)
    at.transfers.recover(NOW)
    at.transfers.recover(NOW)
    assert (free(at, "tea", "depot"), in_transit(at)) == (3, 7)
    assert at.transfers.page(True, "", "", 9)[0].body["lines"][0]["quantity"] == 7


class NoOrders:
    """Documents that fail when a transfer order is to be written."""

    def __init__(self, documents: Any) -> None:
        self._documents = documents

    def __getattr__(self, name: str) -> Any:
        return getattr(self._documents, name)

    def put(self, kind: str, *rest: Any, **more: Any) -> Any:
        if kind == "transfer_order":
            raise OSError("the disk is gone")
        return self._documents.put(kind, *rest, **more)
