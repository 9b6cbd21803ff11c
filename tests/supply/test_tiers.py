"""Tiers are found from what goods do, and a backtest chooses rules by what they would have cost."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.backtest.compare import compare, curves, together
from huozhao.supply.backtest.replay import Past, foresee, split
from huozhao.supply.backtest.simulate import Costs
from huozhao.supply.policies import Rule
from huozhao.supply.tiers import TIERS, Limits, Tier, classify, default_rules, hot_rate, reason, signs

DAYS = 112
RNG = np.random.default_rng(3)
STEADY = RNG.poisson(6, DAYS)
HOT = np.concatenate([RNG.poisson(8, DAYS - 28), RNG.poisson(20, 28)])
NICHE = np.where(np.arange(DAYS) % 9 == 0, 1, 0)
SLOW = np.where(np.arange(DAYS) % 50 == 0, 1, 0)
NEW = np.concatenate([np.zeros(DAYS - 10), np.full(10, 3)])


def tier_of(history: np.ndarray, available: float = 5, age: float = np.nan) -> Tier:
    found = signs(history[None, :].astype(float), np.array([available]), np.array([age]))
    return TIERS[int(classify(found, Limits(hot_rate=5.0))[0])]


def test_each_kind_of_demand_finds_its_tier() -> None:
    assert tier_of(STEADY) == "steady"
    assert tier_of(HOT) == "hot"
    assert tier_of(NICHE) == "niche"
    assert tier_of(SLOW, available=30) == "slow"
    assert tier_of(NEW) == "new"


def test_goods_that_sell_well_without_growing_are_steady_and_growth_by_chance_is_not_hot() -> None:
    few = np.concatenate([np.full(DAYS - 28, 0), np.where(np.arange(28) % 7 == 0, 1, 0)])
    assert tier_of(np.full(DAYS, 9)) == "steady"
    assert tier_of(few) != "hot"


def test_a_launch_date_says_more_than_the_first_sale() -> None:
    assert tier_of(NEW, age=400) != "new"
    assert tier_of(STEADY, age=5) == "new"


def test_best_sellers_are_those_that_make_half_of_all_units() -> None:
    assert hot_rate(np.array([50.0, 30, 10, 5, 5])) == 50.0
    assert hot_rate(np.array([20.0, 20, 20, 20, 20])) == 20.0
    assert hot_rate(np.zeros(3)) == 1.0


def test_each_tier_says_why_with_its_numbers_in_both_languages() -> None:
    found = signs(np.stack([NICHE, SLOW]).astype(float), np.array([1.0, 30.0]))
    niche, slow = reason(found, 0, "niche", Limits()), reason(found, 1, "slow", Limits())
    assert "8.6 天才卖一次" in niche.zh and "sells every 8.6 days" in niche.en
    assert "够卖" in slow.zh and "30.5" not in slow.en and "covers" in slow.en


@given(st.lists(st.integers(0, 30), min_size=56, max_size=120), st.integers(0, 200))
def test_every_history_has_a_tier_and_a_reason(history: list[int], available: int) -> None:
    found = signs(np.array([history], dtype=float), np.array([float(available)]))
    tier = TIERS[int(classify(found, Limits())[0])]
    assert reason(found, 0, tier, Limits()).zh


LENGTH, REPLAYED, REPORTED = 110, 46, 16


def past(demand: np.ndarray, price: float = 1000.0, cost: float = 600.0, order: float = 0.0) -> Past:
    n = len(demand)
    lead = np.full(n, 2, dtype=np.int64)
    chance = np.zeros((n, 3))
    chance[:, 2] = 1.0
    costs = Costs(np.full(n, cost * 0.25 / 365), np.full(n, price - cost), np.full(n, cost), order)
    ones = np.ones(n)
    return Past(demand.astype(float), np.ones(demand.shape), lead, chance, ones, ones, np.full(n, np.inf),
                np.full(n, 0.9), np.zeros(n, bool), costs)


def test_the_rule_of_a_tier_is_the_one_that_cost_least_and_is_reported_on_other_days() -> None:
    demand = np.random.default_rng(1).negative_binomial(2, 0.25, (40, LENGTH))
    at = split(LENGTH, REPLAYED, 1, 14)
    tier = np.full(40, TIERS.index("steady"))
    found = compare(past(demand), tier, 1.0, default_rules(0.6), at, np.random.default_rng(2))[0]
    choosable = [each for each in found.tried if each.candidate.is_choosable]
    assert found.chosen.choosing.cost_fen == min(each.choosing.cost_fen for each in choosable)
    assert found.saves_fen > 0 and found.chosen.reporting.fill > found.present.reporting.fill
    assert found.present.reporting.row_days == 40 * REPORTED


def test_a_rule_in_use_stays_unless_another_is_clearly_cheaper() -> None:
    demand = np.random.default_rng(1).poisson(5, (20, LENGTH))
    at, tier = split(LENGTH, REPLAYED, 1, 14), np.full(20, TIERS.index("steady"))
    first = compare(past(demand), tier, 1.0, default_rules(0.6), at, np.random.default_rng(2))[0]
    again = compare(past(demand), tier, 1.0, {**default_rules(0.6), "steady": first.chosen.candidate.rule}, at,
                    np.random.default_rng(2))[0]
    assert again.chosen is again.present and again.saves_fen == 0


def test_a_tier_that_is_ordered_once_a_week_is_replayed_so_and_stays_so() -> None:
    demand = np.random.default_rng(1).poisson(5, (10, LENGTH))
    at, tier = split(LENGTH, REPLAYED, 1, 14), np.full(10, TIERS.index("steady"))
    weekly = {**default_rules(0.9), "steady": Rule("order_up_to", 0.9, review_days=7, min_units=2)}
    found = compare(past(demand), tier, 1.0, weekly, at, np.random.default_rng(2))[0]
    orders = found.present.reporting.orders / found.present.reporting.row_days
    assert orders == pytest.approx(1 / 7, abs=0.05) and found.present.reporting.fill > 0.9
    assert {(each.candidate.rule.review_days, each.candidate.rule.min_units) for each in found.tried} == {(7, 2)}


def test_a_curve_rises_with_its_parameter_and_adds_up_over_tiers() -> None:
    demand = np.random.default_rng(4).negative_binomial(2, 0.3, (30, LENGTH))
    tier = np.repeat([TIERS.index("steady"), TIERS.index("niche")], 15)
    found = compare(past(demand), tier, 2.0, default_rules(0.95), split(LENGTH, REPLAYED, 1, 14),
                    np.random.default_rng(2))
    cover = curves(found)["days_of_cover"]
    fills = [each.fill for _, each in cover]
    assert fills == sorted(fills) and fills[-1] > 0.99
    wanted = 2 * demand[:, -REPORTED:].sum()
    assert cover[0][1].wanted == together(found, "chosen").wanted == pytest.approx(wanted)


def test_a_forecast_of_the_past_sees_only_what_lay_before_it() -> None:
    demand = np.random.default_rng(5).poisson(4, (10, LENGTH)).astype(float)
    at = split(LENGTH, REPLAYED, 1, 14)
    changed = demand.copy()
    changed[:, at.first + 5 :] *= 50
    before, after = foresee(past(demand), at), foresee(past(changed), at)
    assert (before.mean[:, :6] == after.mean[:, :6]).all() and (before.mean[:, 6:] != after.mean[:, 6:]).any()


def test_promotions_that_were_planned_raise_the_forecast_before_they_begin() -> None:
    demand = np.random.default_rng(6).poisson(6, (12, LENGTH)).astype(float)
    lift = np.ones((12, LENGTH))
    at = split(LENGTH, REPLAYED, 1, 14)
    lift[:, at.first : at.first + 3] = 3.0
    plain, told = foresee(past(demand), at), foresee(replace(past(demand), lift=lift), at)
    assert (told.mean[:, 0] > 2.5 * plain.mean[:, 0]).all()
