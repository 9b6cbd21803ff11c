"""Trees as arrays answer exactly what the learner answers."""

import numpy as np
import pytest

from huozhao.matching.trees import Trees, from_arrays, no_trees, of_lightgbm


def learned(missing: bool, seed: int = 3) -> tuple[Trees, object, np.ndarray]:
    import lightgbm

    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2_000, 6))
    if missing:
        x[rng.random(x.shape) < 0.2] = np.nan
    y = np.nan_to_num(x[:, 0]) * 2 + (np.nan_to_num(x[:, 1]) > 0.3) + rng.normal(size=len(x)) * 0.1
    settings = {"objective": "regression", "num_leaves": 15, "num_threads": 1, "seed": seed, "verbosity": -1}
    booster = lightgbm.train(settings, lightgbm.Dataset(x, y), 40)
    return of_lightgbm(booster), booster, x


@pytest.mark.parametrize("missing", [False, True])
def test_trees_predict_what_lightgbm_predicts(missing: bool) -> None:
    trees, booster, x = learned(missing)
    asked = np.vstack([x[:500], np.full((1, 6), np.nan), np.zeros((1, 6))]).astype(np.float32)
    expected = booster.predict(asked.astype(np.float64), num_threads=1)  # type: ignore[attr-defined]
    assert np.allclose(trees.predict(asked), expected, atol=1e-5)
    assert len(trees) == 40


def test_trees_come_back_from_their_arrays() -> None:
    trees, _, x = learned(False)
    again = from_arrays(trees.to_arrays())
    assert np.array_equal(again.predict(x[:50].astype(np.float32)), trees.predict(x[:50].astype(np.float32)))


def test_no_trees_say_nothing() -> None:
    assert no_trees().predict(np.ones((3, 2), np.float32)).tolist() == [0, 0, 0]
