"""Walk real demand under stock levels, and say what came of it: fill rate, stock, orders, waste, cost."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.backtest.shelf import opened

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """Real demand (n, T) and what surrounds it; `review` (T,) says where orders are made.

    `part` (T,) numbers the parts whose sums are taken apart, from 1 on; 0 = warm-up, not counted.
    `lead` (n, T) is the periods until an order of that period arrives; `pack`, `least` (the smallest order), `life`
    (periods a unit can be sold, 0 = for ever) and `start` (units at the beginning) are (n,).
    """

    demand: Floats
    review: Flags
    part: Ints
    lead: Ints
    pack: Floats
    least: Floats
    life: Ints
    start: Floats
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, (n,) each, over the counted periods: units wanted, sold, ordered, wasted; units × periods held.

    `orders` counts orders, `out` periods in which something was missing, `short` units × periods that were missing.
    """

    wanted: Floats
    sold: Floats
    held: Floats
    orders: Floats
    ordered: Floats
    out: Floats
    wasted: Floats
    short: Floats

    @property
    def fill(self) -> float:
        """Units sold over units wanted, all rows together; 1 where nothing was wanted."""
        wanted = float(self.wanted.sum())
        return float(self.sold.sum()) / wanted if wanted else 1.0


def simulate(ground: Ground, reorder: Floats, up_to: Floats, which: Ints) -> list[Outcome]:
    """Walk the ground under levels (n, K) and return what came of each part; `which` (T,) is the column in force.

    A period begins with what spoils and what arrives; at a review a position at or under `reorder` is filled up to
    `up_to` in whole packs; then demand is served. Missing demand is lost, or `waits`; the stock at the end is held.
    """
    n, periods = ground.demand.shape
    shelf = opened(ground.start, ground.life, periods)
    sums = [_Sums.nothing(n) for _ in range(int(ground.part.max(initial=1)))]
    for t in range(periods):
        spoilt = shelf.begin(t)
        units = _wanted(ground, shelf.position, reorder[:, which[t]], up_to[:, which[t]]) if ground.review[t] else None
        if units is not None:
            shelf.order(units, t, ground.lead[:, t])
        missing = shelf.serve(ground.demand[:, t] + shelf.owed)
        shelf.owed = missing if ground.waits else np.zeros(n)
        if ground.part[t]:
            sums[ground.part[t] - 1].add(ground.demand[:, t], missing, shelf.units.sum(axis=1), spoilt, units)
    return [Outcome(**{each.name: getattr(one, each.name) for each in fields(_Sums)}) for one in sums]


def _wanted(ground: Ground, position: Floats, reorder: Floats, up_to: Floats) -> Floats:
    short = up_to - position
    packs = np.ceil(np.maximum(short, ground.least) / ground.pack - 1e-9) * ground.pack
    return np.where((position <= reorder) & (short > 0), packs, 0.0)


@dataclass(slots=True)
class _Sums:
    """Running sums of the counted periods."""

    wanted: Floats
    sold: Floats
    held: Floats
    orders: Floats
    ordered: Floats
    out: Floats
    wasted: Floats
    short: Floats

    @classmethod
    def nothing(cls, rows: int) -> "_Sums":
        return cls(*(np.zeros(rows) for _ in fields(cls)))

    def add(self, demand: Floats, missing: Floats, held: Floats, spoilt: Floats, ordered: Floats | None) -> None:
        lost = np.minimum(missing, demand)
        self.wanted += demand
        self.sold += demand - lost
        self.held += held
        self.out += (demand > 0) & (missing > 1e-9)
        self.wasted += spoilt
        self.short += missing
        if ordered is not None:
            self.orders += ordered > 0
            self.ordered += ordered


@dataclass(frozen=True, slots=True)
class Costs:
    """Fen by unit (n,): `holding` for a period, `missing` where it was not sold, `wasted`; `order` for each order."""

    holding: Floats
    missing: Floats
    wasted: Floats
    order: float

    def of(self, outcome: Outcome) -> Floats:
        """Return the cost (n,) of an outcome in fen: held·h + missing·p + orders·K + wasted·c."""
        missing = (outcome.wanted - outcome.sold) * self.missing
        found: Floats = (
            outcome.held * self.holding + missing + outcome.orders * self.order + outcome.wasted * self.wasted)
        return found

    def take(self, rows: Ints) -> "Costs":
        """Return some of the rows."""
        return Costs(self.holding[rows], self.missing[rows], self.wasted[rows], self.order)
