"""Figures of rankings: over all goods, ties against the model, the same numbers as by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.evaluate.baselines import popularity, repeat
from huozhao.matching.evaluate.metrics import NAMES, Tally, by_group, compared, difference, gini, of_shopper, ranks, top
from huozhao.matching.evaluate.split import Split, chosen, last_days, new_to

scores_and_truths = st.lists(st.integers(-1, 3), min_size=1, max_size=12).flatmap(
    lambda values: st.tuples(st.just(values), st.sets(st.integers(0, len(values) - 1), min_size=1)))


@given(scores_and_truths)
def test_a_place_is_the_worst_that_the_order_allows(drawn: tuple[list[int], set[int]]) -> None:
    values, truths = drawn
    scores = np.array([-np.inf if v < 0 else float(v) for v in values], np.float32)
    wanted = np.array(sorted(truths))
    # By hand: sort by score, at a tie what is no truth first.
    order = sorted(range(len(values)), key=lambda i: (-values[i], i in truths))
    by_hand = sorted(order.index(i) + 1 for i in truths if values[i] >= 0)
    assert sorted(place for place in ranks(scores, wanted).tolist() if place) == by_hand


def test_the_figures_of_a_shopper_are_those_of_the_definitions() -> None:
    found = dict(zip(NAMES, of_shopper(np.array([1, 4, 15, 0])).tolist(), strict=True))
    ideal = sum(1 / np.log2(n + 1) for n in range(1, 5))
    assert found["recall@10"] == 0.5 and found["recall@20"] == 0.75
    assert found["ndcg@10"] == pytest.approx((1 + 1 / np.log2(5)) / ideal)
    assert found["ndcg@20"] == pytest.approx((1 + 1 / np.log2(5) + 1 / np.log2(16)) / ideal)
    assert found["mrr@10"] == 1


def test_a_model_that_scores_everything_alike_gets_nothing_for_it() -> None:
    assert ranks(np.zeros(1000, np.float32), np.array([0])).tolist() == [1000]


def test_gini_is_nought_when_all_goods_are_shown_alike_and_near_one_for_a_single_good() -> None:
    assert gini(np.full(50, 3)) == pytest.approx(0)
    assert gini(np.array([0] * 99 + [7])) == pytest.approx(0.99)


def test_lists_tell_coverage_novelty_and_groups() -> None:
    tally = Tally(np.array([0.5, 0.25, 0.25, 0.0]))
    for n in range(40):
        scores = np.full(4, -np.inf)
        scores[n % 2] = 1.0
        tally.add(f"u{n}", scores, np.array([n % 2]))
    found = tally.figures()
    assert found["coverage"] == 0.5 and found["novelty"] == pytest.approx(1.5) and found["recall@10"] == 1
    groups = by_group(tally, {f"u{n}": "even" if n % 2 == 0 else "odd" for n in range(40)})
    assert groups["even"]["novelty"] == 1 and groups["odd"]["novelty"] == 2
    assert by_group(tally, {"u1": "lonely"}) == {}
    assert top(np.array([1.0, 3.0, -np.inf])).tolist() == [1, 0]


def test_models_are_compared_on_the_same_shoppers() -> None:
    good, bad = Tally(np.ones(30)), Tally(np.ones(30))
    for n in range(30):
        good.add(f"u{n}", np.arange(30.0), np.array([29 - n % 3]))
        bad.add(f"u{n}", -np.arange(30.0), np.array([29 - n % 3]))
    bad.add("other", np.arange(30.0), np.array([29]))
    found = compared(good, bad)
    assert found.n == 30 and found.is_better and compared(bad, good).is_worse
    assert not difference([1.0], [0.0]).is_better, "one shopper is no evidence"


def test_baselines_are_popularity_and_the_own_frequency() -> None:
    weight = np.array([5.0, 1.0, 0.0, 3.0], np.float32)
    assert top(popularity(weight)).tolist() == [0, 3, 1]
    assert top(repeat({2: 2.0, 1: 1.0}, weight)).tolist() == [2, 1, 0, 3]


def test_a_split_holds_out_the_last_days_and_chooses_the_same_shoppers_each_time() -> None:
    assert last_days(100, 7) == Split(94, 100) and last_days(100, 7).days == 7
    names = [f"u{n}" for n in range(500)]
    assert chosen(names, 50) == chosen(reversed(names), 50) and chosen(names, 50) != names[:50]
    assert new_to({"a": ["x", "y"], "b": ["x"]}, {"a": ["x"], "b": ["x"]}) == {"a": ["y"]}
