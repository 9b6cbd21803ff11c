"""Learn what baskets tell from all purchases; the blend is learned on each shopper's newest basket."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.basket_rows import POPULAR, History, rows
from huozhao.matching.baskets import Baskets
from huozhao.matching.fit import Exponents, neighbours, sparse
from huozhao.matching.logistic import NO_BLEND, Blend, fit
from huozhao.matching.model import Floats, Sparse, empty
from huozhao.terms.ids import Ids

Ints = NDArray[np.int64]
KEEP, FOLLOWERS, BLOCK = 200, 200, 256
# Divided into shoppers' breadth, the source's and the target's popularity; chosen on Ta-Feng's own history.
ALONG = Exponents(0.5, 0.5, 0.3)
# A product's own evidence weighs against the mall's as against so many buyers, so many gaps, so many baskets
# (that it is bought again at all is doubted as by so many more buyers).
BUYERS, GAPS, FOLLOWED, DOUBTED = 20.0, 5.0, 5.0, 5.0
# Shoppers whose newest basket the blend is learned on; fewer than FEW outcomes teach nothing.
SAMPLE, FEW = 5_000, 50


@dataclass(frozen=True, slots=True)
class Lines:
    """Purchases as columns sorted by (shopper, day), one entry a shopper, day and SKU; places, not names."""

    shopper: Ints
    day: Ints
    item: Ints

    def __len__(self) -> int:
        return len(self.item)

    def some(self, kept: NDArray[np.bool_]) -> "Lines":
        """Return the chosen entries."""
        return Lines(self.shopper[kept], self.day[kept], self.item[kept])


def lines(shopper: Ints, day: Ints, item: Ints) -> Lines:
    """Return purchases in order, each shopper, day and SKU once."""
    if not len(item):
        return Lines(shopper, day, item)
    order = np.lexsort((item, day, shopper))
    shopper, day, item = shopper[order], day[order], item[order]
    return Lines(shopper, day, item).some(np.r_[True, np.any(np.diff((shopper, day, item)) != 0, axis=0)])


def learn(skus: Ids, bought: Lines, seed: int = 0) -> Baskets:
    """Return what all purchases tell.

    The newest basket of sampled shoppers is held back, signs are made of the rest, and the blend that foretells what
    was in it is learned. Where the sample is a small part of all, what was learned without it serves; else it is
    learned once more of everything.
    """
    size = len(skus)
    if not len(bought) or not size:
        return tables(skus, bought)
    newest, count = _newest(bought)
    several = np.flatnonzero(count > 1)
    held = np.random.default_rng(seed).permutation(several)[:SAMPLE]
    is_held = np.zeros(int(bought.shopper.max()) + 1, np.bool_)
    is_held[held] = True
    target = newest & is_held[bought.shopper]
    earlier = tables(skus, bought.some(~target))
    blend = _blend(earlier, bought.some(is_held[bought.shopper]), target[is_held[bought.shopper]])
    whole = earlier if len(held) * 20 < int((count > 0).sum()) else tables(skus, bought)
    return replace(whole, blend=blend or NO_BLEND)


def tables(skus: Ids, bought: Lines) -> Baskets:
    """Return everything but the blend."""
    size = len(skus)
    if not len(bought) or not size:
        none = np.zeros(size, np.float32)
        return Baskets(skus, none, none, none, none, np.ones(size, np.float32), empty(size), empty(size),
                       np.zeros(0, np.int32))
    newest, _ = _newest(bought)
    popular = np.bincount(bought.item, minlength=size).astype(np.float32)
    recent = np.bincount(bought.item[newest], minlength=size).astype(np.float32)
    who, what, times = _counted(bought, size)
    tastes = sparse(who, what, times, (int(bought.shopper.max()) + 1, size))
    along = neighbours(tastes, size, KEEP, ALONG)
    buyers, twice = np.bincount(what, minlength=size), np.bincount(what[times > 1], minlength=size)
    rebought = (twice / (buyers + DOUBTED)).astype(np.float32)
    return Baskets(skus, popular, recent, _again(bought, newest, size), rebought, _gap_days(bought, size), along,
                   _after(bought, size), np.argsort(-recent, kind="stable")[:POPULAR].astype(np.int32))


def _blend(earlier: Baskets, bought: Lines, target: NDArray[np.bool_]) -> Blend | None:
    """Learn the weights on the held-back baskets of shoppers, one by one."""
    starts = np.flatnonzero(np.r_[True, np.diff(bought.shopper) != 0, True])
    signs, happened = [], []
    for first, last in pairwise(starts):
        span, is_target = slice(int(first), int(last)), target[first:last]
        items, days = bought.item[span], bought.day[span]
        wanted = items[is_target]
        if not len(wanted):
            continue
        found = rows(earlier, History(items[~is_target], days[~is_target]), int(days[-1]))
        signs.append(found.signs.astype(np.float32))
        happened.append(np.isin(found.items, wanted))
    if not signs:
        return None
    y = np.concatenate(happened)
    return fit(np.concatenate(signs), y) if int(y.sum()) >= FEW else None


def _newest(bought: Lines) -> tuple[NDArray[np.bool_], Ints]:
    """Return which entries are of their shopper's newest day, and how many days each shopper has."""
    size = int(bought.shopper.max()) + 1
    last = np.full(size, -1, np.int64)
    np.maximum.at(last, bought.shopper, bought.day)
    first_of_day = np.r_[True, (np.diff(bought.shopper) != 0) | (np.diff(bought.day) != 0)]
    count = np.bincount(bought.shopper[first_of_day], minlength=size)
    return bought.day == last[bought.shopper], count


