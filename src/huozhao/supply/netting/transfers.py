"""Overstock of one shop for the shelf of another, before anything is bought.

A unit moved instead of bought frees the money that would have lain idle with the giver, and may come sooner; the road
costs. Pairs of one SKU are taken from the best value a unit downwards, ties by distance, then by row: deterministic,
and near the optimum of the transport problem (a test compares with linear programming).
"""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.stock import Bools, Floats, Ints, Network
from huozhao.supply.netting.worth import DAYS_A_YEAR, Worth

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class TransferRule:
    """How far goods are moved and what it costs; `days` is how long a transfer takes."""

    most_km: float = 30.0
    handling_fen: int = 200
    fen_per_unit_km: float = 5.0
    days: int = 1


@dataclass(frozen=True, slots=True)
class Transfers:
    """Transfers (m,): rows of giver and receiver, whole units, and what each is worth in fen, part by part."""

    giver: Ints
    receiver: Ints
    units: Ints
    km: Floats
    freed_fen: Floats
    sooner_fen: Floats
    road_fen: Floats

    @property
    def value_fen(self) -> Floats:
        """Return what a transfer is worth against buying: freed + sooner − road, always above 0."""
        return self.freed_fen + self.sooner_fen - self.road_fen

    def into(self, rows: int) -> Ints:
        """Return the units that come to each row."""
        return np.bincount(self.receiver, self.units, rows).astype(np.int64)

    def out_of(self, rows: int) -> Ints:
        """Return the units that leave each row."""
        return np.bincount(self.giver, self.units, rows).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Idle:
    """By row (n,): fen freed by a unit that leaves its overstock, fen saved by a unit that comes sooner than bought."""

    freed: Floats
    sooner: Floats


def idle(over: Ints, gap: Ints, position: Ints, rate: Floats, lead: Ints, worth: Worth, rule: TransferRule) -> Idle:
    """Return what moving is worth (n,), `rate` being units a day and `lead` the days until goods bought
    would be there.

    freed = holding a day × days until the giver would have used its overstock (over / rate, at most a year), plus what
    is lost with units left; sooner = (margin + goodwill) × share of the gap expected to be lost in the days saved.
    """
    waits = np.minimum(over / np.maximum(rate, 1e-9), DAYS_A_YEAR)
    saved = np.maximum(lead - rule.days, 0)
    lost = np.maximum(rate * lead - np.maximum(position, rate * rule.days), 0.0)
    share = np.clip(np.minimum(lost, rate * saved) / np.maximum(gap, 1), 0.0, 1.0)
    return Idle(worth.holding * waits + worth.leftover, (worth.margin + worth.goodwill) * share)


def transfers(give: Ints, short: Ints, where: Network, value: Idle, rule: TransferRule) -> Transfers:
    """Move units from rows with `give` (n,) to rows of the same SKU that are `short` (n,) of them.

    Only within `most_km`, only where the transfer as a whole is worth more than its road and handling.
    """
    found = [
        _of_one_sku(givers, takers, give, short, where, value, rule)
        for givers, takers in _same_sku(give, short, where.sku)
    ]
    giver, receiver, units = (np.concatenate([_NONE, *(each[n] for each in found)]) for n in range(3))
    km = np.concatenate([np.zeros(0), *(each[3] for each in found)])
    road = rule.handling_fen + rule.fen_per_unit_km * km * units
    return Transfers(giver, receiver, units, km, value.freed[giver] * units, value.sooner[receiver] * units, road)


def _same_sku(give: Ints, short: Ints, sku: Ints) -> list[tuple[Ints, Ints]]:
    givers, takers = np.flatnonzero(give > 0), np.flatnonzero(short > 0)
    both = np.intersect1d(sku[givers], sku[takers])
    givers, takers = givers[np.isin(sku[givers], both)], takers[np.isin(sku[takers], both)]
    return list(zip(_runs(givers, sku), _runs(takers, sku), strict=True))


def _runs(rows: Ints, sku: Ints) -> list[Ints]:
    rows = rows[np.argsort(sku[rows], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(sku[rows])) + 1) if len(rows) else []


def _of_one_sku(
    givers: Ints, takers: Ints, give: Ints, short: Ints, where: Network, value: Idle, rule: TransferRule
) -> tuple[Ints, Ints, Ints, Floats]:
    from huozhao.supply.netting.loops import match_pairs

    km = where.km[np.ix_(where.place[givers], where.place[takers])]
    each = value.freed[givers][:, None] + value.sooner[takers][None, :] - rule.fen_per_unit_km * km
    near: Bools = (km <= rule.most_km) & (each > 0)
    a, b = np.nonzero(near)
    order = np.lexsort((takers[b], givers[a], km[a, b], -each[a, b]))
    a, b = a[order], b[order]
    units = np.zeros(len(a), dtype=np.int64)
    match_pairs(a, b, each[a, b], give[givers], short[takers], rule.handling_fen, units)
    made = np.flatnonzero(units)
    return givers[a[made]], takers[b[made]], units[made], km[a[made], b[made]]
