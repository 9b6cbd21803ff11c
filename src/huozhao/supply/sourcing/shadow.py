"""The shadow price of stock: how many walk-in sales a shop is expected to lose when it gives units to an order."""

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.shop_map import Floats, Ints


def lost_walk_ins(stock: Ints, taken: Ints, walk_in: Floats) -> Floats:
    """Return the expected walk-in sales lost by taking `taken` units from `stock`, given Poisson demand `walk_in`.

    All arrays have one shape. With D ~ Poisson(m) until the next delivery and s units on the shelf, the expected loss
    is L(s) = E[(D − s)+] = m·P(D ≥ s) − s·P(D ≥ s+1) (Zipkin, Foundations of Inventory Management, C.2.2); the price
    of q units is L(s − q) − L(s), which is P(D ≥ s) for the last one. P(D ≥ s) is the regularised gamma P(s, m).
    """
    return _loss(stock - taken, walk_in) - _loss(stock, walk_in)


def _loss(stock: Ints, mean: Floats) -> Floats:
    loss: Floats = mean * _at_least(stock, mean) - stock * _at_least(stock + 1, mean)
    return loss


def _at_least(units: NDArray[np.int64], mean: Floats) -> Floats:
    from scipy.special import gammainc

    return np.where(units <= 0, 1.0, gammainc(np.maximum(units, 1), mean))
