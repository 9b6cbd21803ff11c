"""A metric is one definition: computed shopper by shopper it adds up to what the board says of everybody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.events import catalogue as c
from huozhao.events.event import Event, event
from huozhao.flows.board.boards import Boards
from huozhao.flows.board.shopper_days import ShopperDays
from huozhao.flows.folds import Folds
from huozhao.flows.goods import FOLD, Goods
from huozhao.operations.facts import band_of, fold_board
from huozhao.operations.metrics import BY_NAME, COLUMNS, MEASURES, METRICS
from huozhao.operations.metrics.shoppers import columns_of
from huozhao.terms.time import DAY_MS, HOUR_MS, local_day

ZONE = "Asia/Shanghai"
NOON = 1_780_000_000_000 // DAY_MS * DAY_MS + 4 * HOUR_MS
DAYS = 7


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A random week of three shoppers and somebody unknown."""
    made = []
    for number in range(draw(st.integers(0, 30))):
        shopper = draw(st.sampled_from(["s1", "s2", "s3", ""]))
        at = NOON - draw(st.integers(0, 6 * 24)) * HOUR_MS
        lines = [c.Line("a", draw(st.integers(1, 3)), 500)]
        order = f"o{number}"
        made.append(event(str(number), at, shopper, draw(st.sampled_from([
            c.ProductViewed("a"), c.RecommendationShown("r", "home", ["a", "b"]),
            c.RecommendationClicked("r", "home", "a", 0), c.OrderPlaced(order, lines, 500),
            c.OrderPaid(order, lines, 500), c.OrderDelivered(order, placed_at=at - 60_000),
            c.OrderReturned(order, lines, 200), c.OrderRefused(order, lines),
        ]))))
    return made


def read(events: list[Event]) -> tuple[MemoryState, MemoryLog]:
    log, table = MemoryLog(), (FOLD, fold_board(ZONE))
    state = MemoryState(table)
    log.append(events)
    Folds(log, state, table).catch_up()
    return state, log


@given(histories())
def test_sums_over_shoppers_are_the_sums_of_the_board(events: list[Event]) -> None:
    state, log = read([each for each in events if each.shopper])
    today = local_day(NOON, ZONE)
    known = Boards(state, log, Goods(state), dict, ZONE).periods(today, DAYS).measures(today, DAYS)
    sums = ShopperDays(state).rows(today - DAYS + 1, today, COLUMNS).sums()
    for measure in MEASURES.values():
        # A buyer counts as returning by who bought in the period; over a longer look-back only the board knows.
        if measure.of and not measure.over_days:
            assert sums.measure(measure).sum() == pytest.approx(known[measure.name]), measure.name


@given(histories())
def test_what_nobody_known_did_is_no_shoppers(events: list[Event]) -> None:
    state, _ = read(events)
    today = local_day(NOON, ZONE)
    assert "" not in ShopperDays(state).rows(today - DAYS, today, ("events",)).shoppers


def test_rows_can_be_kept_from_a_day_of_each_shopper_on() -> None:
    at = NOON - 3 * DAY_MS
    line = [c.Line("a", 1, 500)]
    state, _ = read([
        event("1", at, "s1", c.OrderPaid("o1", line, 500)), event("2", NOON, "s1", c.OrderPaid("o2", line, 700)),
        event("3", NOON, "s2", c.PageViewed("home")),
    ])
    today = local_day(NOON, ZONE)
    metric = BY_NAME["revenue_per_shopper"]
    rows = ShopperDays(state).rows(today - 6, today, columns_of(metric))
    since = np.array([today - 1] * len(rows.shoppers))
    above, below = rows.sums(rows.day >= since[rows.shopper]).parts(metric)
    assert dict(zip(rows.shoppers, above.tolist(), strict=True)) == {"s1": 700.0, "s2": 0.0}
    assert below is not None and below.tolist() == [1.0, 1.0]


def test_experiments_can_use_the_metrics_that_are_counted_by_shopper() -> None:
    by_shopper = {metric.name for metric in METRICS if metric.is_by_shopper}
    assert by_shopper >= {"conversion", "gmv", "average_order", "repurchase", "recommendation_ctr", "delivery_time"}
    assert not by_shopper & {"turnover", "coverage", "diversity"}


@pytest.mark.parametrize(("position", "band"), [(0, 0), (3, 0), (4, 1), (9, 1), (10, 2), (499, 2)])
def test_places_of_a_page_fall_into_three_bands(position: int, band: int) -> None:
    assert band_of(position) == band
