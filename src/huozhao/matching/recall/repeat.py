"""Recall by repeat purchase: what a shopper uses up and is due again, and their next basket."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.basket_rows import History, Own, Rows, own, rows
from huozhao.matching.baskets import Baskets
from huozhao.matching.candidates import Candidate
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
    wanted = (mine.due >= EARLY) & ((mine.times > 1) | (baskets.rebought[mine.items] >= CAME_BACK))
    if not wanted.any():
        return {}
    found = rows(baskets, history, today, only_own=True)
    p = _probability(baskets, found, mine)
    chosen = np.isin(found.items, mine.items[wanted])
    best = np.lexsort((found.items[chosen], -p[chosen]))
    items, p = found.items[chosen], p[chosen]
    return {baskets.skus.name(int(items[i])): float(p[i]) for i in best}


def next_basket(baskets: Baskets, purchases: Sequence[Purchase], today: int, limit: int = 100) -> list[Candidate]:
    """Return what the shopper's next basket may hold, likeliest first: own goods, and what goes with them.

    Probability by a logistic blend of signs (matching/basket_rows.py) whose weights are learned on held-back baskets.
    """
    history = _history(baskets, purchases)
    if not len(history.items):
        return []
    found = rows(baskets, history, today)
    p = _probability(baskets, found, own(baskets, history, today))
    name, best = baskets.skus.name, np.lexsort((found.items, -p))[:limit]
    return [
        Candidate(name(int(found.items[i])), "repeat" if found.is_own[i] else "item_cf", float(p[i]),
                  (name(int(found.led_by[i])),) if found.led_by[i] >= 0 else ()) for i in best
    ]  # fmt: skip


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
