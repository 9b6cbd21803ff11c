"""Every book of plans keeps the promises of its ports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huozhao.backends.memory.plans import MemoryParts, MemoryProposals
from huozhao.backends.sqlite.plans import SqliteParts, SqliteProposals
from huozhao.supply.plan_book import PlanParts, Proposal, Proposals, Tally, Wanted
from huozhao.terms.errors import Conflict


@pytest.fixture(params=["memory", "sqlite"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PlanParts]:
    if request.param == "memory":
        yield MemoryParts()
    else:
        made = SqliteParts(tmp_path / "plans.db")
        yield made
        made.close()


@pytest.fixture(params=["memory", "sqlite"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proposals]:
    if request.param == "memory":
        yield MemoryProposals()
    else:
        made = SqliteProposals(tmp_path / "plans.db")
        yield made
        made.close()


def proposal(rank: int, plan: str = "1", **more: Any) -> Proposal:
    given = {"kind": "purchase", "state": "open", "sku": f"s{rank % 3}", "shop": f"p{rank % 2}", "giver": "",
             "supplier": "maker", "tier": "hot", "quantity": rank, "value_fen": 10 * rank, "numbers": b"\x00\x01",
             "body": {"audit": []}, **more}
    return Proposal(id=f"{plan}-{rank:08d}", plan=plan, **given)


def test_parts_are_replaced_under_their_sku_and_read_in_order(parts: PlanParts) -> None:
    parts.keep("1", [("b", b"2"), ("a", b"1")])
    parts.keep("1", [("b", b"3"), ("c", b"4")])
    parts.keep("2", [("a", b"5")])
    assert parts.list("1") == [("a", b"1"), ("b", b"3"), ("c", b"4")]
    assert parts.list("1", "a", 1) == [("b", b"3")]
    assert parts.skus("1") == {"a", "b", "c"}
    assert (parts.get("2", "a"), parts.get("2", "b"), parts.get("9", "a")) == (b"5", None, None)
    parts.drop(["2"])
    assert (parts.skus("1"), parts.skus("2")) == (set(), {"a"})


def test_a_plan_is_published_once_and_ends_what_is_undecided_of_others(book: Proposals) -> None:
    assert book.publish("1", [proposal(1), proposal(2, state="cut"), proposal(3)]) is True
    book.put([replace(proposal(3), state="approved")])
    assert book.publish("1", [proposal(9)]) is False
    assert book.publish("2", [proposal(1, "2")]) is True
    assert [each.id for each in book.find(Wanted("2"))] == ["2-00000001"]
    assert book.get("1-00000001") is None and book.get("1-00000002") is None
    kept = book.get("1-00000003")
    assert kept is not None and (kept.state, kept.version, kept.numbers) == ("approved", 2, b"\x00\x01")


def test_proposals_are_found_by_what_is_asked_in_the_order_of_their_rank(book: Proposals) -> None:
    book.publish("1", [proposal(n, tier="hot" if n % 4 else "slow", state="open" if n % 5 else "cut")
                       for n in range(1, 21)])
    ranks = [int(each.id[2:]) for each in book.find(Wanted("1", shop="p0", state="open"))]
    assert ranks == [2, 4, 6, 8, 12, 14, 16, 18]
    assert [each.quantity for each in book.find(Wanted("1", tier="slow"), "1-00000008", 2)] == [12, 16]
    assert [each.quantity for each in book.find(Wanted("1", sku="s1", kind="purchase", supplier="maker"))] == [
        1, 4, 7, 10, 13, 16, 19]
    assert book.find(Wanted("1", kind="transfer")) == [] == book.find(Wanted("0"))
    assert len(book.find(Wanted("1"), limit=7)) == 7


def test_counts_follow_each_change(book: Proposals) -> None:
    book.publish("1", [proposal(1), proposal(2), proposal(3, kind="transfer", giver="p9", supplier="")])
    assert book.tally("1") == [Tally("purchase", "open", 2, 3, 30), Tally("transfer", "open", 1, 3, 30)]
    book.put([replace(proposal(2), state="approved", quantity=6, value_fen=60)])
    assert book.tally("1") == [Tally("purchase", "approved", 1, 6, 60), Tally("purchase", "open", 1, 1, 10),
                               Tally("transfer", "open", 1, 3, 30)]


def test_a_change_made_from_an_old_reading_is_refused_whole(book: Proposals) -> None:
    book.publish("1", [proposal(1), proposal(2)])
    book.put([replace(proposal(1), state="rejected", body={"reason": "no"})])
    with pytest.raises(Conflict):
        book.put([replace(proposal(2), state="approved"), replace(proposal(1), state="approved")])
    assert [each.state for each in book.find(Wanted("1"))] == ["rejected", "open"]
    with pytest.raises(Conflict):
        book.put([proposal(7)])
    assert book.get("1-00000001").body == {"reason": "no"}  # type: ignore[union-attr]
