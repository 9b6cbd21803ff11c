"""The loops of the purchase list as machine code. This module imports numba: import it inside functions only."""

import math
from typing import Any

from huozhao.terms.loop import loop


@loop
def missing(levels: Any, values: Any, excess: Any, x: Any) -> Any:
    """Return E[(D − x)⁺] of one row, as `Curve.missing` does."""
    last = len(levels) - 1
    total = 0.0
    for j in range(last):
        a, b = values[j] - x, values[j + 1] - x
        if b > 0.0:
            part = (b * b - max(a, 0.0) ** 2) / (2.0 * (b - a)) if b > a else b
            total += part * (levels[j + 1] - levels[j])
    over = values[last] - x
    if over >= 0.0:
        return total + (1.0 - levels[last]) * (over + excess)
    if excess > 0.0:
        total += (1.0 - levels[last]) * excess * math.exp(over / excess)
    return total


@loop
def sold_by_parts(levels: Any, values: Any, excess: Any, line: Any, start: Any, units: Any, sold: Any) -> None:
    """Write the expected sales of each part (t,): L(start) − L(start + units); parts of a line follow one another."""
    known_line, known_at, known = -1, 0.0, 0.0
    for t in range(len(line)):
        row = line[t]
        if row != known_line or start[t] != known_at:
            known = missing(levels, values[row], excess[row], start[t])
        after = missing(levels, values[row], excess[row], start[t] + units[t])
        sold[t] = known - after
        known_line, known_at, known = row, start[t] + units[t], after


@loop
def take_parts(
    order: Any, line: Any, units: Any, cost: Any, place: Any, money: Any, room: Any, truck: Any, cut: Any, kept: Any
) -> None:
    """Take parts in an order while they fit; a line that is refused is closed with the code of why in `cut`.

    `money` (1,), `room` and `truck` (places,) are what is left and are drawn down; codes as in `Cut`.
    """
    for n in order:
        row = line[n]
        where = place[row]
        if cut[row] != 0:
            continue
        if cost[n] > money[0]:
            cut[row] = 1
        elif units[n] > room[where]:
            cut[row] = 2
        elif units[n] > truck[where]:
            cut[row] = 3
        else:
            money[0] -= cost[n]
            room[where] -= units[n]
            truck[where] -= units[n]
            kept[n] = True


@loop
def match_pairs(giver: Any, taker: Any, each: Any, give: Any, short: Any, handling: float, units: Any) -> None:
    """Write the units that each pair (p,) moves, pairs in their order; only where `units` · `each` beats the handling.

    `give` and `short` are what is left by giver and by taker; they are drawn down.
    """
    lacking = short.sum()
    for n in range(len(giver)):
        i, j = giver[n], taker[n]
        moved = min(give[i], short[j])
        if moved > 0 and moved * each[n] > handling:
            units[n] = moved
            give[i] -= moved
            short[j] -= moved
            lacking -= moved
            if lacking == 0:
                break
