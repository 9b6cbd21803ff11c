"""Top-up: the best small goods for a gap, found exactly, and the money said as it is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.coupons.benefit import Benefit, Tier, distance
from huozhao.operations.top_up.basket import Gap, Line, eligible_fen, gap_of, saves_with
from huozhao.operations.top_up.choice import BEAM, Problem, best, cheapest
from huozhao.operations.top_up.options import Option, Pool, options, problem_of
from huozhao.operations.top_up.policy import Policy


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a problem with few distinct prices and values, so that ties are common."""
    n = draw(st.integers(0, 12))
    prices = draw(st.lists(st.integers(0, 30), min_size=n, max_size=n))
    values = draw(st.lists(st.integers(-4, 8), min_size=n, max_size=n))
    return Problem(np.array(prices, np.int64), np.array(values, np.float64) / 4, draw(st.integers(1, 40)),
                   draw(st.integers(0, 10)), draw(st.integers(0, 4)) / 16)  # fmt: skip


def covers(problem: Problem, most: int) -> list[tuple[int, ...]]:
    """Return every set that closes the gap and out of which nothing can be left, by looking at all of them."""
    cap = problem.gap_fen + problem.slack_fen
    kept = [place for place, price in enumerate(problem.prices.tolist()) if 0 < price <= cap]
    found = []
    for size in range(1, most + 1):
        for chosen in combinations(kept, size):
            total = sum(int(problem.prices[place]) for place in chosen)
            least = min(int(problem.prices[place]) for place in chosen)
            if total >= problem.gap_fen > total - least:
                found.append(chosen)
    return found


@given(problems(), st.sampled_from((1, 2)))
def test_one_or_two_goods_are_as_good_as_the_best_of_all_sets(problem: Problem, most: int) -> None:
    every = covers(problem, most)
    found = best(problem, most)
    assert bool(found) == bool(every)
    if found:
        assert tuple(sorted(found)) in every
        assert problem.worth(found) == pytest.approx(max(map(problem.worth, every)))


@given(problems())
def test_three_goods_are_exact_as_long_as_all_are_tried_as_the_dearest(problem: Problem) -> None:
    every = covers(problem, 3)
    assert len(problem.prices) <= BEAM
    found = best(problem, 3)
    assert bool(found) == bool(every)
    if found:
        assert tuple(sorted(found)) in every
        assert problem.worth(found) == pytest.approx(max(map(problem.worth, every)))


@given(problems())
def test_the_cheapest_set_costs_no_more_than_any_other_and_is_the_worthiest_of_equal_ones(problem: Problem) -> None:
    every = covers(problem, 2)
    found = cheapest(problem)
    assert bool(found) == bool(every)
    if found:
        cost = {chosen: sum(int(problem.prices[place]) for place in chosen) for chosen in every}
        least = min(cost.values())
        assert cost[tuple(sorted(found))] == least
        values = [problem.values[list(chosen)].sum() for chosen, fen in cost.items() if fen == least]
        assert problem.values[list(found)].sum() == pytest.approx(max(values))


def test_thresholds_are_held_to_what_eligible_goods_cost_after_their_own_discounts() -> None:
    lines = [Line("tea", 2, 5_000, 1_000), Line("card", 1, 9_000), Line("gift", 1, 500, 900)]
    assert eligible_fen(lines) == 18_000
    assert eligible_fen(lines, lambda sku: sku != "card") == 9_000


TIERED = Benefit("tiered", (Tier(10_000, 1_000), Tier(20_000, 1_500), Tier(30_000, 5_000)))


def _gap(benefit: Benefit, amount: int) -> Gap:
    return gap_of(distance(benefit, amount))


def test_the_gap_is_to_the_next_tier_and_saves_what_that_adds() -> None:
    assert _gap(TIERED, 8_000) == Gap(8_000, 10_000, 2_000, 1_000, 0)
    assert _gap(TIERED, 10_000) == Gap(10_000, 20_000, 10_000, 500, 1_000)
    assert _gap(TIERED, 30_000).is_closed


