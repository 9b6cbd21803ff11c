"""The purchase list: ranked by what a yuan earns, within money, room and suppliers' minima."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from huozhao.supply.netting import Bounds, Cut, Lines, Worth, demand_curve, rank, why_cut
from huozhao.supply.netting.packs import packs_of
from tests.supply.netting_rows import curve_of, ints

few = st.lists(st.integers(1, 12), min_size=2, max_size=3)


def lines_of(mean: list[int], units: list[int], pack: int = 1, **more: list[int]) -> Lines:
    n = len(mean)
    full = lambda value: np.full(n, float(value))  # noqa: E731
    return Lines(
        units=ints(*units), pack_size=np.full(n, pack), least=ints(*more.get("least", [1] * n)),
        most=ints(*more.get("most", units)), position=ints(*more.get("position", [0] * n)), days=np.full(n, 4),
        supplier=ints(*more.get("supplier", [0] * n)), place=ints(*more.get("place", [0] * n)),
        curve=curve_of(*map(float, mean)),
        worth=Worth(full(2000), np.array(more.get("margin", [1000] * n), dtype=float), full(0), full(1), full(0)),
    )  # fmt: skip


def test_stopping_where_a_unit_no_longer_pays_is_the_newsvendor_quantity() -> None:
    # Silver, Pyke, Thomas, 10.2: normal demand of mean 50, sd 10, underage 20, overage 8: critical ratio 0.714,
    # k = 0.566, Q = 55.66, so the last unit that pays is the 56th.
    levels = np.arange(1, 400) / 400
    curve = demand_curve(np.array([50.0]), tuple(levels), (50 + 10 * norm.ppf(levels))[None, :])
    line = replace(lines_of([50], [80]), curve=curve, days=ints(0),
                   worth=Worth(*(np.array([float(x)]) for x in (10, 20, 0, 0, 8))))
    packs = packs_of(replace(line, units=ints(24), position=ints(48)))
    pays = packs.reward_fen > 0
    assert 48 + pays.sum() == 56
    assert pays[: pays.sum()].all()


def test_without_limits_everything_is_kept_and_ranked_by_reward_per_yuan() -> None:
    found = rank(lines_of([20, 20], [25, 25], margin=[400, 1600]))
    assert found.units.tolist() == [25, 25]
    assert found.rank.tolist() == [2, 1]
    assert found.per_yuan == pytest.approx(found.reward_fen / (found.units * 2000.0))


def test_the_budget_keeps_what_earns_most_per_yuan_and_says_by_how_much_the_rest_was_beaten() -> None:
    found = rank(lines_of([20, 20], [25, 25], margin=[400, 1600]), Bounds(budget_fen=40_000))
    assert found.units.tolist() == [0, 20]
    assert found.cut.tolist() == [Cut.BUDGET, Cut.BUDGET]
    assert found.next_per_yuan[0] == pytest.approx(0.2, abs=0.01)
    text = why_cut(Cut(int(found.cut[0])), float(found.next_per_yuan[0]), found.bar)
    assert text is not None and "预算" in text.zh and "0.20 per yuan" in text.en


def test_a_budget_that_buys_no_pack_at_all_says_so() -> None:
    found = rank(lines_of([20], [20]), Bounds(budget_fen=1_999))
    assert found.units.tolist() == [0] and found.bar == 0
    text = why_cut(Cut.BUDGET, float(found.next_per_yuan[0]), found.bar)
    assert text is not None and "不够买下一箱" in text.zh and "does not buy the next pack" in text.en


def test_nothing_to_buy_is_ranked_as_nothing() -> None:
    assert rank(lines_of([], []), Bounds(budget_fen=100, minimum_fen={0: 5})).units.tolist() == []


@given(few, st.integers(0, 60_000), st.integers(1, 6), st.data())
def test_the_budget_is_never_exceeded_and_no_pack_is_kept_without_the_one_before(
    mean: list[int], budget: int, pack: int, data: st.DataObject
) -> None:
    asked = [pack * n for n in data.draw(st.lists(st.integers(0, 6), min_size=len(mean), max_size=len(mean)))]
    lines = lines_of(mean, asked, pack)
    found = rank(lines, Bounds(budget_fen=budget))
    assert (found.units * lines.worth.cost).sum() <= budget
    assert (found.units <= lines.units).all() and (found.units % pack == 0).all()
    assert ((found.units < lines.units) == (found.cut == Cut.BUDGET)).all()


@settings(max_examples=40)
@given(few, st.integers(0, 12), st.integers(1, 3), st.data())
def test_greedy_is_the_best_of_all_purchases_when_packs_cost_alike(
    mean: list[int], packs: int, pack: int, data: st.DataObject
) -> None:
    asked = [pack * n for n in data.draw(st.lists(st.integers(0, 5), min_size=len(mean), max_size=len(mean)))]
    lines = lines_of(mean, asked, pack, margin=data.draw(
        st.lists(st.integers(100, 3000), min_size=len(mean), max_size=len(mean))))  # fmt: skip
    budget = packs * pack * 2000
    cut = packs_of(lines)
    sums = [np.concatenate([[0.0], np.cumsum(cut.reward_fen[cut.line == n])]) for n in range(len(mean))]
    ways = product(*(range(units // pack + 1) for units in asked))
    # As many packs as the budget takes are bought: what is asked for is the policy's to say.
    bought = min(packs, sum(asked) // pack)
    best = max(sum(s[k] for s, k in zip(sums, way, strict=True)) for way in ways if sum(way) == bought)
    assert rank(lines, Bounds(budget_fen=budget)).reward_fen.sum() == pytest.approx(best, abs=0.01)


def test_the_least_order_is_taken_whole_or_not_at_all() -> None:
    lines = lines_of([20, 20], [12, 12], least=[10, 1], margin=[900, 1000])
    assert rank(lines, Bounds(budget_fen=20 * 2000)).units.tolist() == [0, 12]
    assert rank(lines, Bounds(budget_fen=22 * 2000)).units.tolist() == [10, 12]


def test_a_place_takes_no_more_than_its_room_and_its_truck() -> None:
    lines = lines_of([20, 20, 20], [20, 20, 20], supplier=[0, -1, 0], place=[0, 0, 1], margin=[500, 1500, 900])
    by_room = rank(lines, Bounds(room=ints(30, 100)))
    assert by_room.units.tolist() == [10, 20, 20]
    assert by_room.cut.tolist() == [Cut.ROOM, Cut.NONE, Cut.NONE]
    by_truck = rank(lines, Bounds(truck=ints(100, 5)))
    assert by_truck.units.tolist() == [20, 20, 5]
    assert by_truck.cut.tolist() == [Cut.NONE, Cut.NONE, Cut.TRUCK]


def test_goods_moved_between_own_places_cost_no_budget() -> None:
    lines = lines_of([20, 20], [20, 20], supplier=[0, -1])
    assert rank(lines, Bounds(budget_fen=0)).units.tolist() == [0, 20]


def test_a_supplier_under_its_minimum_is_topped_up_with_the_next_best_packs() -> None:
    lines = lines_of([20, 20], [20, 20], most=[40, 40], supplier=[0, 1])
    found = rank(lines, Bounds(minimum_fen={0: 25 * 2000, 1: 20 * 2000}))
    assert found.units.tolist() == [25, 20]
    assert found.topped_up.tolist() == [5, 0]


def test_a_line_that_asks_for_nothing_may_fill_up_its_supplier() -> None:
    lines = lines_of([20, 20], [20, 0], most=[20, 20], supplier=[0, 0])
    assert rank(lines, Bounds(minimum_fen={0: 30 * 2000})).units.tolist() == [20, 10]
    assert rank(lines, Bounds()).units.tolist() == [20, 0]


def test_a_supplier_out_of_reach_is_held_back_and_its_money_goes_to_the_next() -> None:
    lines = lines_of([20, 20], [20, 20], supplier=[0, 1], margin=[1500, 500])
    found = rank(lines, Bounds(budget_fen=20 * 2000, minimum_fen={0: 100 * 2000}))
    assert found.units.tolist() == [0, 20]
    assert found.cut.tolist() == [Cut.SUPPLIER_MINIMUM, Cut.NONE]
    text = why_cut(Cut.SUPPLIER_MINIMUM, 0.0, 0.0, 100 * 2000)
    assert text is not None and "2,000.00 元" in text.zh and "2,000.00 yuan" in text.en


def test_filling_up_that_would_lose_all_that_is_earned_holds_the_order_back() -> None:
    lines = lines_of([2], [2], most=[500], margin=[100])
    spoils = replace(lines, worth=replace(lines.worth, leftover=np.array([2000.0])))
    found = rank(spoils, Bounds(minimum_fen={0: 400 * 2000}))
    assert found.units.tolist() == [0]


def test_a_line_of_many_packs_is_ranked_in_parts_that_add_up() -> None:
    lines = lines_of([900], [1003])
    packs = packs_of(lines)
    assert len(packs.line) <= 26
    assert packs.units.sum() == 1003
    assert (np.diff(packs.per_yuan[1:]) <= 1e-9).all()
