"""Learn from everything on record: everybody's standing, the tags' sizes, the model, a list for every shopper."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.columns import activity_of, columns
from huozhao.flows.goods import Goods
from huozhao.flows.learned import Learned
from huozhao.insight.folds import BOUGHT
from huozhao.matching.fit import capped, decayed, neighbours, norms, sparse, top_lists, transposed
from huozhao.matching.model import Model, Sparse, empty, to_arrays
from huozhao.matching.tastes import TASTES
from huozhao.terms.ids import Ids
from huozhao.terms.time import DAY_MS

Step = Callable[[int, int], None]
FANS = 200
TOP = 20
HALF_LIFE_MS = 30 * DAY_MS
# Cells of the dense score block of one batch of shoppers: 8 M × 4 bytes = 32 MB.
CELLS = 8_000_000


@dataclass(frozen=True, slots=True)
class Learn:
    """The learning half of the main job."""

    state: StateStore
    documents: Documents
    learned: Learned
    goods: Goods
    clock: Callable[[], int]
    tag_sizes: Callable[[], dict[str, int]]

    def shoppers(self, step: Step) -> dict[str, Any]:
        """Compute RFM and segments of all shoppers and the size of every tag; return the counts."""
        standing = self.learned.restand()
        step(1, 2)
        tags = self.tag_sizes()
        step(2, 2)
        segments = {name: {"shoppers": n, "spent_fen": fen} for name, n, fen in standing.summary()}
        return {"shoppers": len(standing.shoppers), "segments": segments, "tags": tags}

    def matching(self, step: Step) -> dict[str, Any]:
        """Learn the model and the top 20 of every shopper; return what was learned."""
        now = self.clock()
        model = fit(self.state, str(now))
        model = replace(model, top=lists(model, self._blocked(model), step))
        self.learned.artifacts.save("matching", model.version, to_arrays(model), {"at": now})
        return {
            "model": model.version,
            "goods": len(model.skus),
            "shoppers": len(model.shoppers),
            "neighbours": len(model.related.indices),
            "bought_together": len(model.together.indices),
            "recommended_shoppers": int((np.diff(model.top.starts) > 0).sum()),
            "recommendations": len(model.top.indices),
        }

    def _blocked(self, model: Model) -> np.ndarray:
        listed = (self.goods.sku(sku) for sku in model.skus.names())
        return np.array([sku is None or not sku.listed for sku in listed], np.bool_)


def fit(state: StateStore, version: str) -> Model:
    """Return a model of all tastes on record."""
    names, found = columns(state, TASTES, ("shopper", "sku"), ("weight", "last_at"))
    shoppers, skus = Ids.of(names["shopper"]), Ids.of(names["sku"])
    liked = found["weight"] > 0
    who = _sorted_places(shoppers, names["shopper"])[found["shopper"]][liked]
    what = _sorted_places(skus, names["sku"])[found["sku"]][liked]
    weight, at = found["weight"][liked], found["last_at"][liked]
    tastes = sparse(who, what, weight, (len(shoppers), len(skus)))
    return Model(
        version, skus, shoppers, neighbours(tastes, len(skus)), _together(state, skus), tastes,
        capped(transposed(tastes, len(skus)), FANS), norms(tastes),
        decayed(what, weight, at, len(skus), HALF_LIFE_MS),
    )  # fmt: skip


def lists(model: Model, blocked: np.ndarray, step: Step) -> Sparse:
    """Return the top goods of every shopper, batch by batch."""
    count, items = len(model.shoppers), len(model.skus)
    if not count or not items:
        return empty(count)
    batch = max(16, CELLS // items)
    near, held = [], []
    for first in range(0, count, batch):
        last = min(first + batch, count)
        found = top_lists(model.tastes, model.related, model.popular, blocked, first, last, TOP)
        near.append(found[0])
        held.append(found[1])
        step(last, count)
    items_of, scores = np.concatenate(near), np.concatenate(held)
    kept = items_of >= 0
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(kept.sum(axis=1), out=starts[1:])
    return Sparse(starts, items_of[kept], scores[kept].astype(np.float32))


def _together(state: StateStore, skus: Ids) -> Sparse:
    """Return what is bought together: neighbours over baskets, a basket being one shopper's purchases of one day."""
    activity = activity_of(state)
    codes = [i for i, name in enumerate(activity.names) if name == BOUGHT]
    lines = np.flatnonzero(np.isin(activity.name, codes))
    if not len(lines):
        return empty(len(skus))
    pair = activity.shopper[lines].astype(np.int64) * 1_000_000 + activity.day[lines]
    _, basket = np.unique(pair, return_inverse=True)
    place = np.array([skus.place(subject) for subject in activity.subjects], np.int64)[activity.subject[lines]]
    known = place >= 0
    baskets = sparse(basket[known], place[known], np.ones(int(known.sum())), (int(basket.max()) + 1, len(skus)))
    return neighbours(baskets, len(skus))


def _sorted_places(ids: Ids, names: list[str]) -> np.ndarray:
    encoded = np.array([name.encode() for name in names], dtype=np.bytes_)
    return np.searchsorted(ids.encoded, encoded).astype(np.int64)
