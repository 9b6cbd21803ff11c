"""What a depot orders for its shops: their demand while its own order is under way, pooled, and what it owes them.

While the depot waits for its supplier, P_depot days, its shops go on filling up for the P_shop days after each order.
So they ask it for what they lack today and for their demand of the days P_shop … P_shop + P_depot from now: what is
planned for those days (a promotion) is bought before them.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from huozhao.supply.netting.curve import Curve, pooled
from huozhao.supply.netting.stock import UNLIMITED, Floats, Ints, Limits, Network
from huozhao.supply.policies import Targets


@dataclass(frozen=True, slots=True)
class Echelon:
    """By row (n,): the depot `to` whose stock a row draws on (its own row for a depot, −1 for none), the demand `part`
    that it adds there, and the `scale` of its variance, the depot's interval / its own."""

    to: Ints
    part: Floats
    scale: Floats

    def sums(self, values: Floats | Ints) -> Floats:
        """Return sums (n,) over the rows of each depot."""
        found = np.zeros(len(self.to))
        inside = self.to >= 0
        np.add.at(found, self.to[inside], values[inside])
        return found


def echelon(mean: Floats, path: Floats | None, days: Ints, where: Network) -> Echelon:
    """Return what rows add to their depots.

    `mean` (n,) is of a row's own interval of `days`; `path` (n, H) what is expected of each day ahead: days beyond it
    go by its mean. Without a path demand goes on as in the interval.
    """
    depots = where.is_depot
    to = np.where(depots, np.arange(len(days)), where.depot)
    span = np.where(to >= 0, days[to], 0)
    scale = span / np.maximum(days, 1)
    part = mean * scale if path is None else _ahead(path, days, span)
    return Echelon(to, np.where(depots, mean, part), scale)


def _ahead(path: Floats, after: Ints, span: Ints) -> Floats:
    """Return the sum of `span` days from day `after` on."""
    rows, known = np.arange(len(path)), path.shape[1]
    sums = np.concatenate([np.zeros((len(path), 1)), np.cumsum(path, axis=1)], axis=1)
    first, last = np.minimum(after, known), np.minimum(after + span, known)
    beyond = span - (last - first)
    found: Floats = sums[rows, last] - sums[rows, first] + beyond * path.mean(axis=1)
    return found


def busier(demand: Ints, path: Floats | None, days: Ints, where: Network) -> Ints:
    """Return the units of `demand` (n,) that are for days busier than the usual one, the median of those ahead.

    For a depot the usual day is that of its shops together. Without a path nothing is known of single days.
    """
    if path is None:
        return np.zeros(len(days), dtype=np.int64)
    usual = np.median(path, axis=1)
    shops = np.flatnonzero(where.depot >= 0)
    np.add.at(usual, where.depot[shops], usual[shops])
    return np.maximum(demand - np.ceil(usual * days).astype(np.int64), 0)


def depot_targets(want: Targets, of: Echelon, days: Ints, where: Network, late: Floats | None) -> Targets:
    """Return targets in which depots cover the demand of their shops.

    demand is the sum of what rows add; safety = √(Σ safetyᵢ² · (P_depot + Pᵢ) / Pᵢ + (rate · late)²) − √Σ safetyᵢ² over
    its shops, and never under what its own orders need: the spread of all until its goods are in the shops, less what
    the shops cover themselves. Spreads are pooled and not added (Eppen and Schrage 1981, in Multi-Level
    Production/Inventory Control Systems; Clark and Scarf 1960, Management Science 6); the supplier may be `late` (n,)
    days at the service level (Silver, Pyke, Thomas, ch. 6.10). Intent and needs scale like demand; a batch is its own.
    A depot orders at every review, or when a batch is used up.
    """
    depots, span = where.is_depot, np.maximum(days, 1)
    demand = of.sums(of.part)
    swing = np.zeros(len(days)) if late is None else demand / span * late
    safety = np.maximum(_echelon_safety(want, of, where, swing), want.safety_stock)
    extra, seen = of.sums(want.intent * of.scale), of.sums(want.needs * of.scale)
    units, safe, intent, needs = _whole(demand), _whole(safety), _whole(extra), _whole(seen)
    least = safe + intent + needs
    up_to = units + least + want.batch
    reorder = np.maximum(np.minimum(units + least, up_to - 1), 0)
    of_depots = Targets(units, safe, intent, reorder, up_to, needs, want.batch, np.zeros_like(units))
    columns = ((getattr(of_depots, each.name), getattr(want, each.name)) for each in fields(Targets))
    return Targets(*(np.where(depots, new, old) for new, old in columns))


def _echelon_safety(want: Targets, of: Echelon, where: Network, swing: Floats) -> Floats:
    spread = want.safety_stock.astype(np.float64) ** 2
    shops = np.where(where.depot >= 0, spread, 0.0)
    whole = np.hypot(np.sqrt(of.sums(spread * of.scale + shops)), swing)
    found: Floats = whole - np.sqrt(of.sums(shops))
    return found


def depot_limits(limit: Limits, of: Echelon, there: Ints, where: Network) -> Limits:
    """Return limits in which a depot may hold what spoils nowhere: what its shops sell in time and do not have yet.

    `there` (n,) is what each shop has after what it gets now.
    """
    room = np.where(where.is_depot, limit.most, limit.most - np.clip(there, 0, limit.most))
    most = np.minimum(of.sums(room.astype(np.float64)), float(UNLIMITED)).astype(np.int64)
    return replace(limit, most=np.where(where.is_depot, most, limit.most))


def depot_curve(curve: Curve, mean: Floats, of: Echelon, where: Network) -> Curve:
    """Return the curve in which depots have the demand of all that draw on them, pooled."""
    together = pooled(curve, mean, of.to, of.scale, len(mean), of.sums(of.part))
    return Curve(curve.levels, np.where(where.is_depot[:, None], together.values, curve.values))


def owed_to_shops(given: Ints, missing: Ints, where: Network) -> Ints:
    """Return, by depot row (n,), what leaves it now and what its shops still lack."""
    found = np.zeros(len(given), dtype=np.int64)
    filled = where.depot >= 0
    np.add.at(found, where.depot[filled], (given + missing)[filled])
    return found


def _whole(values: Floats) -> Ints:
    found: Ints = np.ceil(values - 1e-9).astype(np.int64)
    return found
