"""Recall by repeat purchase: what a shopper uses up and is due again, and their next basket."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.basket_rows import History, Own, Rows, own, rows
from huozhao.matching.baskets import Baskets
from huozhao.matching.candidates import Candidate, Source
from huozhao.matching.purchases import Purchase, kept

# Due: so much of the usual time has passed; bought twice, or so many buyers of the SKU came back for it.
EARLY, CAME_BACK = 0.6, 0.1


def recall(baskets: Baskets, purchases: Sequence[Purchase], today: int, limit: int = 100) -> list[Candidate]:
    """Return the shopper's own goods that are due again, likeliest first; `today` is a local day.

    Due are goods of which 0.6 of the usual time has passed (the shopper's own rhythm, shrunk to the product's), if
    the shopper bought them twice or one buyer in ten came back for them. The evidence is the product.
    """
    return [Candidate(sku, "repeat", p, (sku,)) for sku, p in list(due(baskets, purchases, today).items())[:limit]]


def due(baskets: Baskets, purchases: Sequence[Purchase], today: int) -> Mapping[str, float]:
    """Return the goods that are due again with the probability that they are in a basket of today, likeliest first."""
    history = _history(baskets, purchases)
    if not len(history.items):
        return {}
    mine = own(baskets, history, today)
    wanted = mine.items[_is_due(baskets, mine)]
    if not len(wanted):
        return {}
    found = rows(baskets, history, today, only_own=True)
    p = _probability(baskets, found, mine)
    chosen = np.isin(found.items, wanted)
    best = np.lexsort((found.items[chosen], -p[chosen]))
    items, p = found.items[chosen], p[chosen]
    return {baskets.skus.name(int(items[i])): float(p[i]) for i in best}


def next_basket(baskets: Baskets, purchases: Sequence[Purchase], today: int, limit: int = 100) -> list[Candidate]:
    """Return what the shopper's next basket may hold, likeliest first: own goods, and what goes with them.

    Probability by a logistic blend of signs (matching/basket_rows.py) whose weights are learned on held-back baskets.
    Own goods have themselves as evidence when they are due, and none when they are bought regularly but not due; what
    was bought once and is not due is left out.
    """
    history = _history(baskets, purchases)
    if not len(history.items):
        return []
    mine = own(baskets, history, today)
    found = rows(baskets, history, today)
    p = _probability(baskets, found, mine)
    is_due = set(mine.items[_is_due(baskets, mine)].tolist())
    kept_in = is_due | set(mine.items[mine.times > 1].tolist())
    made: list[Candidate] = []
    for i in np.lexsort((found.items, -p)).tolist():
        item, led = int(found.items[i]), int(found.led_by[i])
        if found.is_own[i] and item not in kept_in:
            continue
        because = (baskets.skus.name(led),) if led >= 0 and (not found.is_own[i] or item in is_due) else ()
        source: Source = "repeat" if found.is_own[i] else "basket"
        made.append(Candidate(baskets.skus.name(item), source, float(p[i]), because))
        if len(made) == limit:
            break
    return made


def _is_due(baskets: Baskets, mine: Own) -> NDArray[np.bool_]:
    """Return which own goods are due, shape of `mine.items`."""
    wanted: NDArray[np.bool_] = (mine.due >= EARLY) & ((mine.times > 1) | (baskets.rebought[mine.items] >= CAME_BACK))
    return wanted


def _history(baskets: Baskets, purchases: Sequence[Purchase]) -> History:
    """Return the purchases of goods that are known, oldest first, each SKU once a day."""
    pairs = sorted({(p.day, place) for p in kept(purchases) if (place := baskets.skus.place(p.sku)) >= 0})
    return History(np.array([i for _, i in pairs], np.int64), np.array([day for day, _ in pairs], np.int64))


def _probability(baskets: Baskets, found: Rows, mine: Own) -> NDArray[np.float64]:
    """Return the blend's probability; before one was learned, the rate of buying again and heat alone."""
    if len(baskets.blend.weights):
        return baskets.blend.probability(found.signs)
    times = np.zeros(len(found.items))
    times[found.is_own] = mine.times
    heat = baskets.recent[found.items] / (baskets.recent.max() + 1e-9)
    plain: NDArray[np.float64] = baskets.again[found.items] * times + 1e-3 * heat
    return plain
