"""Take packs from the best downwards as long as money, room and trucks last, and suppliers get their minimum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from huozhao.supply.netting.lines import Bounds, Cut, Lines
from huozhao.supply.netting.packs import Packs
from huozhao.supply.netting.stock import Bools, Ints


@dataclass(frozen=True, slots=True)
class Taken:
    """Which packs (t,) are kept, why each line (m,) was cut, and the least reward per yuan that the budget took."""

    kept: Bools
    cut: Ints
    bar: float


@dataclass(slots=True)
class _Left:
    """What is left of the bounds while packs are taken; all lists are by place."""

    money: float
    room: list[int] | None
    truck: list[int] | None

    def refuses(self, cost: float, units: int, place: int) -> Cut:
        if cost > self.money:
            return Cut.BUDGET
        if self.room is not None and units > self.room[place]:
            return Cut.ROOM
        if self.truck is not None and units > self.truck[place]:
            return Cut.TRUCK
        return Cut.NONE

    def take(self, cost: float, units: int, place: int) -> None:
        self.money -= cost
        if self.room is not None:
            self.room[place] -= units
        if self.truck is not None:
            self.truck[place] -= units

    def copy(self) -> "_Left":
        return replace(self, room=self.room and list(self.room), truck=self.truck and list(self.truck))


def take_best(lines: Lines, packs: Packs, bounds: Bounds) -> Taken:
    """Take packs by reward per yuan within the bounds; deterministic, ties in the order of lines.

    A line that is refused a pack is closed: a later pack is never taken without the one before. Suppliers that stay
    under their minimum are topped up or held back; what is held back frees its money and room for the others.
    """
    if bounds.are_none:
        return Taken(~packs.extra, np.zeros(len(lines.units), dtype=np.int64), float("nan"))
    taking = _Taking(lines, packs, bounds)
    held: set[int] = set()
    while True:
        taking.begin(held)
        under = taking.top_up()
        if not under:
            return taking.result()
        held |= under


class _Taking:
    """One run over the packs; lists, because a million small steps are taken."""

    def __init__(self, lines: Lines, packs: Packs, bounds: Bounds) -> None:
        self.line, self.units = packs.line.tolist(), packs.units.tolist()
        self.supplier, self.place = lines.supplier.tolist(), lines.place.tolist()
        is_bought = lines.supplier[packs.line] >= 0
        self.cost: list[float] = np.where(is_bought, packs.cost_fen, 0.0).tolist()
        self.packs, self.bounds = packs, bounds
        order = np.argsort(-packs.per_yuan, kind="stable")
        self.asked: list[int] = order[~packs.extra[order]].tolist()
        extras = order[packs.extra[order] & is_bought[order]]
        self.more: dict[int, list[int]] = {
            one: extras[lines.supplier[packs.line[extras]] == one].tolist() for one in bounds.minimum_fen
        }

    def begin(self, held: Iterable[int]) -> None:
        """Take what was asked for, leaving out the suppliers that are held back."""
        bounds = self.bounds
        self.left = _Left(
            float("inf") if bounds.budget_fen is None else float(bounds.budget_fen),
            None if bounds.room is None else bounds.room.tolist(),
            None if bounds.truck is None else bounds.truck.tolist(),
        )
        self.kept = np.zeros(len(self.line), dtype=bool)
        out = frozenset(held)
        self.cut = [Cut.SUPPLIER_MINIMUM if supplier in out else Cut.NONE for supplier in self.supplier]
        for n in self.asked:
            line = self.line[n]
            if self.cut[line] is Cut.NONE:
                self.cut[line] = self._take(n, self.left)

    def _take(self, n: int, left: _Left) -> Cut:
        cost, units, place = self.cost[n], self.units[n], self.place[self.line[n]]
        refused = left.refuses(cost, units, place)
        if refused is Cut.NONE:
            left.take(cost, units, place)
            self.kept[n] = True
        return refused

    def top_up(self) -> set[int]:
        """Top up the suppliers under their minimum and return those for whom that is not worth while."""
        value: dict[int, float] = {}
        reward: dict[int, float] = {}
        for n in np.flatnonzero(self.kept).tolist():
            supplier = self.supplier[self.line[n]]
            value[supplier] = value.get(supplier, 0.0) + self.cost[n]
            reward[supplier] = reward.get(supplier, 0.0) + float(self.packs.reward_fen[n])
        under = [one for one, least in self.bounds.minimum_fen.items() if 0 < value.get(one, 0.0) < least]
        return {one for one in under if not self._reach(one, value[one], reward[one])}

    def _reach(self, supplier: int, value: float, reward: float) -> bool:
        """Add the next best packs of a supplier until its minimum is met; undo when it cannot be or earns nothing."""
        before, added = self.left.copy(), []
        closed = {line for line, cut in enumerate(self.cut) if cut is not Cut.NONE}
        for n in self.more[supplier]:
            if value >= self.bounds.minimum_fen[supplier]:
                break
            if self.line[n] in closed:
                continue
            if self._take(n, self.left) is not Cut.NONE:
                closed.add(self.line[n])
                continue
            added.append(n)
            value, reward = value + self.cost[n], reward + float(self.packs.reward_fen[n])
        if value >= self.bounds.minimum_fen[supplier] and reward > 0:
            return True
        self.left = before
        self.kept[added] = False
        return False

    def result(self) -> Taken:
        """Return what was taken."""
        cut = np.array(self.cut, dtype=np.int64)
        bought = self.kept & ~self.packs.extra & (np.array(self.supplier)[self.packs.line] >= 0)
        is_cut = bool((cut == Cut.BUDGET).any()) and bool(bought.any())
        return Taken(self.kept, cut, float(self.packs.per_yuan[bought].min()) if is_cut else float("nan"))
