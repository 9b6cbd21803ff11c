"""Recall by shoppers: what those with a similar taste were drawn to (M1)."""

from collections.abc import Sequence

import numpy as np

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.model import Model
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
    rows = [model.tastes.row(int(v)) for v in kin]
    items = np.concatenate([row[0][:THEIRS] for row in rows])
    values = np.concatenate(
        [np.log1p(np.maximum(row[1][:THEIRS], 0)) * s for row, s in zip(rows, likeness, strict=True)]
    )
    found, place = np.unique(items, return_inverse=True)
    scores = np.bincount(place, weights=values, minlength=len(found))
    theirs = set(items.tolist())
    shared = tuple(t.sku for at, t in seeds if at in theirs)[:3]
    best = np.lexsort((found, -scores))[:limit]
    return [Candidate(model.skus.name(int(found[i])), "user_cf", float(scores[i]), shared) for i in best]


def _kin(model: Model, places: list[int], weights: list[int], own: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the most similar shoppers and their similarity, best first."""
    parts = [(model.fans.row(place), np.log1p(w)) for place, w in zip(places, weights, strict=True)]
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0)
    who = np.concatenate([row[0][:FANS] for row, _ in parts])
    values = np.concatenate([np.log1p(np.maximum(row[1][:FANS], 0)) * x for row, x in parts])
    found, place = np.unique(who, return_inverse=True)
    length = float(np.sqrt(sum(x * x for _, x in parts))) or 1.0
    likeness = np.bincount(place, weights=values, minlength=len(found)) / (
        np.maximum(model.norms[found], 1e-6) * length
    )
    likeness[found == own] = -1
    best = np.lexsort((found, -likeness))[:KIN]
    best = best[likeness[best] > 0]
    return found[best], likeness[best]
