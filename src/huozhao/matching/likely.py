"""Who is likely to want a product: shoppers drawn to its category, and those whose tastes are like its fans'.

own(u) = Σ tastes(u, j) over the goods j of the category / ‖tastes(u)‖; like(u) = Σ_v cos(u, v) · tastes(v, i) / ‖v‖
over all fans v of product i (user-based collaborative filtering), scaled to at most 1. Score = own + like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Model, Sparse

Floats = NDArray[np.float64]


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


def likely(model: Model, sku: str, category: Sequence[str]) -> list[Likely]:
    """Return everybody who is drawn to a product, likeliest first; `category` holds the SKUs of its category."""
    if not len(model.shoppers):
        return []
    wanted = np.zeros(len(model.skus))
    places = [place for each in category if (place := model.skus.place(each)) >= 0]
    wanted[places] = 1.0
    norms = np.maximum(model.norms.astype(np.float64), 1e-9)
    own = _times(model.tastes, wanted) / norms
    like = _like_fans(model, sku, norms)
    score = own + like
    order = np.argsort(-score, kind="stable")
    some = order[: int((score > 1e-6).sum())].tolist()
    return [Likely(model.shoppers.name(u), float(own[u]), float(like[u])) for u in some]


def _like_fans(model: Model, sku: str, norms: Floats) -> Floats:
    place = model.skus.place(sku)
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
