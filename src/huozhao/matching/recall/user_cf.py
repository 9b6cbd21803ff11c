"""Recall by shoppers: what those with a similar taste were drawn to (M1)."""

from collections.abc import Sequence

import numpy as np

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.model import Model, Sparse
from huozhao.matching.recall.item_cf import freshest

FANS = 200
KIN = 50
HISTORY = 30
THEIRS = 100


def recall(model: Model, shopper: str, tastes: Sequence[Taste], limit: int = 100) -> list[Candidate]:
    """Return what the 50 most similar shoppers were drawn to, best first.

    similarity(u, v) = Σ_i x_ui x_vi / (‖x_u‖ ‖x_v‖), x = log(1 + weight), over the shopper's newest 30 goods and at
    most 200 fans of each; neighbours are found at request, so a first visit counts at once. score(j) = Σ_v
    similarity(u, v) · x_vj. The evidence is the goods shared with those neighbours.
    """
    seeds = [(model.skus.place(t.sku), t) for t in freshest(tastes, HISTORY)]
    seeds = [(place, t) for place, t in seeds if place >= 0]
    own = model.shoppers.place(shopper)
    kin, likeness = _kin(model, [place for place, _ in seeds], [t.weight for _, t in seeds], own)
    if not len(kin):
        return []
    items, values = _rows(model.tastes, kin, likeness, THEIRS)
    found, place = np.unique(items, return_inverse=True)
    scores = np.bincount(place, weights=values, minlength=len(found))
    theirs = set(items.tolist())
    shared = tuple(t.sku for at, t in seeds if at in theirs)[:3]
    best = np.lexsort((found, -scores))[:limit]
    name, told = model.skus.name, zip(found[best].tolist(), scores[best].tolist(), strict=True)
    return [Candidate(name(i), "user_cf", score, shared) for i, score in told]


def _kin(model: Model, places: list[int], weights: list[int], own: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the most similar shoppers and their similarity, best first."""
    if not places:
        return np.zeros(0, np.int64), np.zeros(0)
    x = np.log1p(np.array(weights, np.float64))
    who, values = _rows(model.fans, np.array(places), x, FANS)
    found, place = np.unique(who, return_inverse=True)
    length = float(np.sqrt((x * x).sum())) or 1.0
    likeness = np.bincount(place, weights=values, minlength=len(found)) / (
        np.maximum(model.norms[found], 1e-6) * length
    )
    likeness[found == own] = -1
    best = np.lexsort((found, -likeness))[:KIN]
    best = best[likeness[best] > 0]
    return found[best], likeness[best]


def _rows(table: Sparse, places: np.ndarray, weights: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first `most` columns of some rows one after another, and log(1 + value) · weight of the row."""
    first = table.starts[places]
    lengths = np.minimum(table.starts[places + 1] - first, most)
    at = np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
    return table.indices[at], np.log1p(np.maximum(table.values[at], 0)) * np.repeat(weights, lengths)
