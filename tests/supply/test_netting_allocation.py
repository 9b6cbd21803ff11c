"""The depot first: who gets what when it is short, and what the depot orders for all."""

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.supply.netting import Curve, decide, why
from huozhao.supply.netting.depot import Allocated, allocate
from huozhao.supply.netting.stock import Ints
from tests.supply.netting_rows import curve_of, ints, rows_of, told

means = st.lists(st.integers(1, 60), min_size=2, max_size=5)


def shared(mean: list[int], position: list[int], free: int, pack: int = 1) -> tuple[Curve, Ints, Allocated]:
    curve = curve_of(*map(float, mean))
    gap = np.maximum(np.ceil(curve.values[:, -1]).astype(np.int64) - ints(*position), 0)
    n = len(mean)
    return curve, gap, allocate(ints(free), np.zeros(n, dtype=np.int64), gap, ints(*position),
                                np.full(n, pack), curve)


@given(means, st.integers(0, 200), st.integers(1, 12), st.data())
def test_nothing_is_given_that_is_not_there_and_nobody_gets_more_than_the_gap(
    mean: list[int], free: int, pack: int, data: st.DataObject
) -> None:
    position = data.draw(st.lists(st.integers(-30, 60), min_size=len(mean), max_size=len(mean)))
    _, gap, found = shared(mean, position, free, pack)
    assert found.quantity.sum() <= free
    assert (found.quantity >= 0).all() and (found.quantity % pack == 0).all()
    assert (found.quantity < gap + pack).all()


@given(means, st.integers(0, 200), st.integers(1, 12), st.data())
def test_no_pack_stays_in_the_depot_while_a_shop_lacks_one(
    mean: list[int], free: int, pack: int, data: st.DataObject
) -> None:
    position = data.draw(st.lists(st.integers(-30, 60), min_size=len(mean), max_size=len(mean)))
    _, gap, found = shared(mean, position, free, pack)
    assert free - found.quantity.sum() < pack or (found.quantity >= gap).all()


@given(st.lists(st.integers(5, 60), min_size=2, max_size=5), st.floats(0.3, 0.9))
def test_all_who_get_something_are_filled_to_the_same_service(mean: list[int], part: float) -> None:
    curve = curve_of(*map(float, mean))
    free = int(part * np.ceil(curve.values[:, -1]).sum())
    _, gap, found = shared(mean, [0] * len(mean), free)
    inside = (found.quantity > 0) & (found.quantity < gap)
    service = 1 - curve.beyond(found.quantity.astype(float))
    low = 1 - curve.beyond(found.quantity - 1.01)
    high = 1 - curve.beyond(found.quantity + 1.01)
    assert ((low[inside] <= found.level[0] + 1e-6) & (found.level[0] <= high[inside] + 1e-6)).all(), service


@settings(max_examples=30)
@given(st.lists(st.integers(1, 8), min_size=2, max_size=3), st.integers(0, 12), st.integers(1, 3))
def test_expected_shortage_is_that_of_the_best_of_all_ways_to_share(mean: list[int], free: int, pack: int) -> None:
    curve, gap, found = shared(mean, [0] * len(mean), free, pack)
    most = -(-gap // pack)
    ways = (ints(*way) * pack for way in product(*(range(int(m) + 1) for m in most)))
    best = min(curve.missing(way.astype(float)).sum() for way in ways if way.sum() <= free)
    assert curve.missing(found.quantity.astype(float)).sum() <= best + 0.04 * sum(mean)


def test_what_is_owed_already_is_rationed_before_new_demand() -> None:
    _, _, found = shared([5, 5], [-20, -10], 15)
    assert found.quantity.tolist() == [10, 5]


def test_shops_are_filled_from_the_depot_before_anything_is_bought() -> None:
    made = decide(rows_of([1.0, 20.0, 20.0], [200, 5, 40], [-1, 0, 0]))
    assert made.from_depot.tolist() == [0, 26, 0]
    assert made.quantity.tolist() == [0, 0, 0]


def test_what_the_depot_lacks_is_bought_at_the_depot_and_not_by_its_shops() -> None:
    made = decide(rows_of([0.0, 20.0, 20.0], [10, 0, 0], [-1, 0, 0]))
    assert made.from_depot.sum() == 10
    assert made.owed.sum() == made.gap[1:].sum() - 10
    assert made.quantity[1:].tolist() == [0, 0]
    # Demand of both, the spread of both over the longer time less what they cover, what they got and lack, less stock.
    assert made.quantity[0] == 40 + np.ceil(np.sqrt(2 * 2) * 11 - np.sqrt(2) * 11) + made.gap[1:].sum() - 10


def test_the_depot_holds_less_safety_for_all_than_the_shops_would_each() -> None:
    alone = decide(rows_of([20.0] * 4, [0] * 4, [-1] * 4))
    together = decide(rows_of([0.0, *[20.0] * 4], [0] * 5, [-1, 0, 0, 0, 0]))
    assert together.want.demand[0] == alone.want.demand.sum()
    assert together.want.safety_stock[0] == np.ceil((np.sqrt(8) - np.sqrt(4)) * 11) < alone.want.safety_stock.sum() / 4


def test_a_depot_keeps_for_its_own_orders_what_brings_them_to_the_same_service() -> None:
    made = decide(rows_of([20.0, 20.0], [30, 0], [-1, 0]))
    assert 14 <= made.from_depot[1] <= 16
    assert 0.2 < made.level[1] < 0.9


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.lists(st.integers(0, 80), min_size=4, max_size=4),
       st.integers(0, 60))
