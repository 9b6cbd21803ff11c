"""Lift: the figures of independent sources, and constructed malls whose true lift is known."""

import numpy as np
import pytest

from huozhao.operations.lift import (
    ArmSums,
    arm_sums,
    check_split,
    compare_means,
    compare_shares,
    measure_lift,
    shoppers_missing,
    wilson,
)


def share(buyers: int, shoppers: int) -> ArmSums:
    return ArmSums(shoppers, buyers, buyers, buyers * 100, buyers * 10_000.0)


def test_the_welch_test_gives_what_growthbook_publishes() -> None:
    # growthbook packages/stats/tests/frequentist/test_tests.py (MIT): treatment .7 ± 6.2, control .41 ± 3.9.
    found = compare_means((0.7, 6.2**2, 3461), (0.41, 3.9**2, 3407))
    assert round(found.difference, 5) == 0.29 and round(found.p_value, 5) == 0.02016
    assert (round(found.low, 5), round(found.high, 5)) == (0.04538, 0.53462)
    assert found.relative is not None and found.relative_low is not None and found.relative_high is not None
    assert round(found.relative, 5) == 0.70732
    assert (round(found.relative_low, 5), round(found.relative_high, 5)) == (-0.03526, 1.44989)


def test_the_interval_of_two_shares_is_newcombes() -> None:
    # Newcombe 1998, table II, method 10: 56/70 against 48/80 and 9/10 against 3/10.
    one, two = compare_shares(share(56, 70), share(48, 80)), compare_shares(share(9, 10), share(3, 10))
    assert (round(one.low, 4), round(one.high, 4)) == (0.0524, 0.3339)
    assert (round(two.low, 4), round(two.high, 4)) == (0.1705, 0.8090)


def test_wilsons_interval_stays_within_zero_and_one() -> None:
    assert 0 <= wilson(0, 20)[0] < 1e-12 and 1 - 1e-12 < wilson(20, 20)[1] <= 1
    assert [round(x, 4) for x in wilson(81, 263)] == [0.2553, 0.3662], "Newcombe 1998a, method 3"


def test_a_split_that_is_off_is_told_from_chance() -> None:
    assert check_split(share(1, 9010), share(1, 990), 0.1).is_sound
    off = check_split(share(1, 9300), share(1, 700), 0.1)
    assert not off.is_sound and off.p_value < 1e-9
    assert check_split(share(0, 0), share(0, 0), 0.1).is_sound


def built(shoppers: int, rate: float, mean_fen: float, rng: np.random.Generator) -> ArmSums:
    bought = rng.random(shoppers) < rate
    revenue = np.where(bought, rng.gamma(4.0, mean_fen / 4.0, shoppers), 0).astype(np.int64)
    return arm_sums(bought.astype(np.int64), revenue)


def test_the_interval_covers_the_true_lift_about_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(300):
        lift = measure_lift(built(4_500, 0.12, 5_000, rng), built(500, 0.10, 5_000, rng), 0.1)
        assert lift.buyers is not None
        inside += lift.buyers.low <= 0.02 <= lift.buyers.high
    assert 0.92 <= inside / 300 <= 0.98


def test_a_strategy_without_effect_is_called_clear_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(11)
    clear = [measure_lift(built(2_000, 0.1, 5_000, rng), built(500, 0.1, 5_000, rng), 0.2).is_clear
             for _ in range(400)]
    assert sum(clear) / 400 <= 0.07


def test_few_shoppers_get_a_number_still_missing_and_no_figure() -> None:
    lift = measure_lift(share(2, 20), share(0, 3), 0.1)
    assert lift.buyers is None and lift.revenue_fen is None and not lift.is_clear and lift.more_shoppers > 1_000


def test_the_number_missing_falls_as_shoppers_come_and_ends_at_none() -> None:
    # Two-proportion sample size for .10 against .11, 80 % power, equal arms: 14,751 an arm (Fleiss, uncorrected).
    missing = shoppers_missing(share(1_000, 10_000), share(1_000, 10_000), 0.5)
    assert missing == pytest.approx(2 * 14_751 - 20_000, abs=80)
    assert shoppers_missing(share(9_000, 90_000), share(9_000, 90_000), 0.5) == 0


def test_sums_are_those_of_the_shoppers() -> None:
    assert arm_sums(np.array([0, 2, 1]), np.array([0, 500, 100])) == ArmSums(3, 2, 3, 600, 260_000.0)
