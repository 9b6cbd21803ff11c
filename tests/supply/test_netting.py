"""Netting: what is missing, what to order for it, what is too much, and the arithmetic that says why."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.netting import Arithmetic, Stock, decide, limits, net, steps, why
from huozhao.supply.netting.net import Netting, keep_level
from huozhao.supply.policies import Targets
from tests.supply.netting_rows import ints, levels, rows_of, stock_of, targets_of, told
from tests.supply.netting_rows import stock_of as stock

units = st.integers(0, 200)


def want(mean: float, quantile: float, lead_share: float = 0.75, intent: int = 0) -> Targets:
    return levels(np.array([float(mean)]), np.array([float(quantile)]), lead_share, intent)


def planned(on_hand: int, pack: int = 1, least: int = 1, most: int | None = None, **more: int) -> Netting:
    limit = limits(ints(pack), ints(least), None if most is None else ints(most))
    return net(want(20, 29), stock([on_hand], **{name: [value] for name, value in more.items()}), limit)


def test_nothing_is_ordered_above_the_reorder_point() -> None:
    assert planned(25).quantity[0] == 0
    assert planned(24).quantity[0] == 5


def test_goods_on_their_way_are_counted_and_reserved_goods_are_not() -> None:
    assert planned(10, in_transit=9, on_order=10).quantity[0] == 0
    assert planned(30, reserved=10).quantity[0] == 9


def test_transfers_under_way_count_where_they_come_to_and_no_longer_where_they_leave() -> None:
    assert planned(10, transfers_in=10).quantity[0] == planned(20).quantity[0]
    assert planned(40, transfers_out=20).quantity[0] == planned(20).quantity[0]


def test_quantities_are_whole_packs_and_at_least_the_minimum_order() -> None:
    assert planned(20, pack=6).quantity[0] == 12
    assert planned(20, pack=6, least=20).quantity[0] == 24


def test_never_more_is_ordered_than_sells_before_it_spoils() -> None:
    assert planned(10, pack=6, most=25).quantity[0] == 12


def test_nothing_is_ordered_when_the_minimum_order_would_spoil() -> None:
    assert planned(10, least=18, most=25).quantity[0] == 0


def test_overstock_is_what_no_good_while_ahead_can_use() -> None:
    wanted = targets_of(20.0)
    keep = keep_level(wanted, ints(4), keep_days=28)
    assert keep[0] == 20 * 8 + np.ceil(11 * np.sqrt(8))
    assert net(wanted, stock_of([300]), limits(ints(1)), keep).overstock[0] == 300 - keep[0]
    assert net(wanted, stock_of([300], reserved=[290]), limits(ints(1)), keep).overstock[0] == 0


def test_overstock_that_is_only_on_its_way_cannot_be_given() -> None:
    keep = keep_level(targets_of(20.0), ints(4))
    assert net(targets_of(20.0), stock_of([5], in_transit=[500]), limits(ints(1)), keep).overstock[0] == 5


def test_stock_that_was_never_counted_is_taken_as_none_and_the_reason_says_so() -> None:
    rows = rows_of([20.0], [0], [-1])
    unknown = Stock(rows.stock.on_hand, rows.stock.reserved, rows.stock.in_transit, rows.stock.on_order,
                    np.array([False]))
    rows = rows.__class__(**{name: getattr(rows, name) for name in rows.__slots__} | {"stock": unknown})
    text = why(told(rows, decide(rows))[0], 0.95)
    assert "从未盘点" in text.zh and "never counted" in text.en


@given(units, st.integers(0, 60), units, units, units, units, st.integers(1, 24), st.integers(1, 40))
def test_more_stock_never_orders_more(
    mean: int, extra: int, on_hand: int, reserved: int, coming: int, added: int, pack: int, least: int
) -> None:
    wanted = want(mean, mean + extra)
    limit = limits(ints(pack), ints(least))
    fewer = net(wanted, stock([on_hand], reserved=[reserved], in_transit=[coming]), limit)
    more = net(wanted, stock([on_hand + added], reserved=[reserved], in_transit=[coming]), limit)
    assert more.quantity[0] <= fewer.quantity[0]


@given(st.lists(units, min_size=4, max_size=4), st.lists(units, min_size=4, max_size=4),
       st.lists(st.integers(0, 30), min_size=4, max_size=4), st.integers(1, 12), st.booleans())
def test_the_lines_of_every_row_add_up(
    mean: list[int], on_hand: list[int], coming: list[int], pack: int, has_depot: bool
) -> None:
    rows = rows_of([float(m) for m in mean], on_hand, [-1, 0, 0, 0] if has_depot else [-1] * 4, pack=pack,
                   in_transit=coming, transfers_in=coming[::-1], transfers_out=[min(c, o) for c, o in
                                                                                zip(coming, on_hand, strict=True)])
    made = decide(rows)
    for row, arithmetic in enumerate(told(rows, made)):
        running = 0
        for step in steps(arithmetic):
            if step.sign in "+-":
                running += step.value if step.sign == "+" else -step.value
            elif step.sign == "=":
                assert step.value in (running, 0) and (step.value == running or running <= rows_gap_room(arithmetic))
                running = step.value
            else:
                assert running <= step.value < running + pack
                running = step.value
        assert arithmetic.position == made.position[row]


def rows_gap_room(arithmetic: Arithmetic) -> int:
    """A gap is shown as 0 only when nothing is missing or the position is above the reorder point."""
    return max(0, arithmetic.order_up_to - arithmetic.reorder_point - 1)
