"""A depot's stock for its shops: who gets what when it is short, and what the depot itself has to order.

When there is not enough, every shop is filled to the same probability that nobody asks in vain. That minimises the
expected shortage of all: for separable convex costs the marginal shortages P(Dᵢ > xᵢ) of all who get something are
equal at the optimum (Karush–Kuhn–Tucker; Zipkin, Foundations of Inventory Management, 8.5; Federgruen and Zipkin
1984, Management Science 30). One number is searched for by bisection; no solver is needed.
"""

from dataclasses import dataclass, fields

import numpy as np

from huozhao.supply.netting.curve import Curve
from huozhao.supply.netting.net import Netting
from huozhao.supply.netting.stock import Bools, Floats, Ints, Network, Stock
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


def share(want: Targets, stock: Stock, result: Netting, pack_size: Ints, curve: Curve, where: Network) -> Shares:
    """Meet the gaps of shops from the free stock of their depots; a depot's own orders stand in line with the shops.

    A depot with orders of its own claims what brings them to its order-up-to beyond what is on its way; what it keeps
    for them is not given.
    """
    depots = np.flatnonzero(where.is_depot)
    number = np.full(len(where.sku), -1, dtype=np.int64)
    number[depots] = np.arange(len(depots))
    group = np.where(where.depot >= 0, number[where.depot], number)
    free = stock.free[depots]
    coming = (result.position - stock.free)[depots]
    gap, position = result.gap.copy(), result.position.copy()
    gap[depots], position[depots] = np.maximum(want.order_up_to[depots] - coming, 0), coming
    found = allocate(free, group, gap, position, pack_size_of(pack_size, depots), curve)
    given = np.where(where.depot >= 0, found.quantity, 0)
    return Shares(given, np.append(found.level, 1.0)[group])


def pack_size_of(pack_size: Ints, depots: Ints) -> Ints:
    """Return pack sizes with 1 for depots: what stays there need not be whole packs."""
    found = pack_size.copy()
    found[depots] = 1
    return found


def depot_targets(want: Targets, days: Ints, lead: Ints, where: Network) -> Targets:
    """Return targets in which depots cover the demand of their shops over the depot's own interval.

    demand = Σ demandᵢ · P_depot / Pᵢ, the sum of means; safety stock = √Σ safetyᵢ² · P_depot / Pᵢ, pooled and not added
    (Eppen 1979, Management Science 25), each sum with the depot's own orders as one part. Intent and needs scale like
    demand; a batch is the depot's own. `days` (n,) is the protection interval P of a row, `lead` (n,) its lead time.
    """
    depots = where.is_depot
    rows = np.flatnonzero((where.depot >= 0) | depots)
    to = np.where(depots, np.arange(len(days)), where.depot)[rows]
    scale = days[to] / np.maximum(days[rows], 1)
    mean = _scaled(want.demand, rows, to, scale)
    safety = np.sqrt(_scaled(want.safety_stock.astype(np.float64) ** 2, rows, to, scale))
    extra, seen = _scaled(want.intent, rows, to, scale), _scaled(want.needs, rows, to, scale)
    demand, safe, intent, needs = _whole(mean), _whole(safety), _whole(extra), _whole(seen)
    least = safe + intent + needs
    up_to = demand + least + want.batch
    reorder = np.minimum(_whole(mean * lead / np.maximum(days, 1)) + least, up_to)
    of_depots = Targets(demand, safe, intent, reorder, up_to, needs, want.batch, np.zeros_like(demand))
    return Targets(*(
        np.where(depots, getattr(of_depots, each.name), getattr(want, each.name)) for each in fields(Targets)
    ))


def _whole(values: Floats) -> Ints:
    found: Ints = np.ceil(values - 1e-9).astype(np.int64)
    return found


def _scaled(values: "Floats | Ints", rows: Ints, to: Ints, scale: Floats) -> Floats:
    found = np.zeros(len(values))
    np.add.at(found, to, values[rows] * scale)
    return found


def owed_to_shops(given: Ints, missing: Ints, where: Network) -> Ints:
    """Return, by depot row (n,), what leaves it now and what its shops still lack: its echelon owes both."""
    found = np.zeros(len(given), dtype=np.int64)
    filled: Bools = where.depot >= 0
    np.add.at(found, where.depot[filled], (given + missing)[filled])
    return found
