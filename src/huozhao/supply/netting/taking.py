"""Take packs from the best downwards as long as money, room and trucks last, and suppliers get their minimum."""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.lines import Bounds, Cut, Lines
from huozhao.supply.netting.packs import Packs
from huozhao.supply.netting.stock import UNLIMITED, Bools, Ints


@dataclass(frozen=True, slots=True)
class Taken:
    """Which packs (t,) are kept, why each line (m,) was cut, the least reward per yuan within the budget (0: none)."""

    kept: Bools
    cut: Ints
    bar: float


def take_best(lines: Lines, packs: Packs, bounds: Bounds) -> Taken:
    """Take packs by reward per yuan within the bounds; deterministic, ties in the order of lines.

    A line that is refused a pack is closed: a later pack is never taken without the one before. Suppliers that stay
    under their minimum are topped up or held back; what is held back frees its money and room for the others.
    """
    if bounds.are_none:
        return Taken(~packs.extra, np.zeros(len(lines.units), dtype=np.int64), 0.0)
    held: set[int] = set()
    while True:
        taking = _Taking(lines, packs, bounds, held)
        under = taking.top_up()
        if not under:
            return taking.result()
        held |= under


class _Taking:
    """One run over the packs; what is left of the bounds is drawn down as packs are taken."""

    def __init__(self, lines: Lines, packs: Packs, bounds: Bounds, held: set[int]) -> None:
        self.lines, self.packs, self.bounds = lines, packs, bounds
        self.is_bought = lines.supplier[packs.line] >= 0
        self.cost = np.where(self.is_bought, packs.cost_fen, 0.0)
        self.money = np.array([np.inf if bounds.budget_fen is None else float(bounds.budget_fen)])
        places = int(lines.place.max(initial=0)) + 1
        self.room, self.truck = _left(bounds.room, places), _left(bounds.truck, places)
        self.kept = np.zeros(len(packs.line), dtype=bool)
        self.cut = np.where(np.isin(lines.supplier, list(held)), Cut.SUPPLIER_MINIMUM, Cut.NONE).astype(np.int64)
        order = np.argsort(-packs.per_yuan, kind="stable")
        self.more = order[packs.extra[order] & self.is_bought[order]]
        self._take(order[~packs.extra[order]], self.cut)

    def _take(self, order: Ints, cut: Ints) -> None:
        from huozhao.supply.netting.loops import take_parts

        packs, place = self.packs, self.lines.place
        take_parts(order, packs.line, packs.units, self.cost, place, self.money, self.room, self.truck, cut, self.kept)

    def top_up(self) -> set[int]:
        """Top up the suppliers under their minimum and return those for whom that is not worth while."""
        supplier, suppliers = self.lines.supplier[self.packs.line], int(self.lines.supplier.max(initial=0)) + 1
        bought = self.kept & self.is_bought
        value = np.bincount(supplier[bought], self.cost[bought], suppliers)
        reward = np.bincount(supplier[bought], self.packs.reward_fen[bought], suppliers)
        minima = {one: least for one, least in self.bounds.minimum_fen.items() if one < suppliers}
        under = [one for one, least in minima.items() if 0 < value[one] < least]
        return {one for one in under if not self._reach(one, value[one], reward[one])}

    def _reach(self, supplier: int, value: float, reward: float) -> bool:
        """Add the next best packs of a supplier until its minimum is met; undo when it cannot be or earns nothing."""
        before = self.money.copy(), self.room.copy(), self.truck.copy()
        closed, added = self.cut.copy(), self.kept.copy()
        for n in self.more[self.lines.supplier[self.packs.line[self.more]] == supplier].tolist():
            if value >= self.bounds.minimum_fen[supplier]:
                break
            self._take(np.array([n]), closed)
            if self.kept[n]:
                value, reward = value + self.cost[n], reward + float(self.packs.reward_fen[n])
        if value >= self.bounds.minimum_fen[supplier] and reward > 0:
            return True
        (self.money, self.room, self.truck), self.kept = before, added
        return False

    def result(self) -> Taken:
        """Return what was taken."""
        asked = self.kept & ~self.packs.extra & self.is_bought
        is_cut = bool((self.cut == Cut.BUDGET).any()) and bool(asked.any())
        return Taken(self.kept, self.cut, float(self.packs.per_yuan[asked].min()) if is_cut else 0.0)


def _left(given: Ints | None, places: int) -> Ints:
    return np.full(places, UNLIMITED) if given is None else given.astype(np.int64).copy()
