"""Recall by place and time: what is bought in the shopper's city at this time of the week more than elsewhere."""

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import Candidate
from huozhao.matching.context import Context
from huozhao.matching.local_heat import PARTS, LocalHeat, area_of, part_of_week
from huozhao.matching.model import Sparse

Doubles = NDArray[np.float64]
# The wider figure counts as so many orders; fewer orders of a SKU in the city say nothing and name nobody.
DOUBT, FEWEST = 30.0, 3.0
# At least so much more than in the whole mall, and so many standard deviations more than chance would bring.
MORE, SURE = 1.1, 2.0


def recall(heat: LocalHeat, context: Context, limit: int = 100) -> list[Candidate]:
    """Return goods bought here and now more than in the whole mall, best first; nothing where no city is known.

    share(j | city, part) is shrunk to the mean of share(j | city) and share(j | part), each shrunk to the mall's,
    as if 30 orders had been seen of the wider one. score = share · ln(share / mall's share), at least 1.1 times the
    mall's, 3 orders in the city, and in the city, the part of the week or both more orders than expected by 2 standard
    deviations of a Poisson count. Shares are averaged, not multiplied: multiplying factors lost on context data.
    """
    area = heat.areas.place(area_of(context.city)) if context.city else -1
    if area < 0:
        return []
    part = part_of_week(context.weekday, context.hour)
    here = _dense(heat.by_area, area, len(heat.skus))
    mall = heat.mall.astype(np.float64) / float(heat.mall.sum())
    then = _dense(heat.by_part, part, len(heat.skus))
    both = _dense(heat.by_both, area * 2 * len(PARTS) + part, len(heat.skus))
    share = _shrunk(both, (_shrunk(here, mall) + _shrunk(then, mall)) / 2)
    sure = np.logical_or.reduce([_stands_out(orders, mall) for orders in (here, then, both)])
    found = np.flatnonzero((share >= MORE * mall) & (here >= FEWEST) & sure)
    score = share[found] * np.log(share[found] / np.maximum(mall[found], 1e-12))
    best = np.lexsort((found, -score))[:limit]
    return [Candidate(heat.skus.name(int(found[i])), "local", float(score[i])) for i in best]


def _dense(table: Sparse, row: int, size: int) -> Doubles:
    found = np.zeros(size)
    items, values = table.row(row)
    found[items] = values
    return found


def _stands_out(orders: Doubles, mall: Doubles) -> NDArray[np.bool_]:
    """Tell where orders are more than the mall's shares let expect, by more than chance."""
    expected = orders.sum() * mall
    more: NDArray[np.bool_] = orders - expected >= SURE * np.sqrt(expected)
    return more & (orders > 0)


def _shrunk(orders: Doubles, wider: Doubles) -> Doubles:
    """Return shares of orders, drawn towards wider shares by DOUBT orders."""
    shares: Doubles = (orders + DOUBT * wider) / (orders.sum() + DOUBT)
    return shares
