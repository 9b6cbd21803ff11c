"""Goods that stopped selling long ago have a forecast too: a number, and none under 0."""

from dataclasses import replace

import numpy as np
import pytest

from huozhao.supply.forecast.coherence import METHODS, tree_of
from huozhao.supply.forecast.informed import Learned, informed, nothing_known


@pytest.mark.parametrize("method", METHODS)
def test_rows_that_sold_nothing_for_eight_weeks_agree_on_numbers(method: str) -> None:
    rng, rows = np.random.default_rng(7), 4
    sold = np.zeros((rows, 112))
    sold[:, :50] = rng.poisson(0.3, (rows, 50))
    sold[3] = 0
    for path in (np.full((rows, 14), np.nan), np.full((rows, 14), 0.02)):
        learned = Learned(path, np.full(rows, 0.5), None, tree_of(["a", "a", "b", "b"], ["x", "y", "x", "x"]), method)
        for lift in (1.0, 0.0):
            known = replace(nothing_known(rows, 112, 14), learned=learned, lift_ahead=np.full((rows, 14), lift))
            made = informed(sold, 5, known)
            for found in (made.mean, made.path, made.quantiles):
                assert np.isfinite(found).all() and (found >= 0).all(), (lift, found)
