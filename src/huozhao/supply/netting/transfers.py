"""Overstock of one shop for the shelf of another, before anything is bought.

A unit moved instead of bought frees the money that would have lain idle with the giver, and may come sooner; the road
costs. Pairs of one SKU are taken from the best value a unit downwards, ties by distance, then by row: deterministic,
and near the optimum of the transport problem (a test compares with linear programming).
"""

from dataclasses import dataclass, fields

import numpy as np

from huozhao.supply.netting.stock import Bools, Floats, Ints, Limits, Network
from huozhao.supply.netting.worth import DAYS_A_YEAR, Worth

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class TransferRule:
    """How far goods are moved and what it costs; `days` is how long a transfer takes.

    A transfer that is worth less than `least_fen` is not worth anybody's time.
    """

    most_km: float = 30.0
    handling_fen: int = 200
    fen_per_unit_km: float = 5.0
    days: int = 1
    least_fen: int = 300


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
        """Return what a transfer is worth against buying: freed + sooner − road."""
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
    """Return what moving is worth (n,), `rate` being units a day and `lead` the days until bought goods
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

    Only within `most_km`, only where the transfer as a whole is worth its road, its handling and `least_fen`.
    """
    found = [
        _of_one_sku(givers, takers, give, short, where, value, rule)
        for givers, takers in _same_sku(give, short, where.sku)
    ]
    giver, receiver, units = (np.concatenate([_NONE, *(each[n] for each in found)]) for n in range(3))
    km = np.concatenate([np.zeros(0), *(each[3] for each in found)])
    road = rule.handling_fen + rule.fen_per_unit_km * km * units
    return Transfers(giver, receiver, units, km, value.freed[giver] * units, value.sooner[receiver] * units, road)


def useful(found: Transfers, short: Ints, limit: Limits, rule: TransferRule) -> Transfers:
    """Leave out of transfers what a purchase of whole packs brings to a row anyway.

    Units that do not save a row that is `short` (n,) a pack free nothing: they stay only if coming sooner alone is
    worth their road.
    """
    units, of = found.units, found.receiver
    rest = short - found.into(len(short))
    bought = np.where(rest > 0, -(-np.maximum(rest, limit.least) // limit.pack_size) * limit.pack_size, 0)
    helps = np.clip(np.maximum(short - bought, 0)[of] - before(of, units), 0, units)
    freed, sooner = found.freed_fen * helps / np.maximum(units, 1), found.sooner_fen / np.maximum(units, 1)
    kept = np.where(sooner > rule.fen_per_unit_km * found.km, units, helps)
    road = rule.handling_fen + rule.fen_per_unit_km * found.km * kept
    made = Transfers(found.giver, of, kept, found.km, freed, sooner * kept, road)
    pays = np.flatnonzero((kept > 0) & (made.value_fen >= rule.least_fen))
    return Transfers(*(getattr(made, each.name)[pays] for each in fields(Transfers)))


def before(receiver: Ints, units: Ints) -> Ints:
    """Return the units (m,) that come to the same receiver by the transfers before each."""
    order = np.argsort(receiver, kind="stable")
    sums = np.cumsum(units[order]) - units[order]
    first = np.searchsorted(receiver[order], receiver[order])
    found = np.empty_like(units)
    found[order] = sums - sums[first] if len(order) else sums
    return found


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
    match_pairs(a, b, each[a, b], give[givers], short[takers], rule.handling_fen + rule.least_fen, units)
    made = np.flatnonzero(units)
    return givers[a[made]], takers[b[made]], units[made], km[a[made], b[made]]
