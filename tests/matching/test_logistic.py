"""The blend's weights: the same however the rows are cut, and in little memory."""

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from huozhao.matching import logistic

ROWS, FEATURES = 40_000, 8


def outcomes() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(ROWS, FEATURES)) * rng.uniform(0.1, 5, FEATURES) + 3
    return rows, rng.random(ROWS) < 1 / (1 + np.exp(2 - 0.3 * rows[:, 0]))


def test_weights_do_not_depend_on_how_many_rows_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, happened = outcomes()
    whole = logistic.fit(rows, happened)
    monkeypatch.setattr(logistic, "BLOCK", 999)
    cut = logistic.fit(rows.astype(np.float32), happened)
    assert whole is not None and cut is not None
    np.testing.assert_allclose(cut.as_array(), whole.as_array(), rtol=1e-4, atol=1e-5)
    assert whole.weights[0] / whole.spreads[0] == pytest.approx(0.3, abs=0.03)


def test_fitting_makes_no_copy_of_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, happened = outcomes()
    monkeypatch.setattr(logistic, "BLOCK", 1_000)
    tracemalloc.start()
    logistic.fit(rows, happened)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < rows.nbytes / 2


def test_outcomes_of_one_kind_teach_nothing() -> None:
    rows, happened = outcomes()
    assert logistic.fit(rows, happened | True) is None
