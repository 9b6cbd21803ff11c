"""Lines cut into packs, each with what it is expected to earn."""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.lines import Lines
from huozhao.supply.netting.stock import Bools, Floats, Ints

# A line of many packs is cut into so many parts at most; parts of several packs are ranked by their mean.
MOST_PARTS = 24


@dataclass(frozen=True, slots=True)
class Packs:
    """Parts (t,) of lines, in the order of lines: the `line`, `units`, `cost_fen`, `reward_fen` and reward per yuan.

    `extra` parts lie beyond what the line asks for.
    """

    line: Ints
    units: Ints
    cost_fen: Floats
    reward_fen: Floats
    per_yuan: Floats
    extra: Bools


def packs_of(lines: Lines) -> Packs:
    """Cut lines into packs, the first of a line holding its least order, and value each.

    reward of going from x to x + p units = (margin + goodwill) · (L(x) − L(x + p)) − (holding · days + leftover) · (p −
    L(x) + L(x + p)), with L(x) = E[(D − x)⁺]; the second bracket is the growth of what is expected to be left.
    """
    first = np.minimum(-(-lines.least // lines.pack_size) * lines.pack_size, lines.units)
    asked = _parts(np.zeros_like(first), first, lines.units, lines.pack_size)
    more = _parts(lines.units, np.zeros_like(first), np.maximum(lines.most, lines.units), lines.pack_size)
    line = np.concatenate([asked[0], more[0]])
    order = np.argsort(line, kind="stable")
    line, start, units = (np.concatenate([a, b])[order] for a, b in zip(asked, more, strict=True))
    extra = np.repeat([False, True], [len(asked[0]), len(more[0])])[order]
    reward = _reward(lines, line, start, units)
    cost = units * lines.worth.cost[line]
    per_yuan = np.round(reward / np.maximum(cost, 1.0), 9)
    return Packs(line, units, cost, reward, per_yuan, extra)


def _parts(start: Ints, first: Ints, end: Ints, pack: Ints) -> tuple[Ints, Ints, Ints]:
    """Return line, units before and units of parts from `start` to `end`, the first of `first` units, if any."""
    left = -(-np.maximum(end - start - first, 0) // pack)
    step = np.maximum(-(-left // MOST_PARTS), 1) * pack
    head = (first > 0).astype(np.int64)
    count = head + -(-(left * pack) // step)
    line = np.repeat(np.arange(len(start)), count)
    nth = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    after = np.maximum(nth - head[line], 0) * step[line] + first[line]
    begin = start[line] + np.where(nth < head[line], 0, after)
    size = np.where(nth < head[line], first[line], np.minimum(step[line], end[line] - begin))
    return line, begin, size


def _reward(lines: Lines, line: Ints, start: Ints, units: Ints) -> Floats:
    from huozhao.supply.netting.loops import sold_by_parts

    sold = np.empty(len(line))
    there = (lines.position[line] + start).astype(np.float64)
    sold_by_parts(lines.curve.levels, lines.curve.values, lines.curve.excess, line, there, units, sold)
    worth = lines.worth
    gain, kept = worth.margin + worth.goodwill, worth.holding * lines.days + worth.leftover
    found: Floats = gain[line] * sold - kept[line] * (units - sold)
    return found
