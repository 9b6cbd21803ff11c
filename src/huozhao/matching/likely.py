"""Who is likely to want a product: shoppers drawn to its category, and those whose tastes are like its fans'.

own(u) = Σ tastes(u, j) over the goods j of the category / (Σ tastes(u, j) over all + the median of that sum), so that
one glance does not outweigh a habit; like(u) = Σ_v cos(u, v) · tastes(v, i) / ‖v‖ over all fans v of product i
(user-based collaborative filtering), scaled to at most 1. Score = own + like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Model, Sparse

Floats = NDArray[np.float64]
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Likely:
    """A shopper who is likely to want the product: the parts of the score, each from 0 to about 1."""

    shopper: str
    own: float
    like: float

    @property
    def score(self) -> float:
        """The sum of both parts."""
        return self.own + self.like


def likely(model: Model, sku: str, category: Sequence[str], most: int = MOST) -> list[Likely]:
    """Return the `most` shoppers who are drawn to a product most; `category` holds the SKUs of its category."""
    if not len(model.shoppers):
        return []
    wanted = np.zeros(len(model.skus))
    places = [place for each in category if (place := model.skus.place(each)) >= 0]
    wanted[places] = 1.0
    every = np.maximum(_times(model.tastes, np.ones(len(model.skus))), 0.0)
    own = np.maximum(_times(model.tastes, wanted), 0.0) / np.maximum(every + np.median(every), 1e-9)
    like = _like_fans(model, sku)
    score = own + like
    order = np.argsort(-score, kind="stable")
    some = order[: min(most, int((score > 1e-6).sum()))].tolist()
    return [Likely(model.shoppers.name(u), float(own[u]), float(like[u])) for u in some]


def _like_fans(model: Model, sku: str) -> Floats:
    place = model.skus.place(sku)
    squares = replace(model.tastes, values=model.tastes.values**2)
    norms = np.sqrt(np.maximum(_times(squares, np.ones(len(model.skus))), 1e-12))
    fans, values = model.fans.row(place) if place >= 0 else (np.zeros(0, np.int32), np.zeros(0, np.float32))
    taste = np.zeros(len(model.skus))
    for fan, value in zip(fans.tolist(), values.tolist(), strict=True):
        columns, weights = model.tastes.row(fan)
        np.add.at(taste, columns, weights * (value / norms[fan] ** 2))
    like = np.maximum(_times(model.tastes, taste) / norms, 0.0)
    most = float(like.max(initial=0.0))
    return like / most if most > 0 else like


def _times(table: Sparse, vector: Floats) -> Floats:
    """Return the product of a sparse table and a vector."""
    sums = np.concatenate([[0.0], np.cumsum(table.values * vector[table.indices])])
    return np.asarray(sums[table.starts[1:]] - sums[table.starts[:-1]], dtype=np.float64)
