"""What speaks for a product in a shopper's next basket: one row of signs for each candidate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.baskets import Baskets
from huozhao.matching.model import Sparse

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]
# Candidates beside the shopper's own goods: the best of each source.
NEW, POPULAR, SEEDS = 100, 60, 100
# A shopper's own gaps weigh against the product's usual one as against so many gaps.
OWN_GAPS = 2.0


@dataclass(frozen=True, slots=True)
class History:
    """Purchases of one shopper: places of SKUs and their days, oldest first, one entry a SKU and day."""

    items: Ints
    days: Ints


@dataclass(frozen=True, slots=True)
class Own:
    """The shopper's own goods, shape (k,): times bought, days since the last time, days that it lasts them."""

    items: Ints
    times: Ints
    since: Doubles
    gap: Doubles

    @property
    def due(self) -> Doubles:
        """How much of the usual time has passed; 1 = exactly."""
        return self.since / self.gap


@dataclass(frozen=True, slots=True)
class Rows:
    """Candidates (n,), their signs (n, F), and for goods not owned the own SKU that led there, −1 for none."""

    items: Ints
    signs: Doubles
    is_own: NDArray[np.bool_]
    led_by: Ints


def own(baskets: Baskets, history: History, today: int) -> Own:
    """Return how the shopper uses what they bought.

    gap = exp((Σ log own gaps + 2 log gap_days) / (own gaps + 2)): their rhythm where they have one, else the usual.
    """
    items, place = np.unique(history.items, return_inverse=True)
    times = np.bincount(place, minlength=len(items))
    last = np.zeros(len(items), np.int64)
    np.maximum.at(last, place, history.days)
    by_item = np.lexsort((history.days, place))
    same = place[by_item][1:] == place[by_item][:-1]
    gaps = np.log(np.maximum(np.diff(history.days[by_item])[same], 1))
    total = np.bincount(place[by_item][1:][same], weights=gaps, minlength=len(items))
    usual = np.log(np.maximum(baskets.gap_days[items], 0.5))
    gap = np.exp((total + OWN_GAPS * usual) / (times - 1 + OWN_GAPS))
    return Own(items, times, np.maximum(today - last, 0).astype(np.float64), gap)


def rows(baskets: Baskets, history: History, today: int, only_own: bool = False) -> Rows:
    """Return the candidates of a next basket with what speaks for each; `only_own` leaves out what is not owned."""
    mine = own(baskets, history, today)
    size = len(baskets.skus)
    newest = np.argsort(mine.since, kind="stable")[:SEEDS]
    seeds, weights = mine.items[newest], np.log1p(mine.times[newest])
    last = history.items[history.days == history.days.max()]
    along, after = _spread(baskets.along, seeds, weights), _spread(baskets.after, last, np.ones(len(last)))
    found = mine.items if only_own else np.unique(
        np.concatenate((mine.items, _best(along), _best(after), baskets.hottest)))
    place = np.full(size, -1, np.int64)
    place[mine.items] = np.arange(len(mine.items))
    at = place[found]
    led = found if only_own else np.where(at >= 0, found, _led(baskets.along, seeds, weights)[found])
    return Rows(found, _signs(baskets, history, mine, found, at, (along, after)), at >= 0, led)


def _signs(
    baskets: Baskets, history: History, mine: Own, found: Ints, at: Ints, spread: tuple[Doubles, Doubles]
) -> Doubles:
    """Return the signs: own use (zero for what is not owned), heat, neighbours, the size of the history."""
    is_own = (at >= 0).astype(np.float64)
    times, due = np.where(at >= 0, mine.times[at], 1), np.where(at >= 0, mine.due[at], 1.0)
    count = float(len(np.unique(history.days)))
    lines = np.log(len(history.items) / count)
    again = np.clip(baskets.again[found].astype(np.float64), 1e-4, 0.9)
    near = [np.log(total[found] / (total.max() + 1e-9) + 0.01) for total in spread]
    wide = [np.log(total[found] + 1e-3) for total in spread]
    popular, recent = np.log1p(baskets.popular[found]), np.log1p(baskets.recent[found])
    early = np.log(np.clip(due, 0.05, 20.0))
    return np.column_stack((
        is_own, is_own * np.log(times / count), is_own * np.log(times), is_own * np.log(again / (1 - again)),
        is_own * early, is_own * np.minimum(early, 0.0) ** 2, is_own * np.log(count), is_own * popular,
        is_own * near[0], is_own * near[1], popular, recent, *near, *wide,
        np.full(len(found), np.log(count)), np.full(len(found), lines),
    ))  # fmt: skip


def _spread(table: Sparse, seeds: Ints, weights: Doubles) -> Doubles:
    """Return Σ_i weight_i · value(i, j) for every j."""
    first = table.starts[seeds]
    lengths = table.starts[seeds + 1] - first
    at = np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
    part = table.values[at] * np.repeat(weights, lengths)
    return np.bincount(table.indices[at], weights=part, minlength=table.rows).astype(np.float64)


def _led(table: Sparse, seeds: Ints, weights: Doubles) -> Ints:
    """Return the seed that adds most to each j, −1 for none."""
    led, most = np.full(table.rows, -1, np.int64), np.zeros(table.rows)
    for seed, weight in zip(seeds, weights, strict=True):
        near, values = table.row(int(seed))
        part = values * weight
        more = part > most[near]
        most[near[more]], led[near[more]] = part[more], seed
    return led


def _best(total: Doubles) -> Ints:
    some = np.flatnonzero(total > 0)
    if len(some) <= NEW:
        return some
    return some[np.argpartition(-total[some], NEW - 1)[:NEW]]
