"""What a decision wants to be bought or moved, as lines that can be ranked with those of all other goods."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from huozhao.supply.netting.curve import Curve
from huozhao.supply.netting.decide import Decision, Rows
from huozhao.supply.netting.lines import Lines
from huozhao.supply.netting.net import keep_level
from huozhao.supply.netting.stock import Ints
from huozhao.supply.netting.transfers import before
from huozhao.supply.netting.worth import Worth


class Kind(IntEnum):
    """Where goods come from."""

    PURCHASE = 0
    DEPOT = 1
    TRANSFER = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines (m,) with their `kind`, the `row` that gets the goods and the row that gives them (−1: the supplier)."""

    kind: Ints
    row: Ints
    giver: Ints
    lines: Lines


def wanted(rows: Rows, made: Decision, supplier: Ints) -> Wanted:
    """Return everything that was decided for rows; `supplier` (n,) numbers the supplier of a row.

    A row's goods from the depot come first, then transfers, then purchases: each line begins where the one before ends.
    A purchase may be topped up to what the row can use in the weeks that it keeps stock for, whole packs, never beyond
    what spoils.
    """
    bought, sent = np.flatnonzero(made.quantity), np.flatnonzero(made.from_depot)
    moved = made.transfers
    row = np.concatenate([bought, sent, moved.receiver])
    kind = np.repeat([Kind.PURCHASE, Kind.DEPOT, Kind.TRANSFER], [len(bought), len(sent), len(moved.receiver)])
    units = np.concatenate([made.quantity[bought], made.from_depot[sent], moved.units])
    pack = np.where(kind == Kind.TRANSFER, 1, rows.limit.pack_size[row])
    filled = made.position + made.from_depot
    begins = filled[moved.receiver] + before(moved.receiver, moved.units)
    position = np.concatenate([(filled + made.moved_in)[bought], made.position[sent], begins])
    is_bought = kind == Kind.PURCHASE
    useful = np.minimum(keep_level(made.want, rows.days), made.limit.most)[row] - position
    lines = Lines(
        units=units,
        pack_size=pack,
        least=np.where(is_bought, rows.limit.least[row], 1),
        most=np.where(is_bought, np.maximum(useful // pack * pack, units), units),
        position=position,
        days=rows.days[row],
        supplier=np.where(is_bought, supplier[row], -1),
        place=rows.where.place[row],
        curve=made.curve.take(row),
        worth=rows.worth.take(row),
    )
    giver = np.concatenate([np.full(len(bought), -1), rows.where.depot[sent], moved.giver])
    return Wanted(kind.astype(np.int64), row, giver.astype(np.int64), lines)


def join(parts: Sequence[Lines]) -> Lines:
    """Return the lines of several chunks as one; their curves have the same levels."""
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(Lines)
        if each.name not in ("curve", "worth")
    }
    values = np.concatenate([part.curve.values for part in parts])
    money = (np.concatenate([getattr(part.worth, each.name) for part in parts]) for each in fields(Worth))
    return Lines(**columns, curve=Curve(parts[0].curve.levels, values), worth=Worth(*money))
