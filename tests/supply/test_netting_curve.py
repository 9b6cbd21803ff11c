"""The curve of demand: shortage and probabilities from a few quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from huozhao.supply.netting import Curve, demand_curve
from huozhao.supply.netting.curve import pooled
from tests.supply.netting_rows import curve_of, ints

FINE = (0.02, 0.1, 0.25, 0.5, 0.8, 0.9, 0.95, 0.99)
FEW = (0.5, 0.8, 0.9, 0.95)


@pytest.mark.parametrize("levels", [FINE, FEW])
@pytest.mark.parametrize("mean", [0.3, 2.0, 20.0])
def test_expected_shortage_is_near_that_of_a_poisson_count(mean: float, levels: tuple[float, ...]) -> None:
    count = poisson(mean)
    curve = demand_curve(np.array([mean]), levels, count.ppf(levels)[None, :])
    for there in (0, 1, 2, 5, 15, 20, 25):
        true = sum((k - there) * count.pmf(k) for k in range(there, 120))
        assert abs(curve.missing(np.array([float(there)]))[0] - true) <= 0.02 * mean + 0.15


def test_expected_shortage_is_the_normal_loss_function_of_the_books() -> None:
    # Silver, Pyke, Thomas, table of G(k): G(0) = 0.3989, G(1) = 0.0833, G(1.5) = 0.0293.
    levels = np.arange(1, 1000) / 1000
    curve = demand_curve(np.array([100.0]), tuple(levels), (100 + 10 * norm.ppf(levels))[None, :])
    for k, loss in ((0.0, 0.3989), (1.0, 0.0833), (1.5, 0.0293)):
        assert curve.missing(np.array([100 + 10 * k]))[0] == pytest.approx(10 * loss, abs=0.02)


@given(st.floats(0.05, 300), st.floats(0, 0.999))
def test_the_demand_of_a_level_is_exceeded_with_the_rest_of_the_probability(mean: float, level: float) -> None:
    curve = curve_of(mean)
    there = curve.at(np.array([level]))
    assert curve.beyond(there + 1e-6)[0] <= 1 - level + 1e-5
    assert curve.beyond(there - 1e-6)[0] >= 1 - level - 1e-5


@given(st.floats(0.05, 300), st.floats(-50, 500), st.floats(0, 100))
def test_each_unit_more_saves_less_than_the_unit_before(mean: float, there: float, step: float) -> None:
    curve = curve_of(mean)
    a, b, c = (curve.missing(np.array([there + n * step]))[0] for n in range(3))
    assert a - b >= b - c - 1e-9
    assert 0 <= c <= b + 1e-9 and b <= a + 1e-9


def test_with_nothing_there_all_demand_and_all_debts_are_missing() -> None:
    curve = curve_of(20.0)
    mean = curve.missing(np.array([0.0]))[0]
    assert mean == pytest.approx(20, rel=0.03)
    assert curve.missing(np.array([-7.0]))[0] == pytest.approx(mean + 7)


def test_the_sum_of_alike_parts_spreads_by_the_root_of_their_number() -> None:
    parts = curve_of(*[20.0] * 9)
    whole = pooled(parts, np.full(9, 20.0), ints(*[0] * 9), np.ones(9), 1, np.array([180.0]))
    assert isinstance(whole, Curve)
    apart = parts.values[0, -1] - 20
    assert whole.values[0, -1] - 180 == pytest.approx(3 * apart)
