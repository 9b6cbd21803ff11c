"""The lines of purchase orders and learned lead times."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.purchasing import Answer, Arrival, Line, Observed, arrived, cancelled, confirmed, learn, shifts
from huozhao.supply.purchasing.lines import Extra, state_of
from huozhao.terms.errors import BadInput
from huozhao.terms.time import DAY_MS

lines = st.builds(
    lambda sku, asked, less, came, bad: Line(sku, asked, max(0, asked - less), received=came, damaged=bad),
    st.sampled_from("abc"), st.integers(0, 50), st.integers(0, 50), st.integers(0, 60), st.integers(0, 9))
orders = st.lists(lines, max_size=3, unique_by=lambda line: line.sku)


def buckets(order: list[Line]) -> dict[tuple[str, str], int]:
    return {(line.sku, bucket): units for line in order for bucket, units in (
        ("in_transit", line.open), ("on_hand", line.received), ("quarantine", line.damaged)) if units}


@given(orders, orders)
def test_moves_lead_from_any_state_of_the_lines_to_any_other_and_never_below_nothing(
    before: list[Line], after: list[Line]
) -> None:
    held = buckets(before)
    for shift in shifts(before, after):
        assert shift.units > 0 and shift.source != shift.target
        for bucket, signed in ((shift.source, -shift.units), (shift.target, shift.units)):
            if bucket != "supplier":
                held[shift.sku, bucket] = held.get((shift.sku, bucket), 0) + signed
                assert held[shift.sku, bucket] >= 0
    assert {key: units for key, units in held.items() if units} == buckets(after)


@given(st.integers(1, 40), st.integers(0, 60), st.integers(0, 9), st.sampled_from(["keep", "quarantine"]))
def test_every_unit_that_came_is_either_on_the_shelf_or_in_quarantine(
    asked: int, came: int, bad: int, extra: Extra
) -> None:
    if came + bad:
        line, = arrived([Line("tea", asked, asked)], [Arrival("tea", came, bad)], extra)
        assert line.received + line.damaged == came + bad
        assert line.open == max(0, asked - came - bad)
        assert extra == "keep" or line.received <= asked


def test_a_supplier_may_confirm_less_or_later_or_refuse_but_not_more() -> None:
    order = [Line("tea", 24, 24, due_at=5), Line("cup", 6, 6, due_at=5)]
    tea, cup = confirmed(order, [Answer("tea", 18, 9, "crop failed"), Answer("cup", 0)])
    assert (tea.open, tea.due_at, tea.note, cup.open) == (18, 9, "crop failed", 0)
    with pytest.raises(BadInput, match="24 were ordered"):
        confirmed(order, [Answer("tea", 25)])
    with pytest.raises(BadInput, match="not on this purchase order"):
        confirmed(order, [Answer("pot")])


def test_the_state_follows_from_the_lines() -> None:
    line = Line("tea", 12, 12)
    assert state_of([line], False) == "draft"
    assert state_of([line], True) == "sent"
    assert state_of(confirmed([line], [Answer("tea")]), True) == "confirmed"
    half = arrived([line], [Arrival("tea", 5)])
    assert state_of(half, True) == "partly_received"
    assert state_of(cancelled(half, {"tea": 7}), True) == "received"
    assert state_of(cancelled([line], None), True) == "cancelled"
    with pytest.raises(BadInput, match="12 are open"):
        cancelled([line], {"tea": 13})


def test_what_was_promised_gives_way_to_what_is_observed() -> None:
    now = 1000 * DAY_MS
    assert learn([], 2, now).histogram() == {2: 1.0}
    few = learn([Observed(now, 5)] * 2, 2, now)
    assert few.mean == pytest.approx(3.5) and few.variance == pytest.approx(2.25)
    many = learn([Observed(now, days) for days in (3, 4, 5, 6) * 10], 2, now)
    assert (many.quantile(0.1), many.quantile(0.9), many.deliveries) == (3, 6, 40)


@given(st.lists(st.builds(Observed, st.integers(0, 10**11), st.integers(-3, 400), st.floats(0.01, 1)), max_size=30),
       st.integers(-1, 900), st.floats(0, 1))
def test_a_lead_time_is_a_distribution(observed: list[Observed], promised: int, level: float) -> None:
    found = learn(observed, promised, 10**11)
    assert sum(found.chance) == pytest.approx(1) and min(found.chance) >= 0
    assert 0 <= found.quantile(level) < len(found.chance) and found.variance >= 0


def test_recent_deliveries_weigh_more_than_old_ones() -> None:
    now = 2000 * DAY_MS
    old, new = Observed(now - 720 * DAY_MS, 9), Observed(now, 3)
    assert learn([old, new], 3, now).histogram()[9] < 0.05
