"""Rank all goods for one person as the pages do: the same recalls, the same blend, over models of the past."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.columns import columns
from huozhao.flows.evaluation.material import History
from huozhao.flows.goods import Goods
from huozhao.flows.standing import Known
from huozhao.matching import basket_fit
from huozhao.matching.baskets import Baskets, no_baskets
from huozhao.matching.model import Model
from huozhao.matching.pool import pool
from huozhao.matching.purchases import PURCHASES
from huozhao.matching.rank import blended
from huozhao.matching.recall import item_cf, repeat, user_cf
from huozhao.matching.shelf import Shelf, content, fill, popular
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids
from huozhao.terms.time import DAY_MS

Floats = NDArray[np.float32]
SOURCES = ("item_cf", "user_cf", "repeat", "content", "popular")
# What is popular stands behind everything that was recalled.
UNDER = 1e-6


@dataclass(frozen=True, slots=True)
class Ranking:
    """The recalls that the past allows, over `skus`; the shelf holds what is listed now."""

    model: Model
    baskets: Baskets
    shelf: Shelf
    skus: Ids
    weight: Floats
    today: int

    def scores(self, person: str, history: History) -> Floats:
        """Return the score of every good for one person, −inf where nothing speaks for it, shape (items,)."""
        now = self.today * DAY_MS
        found = item_cf.recall(self.model, history.tastes, now) + user_cf.recall(self.model, person, history.tastes)
        found += repeat.next_basket(self.baskets, history.purchases, self.today)
        found += content(self.shelf, history.tastes) + popular(self.shelf)
        made = pool(found)
        peak = float(self.weight.max(initial=0.0)) or 1.0
        scores = np.where(self.weight > 0, UNDER * self.weight / peak, -np.inf).astype(np.float32)
        for sku, score in zip(made.skus, blended(made, "home").tolist(), strict=True):
            place = self.skus.place(sku)
            if place >= 0:
                scores[place] = max(float(scores[place]), score)
        return scores


def ranking(model: Model, baskets: Baskets, goods: Goods, skus: Ids, weight: Floats, today: int) -> Ranking:
    """Return the ranking by a model and by what is learned of baskets."""
    heat = dict(zip(skus.names(), map(float, weight), strict=True))
    return Ranking(model, baskets, fill(goods.skus(), heat), skus, weight, today)


def learn_baskets(state: StateStore, skus: Ids, known: Known) -> Baskets:
    """Return what the purchases of a state tell of baskets, as the nightly run learns it."""
    names, found = columns(state, PURCHASES, ("shopper", "sku"), ("day", "quantity"))
    persons = [known.person(s) if known.allows(s, PERSONALISATION) else "" for s in names["shopper"]]
    number = {name: n for n, name in enumerate(sorted({name for name in persons if name}))}
    who = np.array([number.get(name, -1) for name in persons], np.int64)[found["shopper"]]
    item = np.array([skus.place(sku) for sku in names["sku"]], np.int64)[found["sku"]]
    kept = (who >= 0) & (item >= 0) & (found["quantity"] > 0)
    if not kept.any():
        return no_baskets()
    return basket_fit.learn(skus, basket_fit.lines(who[kept], found["day"][kept], item[kept]))
