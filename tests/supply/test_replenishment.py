"""Netting: what to order, and the arithmetic that says why."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.replenishment import Netting, Stock, net, steps, why
from huozhao.supply.safety_stock import Targets, targets

units = st.integers(0, 200)


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def rows(on_hand: int, reserved: int = 0, in_transit: int = 0, on_order: int = 0, known: bool = True) -> Stock:
    return Stock(ints(on_hand), ints(reserved), ints(in_transit), ints(on_order), np.array([known]))


def want(mean: float, quantile: float, lead_share: float = 0.75, intent: float = 0) -> Targets:
    return targets(np.array([mean]), np.array([quantile]), np.array([lead_share]), np.array([float(intent)]))


def planned(on_hand: int, pack: int = 1, **more: int) -> Netting:
    return net(want(20, 29), rows(on_hand, **more), ints(pack))


def test_safety_stock_is_what_the_service_level_asks_above_the_mean() -> None:
    found = want(20, 28.2)
    assert (found.demand[0], found.safety_stock[0], found.order_up_to[0], found.reorder_point[0]) == (20, 9, 29, 24)


def test_nothing_is_ordered_above_the_reorder_point() -> None:
    assert planned(25).quantity[0] == 0
    assert planned(24).quantity[0] == 5


def test_goods_on_their_way_are_counted_and_reserved_goods_are_not() -> None:
    assert planned(10, in_transit=9, on_order=10).quantity[0] == 0
    assert planned(30, reserved=10).quantity[0] == 9


def test_quantities_are_whole_packs() -> None:
    assert planned(20, pack=6).quantity[0] == 12


def test_intent_raises_the_order_by_its_own_line() -> None:
    with_intent = want(20, 29, intent=7)
    assert net(with_intent, rows(20), ints(1)).quantity[0] == planned(20).quantity[0] + 7


def test_stock_that_was_never_counted_is_taken_as_none_and_the_reason_says_so() -> None:
    stock = rows(0, known=False)
    result = net(want(20, 29), stock, ints(1))
    text = why(want(20, 29), stock, result, 0, 4, 0.95)
    assert result.quantity[0] == 29
    assert "从未盘点" in text.zh and "never counted" in text.en


@given(units, units, units, units, units, units, units, st.integers(1, 24))
def test_the_arithmetic_adds_up_to_the_gap_and_the_order_covers_it(
    mean: int, extra: int, intent: int, on_hand: int, reserved: int, coming: int, ordered: int, pack: int
) -> None:
    wanted = want(mean, mean + extra, 0.6, intent)
    stock = rows(on_hand + reserved, reserved, coming, ordered)
    result = net(wanted, stock, ints(pack))
    lines = steps(wanted, stock, result, 0, 4, pack)
    summed = sum(step.value if step.sign == "+" else -step.value for step in lines if step.sign in "+-")
    gap, quantity = lines[-2].value, lines[-1].value
    assert gap in (summed, 0)
    assert quantity % pack == 0
    assert gap <= quantity < gap + pack
