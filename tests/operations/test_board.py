"""The board's figures follow from the log and from nothing else."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events import catalogue as c
from huozhao.events.event import Event, event
from huozhao.flows.board.boards import Boards, BoardView
from huozhao.flows.folds import Folds
from huozhao.flows.goods import FOLD, Goods
from huozhao.operations.board.cards import cards, placements
from huozhao.operations.board.days import DayFacts, StockFacts
from huozhao.operations.board.periods import periods
from huozhao.operations.facts import fold_board
from huozhao.operations.metrics import BY_NAME, MEASURES, METRICS
from huozhao.terms.errors import BadInput
from huozhao.terms.time import DAY_MS, HOUR_MS

ZONE = "Asia/Shanghai"
NOON = 1_780_000_000_000 // DAY_MS * DAY_MS + 4 * HOUR_MS
LINE = [c.Line("a", 2, 1000)]


def board(events: Sequence[Event], now: int = NOON, days: int = 7, batch: int = 5_000) -> BoardView:
    log, table = MemoryLog(), (FOLD, fold_board(ZONE))
    state = MemoryState(table)
    log.append(events)
    folds = Folds(log, state, table, batch)
    folds.catch_up()
    goods = Goods(state)
    return Boards(state, log, goods, lambda: {"a": 10}, ZONE).at(now, days)


def figures(view: BoardView) -> dict[str, float | None]:
    return {card.metric.name: card.value for card in view.cards}


def small_mall() -> list[Event]:
    """Two shoppers look, one clicks a recommendation and buys twice, one order is lost for want of stock."""
    at = NOON - HOUR_MS
    return [
        event("g", at, "", c.ProductListed("a", "A", "甲", price_fen=1000, cost_fen=600)),
        event("1", at, "s1", c.PageViewed("home")),
        event("2", at, "s2", c.PageViewed("home")),
        event("3", at + 1, "s1", c.RecommendationShown("r", "home", ["a", "b", "c", "d"])),
        event("4", at + 2, "s1", c.RecommendationClicked("r", "home", "a", 0)),
        event("5", at + 3, "s1", c.OrderPlaced("o1", LINE, 2000)),
        event("6", at + 4, "s1", c.OrderPaid("o1", LINE, 2000)),
        event("7", at + 5, "s1", c.OrderPlaced("o2", LINE, 2000)),
        event("8", at + 6, "s1", c.OrderPaid("o2", LINE, 2000)),
        event("9", at + 7, "s2", c.OrderPlaced("o3", LINE, 2000)),
        event("10", at + 8, "s2", c.OrderCancelled("o3", "out_of_stock")),
        event("11", at + 3 + 30 * 60_000, "s1", c.OrderDelivered("o1", placed_at=at + 3)),
    ]


def test_each_metric_has_the_value_its_definition_gives() -> None:
    view = board(small_mall())
    assert figures(view) == {
        "visits": 2, "conversion": 0.5, "average_order": 2000, "gmv": 4000, "repurchase": 1.0, "orders": 2,
        "turnover": pytest.approx(4 * 600 * 365 / 7 / 6000), "fill_rate": pytest.approx(2 / 3),
        "delivery_time": 30.0, "recommendation_ctr": 0.25, "coverage": 4.0, "recommendation_sales": 1.0,
        "recommendation_orders": 1.0, "diversity": 1.0, "recall": None, "refund_rate": 0.0,
        "revenue_per_shopper": 2000,
    }
    assert view.orders_today == 2
    (home,) = view.by_placement
    assert (home.shown, home.clicked, home.orders, home.ctr) == (4, 1, 2, 0.25)


def test_an_empty_mall_has_no_ratios_and_zero_counts() -> None:
    values = figures(board([]))
    assert values["visits"] == 0 and values["gmv"] == 0
    assert all(values[name] is None for name in ("conversion", "repurchase", "turnover", "fill_rate"))


def test_a_click_after_the_payment_earns_no_order() -> None:
    events = [
        event("1", NOON - 5, "s", c.OrderPaid("o", LINE, 2000)),
        event("2", NOON - 4, "s", c.RecommendationClicked("r", "home", "a", 0)),
    ]
    assert board(events).by_placement[0].orders == 0


def test_a_click_of_yesterday_within_24_hours_earns_the_order_once() -> None:
    events = [
        event("1", NOON - 20 * HOUR_MS, "s", c.RecommendationClicked("r", "home", "a", 0)),
        event("2", NOON - 19 * HOUR_MS, "s", c.RecommendationClicked("r2", "home", "a", 1)),
        event("3", NOON - HOUR_MS, "s", c.OrderPaid("o", LINE, 2000)),
    ]
    assert board(events).by_placement[0].orders == 1


def test_the_previous_period_and_the_series_are_of_the_right_days() -> None:
    events = [
        event("old", NOON - 8 * DAY_MS, "s1", c.OrderPaid("o1", LINE, 2000)),
        event("new", NOON - 2 * DAY_MS, "s1", c.OrderPaid("o2", LINE, 3000)),
    ]
    by_name = {card.metric.name: card for card in board(events).cards}
    gmv = by_name["gmv"]
    assert (gmv.value, gmv.previous) == (3000, 2000)
    assert [value for _, value in gmv.series] == [0, 0, 0, 0, 3000, 0, 0]
    assert by_name["repurchase"].value == 1.0 and by_name["repurchase"].previous == 0.0


def test_days_out_of_range_are_refused_with_a_hint() -> None:
    for days in (0, -1, 367):
        with pytest.raises(BadInput) as caught:
            board([], days=days)
        assert caught.value.field == "days" and caught.value.hint


def test_every_definition_uses_documented_measures() -> None:
    computed = periods({}, StockFacts(value_fen={0: 1})).measures(0, 7)
    for metric in METRICS:
        parts = {metric.numerator} | ({metric.denominator} if metric.denominator else set())
        assert parts <= set(MEASURES) and parts <= set(computed), metric.name
        assert metric.label.zh and metric.label.en and metric.help.zh and metric.help.en
    assert set(MEASURES) == set(computed)
    assert len(BY_NAME) == len(METRICS)


def test_a_day_without_facts_counts_as_empty() -> None:
    assert placements(periods({}, StockFacts()), 10, 7) == ()
    assert all(len(card.series) == 7 for card in cards(periods({3: DayFacts(3)}, StockFacts()), 10, 7))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A random log of shoppers, orders and clicks over three weeks."""
    made = []
    for number in range(draw(st.integers(0, 40))):
        shopper = draw(st.sampled_from(["s1", "s2", "s3"]))
        at = NOON - draw(st.integers(0, 20 * 24)) * HOUR_MS
        sku = draw(st.sampled_from(["a", "b"]))
        lines = [c.Line(sku, draw(st.integers(1, 3)), 500)]
        made.append(event(str(number), at, shopper, draw(st.sampled_from([
            c.PageViewed("home"), c.RecommendationShown("r", "home", ["a", "b"]),
            c.RecommendationClicked("r", "home", sku, 0), c.OrderPlaced(f"o{number}", lines, 500),
            c.OrderPaid(f"o{number}", lines, 500), c.OrderDelivered(f"o{number}", placed_at=at - 60_000),
        ]))))
    return made


@given(histories(), st.integers(1, 7), st.integers(1, 30), st.integers(0, 99))
def test_figures_do_not_depend_on_batches_or_order(
    events: list[Event], one: int, other: int, seed: int
) -> None:
    shuffled = events[:]
    random.Random(seed).shuffle(shuffled)
    assert board(events, batch=one) == board(shuffled, batch=other)


@given(histories())
def test_figures_after_growth_equal_figures_from_scratch(events: list[Event]) -> None:
    log, table = MemoryLog(), (FOLD, fold_board(ZONE))
    state = MemoryState(table)
    folds, goods = Folds(log, state, table), Goods(state)
    kept = Boards(state, log, goods, lambda: {"a": 10}, ZONE)
    half = len(events) // 2
    for part in (events[:half], events[half:]):
        if part:
            log.append(part)
        folds.catch_up()
        view = kept.at(NOON, 7)
    assert view == board(events)
