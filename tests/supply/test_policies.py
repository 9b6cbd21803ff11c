"""Policies: textbook answers, and stock levels that keep their promises."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from huozhao.supply.backtest.simulate import Ground, Outcome, simulate
from huozhao.supply.policies import Expected, Rule, Targets, rule_from, targets, targets_by
from huozhao.supply.policies.batches import economic_cost, economic_quantity
from huozhao.supply.policies.expected import shelf_life_limit
from huozhao.supply.policies.newsvendor import critical_ratio
from huozhao.terms.errors import BadInput

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99)


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def expected(
    mean: float = 20.0, deviation: float = 5.0, days: float = 4.0, lead: float = 3.0, **more: float
) -> Expected:
    quantiles = floats(*(mean + deviation * norm.ppf(level) for level in LEVELS))[None, :]
    return Expected(floats(mean), LEVELS, quantiles, floats(days), floats(lead / days),
                    **{name: floats(value) for name, value in more.items()})


def only(found: Targets) -> dict[str, int]:
    names = ("demand", "safety_stock", "intent", "needs", "batch", "capped", "reorder_point", "order_up_to")
    return {name: int(getattr(found, name)[0]) for name in names}


# Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed.; the digits are those of stockpyl's instances.


def test_the_economic_order_quantity_is_the_books() -> None:
    assert float(economic_quantity(8, 0.75 * 0.3, 1300)) == pytest.approx(304.0467800264368)  # example 3.1
    assert economic_cost(8, 0.75 * 0.3, 1300) == pytest.approx(68.41052550594827)
    assert float(economic_quantity(2250, 275, 500 * 365)) == pytest.approx(1728.109844993551)  # problem 3.1
    assert economic_cost(2250, 275, 500 * 365) == pytest.approx(475230.2073732266)


def newsvendor(holding: float, shortage: float, quantile: Callable[[float], float], mean: float) -> tuple[float, int]:
    """Return the quantile at the critical ratio and the level that the newsvendor asks for, in one period."""
    ratio = critical_ratio(floats(shortage), floats(0), floats(holding), floats(1))
    levels = (0.25, float(ratio[0]), 0.999)
    known = floats(*(quantile(level) for level in levels))[None, :]
    expected_ = Expected(floats(mean), levels, known, floats(1), floats(0), ratio=ratio)
    return float(expected_.quantile(ratio)[0]), int(targets(Rule("newsvendor"), expected_).order_up_to[0])


def test_the_newsvendor_with_normal_demand_is_the_books() -> None:
    assert newsvendor(0.18, 0.7, norm(50, 8).ppf, 50) == (pytest.approx(56.60395592743389), 57)  # example 4.3
    assert newsvendor(65 - 22, 129 - 65 + 15, norm(900, 60).ppf, 900)[0] == pytest.approx(922.7214038234755)  # 4.1


def test_the_newsvendor_with_whole_units_is_the_books() -> None:
    assert newsvendor(1, 4, poisson(6).ppf, 6)[1] == 8  # example 4.7
    assert newsvendor(200, 270, poisson(18).ppf, 18)[1] == 19  # problem 4.8a
    chance = np.cumsum(floats(0, 0.25, 0.05, 0.1, 0.2, 0.15, 0.1, 0.1, 0.05))
    seen = lambda level: float(np.searchsorted(chance, level - 1e-12))  # noqa: E731
    assert newsvendor(500_000, 1_000_000, seen, 3.95)[1] == 5  # problem 4.7b


def ground(demand: np.ndarray, lead: int = 0, life: int = 0, start: float = 0, waits: bool = False) -> Ground:
    n, periods = demand.shape
    one = np.ones(n)
    return Ground(demand.astype(float), np.ones(periods, bool), np.ones(periods, np.int64),
                  np.full((n, periods), lead, dtype=np.int64), one, one, np.full(n, life, dtype=np.int64),
                  np.full(n, float(start)), waits)


def walked(at: Ground, reorder: float, up_to: float) -> Outcome:
    n, periods = at.demand.shape
    levels = np.full((n, 1), float(reorder)), np.full((n, 1), float(up_to))
    return simulate(at, *levels, np.zeros(periods, np.int64))[0]


@pytest.mark.parametrize(
    ("mean", "s", "big_s", "cost"), [(10, 6, 40, 35.022), (30, 23, 66, 57.819), (21, 15, 65, 50.406)])
def test_a_simulated_s_S_policy_costs_what_zheng_and_federgruen_published(
    mean: int, s: int, big_s: int, cost: float
) -> None:
    """Zheng and Federgruen 1991, table 1: Poisson demand, no lead time, backorders, h = 1, p = 9, K = 64."""
    demand = np.random.default_rng(5).poisson(mean, (400, 500))
    found = walked(ground(demand, start=big_s, waits=True), s, big_s)
    periods = demand.size
    total = found.held.sum() + 9 * found.short.sum() + 64 * found.orders.sum()
    assert total / periods == pytest.approx(cost, rel=0.01)


def test_simulated_goods_of_one_day_cost_what_the_newsvendor_says() -> None:
    demand = np.random.default_rng(6).poisson(6, (400, 500))
    found = walked(ground(demand, life=1), 7, 8)
    cost = (found.held.sum() + 4 * (found.wanted - found.sold).sum()) / demand.size
    assert cost == pytest.approx(3.570106945770946, rel=0.02)
    assert found.wasted.sum() == pytest.approx(found.held.sum(), rel=0.01)


def test_steady_demand_ordered_in_economic_quantities_costs_what_harris_says() -> None:
    demand = np.full((1, 2_000), 1.0)
    quantity = round(float(economic_quantity(50, 0.04, 1)))
    found = walked(ground(demand), 0, quantity)
    cost = 50 * found.orders.sum() / demand.size + 0.04 * found.held.sum() / demand.size
    assert cost == pytest.approx(economic_cost(50, 0.04, 1), rel=0.02)


# Levels.


def test_a_rule_that_orders_each_time_fills_up_to_the_quantile_at_every_review() -> None:
    found = only(targets(Rule("order_up_to", 0.95), expected()))
    assert found["order_up_to"] == math.ceil(20 + 5 * norm.ppf(0.95)) == 29
    assert found["reorder_point"] == 28


def test_an_order_that_costs_money_is_made_larger_and_the_batch_is_a_line() -> None:
    found = only(targets(Rule("reorder_up_to", 0.95), expected(batch=30)))
    assert (found["order_up_to"], found["batch"], found["reorder_point"]) == (29 + 25, 25, 29)


def test_quantiles_between_and_beyond_the_known_levels_follow_the_normal_scale() -> None:
    assert expected().quantile(0.975)[0] == pytest.approx(20 + 5 * norm.ppf(0.975))
    assert expected().quantile(0.999)[0] == pytest.approx(20 + 5 * norm.ppf(0.999))


def test_a_lead_time_that_varies_widens_the_safety_stock_as_the_book_says() -> None:
    """Silver, Pyke, Thomas: σ_X² = E(L)·σ_D² + d²·σ_L²."""
    wide = expected(lead_variance=4.0).quantile(0.95)[0]
    assert wide == pytest.approx(20 + norm.ppf(0.95) * math.hypot(5, 20 / 4 * 2))


def test_goods_that_spoil_are_not_ordered_beyond_what_sells_while_they_last() -> None:
    most = float(shelf_life_limit(floats(20), floats(4), floats(3), floats(2))[0])
    found = only(targets(Rule("order_up_to", 0.99), expected(most=most)))
    assert (most, found["order_up_to"], found["capped"]) == (25.0, 25, 7)


def test_the_critical_ratio_weighs_what_is_missed_against_what_is_held_and_spoilt() -> None:
    ratio = critical_ratio(floats(60), floats(20), floats(0.5), floats(4), floats(18))
    assert ratio[0] == pytest.approx(0.8)
    found = only(targets(Rule("newsvendor"), expected(ratio=0.8)))
    assert found["order_up_to"] == math.ceil(20 + 5 * norm.ppf(0.8))


def test_days_of_cover_and_fixed_limits_do_not_look_at_the_spread() -> None:
    assert only(targets(Rule("days_of_cover", cover_days=10), expected()))["order_up_to"] == 50
    fixed = only(targets(Rule("min_max", min_units=4, max_units=12), expected(intent=5)))
    assert (fixed["reorder_point"], fixed["order_up_to"]) == (4, 12)


def test_min_max_by_days_of_sales_fills_up_to_the_max_when_half_of_it_is_reached() -> None:
    found = only(targets(Rule("min_max", cover_days=14.0), expected(mean=8.0, days=4.0)))
    assert found["order_up_to"] == 28 and found["reorder_point"] == 14
    assert only(targets(Rule("min_max", cover_days=14.0), expected(mean=0.0)))["order_up_to"] == 0
    assert rule_from({"kind": "min_max", "cover_days": 14}).label.en.endswith("7–14 days of sales")


def test_goods_that_hardly_sell_keep_the_least_units_of_their_rule() -> None:
    found = only(targets(Rule("order_up_to", 0.5, min_units=1), expected(mean=0.1, deviation=0.0)))
    assert (found["order_up_to"], found["reorder_point"]) == (1, 0)


rules = st.builds(
    Rule, st.sampled_from(("order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", "min_max")),
    st.floats(0.5, 0.999), st.just(0), st.floats(1, 60), st.integers(0, 5), st.integers(5, 500))


shares, few = st.floats(0, 1), st.floats(0, 90)


@given(rules, st.floats(0, 200), few, few, few, few, shares)
def test_the_lines_of_every_rule_add_up_and_the_reorder_point_is_below(
    rule: Rule, mean: float, deviation: float, intent: float, batch: float, most: float, ratio: float
) -> None:
    f = only(targets(rule, expected(mean, deviation, intent=intent, batch=batch, most=most, ratio=ratio)))
    whole = f["demand"] + f["safety_stock"] + f["intent"] + f["needs"] + f["batch"] - f["capped"]
    assert f["order_up_to"] == whole <= most or f["order_up_to"] == whole == 0
    assert 0 <= f["reorder_point"] <= f["order_up_to"]
    assert min(f["safety_stock"], f["capped"], f["batch"]) >= 0


def test_rows_that_go_by_rules_of_their_own_get_what_each_rule_says() -> None:
    quantiles = np.repeat(expected().quantiles, 2, axis=0)
    both = Expected(floats(20, 20), LEVELS, quantiles, floats(4, 4), floats(0.75, 0.75))
    found = targets_by([Rule("order_up_to", 0.99), Rule("days_of_cover", cover_days=10)], np.array([1, 0]), both)
    assert found.order_up_to.tolist() == [50, math.ceil(20 + 5 * norm.ppf(0.99))]


@pytest.mark.parametrize(("given_rule", "field"), [
    ({"kind": "guess"}, "kind"), ({"service_level": 1.2}, "service_level"), ({"kind": "days_of_cover"}, "cover_days"),
    ({"kind": "min_max"}, "max_units"), ({"min_units": 5, "max_units": 2}, "max_units")])
def test_a_rule_that_cannot_be_followed_names_its_field(given_rule: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as raised:
        rule_from(given_rule)
    assert raised.value.field == field
