"""An alert rings for a day that leaves its usual range, and hardly ever by chance."""

import numpy as np
import pytest

from huozhao.operations.metrics.usual import LEAST_DAYS, chance_of_one, usual_range

WEEK = np.array([1.0, 1.0, 1.0, 1.1, 1.3, 1.8, 1.6])
FIGURES, BOUND = 10, 0.25


def days(rng: np.random.Generator, many: int, mean: float = 400.0) -> list[float]:
    """Return a daily figure with a week in it."""
    return rng.poisson(mean * WEEK[np.arange(many) % 7]).astype(float).tolist()


def test_a_weekend_is_no_alarm_and_a_fallen_weekend_is_one() -> None:
    history = days(np.random.default_rng(1), 89)
    found = usual_range(history, chance_of_one(BOUND, FIGURES))
    assert found is not None
    saturday = 400 * WEEK[89 % 7]
    assert found.side(saturday) == "" and found.side(saturday * 0.6) == "low" and found.side(saturday * 1.5) == "high"


def test_a_level_that_has_moved_is_followed_within_two_weeks() -> None:
    history = days(np.random.default_rng(2), 70) + days(np.random.default_rng(3), 21, 600.0)
    found = usual_range(history, chance_of_one(BOUND, FIGURES))
    assert found is not None and found.side(600.0 * WEEK[0]) == ""


@pytest.mark.parametrize("burst", [1, 20])
def test_false_alarms_over_all_figures_keep_their_bound(burst: int) -> None:
    rng, alarms, weeks = np.random.default_rng(4), 0, 0.0
    probability = chance_of_one(BOUND, FIGURES)
    for _ in range(300):
        values = (rng.poisson(400 * WEEK[np.arange(92) % 7] / burst) * burst).astype(float).tolist()
        found = usual_range(values[:-1], probability)
        assert found is not None
        alarms += bool(found.side(values[-1]))
        weeks += 1 / (7 * FIGURES)
    assert alarms / weeks <= BOUND * 2


def test_nothing_is_said_before_five_weeks_or_of_a_figure_that_never_moves() -> None:
    assert usual_range([1.0] * (LEAST_DAYS - 1), 0.01) is None
    assert usual_range([1.0] * 80, 0.01) is None
    assert usual_range([None] * 80, 0.01) is None
