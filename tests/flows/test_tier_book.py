"""Two operators who change tiers at the same time: neither change is lost without a word."""

import pytest

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.events.documents import Document
from huozhao.flows.backtests.tier_book import TierBook
from huozhao.supply.policies import Rule
from huozhao.terms.errors import Conflict


class Interrupted(MemoryDocuments):
    """Documents of a mall in which somebody else changes the same right before a write."""

    def __init__(self) -> None:
        super().__init__(lambda: 0)
        self.other: TierBook | None = None

    def put(
        self, kind: str, id: str, body: dict[str, object], expected_version: int | None = None
    ) -> Document:
        other, self.other = self.other, None
        if other and kind == "tier_rule":
            other.set_rules({"hot": Rule("order_up_to", 0.9)}, "wang")
        elif other:
            other.put("tea", "", "hot", "wang's", "wang")
        return super().put(kind, id, body, expected_version)


def test_a_rule_that_was_set_meanwhile_is_not_written_over() -> None:
    documents = Interrupted()
    book = TierBook(documents, lambda: 0, 0.95)
    documents.other = book
    with pytest.raises(Conflict):
        book.set_rules({"slow": Rule("order_up_to", 0.7)}, "li")
    assert book.rules()["hot"].service_level == 0.9
    book.set_rules({"slow": Rule("order_up_to", 0.7)}, "li")
    assert set(book.chosen()) == {"hot", "slow"}
    documents.other = book
    with pytest.raises(Conflict):
        book.undo_rules("li")


def test_goods_that_were_put_into_a_tier_meanwhile_stay_there() -> None:
    documents = Interrupted()
    book = TierBook(documents, lambda: 0, 0.95)
    documents.other = book
    with pytest.raises(Conflict):
        book.put("tea", "", "slow", "", "li")
    assert book.overrides() == {("tea", ""): "hot"}
    assert [entry["who"] for entry in book.listed()[0].body["audit"]] == ["wang"]
