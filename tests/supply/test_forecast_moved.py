"""A mean that is moved takes its quantiles along, by as much: near 0 a ratio of two means would be anything."""

from dataclasses import replace

import numpy as np

from huozhao.supply.forecast.informed import Learned, informed, nothing_known

LEVELS = (0.5, 0.95, 0.99)


def test_quantiles_of_goods_that_hardly_sell_stay_near_what_is_expected() -> None:
    sold = np.zeros((60, 112))
    sold[:, 5] = 1.0
    sold[np.arange(60), np.arange(60) + 40] = 2.0
    known = nothing_known(60, 112, 28)
    plain = informed(sold, 4, known, LEVELS)
    for expected in (0.0, 0.01, 1.0):
        learned = Learned(np.full((60, 28), expected), np.full(60, 0.5))
        mixed = informed(sold, 4, replace(known, learned=learned), LEVELS)
        moved = np.abs(mixed.mean - plain.mean)[:, None]
        assert (mixed.quantiles <= plain.quantiles + moved + 1e-9).all()


def test_rows_that_were_silent_for_months_have_quantiles_all_the_same() -> None:
    sold = np.zeros((40, 112))
    sold[:, 3] = 1.0
    found = informed(sold, 4, nothing_known(40, 112, 28), LEVELS)
    assert np.isfinite(found.quantiles).all() and (found.quantiles <= 1.0).all()
