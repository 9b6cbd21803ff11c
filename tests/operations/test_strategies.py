"""Strategies: the conflict rule in its own words, caps, budgets, and drafts that are sound."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.offers import KINDS, offer_from_dict
from huozhao.operations.presets import PRESETS
from huozhao.operations.strategies import (
    Budget,
    Cap,
    Situation,
    Spent,
    Strategy,
    decide,
    expected_value,
    is_capped,
    is_spent,
    strategy_from_dict,
    strategy_to_dict,
)
from huozhao.terms.errors import BadInput
from huozhao.terms.time import DAY_MS

BODY: dict[str, Any] = {"expression": 'segment("vip")', "offer": {"kind": "coupon", "parameters": {"coupon_fen": 500}},
                        "channels": ["page", "wechat"], "value_fen": 300}
NOW = 20_000 * DAY_MS


def strategy(id: str, **changes: Any) -> Strategy:
    return strategy_from_dict(id, {**BODY, **changes})


def situation(**changes: Any) -> Situation:
    return replace(Situation(NOW, "page", True, (), Spent(), None), **changes)


def codes(*pairs: tuple[Strategy, Situation]) -> dict[str, str]:
    return {v.strategy.strategy: v.code for v in decide(pairs)}


def test_the_highest_expected_value_wins_and_the_others_are_told_why() -> None:
    found = codes((strategy("a"), situation()), (strategy("b", value_fen=400), situation()),
                  (strategy("c", value_fen=900), situation(is_member=False)))
    assert found == {"b": "won", "a": "outbid", "c": "not_in_crowd"}


def test_a_measured_lift_counts_before_the_operators_estimate() -> None:
    found = decide([(strategy("a", value_fen=10), situation(measured_fen=700.0)),
                    (strategy("b", value_fen=600), situation())])
    assert [(v.strategy.strategy, v.is_measured) for v in found] == [("a", True), ("b", False)]


def test_ties_go_to_the_smaller_id() -> None:
    assert decide([(strategy("b"), situation()), (strategy("a"), situation())])[0].strategy.strategy == "a"


@pytest.mark.parametrize(("changes", "where", "code"), [
    ({"starts_at": NOW + 1}, {}, "not_begun"), ({"ends_at": NOW}, {}, "over"),
    ({"channels": ["sms"]}, {}, "other_channel"), ({}, {"is_readable": False}, "unreadable"),
    ({}, {"is_member": False}, "not_in_crowd"),
    ({}, {"decided_at": (NOW - DAY_MS,)}, "capped"), ({"budget": {"uses": 3}}, {"spent": Spent(3, 0)}, "budget_spent"),
    ({"budget": {"fen": 1_400}}, {"spent": Spent(2, 1_000)}, "budget_spent"),
])  # fmt: skip
def test_a_strategy_that_does_not_qualify_says_why(changes: dict[str, Any], where: dict[str, Any], code: str) -> None:
    assert codes((strategy("a", **changes), situation(**where))) == {"a": code}


@given(st.integers(1, 5), st.integers(1, 30), st.lists(st.integers(0, 60 * DAY_MS), max_size=20))
def test_no_window_ever_holds_more_decisions_than_the_cap(times: int, days: int, gaps: list[int]) -> None:
    cap, now = Cap(times, days), 0
    taken: list[int] = []
    for gap in gaps:
        now += gap
        if not is_capped(cap, taken, now):
            taken.append(now)
    for end in taken:
        assert sum(end - days * DAY_MS < at <= end for at in taken) <= times


@given(st.integers(0, 10_000), st.integers(1, 900))
def test_a_budget_in_fen_is_never_overspent(fen: int, cost: int) -> None:
    bound = replace(strategy("a"), budget=Budget(None, fen))
    bound = replace(bound, offer=replace(bound.offer, cost_fen=cost))
    spent = Spent()
    while not is_spent(bound, spent):
        spent = Spent(spent.uses + 1, spent.fen + cost)
    assert spent.fen <= fen < spent.fen + cost


def test_the_expected_value_is_lift_times_margin_less_the_offer() -> None:
    assert expected_value(strategy("a", margin=0.3), 4_000.0) == 4_000 * 0.3 - 500
    assert expected_value(strategy("a"), 4_000.0) is None and expected_value(strategy("a", margin=0.3), None) is None


@pytest.mark.parametrize(("changes", "field"), [
    ({"expression": " "}, "expression"), ({"hold_out": 0.0}, "hold_out"), ({"channels": ["fax"]}, "channels"),
    ({"cap": {"times": 0}}, "cap"), ({"budget": {"fen": -1}}, "budget"), ({"margin": 30}, "margin"),
    ({"starts_at": 5, "ends_at": 5}, "ends_at"), ({"window_days": 0}, "window_days"),
    ({"offer": {"kind": "gold"}}, "offer.kind"), ({"label": "vip"}, "label"),
    ({"offer": {"kind": "coupon", "parameters": {"coupon_yuan": 5}}}, "offer.parameters.coupon_yuan"),
    ({"offer": {"kind": "coupon", "parameters": {"coupon_fen": 5.5}}}, "offer.parameters.coupon_fen"),
])  # fmt: skip
def test_a_fault_is_told_by_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        strategy("a", **changes)
    assert refused.value.field == field


def test_a_strategy_survives_the_way_to_plain_data_and_back() -> None:
    for preset in (*PRESETS.values(), strategy("a", budget={"uses": 5}, margin=0.25, ends_at=NOW)):
        assert strategy_from_dict(preset.strategy, strategy_to_dict(preset)) == preset


def test_the_three_segments_of_the_scenario_have_drafts_and_every_kind_of_offer_has_sound_defaults() -> None:
    expressions = {preset.expression for preset in PRESETS.values()}
    assert expressions == {'segment("vip")', 'segment("churn_warning")', 'segment("bargain_hunter")'}
    assert all(offer_from_dict({"kind": kind}).kind == kind for kind in KINDS)
