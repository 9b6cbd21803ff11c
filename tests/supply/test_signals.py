"""Signals of needs: never negative, bounded by the forecast, not counted beside intent, told in words."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.policies import Expected, Rule, targets
from huozhao.supply.signals import FLOOR_UNITS, Signal, because, bounded, extra_units
from huozhao.terms.text import Text

RICE = Text("米粉", "rice flour")
units = st.floats(0, 1_000)


@given(units, units, units, st.floats(0, 2))
def test_needs_add_at_most_their_share_of_the_forecast_or_two_units(
    extra: float, intent: float, mean: float, cap: float
) -> None:
    found = float(bounded(np.array([extra]), np.array([intent]), np.array([mean]), cap)[0])
    assert 0 <= found <= max(cap * mean, FLOOR_UNITS)
    assert found <= max(0.0, extra - intent)


def test_a_need_counts_by_the_days_that_the_plan_covers() -> None:
    need = Signal("rice", RICE, 10, units=7.0, horizon_days=7)
    assert extra_units([(need, 1.0)], 7, 5.0, True) == 7.0
    assert extra_units([(need, 0.5)], 2, 5.0, True) == 1.0
    assert extra_units([(need, 1.0)], 30, 5.0, True) == 7.0


def test_what_begins_later_counts_from_then_and_is_no_search() -> None:
    told = Signal("rice", Text("活动：尝鲜", "campaign “try it”"), 10, 7.0, horizon_days=7, in_days=5, will_hear=True)
    assert [round(extra_units([(told, 1.0)], days, 5.0, True), 6) for days in (4, 5, 6, 12, 30)] == [0, 0, 1, 7, 7]
    assert because([(told, 1.0)], 2).zh == "因 10 位顾客将收到“活动：尝鲜”，多备 2 件"


def test_a_rhythm_raises_a_flat_forecast_only() -> None:
    weekend = Signal("tent", Text("露营", "camping"), 25, city="成都", rises=(0.8, 2.2, 2.2, 0.8))
    assert round(extra_units([(weekend, 1.0)], 3, 10.0, True), 6) == 22.0
    assert extra_units([(weekend, 1.0)], 3, 10.0, False) == 0.0
    assert extra_units([(weekend, 1.0)], 1, 10.0, True) == 0.0


def test_needs_are_a_line_of_their_own_in_the_stock_level() -> None:
    plain = Expected(np.array([20.0]), (0.95,), np.array([[29.0]]), np.array([4.0]), np.array([0.75]))
    found, without = targets(Rule(), replace(plain, needs=np.array([4.0]))), targets(Rule(), plain)
    assert found.order_up_to[0] == without.order_up_to[0] + 4 and found.needs[0] == 4


def test_the_reason_says_how_many_look_for_what() -> None:
    told = because([(Signal("rice", RICE, 12, 3.0), 1.0)], 3)
    assert told.zh == "因 12 位顾客近来在找“米粉”，多备 3 件"
    assert told.en == "12 shoppers are looking for rice flour: 3 more"
