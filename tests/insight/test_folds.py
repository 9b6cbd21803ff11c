"""The folds of insight: whatever the order of arrival, the same state."""

from itertools import permutations

from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import (
    Line,
    OrderCancelled,
    OrderPaid,
    OrderPlaced,
    OrderReturned,
    ProductViewed,
    RecommendationShown,
    ShopperRegistered,
)
from huozhao.events.event import Event, Recorded, event
from huozhao.events.state import StateStore
from huozhao.insight.folds import insight_folds
from huozhao.insight.tags.fact import Fact, age_band, fact_tags

DAY = 86_400_000
T0 = 20_000 * DAY


def folded(events: list[Event]) -> StateStore:
    folds = insight_folds("Asia/Shanghai")
    state = MemoryState(folds)
    for fold in folds:
        recorded = [Recorded(n + 1, e) for n, e in enumerate(events)]
        writes = [w for r in recorded if not fold.events or r.event.name in fold.events for w in fold.fold(r)]
        state.apply(fold.name, 0, len(events), writes)
    return state


LINES = [Line("a", 2, 100), Line("b", 1, 300)]


def test_an_order_ends_the_same_in_whatever_order_its_events_arrive() -> None:
    told = [
        event("1", T0, "u", OrderPlaced("o", LINES, 500)),
        event("2", T0 + 1, "u", OrderPaid("o", LINES, 500)),
        event("3", T0 + DAY, "u", OrderReturned("o", [Line("b", 1, 300)], 300)),
    ]
    ends = [folded(list(order)).get("orders", ("u", "o")) for order in permutations(told)]
    assert all(end == ends[0] for end in ends)
    assert ends[0] is not None and (ends[0]["status"], ends[0]["refunded_fen"]) == ("returned", 300)


def test_a_cancelled_order_says_so() -> None:
    state = folded([
        event("1", T0, "u", OrderPaid("o", LINES, 500)), event("2", T0 + 5, "u", OrderCancelled("o")),
    ])
    row = state.get("orders", ("u", "o"))
    assert row is not None and row["cancelled_at"] == T0 + 5 and row["status"] == "cancelled"


def test_activity_counts_lines_by_product_and_the_order_once() -> None:
    state = folded([event("1", T0, "u", OrderPaid("o", LINES, 500))])
    rows = {(r["name"], r["subject"]): (r["n"], r["quantity"], r["amount_fen"]) for r in state.scan("activity")}
    assert rows == {("Order Paid", ""): (1, 3, 500), ("Product Bought", "a"): (1, 2, 200),
                    ("Product Bought", "b"): (1, 1, 300)}


def test_days_are_counted_in_the_malls_time_zone() -> None:
    late = 20_000 * DAY + 17 * 3_600_000
    assert [r["day"] for r in folded([event("1", late, "u", ProductViewed("a"))]).scan("activity")] == [20_001]


def test_what_was_shown_is_no_act_of_the_shopper() -> None:
    state = folded([event("1", T0, "u", RecommendationShown("r", "home", ["a"]))])
    assert state.scan("activity") == [] and state.get("shoppers", ("u",))["events"] == 0  # type: ignore[index]


def test_the_newest_word_on_a_fact_stands() -> None:
    state = folded([
        event("2", T0 + 9, "u", ShopperRegistered(city="深圳")),
        event("1", T0, "u", ShopperRegistered(city="上海", sex="female")),
    ])
    assert {r["field"]: r["value"] for r in state.scan("facts")} == {"city": "深圳", "sex": "female"}


def test_facts_become_tags_with_their_source() -> None:
    facts = [Fact("sex", "female", "registration", T0), Fact("birth_year", "1998", "wechat", T0),
             Fact("sex", "unknown", "x", T0)]
    tags = fact_tags(facts, 2026)
    assert [t.label.zh for t in tags] == ["女性", "25-30岁"]
    assert "wechat" in tags[1].evidence.zh


def test_ages_fall_into_bands_without_gaps() -> None:
    assert [age_band(age).zh for age in (17, 18, 24, 25, 30, 31, 60, 61)] == [
        "18岁以下", "18-24岁", "18-24岁", "25-30岁", "25-30岁", "31-35岁", "51-60岁", "61岁以上"]
