"""Slow goods: elasticities are learned where prices changed, and the smallest discount that clears is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from huozhao.supply.elasticity import DEFAULT, learn, levels
from huozhao.supply.slow import STEP, Moving, SlowRule, deepest, is_slow, markdown, propose

RULE = SlowRule()


def test_an_elasticity_that_sales_follow_is_learned() -> None:
    chance, found = np.random.default_rng(7), []
    for _ in range(20):
        price = np.repeat([1_000.0, 800.0, 600.0], 60)
        units = chance.poisson(3.0 * (price / 1_000) ** -2.4).astype(float)
        found.append(levels(units, units * price))
    answer = learn(found)
    assert answer.value == pytest.approx(-2.4, abs=0.3) and answer.skus == 20 and answer.error < 0.2


def test_where_no_price_has_changed_the_default_stands_and_says_so() -> None:
    units = np.full(60, 2.0)
    answer = learn([levels(units, units * 900)])
    assert (answer.value, answer.skus) == (DEFAULT, 0)


def test_goods_of_unknown_or_young_age_are_not_judged() -> None:
    assert not is_slow(Moving(500, 0, 56, None, 1_000, 400), RULE)
    assert not is_slow(Moving(500, 0, 30, 30, 1_000, 400), RULE)
    assert is_slow(Moving(500, 0, 56, 90, 1_000, 400), RULE)


def test_goods_that_pick_up_are_judged_by_how_they_sell_lately() -> None:
    assert is_slow(Moving(100, 56, 56, 200, 1_000, 400, 28), RULE)
    assert not is_slow(Moving(100, 56, 56, 200, 1_000, 400, 50), RULE)
    assert is_slow(Moving(100, 56, 56, 200, 1_000, 400, 2), RULE)


@given(some.integers(1, 5_000), some.integers(0, 400), some.integers(100, 100_000), some.floats(0, 1.2),
       some.floats(-5, -0.2))  # fmt: skip
def test_a_proposal_is_the_smallest_step_that_clears_and_keeps_the_margin(
    available: int, sold: int, price: int, cost_share: float, elasticity: float
) -> None:
    goods = Moving(available, sold, 56, 100, price, int(price * cost_share))
    found = propose(goods, elasticity, RULE)
    assert 0 <= found.discount <= max(0.0, deepest(goods, RULE)) + 1e-9
    assert not found.below_cost or found.discount == 0, "only a price that was below cost before may be"
    if found.discount > 0:
        less = markdown(goods, round(found.discount - STEP, 2), elasticity, RULE.clear_days)
        assert less.expected_units < available
    if not found.clears:
        assert found.discount == pytest.approx(deepest(goods, RULE))
