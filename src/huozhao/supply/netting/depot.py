"""A depot's stock for its shops: who gets what, and what when there is not enough.

When there is not enough, every shop is filled to the same probability that nobody asks in vain. That minimises the
expected shortage of all: for separable convex costs the marginal shortages P(Dᵢ > xᵢ) of all who get something are
equal at the optimum (Karush–Kuhn–Tucker; Zipkin, Foundations of Inventory Management, 8.5; Federgruen and Zipkin
1984, Management Science 30). One number is searched for by bisection; no solver is needed.
"""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.curve import Curve
from huozhao.supply.netting.net import Netting
from huozhao.supply.netting.stock import Floats, Ints, Limits, Network, Stock
from huozhao.supply.policies import Targets

ROUNDS = 26


@dataclass(frozen=True, slots=True)
class Allocated:
    """Units (n,) that each row gets; `level` (groups,) is the service all are filled to, 1 where there is enough."""

    quantity: Ints
    level: Floats


def allocate(free: Ints, group: Ints, gap: Ints, position: Ints, pack_size: Ints, curve: Curve) -> Allocated:
    """Share out what `free` (groups,) units there are among rows (n,) that lack `gap` units, in whole packs.

    `group` (n,) is the depot of a row, −1 for none. Nobody gets more than the gap in whole packs; nothing is given that
    is not there. Where all gaps can be met they are; elsewhere rows are filled to one level of service, rounded to
    packs by the largest remainder.
    """
    most = np.where(group >= 0, -(-np.maximum(gap, 0) // pack_size), 0)
    level = np.ones(len(free))
    short = _sums(most * pack_size, group, len(free)) > free
    is_short = np.append(short, False)[group]  # −1 is the last: no depot
    given = np.where(is_short, 0, most * pack_size)
    rows = np.flatnonzero(is_short & (most > 0))
    if len(rows):
        numbers = np.flatnonzero(short)
        renumbered = np.searchsorted(numbers, group[rows])
        shared, level[numbers] = _ration(
            free[numbers], renumbered, most[rows], position[rows], pack_size[rows], curve.take(rows)
        )
        given[rows] = shared
    return Allocated(given, level)


def _ration(
    free: Ints, group: Ints, most: Ints, position: Ints, pack: Ints, curve: Curve
) -> tuple[Ints, Floats]:
    """Bisect the level; −1 to 0 stands for shares of what is owed already, before any new demand."""
    low, high = np.full(len(free), -1.0), np.ones(len(free))
    owed, excess = np.maximum(-position, 0), curve.excess

    def packs(level: Floats) -> Floats:
        mine = level[group]
        fill = np.where(mine >= 0, curve.at(np.clip(mine, 0.0, 1.0 - 1e-9), excess) - position, (1.0 + mine) * owed)
        return np.clip(fill / pack, 0.0, most)

    for _ in range(ROUNDS):
        middle = (low + high) / 2
        fits = _sums(np.rint(packs(middle)).astype(np.int64) * pack, group, len(free)) <= free
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    wanted = packs(low)
    found = np.rint(wanted).astype(np.int64)
    left = free - _sums(found * pack, group, len(free))
    return (found + _remainders(left, group, packs(high) - found, most - found, pack)) * pack, np.maximum(low, 0.0)


def _remainders(left: Ints, group: Ints, remainder: Floats, room: Ints, pack: Ints) -> Ints:
    """Return one pack more (0 or 1) for the rows with the largest remainders, as long as it is there."""
    order = np.lexsort((np.arange(len(group)), -remainder, group))
    open_ = order[room[order] > 0]
    taken = np.cumsum(pack[open_])
    start = np.searchsorted(group[open_], group[open_], side="left")
    before = np.concatenate([[0], taken])[start]
    more = np.zeros(len(group), dtype=np.int64)
    more[open_] = (taken - before) <= left[group[open_]]
    return more


def _sums(values: Ints, group: Ints, groups: int) -> Ints:
    # Whole numbers are exact in the sums of floats that bincount makes; −1 goes into a last group that is left out.
    return np.bincount(np.where(group < 0, groups, group), values, groups + 1)[:groups].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Shares:
    """What depots give, by row (n,): `given` units from the depot, `level` of service when it is short (else 1)."""

    given: Ints
    level: Floats


def share(
    want: Targets, stock: Stock, result: Netting, limit: Limits, curve: Curve, where: Network, keep: Ints
) -> Shares:
    """Meet the gaps of shops from the free stock of their depots; a depot's own orders stand in line with the shops.

    A depot with orders of its own claims what brings them to its order-up-to beyond what is on its way; what it keeps
    for them is not given. A pack is opened for what stays in the depot, and rather than let spoil or lie in a shop
    beyond `keep` (n,), where it would be overstock on arrival and lack elsewhere.
    """
    depots = np.flatnonzero(where.is_depot)
    number = np.full(len(where.sku), -1, dtype=np.int64)
    number[depots] = np.arange(len(depots))
    group = np.where(where.depot >= 0, number[where.depot], number)
    free = stock.free[depots]
    coming = (result.position - stock.free)[depots]
    gap, position = result.gap.copy(), result.position.copy()
    gap[depots], position[depots] = np.maximum(want.order_up_to[depots] - coming, 0), coming
    found = allocate(free, group, gap, position, _packs(limit, gap, position, keep, depots), curve)
    given = np.where(where.depot >= 0, found.quantity, 0)
    return Shares(given, np.append(found.level, 1.0)[group])


def _packs(limit: Limits, gap: Ints, position: Ints, keep: Ints, depots: Ints) -> Ints:
    whole = -(-gap // limit.pack_size) * limit.pack_size
    found = np.where(position + whole > np.minimum(limit.most, keep), 1, limit.pack_size)
    found[depots] = 1
    return found
