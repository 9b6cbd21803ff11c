"""Lost sales: what would have sold while a shelf was empty, by expectation-maximisation of a negative binomial."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDS = 80
WEEK = 7
POOLED = 3.0
# Below it one sale would stand for a burst of any size, which so few days cannot tell.
LEAST_R = 0.5
# Where a shelf was empty on every day that counts, its days say nothing of demand: so many days of what sold over the
# whole of its history stand beside them, fewer where more days are known.
PLAIN_DAYS = 28.0
# A shelf that was empty for less than this share of the open hours lost nothing worth a guess.
LEAST_SHARE = 0.05


def lost_sales(sold: Floats, out: Floats, lift: Floats | None = None) -> Floats:
    """Return the units estimated lost on each day, shape (n, T).

    `sold` (n, T) are units sold, `out` (n, T) the share of open hours without stock, `lift` (n, T) the factor of known
    promotions. On a day with a stock-out demand was at least what was sold: D ≥ y. With D negative binomial, mean
    m·weekday·lift, EM alternates E[D | D ≥ y] and the mean and spread of the series (Dempster, Laird, Rubin 1977;
    Agrawal & Smith 1996 for lost sales). Days before the first sale or stock-out are not counted.
    """
    censored = out >= LEAST_SHARE
    lost = np.zeros_like(sold)
    rows = np.flatnonzero(censored.any(axis=1))
    if len(rows):
        y, known = sold[rows], ~censored[rows]
        alive = np.cumsum((y > 0) | ~known, axis=1) > 0
        factor = weekday_factors(sold, ~censored) * (np.ones_like(y) if lift is None else lift[rows])
        expected = expected_demand(y, ~known & alive, factor, alive)
        lost[rows] = np.where(~known, np.maximum(expected - y, 0.0), 0.0)
    return lost


def expected_demand(y: Floats, censored: Bools, factor: Floats, counted: Bools | None = None) -> Floats:
    """Return E[D] for every day (n, T): what sold, or E[D | D ≥ y] where censored.

    `factor` (n, T) or (T,) is the known shape of the mean over time; `counted` (n, T) are the days that belong to the
    series. The mean has a gamma prior at the plain rate of all T days, worth PLAIN_DAYS · (censored share)² / (1 + days
    known) days: one unit that sold and left the shelf empty since has no finite maximum of likelihood (Green 1990,
    On use of the EM for penalized likelihood estimation, JRSS B 52).
    """
    counted = np.ones(y.shape, np.bool_) if counted is None else counted
    f = np.broadcast_to(factor, y.shape)
    shape = np.maximum(np.where(counted, f, 0.0).sum(axis=1), 1e-9)
    mean, r = _start(y, censored, f, counted)
    known = (counted & ~censored).sum(axis=1)
    weight = PLAIN_DAYS * (1 - known / np.maximum(counted.sum(axis=1), 1)) ** 2 / (1 + known)
    plain = weight * y.sum(axis=1) / np.maximum(f.sum(axis=1), 1e-9)
    first = y
    for _ in range(ROUNDS):
        m = np.maximum(mean[:, None] * f, 1e-9)
        first, second = _moments(y, m, r[:, None], censored)
        mean = (np.where(counted, first, 0.0).sum(axis=1) + plain) / (shape + weight)
        m = mean[:, None] * f
        excess = np.where(counted, second - 2 * m * first + m * m - m, 0.0).sum(axis=1)
        square = np.where(counted, m * m, 0.0).sum(axis=1)
        # The spread of one short series is little known: three series' worth of all of them is mixed in.
        r = np.clip((square + POOLED * square.mean()) / np.maximum(excess + POOLED * excess.mean(), 1e-9), LEAST_R, 1e4)
    return first


def weekday_factors(sold: Floats, known: Bools) -> Floats:
    """Return the factor of each day (T,) by its place in the week, of all series together, mean 1."""
    length = sold.shape[1]
    place = np.arange(length) % WEEK
    units = np.bincount(place, np.where(known, sold, 0.0).sum(axis=0), WEEK)
    days = np.bincount(place, known.sum(axis=0), WEEK)
    if not units.sum() or (days == 0).any():
        return np.ones(length)
    rate = (units + 20.0 * units.sum() / days.sum()) / (days + 20.0)
    found: Floats = (rate / rate.mean())[place]
    return found


def _start(y: Floats, censored: Bools, f: Floats, counted: Bools) -> tuple[Floats, Floats]:
    known = counted & ~censored
    days = np.where(known, f, 0.0).sum(axis=1)
    plain = np.where(counted, y, 0.0).sum(axis=1) / np.maximum(np.where(counted, f, 0.0).sum(axis=1), 1e-9)
    mean = np.where(days > 0, np.where(known, y, 0.0).sum(axis=1) / np.maximum(days, 1e-9), plain)
    return np.maximum(np.maximum(mean, plain), 1e-6), np.full(len(y), 2.0)


def _moments(y: Floats, m: Floats, r: Floats, censored: Bools) -> tuple[Floats, Floats]:
    """Return E[D] and E[D²] of each day.

    With p = r/(r + m): E[D | D ≥ k] = m·P(NB(r+1) ≥ k−1)/P(NB(r) ≥ k) and
    E[D(D−1) | D ≥ k] = m²(1 + 1/r)·P(NB(r+2) ≥ k−2)/P(NB(r) ≥ k).
    """
    miss = np.broadcast_to(m / (r + m), y.shape)[censored]
    k, mean, shape = y[censored], np.broadcast_to(m, y.shape)[censored], np.broadcast_to(r, y.shape)[censored]
    tail = np.maximum(_at_least(k, shape, miss), 1e-300)
    one = np.maximum(mean * _at_least(k - 1, shape + 1, miss) / tail, k)
    two = mean * mean * (1 + 1 / shape) * _at_least(k - 2, shape + 2, miss) / tail + one
    first, second = y.copy(), y * y
    first[censored], second[censored] = one, np.maximum(two, one * one)
    return first, second


def _at_least(k: Floats, r: Floats, miss: Floats) -> Floats:
    """Return P(X ≥ k) for X ~ NB(r, 1 − miss): the regularised incomplete beta function I_miss(k, r)."""
    from scipy.special import betainc

    return np.where(k > 0, betainc(np.maximum(k, 1e-9), r, miss), 1.0)
