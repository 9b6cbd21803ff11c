"""Everybody's standing: one row a person, and nothing of who did not consent."""

from dataclasses import fields

from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import Line, OrderPaid, OrderReturned
from huozhao.events.event import Recorded, event
from huozhao.flows.people.standing import Known, Standings
from huozhao.flows.subscriptions import subscriptions
from huozhao.insight.standing import Standing
from huozhao.terms.time import DAY_MS

ZONE = "Asia/Shanghai"
NOW = 20_000 * DAY_MS
OWNER = {"phone-1": "ann", "ann": "ann", "bob": "bob"}


def standings(allowed: set[str], coupon: str | None = None) -> Standings:
    state = MemoryState(subscriptions(ZONE))
    paid = [("ann", 40), ("phone-1", 5), ("bob", 3)]
    recorded = []
    for n, (who, days) in enumerate(paid, 1):
        what = OrderPaid(f"o{n}", [Line("tea", 1, 500)], 500, coupon=coupon)
        recorded.append(Recorded(n, event(f"e{n}", NOW - days * DAY_MS, who, what)))
    for fold in subscriptions(ZONE):
        if fold.name in ("orders", "shoppers", "habits"):
            state.apply(fold.name, 0, 3, [write for each in recorded for write in fold.fold(each)])
    known = Known(lambda subject: OWNER[subject],
                  lambda subject: [name for name, owner in OWNER.items() if owner == OWNER[subject]],
                  lambda subject, _: OWNER[subject] in allowed, lambda: 0)
    documents = MemoryDocuments(lambda: NOW)
    documents.put("rfm_thresholds", "current", {"coupon_share": 0.5})
    return Standings(state, documents, ZONE, known)


def standing(allowed: set[str]) -> Standing:
    return standings(allowed).compute(NOW)


def test_the_orders_of_all_ids_of_a_person_count_together() -> None:
    found = standing({"ann", "bob"})
    assert found.shoppers.names() == ["ann", "bob"]
    assert found.measures.frequency.tolist() == [2, 1] and found.measures.recency_days.tolist() == [5, 3]
    assert found.measures.monetary_fen.tolist() == [1000, 500]


def test_who_did_not_consent_stands_without_orders() -> None:
    found = standing({"bob"})
    assert found.measures.frequency.tolist() == [0, 1]
    assert [name for name, n, _ in found.summary() if n] == ["new", "none"]


def test_one_person_reads_as_in_the_standing_of_all() -> None:
    for coupon in (None, "SAVE5"):
        everybody = standings({"ann", "bob"}, coupon)
        found = everybody.compute(NOW)
        for place, name in enumerate(found.shoppers.names()):
            one = everybody.one(name, found.today, found)
            assert one is not None
            assert [int(getattr(one[0], f.name)[0]) for f in fields(one[0])] == [
                int(getattr(found.measures, f.name)[place]) for f in fields(found.measures)]
    assert standings({"bob"}).one("phone-1", found.today, found) is None


def test_orders_with_a_coupon_are_counted_where_the_mall_says_so() -> None:
    assert standings({"ann", "bob"}).compute(NOW).measures.coupons.tolist() == [-1, -1]
    assert standings({"ann", "bob"}, "SAVE5").compute(NOW).measures.coupons.tolist() == [2, 1]


def test_an_order_told_under_two_ids_of_one_person_counts_once() -> None:
    state = MemoryState(subscriptions(ZONE))
    lines = [Line("tea", 1, 500)]
    told = [("ann", OrderPaid("o1", lines, 500)), ("phone-1", OrderPaid("o1", lines, 500)),
            ("phone-1", OrderReturned("o1", lines, 200)), ("bob", OrderPaid("o1", lines, 500))]
    recorded = [Recorded(n, event(f"e{n}", NOW - DAY_MS + n, who, what)) for n, (who, what) in enumerate(told, 1)]
    for fold in subscriptions(ZONE):
        if fold.name in ("orders", "shoppers"):
            state.apply(fold.name, 0, 4, [write for each in recorded for write in fold.fold(each)])
    known = Known(lambda s: OWNER[s], lambda s: [n for n, owner in OWNER.items() if owner == OWNER[s]],
                  lambda s, _: True, lambda: 0)
    everybody = Standings(state, MemoryDocuments(lambda: NOW), ZONE, known)
    found = everybody.compute(NOW)
    assert found.measures.frequency.tolist() == [1, 1] and found.measures.monetary_fen.tolist() == [300, 500]
    one = everybody.one("phone-1", found.today, found)
    assert one is not None and one[0].monetary_fen.tolist() == [300]
