"""One decision for all places of some SKUs: net, share out the depots, move overstock, and only then buy."""

from dataclasses import dataclass, replace

import numpy as np

from huozhao.supply.netting.curve import Curve
from huozhao.supply.netting.depot import share
from huozhao.supply.netting.echelon import busier, depot_curve, depot_limits, depot_targets, echelon, owed_to_shops
from huozhao.supply.netting.net import keep_level, net, to_order
from huozhao.supply.netting.stock import Bools, Floats, Ints, Limits, Network, Stock, limits
from huozhao.supply.netting.transfers import TransferRule, Transfers, idle, transfers, useful
from huozhao.supply.netting.worth import Worth
from huozhao.supply.policies import Targets


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything about rows (n,) that come together: all places of a SKU are in one call.

    `mean` and `curve` are of demand over the protection interval of `days`, `lead` days of it are lead time (from the
    depot where there is one); `may_receive` tells where transfers are looked at (None: everywhere). For depots `path`
    (n, H) tells what is expected of each day ahead, and `late` (n,) by how many days a supplier may be late at the
    service level.
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
    path: Floats | None = None
    late: Floats | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided by row (n,), whole units. `want`, `stock`, `limit` and `curve` hold for depots
    what their shops need.

    `from_depot` comes from the depot, `moved_in` and `moved_out` by transfers, `quantity` has to be bought (raised to
    the least order and whole packs); `owed` is what a shop still lacks and its depot buys; `level` is the service to
    which a short depot fills its shops (1: it is not short); `overstock` lies idle after all transfers;
    `ahead` units of the demand are for days busier than usual.
    """

    want: Targets
    stock: Stock
    limit: Limits
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
    ahead: Ints
    transfers: Transfers


def decide(rows: Rows, rule: TransferRule = TransferRule()) -> Decision:  # noqa: B008 - frozen
    """Decide for all rows: depot first, then overstock near by, then the supplier.

    gap − from depot − moved in = what is left; without a depot it is bought, with one the depot buys it: its own
    position is what it has and expects less what its shops get and lack, its order-up-to their demand in its interval.
    """
    where, n = rows.where, len(rows.days)
    depots = where.is_depot
    keep = np.maximum(keep_level(rows.want, rows.days), rows.want.order_up_to)
    first = net(rows.want, rows.stock, rows.limit, keep)
    shared = share(rows.want, rows.stock, first, rows.limit, rows.curve, where, keep)
    lacking = np.where(depots, 0, np.maximum(first.gap - shared.given, 0))
    moved = _transfers(rows, first.overstock, lacking, rule)
    moved_in, moved_out = moved.into(n), moved.out_of(n)
    left = lacking - moved_in
    owed = np.where(where.depot >= 0, left, 0)
    there = first.position + shared.given + moved_in + owed
    whole = _for_shops(rows, there, owed_to_shops(shared.given, owed, where)) if depots.any() else rows
    last = net(whole.want, whole.stock, whole.limit, keep_level(whole.want, rows.days))
    to_buy = np.where(depots, last.gap, np.where(where.depot >= 0, 0, left))
    return Decision(
        want=whole.want,
        stock=whole.stock,
        limit=whole.limit,
        curve=whole.curve,
        position=last.position,
        gap=np.where(depots, last.gap, first.gap),
        from_depot=shared.given,
        moved_in=moved_in,
        moved_out=moved_out,
        owed=owed,
        quantity=to_order(to_buy, last.position + moved_in, whole.limit),
        overstock=np.where(depots, last.overstock, first.overstock - moved_out),
        level=shared.level,
        ahead=busier(whole.want.demand, rows.path, rows.days, where),
        transfers=moved,
    )


def _for_shops(rows: Rows, there: Ints, for_shops: Ints) -> Rows:
    """Return rows in which depots want what their shops will ask for, and owe what those get and still lack."""
    where = rows.where
    of = echelon(rows.mean, rows.path, rows.days, where)
    return replace(
        rows,
        want=depot_targets(rows.want, of, rows.days, where, rows.late),
        stock=replace(rows.stock, for_shops=for_shops),
        limit=depot_limits(rows.limit, of, there, where),
        curve=depot_curve(rows.curve, rows.mean, of, where),
    )


def _transfers(rows: Rows, over: Ints, lacking: Ints, rule: TransferRule) -> Transfers:
    depots = rows.where.is_depot
    give = np.where(depots, 0, over)
    short = lacking if rows.may_receive is None else np.where(rows.may_receive, lacking, 0)
    rate = rows.mean / np.maximum(rows.days, 1)
    # A shop whose depot is short waits for the depot's supplier first.
    wait = rows.lead + np.where(rows.where.depot >= 0, rows.lead[rows.where.depot], 0)
    value = idle(give, lacking, rows.stock.position, rate, wait, rows.worth, rule)
    found = transfers(give, short, rows.where, value, rule)
    # What is bought at a depot is rounded to packs for all its shops together.
    filled = rows.where.depot >= 0
    alone = limits(np.where(filled, 1, rows.limit.pack_size), np.where(filled, 1, rows.limit.least))
    return useful(found, lacking, alone, rule)