def test_what_comes_off_follows_what_is_really_added() -> None:
    tenth = Benefit("discount", percent=10, threshold_fen=20_000)
    gap = _gap(tenth, 18_000)
    assert (gap.gap_fen, gap.saves_fen, saves_with(tenth, gap)(3_000)) == (2_000, 2_000, 2_100)
    every = Benefit("reduction", (Tier(10_000, 2_000),), repeats=True)
    assert saves_with(every, _gap(every, 18_000))(2_500) == 2_000


@given(st.integers(0, 50_000))
def test_what_lacks_and_what_is_there_add_up_to_the_threshold(amount: int) -> None:
    found = _gap(TIERED, amount)
    assert found.gap_fen >= 0
    assert found.is_closed or (found.amount_fen + found.gap_fen == found.threshold_fen and found.saves_fen > 0)


def _pool(*rows: tuple[str, int, float, int]) -> Pool:
    """Return a pool of (SKU, price, fit, kind); every product is one SKU."""
    skus, prices, fit, kinds = zip(*rows, strict=True)
    n = len(rows)
    return Pool(skus, np.array(prices, np.int64), np.array(fit, np.float64), np.zeros(n), np.zeros(n, np.bool_),
                np.arange(n), np.array(kinds, np.int64))  # fmt: skip


SHELF = _pool(("tissues", 2_190, 0.9, 1), ("tissues-2", 2_090, 0.7, 1), ("bookmark", 2_050, 0.4, 2),
              ("soap", 2_300, 0.5, 3), ("match", 1_000, 0.0, 4), ("salt", 1_000, 0.0, 5))  # fmt: skip
GAP = Gap(17_900, 19_900, 2_000, 2_100, 0)


def _names(found: list[Option]) -> list[list[str]]:
    return [[SHELF.skus[place] for place in each.places] for each in found]


def test_options_are_of_different_kinds_with_the_cheapest_beside_them() -> None:
    found = options(SHELF, GAP, Policy())
    assert _names(found) == [["tissues"], ["bookmark"], ["soap"], ["match", "salt"]]
    assert [each.lane for each in found] == ["fit", "fit", "fit", "cheapest"]


def test_every_option_says_what_is_paid_more_in_the_end() -> None:
    found = options(SHELF, GAP, Policy())
    assert [(each.adds_fen, each.over_fen, each.pays_more_fen, each.is_dearer) for each in found] == [
        (2_190, 190, 90, True), (2_050, 50, -50, False), (2_300, 300, 200, True), (2_000, 0, -100, False)]


def test_a_merchant_may_have_nothing_suggested_that_costs_more_than_it_saves() -> None:
    assert not any(each.is_dearer for each in options(SHELF, GAP, Policy(dearer=False)))


def test_what_turns_out_to_be_sold_out_gives_way_to_the_next_best() -> None:
    asked: list[str] = []

    def in_stock(sku: str) -> bool:
        asked.append(sku)
        return sku not in ("tissues", "salt")

    found = options(SHELF, GAP, Policy(), in_stock)
    assert _names(found)[0] == ["tissues-2"] and ["match", "salt"] not in _names(found)
    assert found[-1].lane == "cheapest", "what is left of the options may be the cheapest, too"


def test_what_the_shopper_needs_anyway_comes_before_what_fits_a_little_better() -> None:
    pool = _pool(("nice", 2_000, 0.9, 1), ("due", 2_000, 0.6, 2))
    needed = Pool(pool.skus, pool.prices, pool.fit, pool.margin, np.array([False, True]), pool.products, pool.kinds)
    assert options(needed, GAP, Policy())[0].places == (1,)
    assert options(pool, GAP, Policy())[0].places == (0,)


def test_a_small_gap_is_weighed_as_if_it_were_ten_yuan() -> None:
    tiny = Gap(19_890, 19_900, 10, 2_000, 0)
    assert problem_of(SHELF, tiny, Policy()).penalty == pytest.approx(1 / 1_000)
    assert not options(SHELF, Gap(0, 90_000, 90_000, 2_000, 0), Policy(slack_fen=0)), "nothing closes so wide a gap"
