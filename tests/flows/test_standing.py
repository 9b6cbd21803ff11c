"""Everybody's standing: one row a person, and nothing of who did not consent."""

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import Line, OrderPaid
from huozhao.events.event import Recorded, event
from huozhao.flows.standing import Known, Standings
from huozhao.flows.subscriptions import subscriptions
from huozhao.insight.standing import Standing
from huozhao.terms.time import DAY_MS

ZONE = "Asia/Shanghai"
NOW = 20_000 * DAY_MS
OWNER = {"phone-1": "ann", "ann": "ann", "bob": "bob"}


def standing(allowed: set[str]) -> Standing:
    state = MemoryState(subscriptions(ZONE))
    paid = [("ann", 40), ("phone-1", 5), ("bob", 3)]
    recorded = [Recorded(n, event(f"e{n}", NOW - days * DAY_MS, who, OrderPaid(f"o{n}", [Line("tea", 1, 500)], 500)))
                for n, (who, days) in enumerate(paid, 1)]
    for fold in subscriptions(ZONE):
        if fold.name in ("orders", "shoppers"):
            state.apply(fold.name, 0, 3, [write for each in recorded for write in fold.fold(each)])
    known = Known(lambda subject: OWNER[subject], lambda subject, _: OWNER[subject] in allowed, lambda: 0)
    return Standings(state, MemoryDocuments(lambda: NOW), ZONE, known).compute(NOW)


def test_the_orders_of_all_ids_of_a_person_count_together() -> None:
    found = standing({"ann", "bob"})
    assert found.shoppers.names() == ["ann", "bob"]
    assert found.measures.frequency.tolist() == [2, 1] and found.measures.recency_days.tolist() == [5, 3]
    assert found.measures.monetary_fen.tolist() == [1000, 500]


def test_who_did_not_consent_stands_without_orders() -> None:
    found = standing({"bob"})
    assert found.measures.frequency.tolist() == [0, 1]
    assert [name for name, n, _ in found.summary() if n] == ["new", "none"]
