"""Net the needs against everything on hand and on its way."""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.stock import Ints, Limits, Stock
from huozhao.supply.policies import Targets

# A shop keeps what it is expected to use in so many days beyond the interval before anything counts as overstock.
KEEP_DAYS = 28


@dataclass(frozen=True, slots=True)
class Netting:
    """The result by row (n,), whole units: `gap` is what is missing, `quantity` what is to be ordered for it.

    `overstock` lies here, free, and is not expected to be used for a good while.
    """

    position: Ints
    gap: Ints
    quantity: Ints
    overstock: Ints


def net(want: Targets, stock: Stock, limit: Limits, keep: Ints | None = None) -> Netting:
    """Return what every row lacks, what to order for it, and what it has too much of.

    position = on hand − reserved + in transit + on order + transfers in − transfers out − for shops; where position <=
    reorder point and below order-up-to: gap = order_up_to − position. `keep` (n,) is the position beyond which free
    units are overstock (see `keep_level`); without it nothing is.
    """
    position = stock.position
    short = want.order_up_to - position
    gap = np.where((position <= want.reorder_point) & (short > 0), short, 0)
    over = np.zeros_like(position) if keep is None else overstock(position, keep, want.order_up_to, stock.free)
    return Netting(position, gap, to_order(gap, position, limit), over)


def overstock(position: Ints, keep: Ints, order_up_to: Ints, free: Ints) -> Ints:
    """Return the free units above `keep`, never such as would bring the row below its own order-up-to."""
    return np.minimum(np.maximum(position - np.maximum(keep, order_up_to), 0), free)


def keep_level(want: Targets, days: Ints, keep_days: int = KEEP_DAYS) -> Ints:
    """Return the position (n,) that a row can use in its interval (`days`) and `keep_days` more, safely.

    ⌈demand·(P + K)/P + safety stock·√((P + K)/P)⌉ + intent + needs: the mean grows with time, its spread with the root
    (Silver, Pyke, Thomas, ch. 7), so that what is called overstock is so at the row's own service level.
    """
    factor = (days + keep_days) / np.maximum(days, 1)
    used = np.ceil(want.demand * factor + want.safety_stock * np.sqrt(factor)).astype(np.int64)
    return used + want.intent + want.needs


def to_order(gap: Ints, position: Ints, limit: Limits) -> Ints:
    """Return gaps raised to the least order and rounded up to whole packs, kept at or under the highest position.

    What does not fit below the highest position is rounded down to whole packs; when that leaves less than the least
    order, nothing is ordered, for the rest would spoil.
    """
    packs = -(-np.maximum(gap, limit.least) // limit.pack_size)
    room = np.maximum(limit.most - position, 0) // limit.pack_size
    quantity = np.minimum(packs, room) * limit.pack_size
    return np.where((gap > 0) & (quantity >= limit.least), quantity, 0)
