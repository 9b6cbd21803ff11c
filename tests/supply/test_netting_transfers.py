"""Overstock near by before a purchase."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from huozhao.supply.netting import Decision, Moved, TransferRule, decide, network, why_moved
from huozhao.supply.netting.transfers import Idle, transfers
from tests.supply.netting_rows import ints, rows_of

ROAD = TransferRule(most_km=30, handling_fen=0, fen_per_unit_km=5.0, least_fen=0)


def moved(on_hand: list[int], km: float = 5.0, rule: TransferRule | None = None) -> Decision:
    return decide(rows_of([20.0] * len(on_hand), on_hand, [-1] * len(on_hand), km=km), rule or TransferRule())


def test_a_shop_with_far_too_many_gives_to_the_one_that_lacks_them() -> None:
    made = moved([0, 400])
    assert made.moved_in.tolist() == [31, 0]
    assert made.quantity.tolist() == [0, 0]


def test_too_far_a_road_means_buying() -> None:
    made = moved([0, 400], km=31.0)
    assert made.moved_in.sum() == 0
    assert made.quantity.tolist() == [31, 0]


def test_a_road_dearer_than_what_it_saves_means_buying() -> None:
    assert moved([0, 400], rule=TransferRule(fen_per_unit_km=2_000.0)).moved_in.sum() == 0


def test_what_the_overstock_cannot_meet_is_bought() -> None:
    made = moved([0, 200])
    assert 0 < made.moved_in[0] < 31
    assert made.quantity[0] == 31 - made.moved_in[0]


def test_the_nearest_shop_gives_when_all_else_is_alike() -> None:
    rows = rows_of([20.0] * 3, [0, 400, 400], [-1] * 3)
    km = np.array([[0.0, 9.0, 3.0], [9.0, 0.0, 5.0], [3.0, 5.0, 0.0]])
    rows = replace(rows, where=network(rows.where.sku, rows.where.place, ints(-1, -1, -1), km))
    assert decide(rows).transfers.giver.tolist() == [2]


def test_only_rows_that_may_receive_are_looked_at() -> None:
    rows = rows_of([20.0] * 3, [0, 0, 900], [-1] * 3)
    made = decide(replace(rows, may_receive=np.array([True, False, True])))
    assert made.moved_in.tolist() == [31, 0, 0]
    assert made.quantity.tolist() == [0, 31, 0]


def test_a_shop_whose_depot_is_empty_counts_the_days_until_the_depot_is_filled() -> None:
    rows = rows_of([0.0, 20.0, 20.0], [0, 20, 400], [-1, 0, -1])
    rows = replace(rows, lead=ints(6, 1, 3))
    assert decide(rows).transfers.sooner_fen.sum() > 0
    assert decide(replace(rows, lead=ints(0, 1, 3))).transfers.sooner_fen.sum() == 0


def test_the_same_input_moves_the_same_goods() -> None:
    first, second = moved([0, 3, 500, 400]), moved([0, 3, 500, 400])
    assert first.transfers.giver.tolist() == second.transfers.giver.tolist()
    assert first.transfers.units.tolist() == second.transfers.units.tolist()


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5), st.lists(st.integers(0, 600), min_size=5, max_size=5))
def test_givers_never_fall_below_their_own_level_and_nothing_appears_or_vanishes(
    mean: list[int], on_hand: list[int]
) -> None:
    rows = rows_of([float(m) for m in mean], on_hand, [-1] * 5)
    made = decide(rows)
    gave = made.moved_out > 0
    assert made.moved_in.sum() == made.moved_out.sum()
    assert (made.position[gave] - made.moved_out[gave] >= made.want.order_up_to[gave]).all()
    assert (made.moved_out <= rows.stock.on_hand).all()
    assert (made.moved_in <= made.gap).all()
    assert (made.transfers.value_fen > 0).all()


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.lists(st.integers(0, 30), min_size=3, max_size=3),
       st.lists(st.integers(1, 29), min_size=9, max_size=9), st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_greedy_transfers_are_worth_nearly_what_the_best_are(
    give: list[int], short: list[int], roads: list[int], worth: list[int]
) -> None:
    km = np.zeros((6, 6))
    km[:3, 3:] = np.array(roads).reshape(3, 3)
    where = network(np.zeros(6, dtype=np.int64), np.arange(6), np.full(6, -1), np.maximum(km, km.T))
    value = Idle(np.array([*worth[:3], 0, 0, 0], dtype=float), np.array([0, 0, 0, *worth[3:]], dtype=float))
    found = transfers(ints(*give, 0, 0, 0), ints(0, 0, 0, *short), where, value, ROAD)
    each = (value.freed[:3, None] + value.sooner[None, 3:] - 5.0 * km[:3, 3:]).ravel()
    limit = np.vstack([np.kron(np.eye(3), np.ones(3)), np.kron(np.ones(3), np.eye(3))])
    best = -linprog(-each, A_ub=limit, b_ub=np.array([*give, *short])).fun
    assert found.value_fen.sum() <= best + 1e-6
    # Greedy by value is never under half of the best (each choice spoils at most two better ones).
    assert found.value_fen.sum() >= best / 2 - 1e-6


def test_a_transfer_that_saves_no_pack_stays_only_if_coming_sooner_pays_for_the_road() -> None:
    rows = rows_of([20.0, 20.0], [10, 200], [-1, -1], pack=24)
    saves_nothing = decide(replace(rows, worth=replace(rows.worth, margin=np.zeros(2), holding=np.full(2, 900.0))))
    assert saves_nothing.moved_in.tolist() == [0, 0] and saves_nothing.quantity.tolist() == [24, 0]
    sooner = decide(replace(rows, worth=replace(rows.worth, margin=np.full(2, 9_000.0))))
    assert sooner.moved_in[0] > 0 and sooner.quantity.tolist() == [24, 0]
    assert sooner.transfers.freed_fen.tolist() == [0.0]


def test_what_saves_a_pack_is_moved_and_no_unit_more() -> None:
    rows = rows_of([20.0, 20.0], [0, 200], [-1, -1], pack=24)
    made = decide(replace(rows, worth=replace(rows.worth, margin=np.zeros(2), holding=np.full(2, 90.0))))
    assert made.moved_in.tolist() == [7, 0] and made.quantity.tolist() == [24, 0]


def test_a_transfer_worth_less_than_anybodys_time_is_not_proposed() -> None:
    assert moved([0, 400], rule=TransferRule(least_fen=10_000_000)).moved_in.sum() == 0


def test_the_reason_of_a_transfer_says_what_it_saves_and_what_it_costs() -> None:
    text = why_moved(Moved("朝阳店", "海淀店", 9, 12.0, 6_164, 200_000, 74_000))
    assert "9 件" in text.zh and "合算 1,321.64 元" in text.zh
    assert "1,321.64 yuan better than buying" in text.en


def test_value_is_freed_plus_sooner_less_the_road() -> None:
    made = moved([0, 400])
    only = made.transfers
    assert only.value_fen[0] == pytest.approx(only.freed_fen[0] + only.sooner_fen[0] - only.road_fen[0])
    assert only.road_fen[0] == 200 + 5 * 5 * 31
