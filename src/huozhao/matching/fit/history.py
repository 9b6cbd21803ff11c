"""What shoppers did, one row a shopper in order of time, and the split that tuning validates on."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Floats, Ints, Sparse

Order = Literal["timed", "ordered", "unordered"]
Longs = NDArray[np.int64]
NEWEST, BY_CHANCE, ENOUGH = 0.1, 0.1, 500


@dataclass(frozen=True, slots=True)
class History:
    """Shoppers × goods, row u = entries starts[u]:starts[u + 1], oldest first, each pair once.

    `items` are places of goods, `x` = log(1 + weight) (1 where acts have no weights), `at` seconds or any rising
    number (all 0 when `order` is not "timed"). "unordered" rows tell nothing about what came first.
    """

    starts: Longs
    items: Ints
    x: Floats
    at: Longs
    size: int
    order: Order

    @property
    def shoppers(self) -> int:
        """The number of rows."""
        return len(self.starts) - 1

    @property
    def lengths(self) -> Longs:
        """How many goods each shopper met."""
        return np.diff(self.starts)

    def owner(self) -> Ints:
        """Return the shopper of every entry."""
        return np.repeat(np.arange(self.shoppers, dtype=np.int32), self.lengths)

    def degree(self) -> Floats:
        """Return Σ_u x² of every product, shape (size,)."""
        return np.bincount(self.items, weights=self.x * self.x, minlength=self.size).astype(np.float32)

    def some(self, kept: NDArray[np.bool_]) -> "History":
        """Return the history of the chosen entries; shoppers keep their places."""
        starts = np.zeros_like(self.starts)
        np.cumsum(np.bincount(self.owner()[kept], minlength=self.shoppers), out=starts[1:])
        return replace(self, starts=starts, items=self.items[kept], x=self.x[kept], at=self.at[kept])


def history(
    who: NDArray[np.integer], what: NDArray[np.integer], weight: NDArray[np.number], at: NDArray[np.integer],
    shape: tuple[int, int], order: Order = "timed",
) -> History:  # fmt: skip
    """Return the history of distinct pairs (who, what); `at` gives their order, `weight` > 0 their strength."""
    turn = np.lexsort((what, at, who)) if order != "unordered" else np.lexsort((what, who))
    starts = np.zeros(shape[0] + 1, np.int64)
    np.cumsum(np.bincount(who, minlength=shape[0]), out=starts[1:])
    weights = weight[turn].astype(np.float32)
    x = np.ones_like(weights) if (weights == 1).all() else np.log1p(np.maximum(weights, 0))
    times = at[turn].astype(np.int64) if order == "timed" else np.zeros(len(turn), np.int64)
    return History(starts, what[turn].astype(np.int32), x, times, shape[1], order)


@dataclass(frozen=True, slots=True)
class Split:
    """What is known and what is to be foretold: wanted goods by shopper (CSR), never goods known before."""

    known: History
    starts: Longs
    wanted: Ints

    @property
    def asked(self) -> Longs:
        """The shoppers who have something to be foretold from something known."""
        return np.flatnonzero((np.diff(self.starts) > 0) & (self.known.lengths > 0))


def split(whole: History, seed: int = 0) -> Split:
    """Hold back the end of a history to validate on.

    The newest tenth where times exist; the last good of each shopper where only the order is known, or where the
    newest tenth asks fewer than ENOUGH shoppers and this asks more; a random tenth where neither is known.
    """
    if whole.order == "unordered":
        return _parted(whole, np.random.default_rng(seed).random(len(whole.items)) < BY_CHANCE)
    last = np.zeros(len(whole.items), np.bool_)
    last[whole.starts[1:][whole.lengths > 2] - 1] = True
    by_last = _parted(whole, last)
    if whole.order == "ordered" or not len(whole.at):
        return by_last
    by_time = _parted(whole, whole.at > np.quantile(whole.at, 1 - NEWEST))
    few = len(by_time.asked) < ENOUGH and len(by_last.asked) > len(by_time.asked)
    return by_last if few else by_time


def _parted(whole: History, held: NDArray[np.bool_]) -> Split:
    later = whole.some(held)
    return Split(whole.some(~held), later.starts, later.items)


def table(whole: History) -> Sparse:
    """Return the rows as a plain table of x."""
    return Sparse(whole.starts, whole.items, whole.x)
