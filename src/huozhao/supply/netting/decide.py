"""One decision for all places of some SKUs: net, share out the depots, move overstock, and only then buy."""

from dataclasses import dataclass, replace

import numpy as np

from huozhao.supply.netting.curve import Curve, pooled
from huozhao.supply.netting.depot import depot_targets, owed_to_shops, share
from huozhao.supply.netting.net import keep_level, net, to_order
from huozhao.supply.netting.stock import Bools, Floats, Ints, Limits, Network, Stock
from huozhao.supply.netting.transfers import TransferRule, Transfers, idle, transfers
from huozhao.supply.netting.worth import Worth
from huozhao.supply.policies import Targets


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about rows (n,) that come together: all places of a SKU are in one call.

    `mean` and `curve` are of demand over the protection interval of `days`, `lead` days of it are lead time (from the
    depot where there is one); `may_receive` tells where transfers are looked at (None: everywhere).
    """

    want: Targets
    stock: Stock
    limit: Limits
    mean: Floats
    curve: Curve
    days: Ints
    lead: Ints
    worth: Worth
    where: Network
    may_receive: Bools | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided by row (n,), whole units. `want`, `stock` and `curve` hold for depots what their shops need.

    `from_depot` comes from the depot, `moved_in` and `moved_out` by transfers, `quantity` has to be bought (raised to
    the least order and whole packs); `owed` is what a shop still lacks and its depot buys; `level` is the service to
    which a short depot fills its shops (1: it is not short); `overstock` lies idle after all transfers.
    """

    want: Targets
    stock: Stock
    curve: Curve
    position: Ints
    gap: Ints
    from_depot: Ints
    moved_in: Ints
    moved_out: Ints
    owed: Ints
    quantity: Ints
    overstock: Ints
    level: Floats
    transfers: Transfers


def decide(rows: Rows, rule: TransferRule = TransferRule()) -> Decision:  # noqa: B008 - frozen
    """Decide for all rows: depot first, then overstock near by, then the supplier.

    gap − from depot − moved in = what is left; without a depot it is bought, with one the depot buys it: its own
    position is what it has and expects less what its shops get and lack, its order-up-to their demand in its interval.
    """
    where, n = rows.where, len(rows.days)
    depots = where.is_depot
    first = net(rows.want, rows.stock, rows.limit, keep_level(rows.want, rows.days))
    shared = share(rows.want, rows.stock, first, rows.limit.pack_size, rows.curve, where)
    lacking = np.where(depots, 0, np.maximum(first.gap - shared.given, 0))
    moved = _transfers(rows, first.overstock, lacking, rule)
    moved_in, moved_out = moved.into(n), moved.out_of(n)
    left = lacking - moved_in
    owed = np.where(where.depot >= 0, left, 0)
    stock = replace(rows.stock, for_shops=owed_to_shops(shared.given, owed, where)) if depots.any() else rows.stock
    want = depot_targets(rows.want, rows.days, rows.lead, where) if depots.any() else rows.want
    last = net(want, stock, rows.limit, keep_level(want, rows.days))
    gap = np.where(depots, last.gap, first.gap)
    to_buy = np.where(depots, last.gap, np.where(where.depot >= 0, 0, left))
    return Decision(
        want=want,
        stock=stock,
        curve=_curve(rows, depots),
        position=last.position,
        gap=gap,
        from_depot=shared.given,
        moved_in=moved_in,
        moved_out=moved_out,
        owed=owed,
        quantity=to_order(to_buy, last.position + moved_in, rows.limit),
        overstock=np.where(depots, last.overstock, first.overstock - moved_out),
        level=shared.level,
        transfers=moved,
    )


def _transfers(rows: Rows, over: Ints, lacking: Ints, rule: TransferRule) -> Transfers:
    depots = rows.where.is_depot
    give = np.where(depots, 0, over)
    short = lacking if rows.may_receive is None else np.where(rows.may_receive, lacking, 0)
    rate = rows.mean / np.maximum(rows.days, 1)
    value = idle(give, lacking, rows.stock.position, rate, rows.lead, rows.worth, rule)
    return transfers(give, short, rows.where, value, rule)


def _curve(rows: Rows, depots: Bools) -> Curve:
    """Return the curve in which depots have the demand of their shops, pooled."""
    if not depots.any():
        return rows.curve
    where, n = rows.where, len(rows.days)
    to = np.where(depots, np.arange(n), where.depot)
    scale = np.where(to >= 0, rows.days[to] / np.maximum(rows.days, 1), 0.0)
    joint = np.zeros(n)
    np.add.at(joint, to[to >= 0], (rows.mean * scale)[to >= 0])
    together = pooled(rows.curve, rows.mean, to, scale, n, joint)
    return Curve(rows.curve.levels, np.where(depots[:, None], together.values, rows.curve.values))
