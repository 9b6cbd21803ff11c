"""Demand of an interval as a curve of quantiles: what is left over, what is missing, how likely.

Between the levels known the quantile function is linear, above the last it has an exponential tail; with that, the
expected shortage has a closed form: E[(D − x)⁺] = ∫ (Q(u) − x)⁺ du over u in (0, 1) (Zipkin, Foundations of Inventory
Management, C.2; Rockafellar and Uryasev 2000 for the integral over quantiles).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.stock import Floats, Ints

GRID = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99)


@dataclass(frozen=True, slots=True)
class Curve:
    """Quantiles of demand, units: `values` (n, L), never falling, at `levels` (L,) that rise from 0."""

    levels: Floats
    values: Floats

    def take(self, rows: Ints) -> "Curve":
        """Return some of the rows."""
        return Curve(self.levels, self.values[rows])

    @property
    def excess(self) -> Floats:
        """Return the mean (n,) by which demand beyond the last level exceeds it, by the last quantile below."""
        rise = self.values[:, -1:] - self.values[:, :-1]
        before = np.maximum((rise > 0).sum(axis=1) - 1, 0)
        odds = np.log((1.0 - self.levels) / (1.0 - self.levels[-1]))
        found: Floats = rise[np.arange(len(rise)), before] / odds[before]
        return found

    def at(self, level: Floats, excess: Floats | None = None) -> Floats:
        """Return the demand (n,) that is not exceeded with probability `level` (n,), 0 <= level < 1.

        Who asks again and again gives `excess`, so that it is computed once.
        """
        rows, last = np.arange(len(self.values)), len(self.levels) - 1
        below = np.clip(np.searchsorted(self.levels, level, side="right") - 1, 0, last)
        above = np.minimum(below + 1, last)
        low, width = self.values[rows, below], self.levels[above] - self.levels[below]
        share = np.divide(level - self.levels[below], width, out=np.zeros_like(low), where=width > 0)
        inside = low + share * (self.values[rows, above] - low)
        left, excess = 1.0 - float(self.levels[-1]), self.excess if excess is None else excess
        beyond = self.values[:, -1] + excess * np.log(np.maximum(left / np.maximum(1.0 - level, 1e-12), 1.0))
        return np.where(below == last, beyond, inside)

    def beyond(self, x: Floats) -> Floats:
        """Return P(D > x) (n,)."""
        over = self.values - x[:, None]
        a, b = over[:, :-1], over[:, 1:]
        share = np.where(b > a, np.clip(b / np.maximum(b - a, 1e-12), 0.0, 1.0), b > 0)
        left, excess = 1.0 - float(self.levels[-1]), self.excess
        past = -over[:, -1] / np.maximum(excess, 1e-12)
        tail = np.where(over[:, -1] > 0, 1.0, np.where(excess > 0, np.exp(-np.maximum(past, 0.0)), 0.0))
        found: Floats = share @ np.diff(self.levels) + left * tail
        return found

    def missing(self, x: Floats) -> Floats:
        """Return the expected shortage E[(D − x)⁺] (n,) with x units there; x may be below 0."""
        over = self.values - x[:, None]
        a, b = over[:, :-1], over[:, 1:]
        high, low = np.maximum(b, 0.0), np.maximum(a, 0.0)
        part = np.where(b > a, (high**2 - low**2) / np.maximum(2.0 * (b - a), 1e-12), low)
        left, excess = 1.0 - float(self.levels[-1]), self.excess
        over_last = over[:, -1]
        past = np.exp(-np.maximum(-over_last, 0.0) / np.maximum(excess, 1e-12))
        tail = np.where(over_last >= 0, over_last + excess, np.where(excess > 0, excess * past, 0.0))
        found: Floats = part @ np.diff(self.levels) + left * tail
        return found


def demand_curve(mean: Floats, levels: Sequence[float], quantiles: Floats) -> Curve:
    """Return the curve through `quantiles` (n, given) at `levels`, which rise within (0, 1).

    Below the first level the curve mirrors the part above the median, 2·Q(½) − Q(1 − u), when the median is the first,
    and is a line to 0 otherwise. Where u <= e^(−mean) it is 0: a count with that mean is 0 at least so often when it
    spreads as much as a Poisson count or more.
    """
    given = np.asarray(levels, dtype=np.float64)
    grid = np.unique(np.concatenate([given, [u for u in GRID if u < given[-1]]]))
    known = np.maximum.accumulate(np.maximum(np.asarray(quantiles, dtype=np.float64), 0.0), axis=1)
    values = np.empty((len(known), len(grid)))
    inside = grid >= given[0]
    values[:, inside] = _between(known, given, grid[inside])
    values[:, ~inside] = _below(known, given, grid[~inside])
    is_given = np.isin(grid, given)
    empty = (grid[None, :] <= np.exp(-np.asarray(mean))[:, None]) & ~is_given[None, :]
    return Curve(grid, np.maximum.accumulate(np.where(empty, 0.0, values), axis=1))


def _between(known: Floats, given: Floats, wanted: Floats) -> Floats:
    above = np.clip(np.searchsorted(given, wanted), 1, max(len(given) - 1, 1))
    if len(given) == 1:
        alone: Floats = np.repeat(known, len(wanted), axis=1)
        return alone
    low, high = given[above - 1], given[above]
    share = (wanted - low) / (high - low)
    found: Floats = known[:, above - 1] * (1 - share) + known[:, above] * share
    return found


def _below(known: Floats, given: Floats, wanted: Floats) -> Floats:
    if given[0] != 0.5 or len(given) == 1:
        line: Floats = known[:, :1] * (wanted / given[0])[None, :]
        return line
    mirrored = np.maximum(2.0 * known[:, :1] - _between(known, given, np.minimum(1.0 - wanted, given[-1])), 0.0)
    # The mirror of the last level known and the line from there to 0.
    lowest = 1.0 - given[-1]
    at_lowest = np.maximum(2.0 * known[:, :1] - known[:, -1:], 0.0)
    found: Floats = np.where(wanted < lowest, at_lowest * (wanted / max(lowest, 1e-12))[None, :], mirrored)
    return found


def pooled(parts: Curve, mean: Floats, of: Ints, scale: Floats, rows: int, joint_mean: Floats) -> Curve:
    """Return the curve (rows, L) of sums of independent parts (n,), part i going to row `of[i]` (−1: to none).

    `scale` (n,) = length of the sum's interval / the part's interval. Around the means, squares of distances add up:
    Q(u) = joint mean ± √Σ ± scale·(Qᵢ(u) − meanᵢ)², so that the sum spreads less than its parts together (the square
    root law: Eppen 1979, Management Science 25, "Effects of centralization").
    """
    inside = of >= 0
    away = parts.values[inside] - mean[inside, None]
    signed = np.sign(away) * away**2 * scale[inside, None]
    total = np.zeros((rows, len(parts.levels)))
    np.add.at(total, of[inside], signed)
    values = np.maximum(joint_mean[:, None] + np.sign(total) * np.sqrt(np.abs(total)), 0.0)
    return Curve(parts.levels, np.maximum.accumulate(values, axis=1))
