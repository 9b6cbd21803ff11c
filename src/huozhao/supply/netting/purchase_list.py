"""The purchase list: packs ranked by what they are expected to earn per yuan, kept as far as money and room go.

Each pack of a line earns less than the pack before it (expected sales are concave in stock), so taking packs in the
order of reward per yuan is the exact optimum under a budget when packs cost alike, and within one pack of it otherwise
(marginal analysis: Fox 1966, Operations Research 14; Vermorel, "Prioritized ordering", Lokad).

reward of a pack from x to x + p units = (margin + goodwill) · (L(x) − L(x + p)) − (holding · days + leftover) ·
(p − L(x) + L(x + p)), with L(x) = E[(D − x)⁺] the expected shortage.
"""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.lines import Bounds, Cut, Lines
from huozhao.supply.netting.packs import Packs, packs_of
from huozhao.supply.netting.stock import Bools, Floats, Ints
from huozhao.supply.netting.taking import Taken, take_best
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Ranked:
    """By line (m,): `units` kept, their `reward_fen` and reward per yuan, `rank` (1 = best), why it was `cut`.

    `topped_up` units were added for a supplier's minimum; `next_per_yuan` is what the best pack left out would have
    earned (NaN: none was); `bar` is the least reward per yuan that the budget still took, 0 where it took all or
    nothing.
    """

    units: Ints
    reward_fen: Floats
    per_yuan: Floats
    rank: Ints
    cut: Ints
    topped_up: Ints
    next_per_yuan: Floats
    bar: float


def rank(lines: Lines, bounds: Bounds = Bounds()) -> Ranked:  # noqa: B008 - frozen
    """Rank lines by expected reward per yuan and keep of them what the bounds allow.

    A supplier whose kept lines stay under its minimum is topped up with the next best packs of its lines while all its
    packs together still earn something; otherwise its lines are held back, and the money goes to others.
    """
    packs = packs_of(lines)
    taken = take_best(lines, packs, bounds)
    units = np.bincount(packs.line[taken.kept], packs.units[taken.kept], len(lines.units)).astype(np.int64)
    reward = _sums(packs.reward_fen, packs.line, taken.kept, len(lines.units))
    cost = units * lines.worth.cost
    per_yuan = _per_yuan(reward, cost)
    whole = _whole(packs, len(lines.units), lines)
    order = np.lexsort((np.arange(len(units)), -whole))
    rank = np.empty(len(units), dtype=np.int64)
    rank[order] = np.arange(1, len(units) + 1)
    return Ranked(
        units=units,
        reward_fen=reward,
        per_yuan=np.where(units > 0, per_yuan, whole),
        rank=rank,
        cut=taken.cut,
        topped_up=np.maximum(units - lines.units, 0),
        next_per_yuan=_next(packs, taken, len(units)),
        bar=taken.bar,
    )


def _per_yuan(reward: Floats, cost: Floats) -> Floats:
    return reward / np.maximum(cost, 1.0)


def _whole(packs: Packs, lines: int, given: Lines) -> Floats:
    """Return the reward per yuan of each line as it was asked for."""
    reward = _sums(packs.reward_fen, packs.line, ~packs.extra, lines)
    return _per_yuan(reward, given.units * given.worth.cost)


def _sums(values: Floats, line: Ints, chosen: Bools, lines: int) -> Floats:
    return np.bincount(line[chosen], values[chosen], lines).astype(np.float64)


def _next(packs: Packs, taken: Taken, lines: int) -> Floats:
    found = np.full(lines, np.nan)
    left = np.flatnonzero(~taken.kept & ~packs.extra)[::-1]  # the first of a line is written last
    found[packs.line[left]] = packs.per_yuan[left]
    return found


def why_cut(cut: Cut, next_per_yuan: float, bar: float, minimum_fen: int = 0) -> Text | None:
    """Return why a line gets less than it asked for, None where it gets all."""
    if cut is Cut.BUDGET and (bar <= 0 or next_per_yuan > bar):
        return Text("剩下的预算不够买下一箱", "what is left of the budget does not buy the next pack")
    if cut is Cut.BUDGET:
        return Text(
            f"预算不够：下一箱每元只赚 {next_per_yuan:.2f} 元，排在前面的至少 {bar:.2f} 元",
            f"cut by the budget: the next pack earns {next_per_yuan:.2f} per yuan, those before it {bar:.2f} or more",
        )
    if cut is Cut.SUPPLIER_MINIMUM:
        return Text(
            f"未到供应商起订金额 {minimum_fen / 100:,.2f} 元，凑单不合算，留到下次",
            f"held back: the supplier takes orders from {minimum_fen / 100:,.2f} yuan, filling up would not pay",
        )
    return {
        Cut.ROOM: Text("门店放不下了，赚得多的先放", "the place has no room for more; what earns more went first"),
        Cut.TRUCK: Text("当天车装不下了，赚得多的先装", "the truck of the day is full; what earns more went first"),
    }.get(cut)