def test_more_stock_in_the_depot_never_makes_it_buy_more(mean: list[int], on_hand: list[int], added: int) -> None:
    before = decide(rows_of([float(m) for m in mean], on_hand, [-1, 0, 0, 0]))
    after = decide(rows_of([float(m) for m in mean], [on_hand[0] + added, *on_hand[1:]], [-1, 0, 0, 0]))
    assert after.quantity[0] <= before.quantity[0]


def test_a_promotion_after_the_shops_interval_is_bought_by_the_depot_before_the_day() -> None:
    rows = rows_of([0.0, 20.0], [0, 31], [-1, 0])
    path = np.array([[0.0] * 14, [5.0] * 14])
    usual = decide(replace(rows, path=path))
    path[1, 6] = 65.0
    promoted = decide(replace(rows, path=path))
    assert promoted.quantity[0] == usual.quantity[0] + 60
    loud, quiet = (why(told(rows, each)[0], 0.95) for each in (promoted, usual))
    assert "60 件是为之后比平时忙的几天" in loud.zh and "60 of them are for busier days" in loud.en
    assert "busier" not in quiet.en


def test_demand_goes_on_as_on_the_days_known_when_the_interval_is_longer() -> None:
    rows = rows_of([0.0, 20.0], [0, 31], [-1, 0])
    assert decide(replace(rows, path=np.full((2, 5), 5.0))).quantity[0] == decide(rows).quantity[0]


def test_a_supplier_that_may_be_late_makes_the_depot_hold_more() -> None:
    rows = rows_of([0.0, 20.0], [0, 31], [-1, 0])
    late = decide(replace(rows, late=np.array([3.0, 0.0])))
    assert late.want.safety_stock[0] == np.ceil(np.hypot(np.sqrt(2) * 11, 5 * 3.0) - 11)


def test_a_depot_buys_of_what_spoils_no_more_than_its_shops_sell_in_time() -> None:
    rows = rows_of([0.0, 20.0, 20.0], [0, 10, 0], [-1, 0, 0])
    short_lived = replace(rows, limit=replace(rows.limit, most=ints(0, 30, 30)))
    made = decide(short_lived)
    assert made.limit.most[0] == 0
    assert made.quantity[0] == made.owed.sum()
    lasting = decide(replace(rows, limit=replace(rows.limit, most=ints(0, 60, 60))))
    assert made.quantity[0] < lasting.quantity[0] <= decide(rows).quantity[0]


def test_a_pack_from_the_depot_is_opened_rather_than_let_spoil() -> None:
    rows = rows_of([0.0, 20.0, 20.0], [200, 10, 10], [-1, 0, 0], pack=12)
    made = decide(replace(rows, limit=replace(rows.limit, most=ints(500, 33, 500))))
    assert made.from_depot.tolist() == [0, 21, 24]


def test_a_pack_from_the_depot_is_opened_where_it_would_lie_for_weeks() -> None:
    rows = rows_of([0.0, 1.0, 20.0], [200, 0, 10], [-1, 0, 0], pack=48)
    made = decide(rows)
    assert made.from_depot.tolist() == [0, made.gap[1], 48] and made.gap[1] < 48
    assert made.quantity[0] <= decide(replace(rows, limit=replace(rows.limit, pack_size=ints(48, 1, 48)))).quantity[0]


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5), st.lists(st.integers(0, 400), min_size=5, max_size=5))
def test_every_gap_is_met_once_by_the_depot_by_a_shop_or_by_what_the_depot_buys(
    mean: list[int], on_hand: list[int]
) -> None:
    rows = rows_of([float(m) for m in mean], on_hand, [-1, 0, 0, 0, -1])
    made = decide(rows)
    for_shops = made.stock.for_shops
    assert for_shops is not None
    assert for_shops[0] == (made.from_depot + made.owed).sum()
    assert made.from_depot.sum() <= on_hand[0]
    shops = slice(1, 4)
    assert (made.from_depot + made.moved_in + made.owed)[shops].tolist() == made.gap[shops].tolist()
    assert made.quantity[shops].sum() == 0
