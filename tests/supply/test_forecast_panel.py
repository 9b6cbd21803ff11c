"""The panel: simple paths, boosted trees with what is known ahead, and the choice among them."""

import numpy as np
import pytest

from huozhao.supply.forecast.choice import forecast_panel
from huozhao.supply.forecast.gradient import boosted_path, smearing
from huozhao.supply.forecast.panel import Covariates, Panel, simple_paths
from huozhao.supply.forecast.smoothing import by_place, ses_last, ses_levels, tsb_levels


def panel(y: np.ndarray, season: int, own: np.ndarray) -> Panel:
    return Panel(y, season, Covariates(own, np.zeros((own.shape[1], 0)), np.zeros((len(y), 0), np.int64)))


def test_the_last_level_is_that_of_all_levels() -> None:
    y = np.random.default_rng(3).poisson(2, (6, 60)).astype(float)
    np.testing.assert_allclose(ses_last(y), ses_levels(y)[:, -1])


def test_weekday_levels_are_smoothing_of_each_weekday_alone() -> None:
    y = np.random.default_rng(5).poisson(4, (3, 70)).astype(float)
    fitted = by_place(y)
    for place in range(7):
        level = y[:, place:28:7].mean(axis=1)
        for value in y[:, place::7].T:
            level = level + fitted.rate * (value - level)
        np.testing.assert_allclose(fitted.levels()[:, place], level)
    np.testing.assert_allclose(fitted.sums(np.array([70]), 7)[:, 0], fitted.levels().sum(axis=1))


def test_tsb_is_its_formula_and_goods_that_stop_selling_fall_to_nothing() -> None:
    y = np.zeros((1, 120))
    y[0, :40:4] = 3
    rate = tsb_levels(y)[0]
    assert rate[40] == pytest.approx(0.75, rel=0.5) and rate[-1] < 0.05


def test_last_year_is_raised_by_the_growth_since() -> None:
    year = np.tile(np.arange(1.0, 53), 2)[None, :]
    year[0, 52:] *= 1.5
    path = simple_paths(panel(year, 1, np.zeros((1, 112, 0))), 4)["year_ago"]
    np.testing.assert_allclose(path[0], np.array([1.5, 3, 4.5, 6]) * 1.5)


def test_a_promotion_that_is_known_ahead_is_worth_more_than_any_smoothing() -> None:
    rng = np.random.default_rng(6)
    deal = (rng.random((40, 108)) < 0.15).astype(float)
    y = rng.poisson(10 * np.where(deal > 0, 4.0, 1.0)).astype(float)
    given = panel(y[:, :100], 1, deal[:, :, None])

    def miss(path: np.ndarray) -> float:
        return float(np.abs(path - y[:, 100:]).sum() / y[:, 100:].sum())

    boosted = boosted_path(given, 8, "boosted_log")
    assert miss(boosted) < 0.6 * miss(simple_paths(given, 8)["ses"])
    np.testing.assert_array_equal(boosted, boosted_path(given, 8, "boosted_log"))


def test_what_erred_least_in_the_past_is_chosen() -> None:
    y = np.tile([5.0, 1, 1, 1, 1, 9, 12], 20)[None, :]
    found = forecast_panel(panel(y, 7, np.zeros((1, 147, 0))), 7)
    assert found.errors["seasonal_mean"] == 0 and found.errors["ses"] > 0.3
    np.testing.assert_allclose(found.path[0], [5, 1, 1, 1, 1, 9, 12])


def test_the_bias_of_logarithms_is_taken_away_within_bounds() -> None:
    assert smearing(np.array([4.0, 8.0]), np.array([5.0, 5.0])) == pytest.approx(1.2)
    assert smearing(np.array([100.0]), np.array([1.0])) == 1.5
