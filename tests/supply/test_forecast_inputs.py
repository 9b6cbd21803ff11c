"""What the forecast knows beside the sales: lost sales, stock-outs, promotions, similar goods, sums that add up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.supply.forecast.analogy import by_analogy, early_rates
from huozhao.supply.forecast.censored import expected_demand, lost_sales
from huozhao.supply.forecast.coherence import Level, coherent, pooled_quantiles, tree_of
from huozhao.supply.forecast.informed import Known, informed, nothing_known
from huozhao.supply.forecast.lead_times import mixed_quantiles
from huozhao.supply.forecast.promotions import Promotion, assumed_lift, learned_lift, lifts, set_aside
from huozhao.supply.forecast.stock_outs import StockOuts, open_shares
from huozhao.supply.ledger import Move, Posted
from huozhao.terms.goods import Sku

HOUR = 3_600_000
DAY = 24 * HOUR


def test_the_mean_above_a_bound_is_that_of_the_negative_binomial_summed_up() -> None:
    from scipy.stats import nbinom

    from huozhao.supply.forecast.censored import _moments

    r, m, k = 1.7, 4.0, 6.0
    x = np.arange(5_000)
    p = nbinom.pmf(x, r, r / (r + m)) * (x >= k)
    one, two = _moments(np.array([[k]]), np.array([[m]]), np.array([[r]]), np.array([[True]]))
    assert one[0, 0] == pytest.approx((x * p).sum() / p.sum())
    assert two[0, 0] == pytest.approx((x * x * p).sum() / p.sum())


def test_demand_behind_stock_outs_is_found_without_bias() -> None:
    rng = np.random.default_rng(4)
    demand = rng.negative_binomial(2, 2 / 5, (400, 90)).astype(float)
    stock = rng.poisson(6, demand.shape) + 1
    found = expected_demand(np.minimum(demand, stock), demand >= stock, np.ones(90))
    assert found.sum() / demand.sum() == pytest.approx(1, abs=0.02)


def test_one_unit_that_sold_and_left_the_shelf_empty_does_not_make_a_best_seller() -> None:
    sold, out = np.zeros((3, 56)), np.zeros((3, 56))
    sold[0, 24], out[0, 24], out[0, 25:] = 1, 0.5, 1
    sold[1, 51], out[1, 51], out[1, 52] = 1, 0.12, 1
    # Five a day for as many days, then none there: that is known well enough.
    sold[2, 20:28], out[2, 28:] = 5, 1
    lost = np.concatenate([lost_sales(sold[[row]], out[[row]]).sum(axis=1) for row in range(3)])
    assert (lost[:2] > 0).all() and (lost[:2] < 3).all() and 100 < lost[2] < 150


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_lost_sales_are_never_less_than_nothing_and_only_where_the_shelf_was_empty(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sold, out = rng.poisson(2.0, (4, 40)).astype(float), np.where(rng.random((4, 40)) < 0.2, rng.random((4, 40)), 0.0)
    lost = lost_sales(sold, out)
    assert (lost >= 0).all() and np.isfinite(lost).all() and not lost[out < 0.05].any()


def test_a_shelf_is_out_from_its_last_unit_to_the_next_delivery_in_open_hours_only() -> None:
    outs = StockOuts("UTC", lambda shop: (8 * 60, 18 * 60))
    moves = [("supplier", "on_hand", 5, 9), ("on_hand", "sold", 5, 13), ("supplier", "on_hand", 3, 24 + 10)]
    posted = [Posted(n + 1, Move(f"k{n}", "a", "s", source, target, units, at * HOUR))  # type: ignore[arg-type]
              for n, (source, target, units, at) in enumerate(moves)]  # fmt: skip
    assert outs.follow(posted) == 3 and outs.position == 3
    assert outs.until(40 * HOUR, 0) == {("a", "s"): {0: pytest.approx(0.5), 1: pytest.approx(0.2)}}
    assert open_shares(20 * HOUR, 23 * HOUR, (8 * 60, 18 * 60), "UTC") == []


def test_a_shelf_that_is_still_empty_counts_up_to_now_and_old_days_are_forgotten() -> None:
    outs = StockOuts("UTC", lambda shop: (0, 24 * 60))
    outs.follow([Posted(1, Move("k", "a", "s", "supplier", "on_hand", 1, 0)),
                 Posted(2, Move("l", "a", "s", "on_hand", "reserved", 1, DAY))])  # fmt: skip
    assert outs.until(3 * DAY + 6 * HOUR, 2) == {("a", "s"): {2: 1.0, 3: pytest.approx(0.25)}}


def test_an_lift_goes_from_what_is_assumed_to_what_was_seen() -> None:
    assert assumed_lift(0.5) == pytest.approx(4)
    assert learned_lift(0, 0, 0.5) == pytest.approx(4)
    assert learned_lift(20_000, 10_000, 0.5) == pytest.approx(2, abs=0.02)


def test_of_promotions_on_one_day_the_greatest_holds() -> None:
    one, two = Promotion("a", 10, 12, 0.1, frozenset("x")), Promotion("b", 12, 20, 0.1, frozenset("x"))
    np.testing.assert_allclose(lifts({1: [(one, 1.5), (two, 2.0)]}, 2, 11, 3), [[1, 1, 1], [1.5, 2, 2]])


def test_a_promotion_ahead_multiplies_its_days_and_one_past_does_not_teach_too_much() -> None:
    sold = np.full((1, 112), 4.0)
    sold[0, -5:] = 12
    past = np.ones((1, 112))
    past[0, -5:] = 3
    ahead = np.ones((1, 14))
    ahead[0, 1] = 2
    found = informed(sold, 3, Known(np.zeros((1, 112)), past, ahead, np.array([np.nan])))
    assert found.mean[0] == pytest.approx(4 + 8 + 4)


@given(st.integers(0, 40), st.integers(1, 9), st.integers(1, 60), st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_what_is_set_aside_for_a_sale_is_wanted_on_its_days_and_not_a_unit_more(
    first: int, days: int, horizon: int, sold: list[int]
) -> None:
    sale = Promotion("s", first, first + days - 1, 0.5, frozenset("x"), units=80.0)
    found = set_aside({row: [sale] for row in range(len(sold))}, np.array(sold, float), 10, horizon)
    left = [day - 10 for day in range(first, first + days) if day >= 10]
    inside = [day for day in left if day < horizon]
    assert found.sum() == pytest.approx(80 * len(inside) / len(left) if left else 0)
    assert np.delete(found, inside, axis=1).sum() == 0
    if sum(sold) and inside:
        np.testing.assert_allclose(found[:, inside[0]] / found[:, inside[0]].sum(), np.array(sold) / sum(sold))


def test_units_set_aside_raise_mean_and_quantiles_alike() -> None:
    sold, plain = np.random.default_rng(3).poisson(3, (2, 112)).astype(float), nothing_known(2, 112, 14)
    aside = np.zeros((2, 14))
    aside[0, 1] = 30
    before, after = informed(sold, 3, plain), informed(sold, 3, replace(plain, aside=aside))
    np.testing.assert_allclose(after.mean - before.mean, [30, 0])
    np.testing.assert_allclose(after.quantiles - before.quantiles, [[30] * 4, [0] * 4])


def test_with_nothing_known_it_is_the_plain_forecast() -> None:
    from huozhao.supply.forecast import forecast

    y = np.random.default_rng(2).poisson(3, (5, 112)).astype(float)
    plain, found = forecast(y, 4), informed(y, 4, nothing_known(5, 112, 14))
    np.testing.assert_allclose(plain.quantiles, found.quantiles)


def test_new_goods_are_like_those_of_their_leaf_the_brand_and_price_band_first() -> None:
    def sku(name: str, leaf: str, brand: str, fen: int) -> Sku:
        return Sku(name, name, name, ("food", leaf), fen, attributes={"brand": brand})

    goods = {s.sku: s for s in (sku("n", "tea", "A", 100), sku("a", "tea", "A", 110), sku("b", "tea", "B", 900),
                                sku("c", "milk", "A", 100))}  # fmt: skip
    found = by_analogy(goods["n"], goods, {"a": 6.0, "b": 2.0, "c": 99.0})
    assert found is not None and found.like == ("a", "b") and found.rate == pytest.approx((3 * 6 + 1 * 2) / 4)
    assert by_analogy(goods["n"], goods, {"a": 6.0}) is None


def test_early_rates_are_of_the_first_weeks_after_the_first_sale() -> None:
    y = np.zeros((2, 112))
    y[0, 50:78], y[0, 78:], y[1, -3:] = 4, 1, 9
    assert early_rates(y, ["a", "b"]) == {"a": 4.0}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_two_walks_of_the_tree_are_mint_with_a_diagonal_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parent = np.array([-1, 0, 0, 1, 1, 2, 2, 2])
    mean, variance = rng.normal(10, 1, 8) * np.array([5, 2, 3, 1, 1, 1, 1, 1]), rng.uniform(0.5, 5, 8)
    leaves = [3, 4, 5, 6, 7]
    s = np.zeros((8, 5))
    for column, leaf in enumerate(leaves):
        node = leaf
        while node >= 0:
            s[node, column], node = 1, parent[node]
    w = np.diag(1 / variance)
    dense = s @ np.linalg.solve(s.T @ w @ s, s.T @ w @ mean)
    rows, cities, total = (Level(mean[part], variance[part]) for part in (slice(3, 8), slice(1, 3), slice(0, 1)))
    tree = tree_of(["a"] * 5, ["x", "x", "y", "y", "y"])
    if (dense > 0).all():
        np.testing.assert_allclose(coherent(rows, cities, total, tree, "reconciled"), dense[3:], atol=1e-9)


def test_errors_that_move_together_widen_the_sum_and_others_do_not() -> None:
    one = np.random.default_rng(1).normal(0, 1, 400)
    other = np.random.default_rng(2).normal(0, 1, 400)
    together = pooled_quantiles(20, np.stack([one, one]), (0.1, 0.9))
    apart = pooled_quantiles(20, np.stack([one, other]), (0.1, 0.9))
    assert np.diff(together) > 1.2 * np.diff(apart)


def test_an_uncertain_lead_time_mixes_the_distributions() -> None:
    grid = np.linspace(0, 10, 101)[None, :]
    found = mixed_quantiles({1: grid, 2: grid + 10}, {1: 0.5, 2: 0.5}, (0.25, 0.5, 0.75))
    np.testing.assert_allclose(found, [[5, 10, 15]], atol=0.2)
    np.testing.assert_allclose(mixed_quantiles({1: grid}, {1: 1.0, 9: 0.0}, (0.5,)), [[5]], atol=0.1)
