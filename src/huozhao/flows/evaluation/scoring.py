"""Rank all goods for one person as the pages do: the same recalls, the same blend, over models of the past."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.columns import columns
from huozhao.flows.evaluation.ground import Ground
from huozhao.flows.evaluation.material import History, Material
from huozhao.flows.people.standing import Known
from huozhao.matching import basket_fit
from huozhao.matching.baskets import Baskets, no_baskets
from huozhao.matching.contents import Content
from huozhao.matching.model import Model
from huozhao.matching.page_blend import PageBlend
from huozhao.matching.pool import Pool, pool
from huozhao.matching.purchases import PURCHASES
from huozhao.matching.rank import blended
from huozhao.matching.recall import content, item_cf, own, repeat, user_cf
from huozhao.matching.shelf import Shelf, fill, popular
from huozhao.matching.shelf import content as of_categories
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.ids import Ids
from huozhao.terms.time import DAY_MS

Floats = NDArray[np.float32]
SOURCES = ("item_cf", "user_cf", "repeat", "basket", "own", "content", "popular")
# What is popular stands behind everything that was recalled.
UNDER = 1e-6


@dataclass(frozen=True, slots=True)
class Ranking:
    """The recalls that the past allows, over `skus`; the shelf and `content` hold what is listed now."""

    model: Model
    baskets: Baskets
    content: Content
    shelf: Shelf
    skus: Ids
    weight: Floats
    today: int

    @property
    def now(self) -> int:
        """The instant (ms) that ages count to."""
        return self.today * DAY_MS

    def found(self, person: str, history: History) -> Pool:
        """Return what the recalls find for one person."""
        tastes, now = history.tastes, self.now
        found = item_cf.recall(self.model, tastes, now) + user_cf.recall(self.model, person, tastes)
        found += own.recall(tastes) + repeat.next_basket(self.baskets, history.purchases, self.today)
        found += content.recall(self.content, tastes, now) or of_categories(self.shelf, tastes)
        return pool([*found, *popular(self.shelf)])

    def signs(self, made: Pool, history: History) -> Floats:
        """Return the signs of the person's own goods."""
        return own.signs(made.rows, history.tastes, self.now)

    def places(self, made: Pool) -> NDArray[np.int64]:
        """Return the places of what was found among all goods, −1 for what is not among them."""
        return np.array([self.skus.place(sku) for sku in made.skus], np.int64)

    def over(self, places: NDArray[np.int64], total: Floats) -> Floats:
        """Return scores of every good: those found by `total`, what is popular behind, −inf for the rest, (items,)."""
        peak = float(self.weight.max(initial=0.0)) or 1.0
        scores = np.where(self.weight > 0, UNDER * self.weight / peak, -np.inf).astype(np.float32)
        known = places >= 0
        scores[places[known]] = np.maximum(scores[places[known]], total[known])
        return scores

    def scores(self, person: str, history: History, blend: PageBlend | None = None) -> Floats:
        """Return the score of every good for one person, −inf where nothing speaks for it, shape (items,)."""
        made = self.found(person, history)
        return self.over(self.places(made), blended(made, "home", blend, self.signs(made, history)).total)


def ranking(model: Model, baskets: Baskets, on: Ground, material: Material) -> Ranking:
    """Return the ranking by a model and by what is learned of baskets."""
    heat = dict(zip(material.skus.names(), map(float, material.weight), strict=True))
    return Ranking(model, baskets, on.content(), fill(on.goods.skus(), heat), material.skus, material.weight,
                   material.split.cut)  # fmt: skip


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
