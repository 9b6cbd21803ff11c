"""Shopper value: the published parameters come out, and the look ahead agrees with simulation."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.insight.value import bgnbd, gamma_gamma
from huozhao.insight.value.bgnbd import BgNbd
from huozhao.insight.value.gamma_gamma import GammaGamma
from huozhao.insight.value.lifetime import ValueModel, interval, outlook
from huozhao.insight.value.summary import Repeats, grouped, repeats

CDNOW = BgNbd(0.2426, 4.4136, 0.7929, 2.4259)
MONEY = GammaGamma(6.25, 3.744, 1544.0)
END_OF_CALIBRATION = int(np.datetime64("1997-09-30").astype("datetime64[D]").astype(int))


def sample(folder: Path) -> Repeats:
    """Return the repeats of the CDNOW sample up to the end of its calibration period, from its order lines."""
    lines = np.loadtxt(folder / "cdnow" / "CDNOW_sample.txt")
    shopper, fen = lines[:, 1].astype(np.int64) - 1, np.rint(lines[:, 4] * 100).astype(np.int64)
    dates = [f"{d // 10000}-{d // 100 % 100:02d}-{d % 100:02d}" for d in lines[:, 2].astype(int)]
    day = np.array(dates, "datetime64[D]").astype(np.int64)
    return repeats(shopper, day, fen, int(shopper.max()) + 1, END_OF_CALIBRATION)


def columns(found: Repeats) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return found.frequency.astype(float), found.recency_days / 7.0, found.age_days / 7.0


def test_bg_nbd_gives_the_published_cdnow_parameters(shared_data: Path) -> None:
    found = bgnbd.fit(grouped(sample(shared_data)))
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.001)
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.1)


def test_the_summary_counts_repeats_as_the_published_summary_does(shared_data: Path) -> None:
    found = sample(shared_data)
    known = np.loadtxt(shared_data / "cdnow" / "cdnow_customers_summary.csv", delimiter=",", skiprows=1)
    assert np.array_equal(found.frequency, known[:, 1])
    assert np.array_equal(found.recency_days, np.rint(known[:, 2] * 7))
    assert np.array_equal(found.age_days, np.rint(known[:, 3] * 7))


def test_gamma_gamma_gives_the_published_cdnow_parameters(shared_data: Path) -> None:
    found = sample(shared_data)
    money = gamma_gamma.fit(found.frequency.astype(float), found.mean_fen / 100)
    assert (money.p, money.q, money.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    in_fen = gamma_gamma.fit(found.frequency.astype(float), found.mean_fen)
    assert (in_fen.p, in_fen.q, in_fen.gamma) == pytest.approx((money.p, money.q, 100 * money.gamma), rel=1e-5)


def test_held_out_cdnow_orders_are_as_many_as_expected(shared_data: Path) -> None:
    """The 39 weeks after the calibration period: the total within 15 %, shoppers ranked far better than by chance."""
    found = sample(shared_data)
    lines = np.loadtxt(shared_data / "cdnow" / "CDNOW_sample.txt")
    later = np.unique(lines[lines[:, 2] > 19970930][:, 1:3], axis=0)
    bought = np.bincount(later[:, 0].astype(int) - 1, minlength=len(found.frequency))
    expected = bgnbd.expected_orders(bgnbd.fit(grouped(found)), 39.0, *columns(found))
    assert expected.sum() == pytest.approx(bought.sum(), rel=0.15)
    assert np.corrcoef(expected, bought)[0, 1] > 0.55


def test_the_figures_of_the_paper_come_out() -> None:
    """P(alive) and the expected orders of a shopper with x = 2, t_x = 30.43, T = 38.86 (Fader, Hardie & Lee 2005)."""
    one = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert bgnbd.expected_orders(CDNOW, 39.0, *one)[0] == pytest.approx(1.226, abs=0.001)
    assert bgnbd.p_alive(CDNOW, *one)[0] == pytest.approx(0.7266, abs=0.001)


def test_grouping_changes_nothing_but_the_time() -> None:
    rng = np.random.default_rng(3)
    age = rng.integers(20, 60, 4000)
    recency = rng.integers(0, 20, 4000)
    frequency = np.where(recency > 0, rng.integers(1, 4, 4000), 0)
    given_ = Repeats(frequency, recency, age, np.zeros(4000))
    rows = grouped(given_)
    assert len(rows.age) < 4000 and rows.weight.sum() == 4000
    assert np.array_equal(rows.frequency[rows.row], frequency)
    one_each = type(rows)(frequency.astype(float), recency / 7, age / 7, np.ones(4000), np.arange(4000))
    whole, lone = bgnbd.fit(rows), bgnbd.fit(one_each)
    assert (whole.r, whole.alpha, whole.a) == pytest.approx((lone.r, lone.alpha, lone.a), rel=1e-4)


@given(x=st.integers(0, 40), recency=st.floats(0, 50), more=st.floats(0, 50), time=st.floats(0.1, 200))
def test_a_look_ahead_is_a_number_that_makes_sense(x: int, recency: float, more: float, time: float) -> None:
    one = (np.array([float(x)]), np.array([recency if x else 0.0]), np.array([recency + more + 0.1]))
    alive = bgnbd.p_alive(CDNOW, *one)[0]
    soon, later = (bgnbd.expected_orders(CDNOW, t, *one)[0] for t in (time, 2 * time))
    assert 0 <= alive <= 1 and 0 <= soon <= later + 1e-9
    assert soon <= alive * (CDNOW.r + x) / (CDNOW.alpha + one[2][0]) * time + 1e-9


def test_the_gradients_are_the_slopes_of_the_likelihoods() -> None:
    rng = np.random.default_rng(5)
    age = rng.integers(20, 60, 300)
    recency = rng.integers(0, 20, 300)
    rows = bgnbd._prepared(grouped(Repeats(np.where(recency > 0, 2, 0), recency, age, np.zeros(300))))
    at = np.array([0.1, 1.2, -0.3, 0.8])
    slopes = bgnbd._loss(at, rows)[1]
    for place in range(4):
        step = np.eye(4)[place] * 1e-6
        measured = (bgnbd._loss(at + step, rows)[0] - bgnbd._loss(at - step, rows)[0]) / 2e-6
        assert slopes[place] == pytest.approx(measured, abs=1e-6)


def test_the_interval_holds_the_point_and_widens_with_ignorance() -> None:
    model = ValueModel(CDNOW, MONEY)
    known = (12.0, 36.0, 38.0, 3000.0)
    point = outlook(model, *(np.array([value]) for value in known))
    found = interval(model, *known, np.random.default_rng(1))
    assert found.clv_fen[0] < point.clv_fen[0] < found.clv_fen[1]
    assert found.orders[0] <= point.orders[0] <= found.orders[1]
    assert interval(model, *known, np.random.default_rng(1)) == found


def test_the_mean_of_the_draws_is_the_point() -> None:
    """Drawn orders over a year average to the closed form, so both tell of the same model."""
    from huozhao.insight.value import lifetime

    model = ValueModel(CDNOW, MONEY)
    one = (np.array([4.0]), np.array([30.0]), np.array([38.0]))
    alive = float(bgnbd.p_alive(CDNOW, *one)[0])
    rng = np.random.default_rng(2)
    drawn = np.mean([lifetime._drawn_orders(model, 4.0, 38.0, alive, rng).sum(axis=1).mean() for _ in range(20)])
    assert drawn == pytest.approx(outlook(model, *one, np.array([3000.0])).orders[0], rel=0.03)


def test_nobody_to_learn_from_is_said_plainly() -> None:
    nobody = np.zeros(0, np.int64)
    with pytest.raises(ValueError, match="no shopper"):
        bgnbd.fit(grouped(repeats(nobody, nobody, nobody, 0, 10)))
    with pytest.raises(ValueError, match="no shopper"):
        gamma_gamma.fit(np.zeros(3), np.zeros(3))
