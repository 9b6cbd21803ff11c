"""Trends are seen early, chance and bursts are not taken for one, and last year tells what is coming."""

import numpy as np

from huozhao.operations.trends.rising import LEAST_WEEKS, Rising, find_rising
from huozhao.operations.trends.season import YEAR, find_seasons

THEMES = [f"t{n}" for n in range(40)]


def weeks(rng: np.random.Generator, many: int, rates: np.ndarray, burst: int = 1) -> np.ndarray:
    """Return weekly counts (themes, weeks) about `rates` (themes, weeks or 1), in bursts of one size."""
    return (rng.poisson(np.broadcast_to(rates, (len(THEMES), many)) / burst) * burst).astype(np.float64)


def rising(counts: np.ndarray, bound: float = 0.1) -> list[Rising]:
    return [each for each in find_rising(THEMES, counts, counts.sum(axis=0), bound) if each.rises]


def test_sunscreen_that_doubles_in_early_summer_is_seen_in_its_first_weeks() -> None:
    counts = weeks(np.random.default_rng(1), 20, np.full((40, 1), 50.0))
    counts[7, -2:] = [85, 110]
    (found,) = rising(counts)
    assert found.theme == "t7" and found.since == 18
    assert found.low < found.ratio < found.high and 1.5 < found.ratio < 2.6


def test_a_holiday_that_lifts_the_whole_mall_is_no_trend() -> None:
    rates = np.full((40, 20), 50.0)
    rates[:, -2:] *= 3
    assert not rising(weeks(np.random.default_rng(2), 20, rates))


def test_false_alarms_keep_their_bound_also_when_counts_come_in_bursts() -> None:
    rng, alarms, looked = np.random.default_rng(3), 0, 0
    for burst in (1, 5):
        for _ in range(60):
            counts = weeks(rng, 26, rng.uniform(20, 200, (40, 1)), burst)
            alarms += len(rising(counts, bound=0.5))
            looked += 26 - LEAST_WEEKS
    assert alarms / looked <= 0.5


def test_nothing_is_judged_before_nine_weeks_are_known() -> None:
    counts = np.ones((1, LEAST_WEEKS - 1))
    assert find_rising(["a"], counts, counts[0] * 9, 0.1) == []
    assert find_rising([], np.zeros((0, 20)), np.ones(20), 0.1) == []


def test_what_rose_at_this_time_last_year_is_told_before_it_rises_again() -> None:
    rates = np.full((40, YEAR + 30), 60.0)
    # The season begins two weeks from now, a year ago.
    rates[7, 32:42] *= 3
    counts = weeks(np.random.default_rng(4), YEAR + 30, rates)
    found = {each.theme: each for each in find_seasons(THEMES, counts, counts.sum(axis=0)) if each.comes}
    assert set(found) == {"t7"}
    assert found["t7"].ratio > 1.5 and 2 <= found["t7"].peak <= 12 and len(found["t7"].index) == YEAR


def test_no_season_is_told_by_chance_or_without_a_year_of_past() -> None:
    rng, called = np.random.default_rng(5), 0
    for _ in range(20):
        counts = weeks(rng, 70, rng.uniform(20, 200, (40, 1)), 3)
        called += sum(each.comes for each in find_seasons(THEMES, counts, counts.sum(axis=0)))
    # At a false discovery rate of 5 % with nothing to be found, one mall in twenty calls something.
    assert called <= 4
    assert find_seasons(THEMES, np.ones((40, 55)), np.ones(55)) == []
