"""The forecast portfolio."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.supply.forecast import (
    ALPHAS,
    MODELS,
    forecast,
    negative_binomial_quantile,
    seasonal_mean,
    ses_levels,
    weekly_ses_levels,
)


def totals(y: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros((len(y), 1)), np.cumsum(y, axis=1)], axis=1)


def test_a_weekly_pattern_is_carried_on_by_the_seasonal_mean() -> None:
    y = np.tile([5.0, 1, 1, 1, 1, 9, 12], 16)[None, :]
    found = forecast(y, days=4, horizon=7)
    assert MODELS[found.model[0]] == "seasonal_mean"
    np.testing.assert_allclose(found.path[0], [5, 1, 1, 1, 1, 9, 12])
    assert found.mean[0] == pytest.approx(8)
    np.testing.assert_allclose(found.quantiles[0], 8)


def test_a_new_level_is_found_by_smoothing() -> None:
    rng = np.random.default_rng(1)
    y = np.concatenate([rng.poisson(2, 90), rng.poisson(20, 22)])[None, :].astype(float)
    found = forecast(y, days=3)
    assert 40 < found.mean[0] < 70


def test_goods_that_never_sold_need_nothing() -> None:
    found = forecast(np.zeros((2, 112)), days=5)
    assert not found.mean.any() and not found.quantiles.any()


def test_a_product_of_one_week_is_averaged_over_its_own_week() -> None:
    y = np.zeros((1, 112))
    y[0, -7:] = 4
    found = forecast(y, days=3)
    assert found.mean[0] == pytest.approx(12)
    assert not found.empirical[0]


def test_quantiles_of_the_sum_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    y = rng.negative_binomial(3, 0.3, (3000, 116)).astype(float)
    found = forecast(y[:, :112], days=4)
    covered = (y[:, 112:].sum(axis=1)[:, None] <= found.quantiles).mean(axis=0)
    np.testing.assert_allclose(covered, [0.5, 0.8, 0.9, 0.95], atol=0.06)


def test_the_negative_binomial_quantile_is_scipys() -> None:
    from scipy.stats import nbinom

    mean, variance = np.array([0.3, 2.0, 40.0, 500.0]), np.array([0.4, 5.0, 300.0, 501.0])
    p = mean / variance
    for level in (0.5, 0.9, 0.975):
        expected = nbinom.ppf(level, mean * p / (1 - p), p)
        np.testing.assert_array_equal(negative_binomial_quantile(mean, variance, level), expected)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(28, 90))
def test_the_kernels_equal_their_formulas_written_as_loops(seed: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.poisson(1.5, (3, length)).astype(float)
    y[:, 0] = 1  # the series are as old as the history
    np.testing.assert_allclose(ses_levels(y)[0], _ses_by_loop(y[0]))
    expected = [np.mean([y[1, length - 7 * back + day] for back in range(1, 5)]) for day in range(7)]
    np.testing.assert_allclose(seasonal_mean(totals(y), length)[1], expected)
    weeks = y[:, length % 7 :].reshape(3, -1, 7).mean(axis=2)
    np.testing.assert_allclose(weekly_ses_levels(totals(y))[:, -1], ses_levels(weeks)[:, -1])


def _ses_by_loop(y: np.ndarray) -> list[float]:
    best: list[float] = []
    least = np.inf
    for alpha in ALPHAS:
        levels, error = [float(y[:28].mean())], 0.0
        for value in y:
            error += (value - levels[-1]) ** 2
            levels.append(levels[-1] + alpha * (value - levels[-1]))
        if error < least:
            best, least = levels, error
    return best
