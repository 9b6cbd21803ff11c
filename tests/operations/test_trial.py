"""Paired comparison of arms over cities, and what it says of a claim."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from huozhao.operations.trial import BY_NAME, compare, in_words, verdict

SHARES = st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)), min_size=2, max_size=20)


def test_the_interval_of_paired_differences_is_students() -> None:
    arm, other = [0.31, 0.28, 0.35, 0.30, 0.33], [0.25, 0.27, 0.26, 0.22, 0.30]
    found = compare("conversion", arm, other)
    assert found is not None
    by_scipy = stats.ttest_rel(arm, other).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((by_scipy.low, by_scipy.high))
    assert found.difference == pytest.approx(np.mean(arm) - np.mean(other))
    ratios = np.log(np.array(arm) / np.array(other))
    span = stats.t.interval(0.95, 4, ratios.mean(), stats.sem(ratios))
    assert (found.relative_low, found.relative_high) == pytest.approx(tuple(np.exp(span) - 1))


@given(SHARES)
def test_swapping_the_arms_turns_the_comparison_around(pairs: list[tuple[float, float]]) -> None:
    one, two = zip(*pairs, strict=True)
    there, back = compare("conversion", one, two), compare("conversion", two, one)
    assert there is not None and back is not None
    assert there.difference == pytest.approx(-back.difference) and there.low == pytest.approx(-back.high)
    assert there.relative is not None and back.relative is not None
    assert (1 + there.relative) * (1 + back.relative) == pytest.approx(1)
    assert there.low <= there.difference <= there.high


def test_a_claim_is_reached_by_the_whole_interval_missed_by_all_of_it_or_open() -> None:
    base = [0.20, 0.21, 0.19, 0.20]
    grown = {1.9: "reached", 1.1: "missed", 0.9: "missed"}
    for factor, expected in grown.items():
        found = compare("conversion", [b * factor + 0.0001 * n for n, b in enumerate(base)], base)
        assert found is not None and verdict(found) == expected
    unsure = compare("conversion", [0.2, 0.5, 0.25, 0.4], base)
    assert unsure is not None and verdict(unsure) == "open"


def test_less_is_better_where_time_is_measured() -> None:
    found = compare("delivery_hours", [2.0, 2.2, 1.9], [49.0, 50.0, 48.0])
    assert found is not None and verdict(found) == "reached"
    assert "better" in in_words(found).en and "reached" in in_words(found).en
    slow = compare("delivery_hours", [40.0, 41.0, 40.5], [49.0, 50.0, 48.0])
    assert slow is not None and verdict(slow) == "missed" and "not reached" in in_words(slow).en


def test_where_nothing_is_claimed_no_claim_is_told() -> None:
    assert BY_NAME["stock_outs"].claimed is None
    found = compare("stock_outs", [0.0, 0.01, 0.0], [0.02, 0.04, 0.03])
    assert found is not None and verdict(found) is None
    assert "better" in in_words(found).en and "claimed" not in in_words(found).en
    same = compare("stock_outs", [0.02, 0.04], [0.04, 0.02])
    assert same is not None and "no difference" in in_words(same).en


def test_where_a_city_has_none_means_are_compared_and_the_claim_is_judged() -> None:
    arm, other = [0.0, 0.2, 0.3, 0.25], [0.0, 0.1, 0.15, 0.0]
    found = compare("recall", arm, other)
    assert found is not None and found.relative == pytest.approx(0.75 / 0.25 - 1)
    rest = np.array(arm) - 3 * np.array(other)
    span = stats.t.interval(0.95, 3, 2, stats.sem(rest) / np.mean(other))
    assert (found.relative_low, found.relative_high) == pytest.approx((max(-1, span[0]), span[1]))
    assert verdict(found) == "open"
    nobody = compare("recall", [0.1, 0.2], [0.0, 0.0])
    assert nobody is not None and nobody.relative is None and verdict(nobody) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=20))
def test_a_relative_change_lies_within_its_interval_and_is_finite(pairs: list[tuple[int, int]]) -> None:
    found = compare("recall", *zip(*[(a / 9, b / 9) for a, b in pairs], strict=True))
    assert found is not None
    if found.relative is not None:
        assert found.relative_low is not None and found.relative_high is not None
        assert np.isfinite(found.relative) and found.relative >= -1
        assert found.relative_low - 1e-9 <= found.relative <= found.relative_high + 1e-9


def test_one_city_is_no_comparison() -> None:
    assert compare("conversion", [0.2], [0.1]) is None
    assert compare("conversion", [0.2, 0.3], [0.1]) is None