def _counted(bought: Lines, size: int) -> tuple[Ints, Ints, Ints]:
    """Return on how many days each shopper bought each SKU."""
    cell, times = np.unique(bought.shopper * size + bought.item, return_counts=True)
    who, what = np.divmod(cell, size)
    return who, what, times


def _again(bought: Lines, newest: NDArray[np.bool_], size: int) -> Floats:
    """Return how likely who bought a SKU before has it in their newest basket, shrunk to the mall's rate."""
    before = np.unique(bought.shopper[~newest] * size + bought.item[~newest])
    now = np.unique(bought.shopper[newest] * size + bought.item[newest])
    both = np.bincount(before[np.isin(before, now)] % size, minlength=size)
    had = np.bincount(before % size, minlength=size)
    mall = both.sum() / max(1, had.sum())
    rate: Floats = ((both + BUYERS * mall) / (had + BUYERS)).astype(np.float32)
    return rate


def _gap_days(bought: Lines, size: int) -> Floats:
    """Return the usual days between two purchases of a SKU by one shopper: geometric mean, shrunk to the mall's."""
    order = np.lexsort((bought.day, bought.item, bought.shopper))
    who, what, day = bought.shopper[order], bought.item[order], bought.day[order]
    same = (np.diff(who) == 0) & (np.diff(what) == 0)
    gaps, of = np.log(np.maximum(np.diff(day)[same], 1)), what[1:][same]
    mall = gaps.mean() if len(gaps) else np.log(30.0)
    total = np.bincount(of, weights=gaps, minlength=size)
    number = np.bincount(of, minlength=size)
    days: Floats = np.exp((total + GAPS * mall) / (number + GAPS)).astype(np.float32)
    return days


def _after(bought: Lines, size: int) -> Sparse:
    """Return what is in the basket after: P(j in the next basket | i in this one), baskets with i + 5 below."""
    from scipy.sparse import csr_array

    first_of_day = np.r_[True, (np.diff(bought.shopper) != 0) | (np.diff(bought.day) != 0)]
    basket = np.cumsum(first_of_day) - 1
    owner = bought.shopper[first_of_day]
    followed = np.r_[owner[1:] == owner[:-1], False]
    ones, count = np.ones(len(bought), np.float32), len(owner)
    whole = csr_array((ones, (basket, bought.item)), (count, size))
    left, right = whole[np.flatnonzero(followed)], whole[np.flatnonzero(followed) + 1]
    held = np.bincount(left.indices, minlength=size) + FOLLOWED
    return strongest(left.T.tocsr(), right, (1 / held).astype(np.float32), FOLLOWERS)


def strongest(left: Any, right: Any, scale: Floats, keep: int) -> Sparse:
    """Return the `keep` greatest of each row of scale · left @ right, block by block; heaviest first."""
    starts, columns, values = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    for first in range(0, left.shape[0], BLOCK):
        block = (left[first : first + BLOCK] @ right).tocsr()
        for i in range(block.shape[0]):
            span = slice(block.indptr[i], block.indptr[i + 1])
            near, held = block.indices[span], block.data[span] * scale[first + i]
            best = np.argsort(-held, kind="stable")[:keep]
            columns.append(near[best].astype(np.int32))
            values.append(held[best].astype(np.float32))
        starts.append(np.array([len(part) for part in columns[-block.shape[0]:]], np.int64))
    return Sparse(np.cumsum(np.concatenate(starts)), np.concatenate(columns), np.concatenate(values))
