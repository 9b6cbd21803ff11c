"""Recall by goods: what goes with what the shopper was drawn to (M2)."""

from collections.abc import Sequence
from math import log1p

import numpy as np

from huozhao.matching.candidates import Candidate, Source, Taste
from huozhao.matching.model import Model, Sparse

NEWEST = 50
HALF_LIFE_MS = 7 * 86_400_000


def freshest(tastes: Sequence[Taste], most: int = NEWEST) -> list[Taste]:
    """Return the newest tastes that are still positive, newest first."""
    return sorted((t for t in tastes if t.weight > 0), key=lambda t: (-t.at, t.sku))[:most]


def recall(
    model: Model, tastes: Sequence[Taste], now: int, limit: int = 200, source: Source = "item_cf"
) -> list[Candidate]:
    """Return neighbours of the shopper's newest tastes, best first.

    score(j) = Σ_i log(1 + weight_i) · 0.5^(age_i / 7 d) · (related(i, j) + following(i, j)), floored at a tenth for
    old tastes, so what happened in this session weighs most and nothing is ever forgotten. The evidence is the
    strongest i. Complements are read from `together` alone.
    """
    tables = [model.together] if source == "complement" else [model.related, model.following]
    seeds = [(model.skus.place(t.sku), t) for t in freshest(tastes)]
    parts = [_part(tables, place, t, now) for place, t in seeds if place >= 0]
    if not parts:
        return []
    items = np.concatenate([part[0] for part in parts])
    values = np.concatenate([part[1] for part in parts])
    seed = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    found, place = np.unique(items, return_inverse=True)
    scores = np.bincount(place, weights=values, minlength=len(found))
    strongest = _strongest(place, values, seed, len(found))
    names = [t.sku for at, t in seeds if at >= 0]
    best = np.lexsort((found, -scores))[:limit]
    return [
        Candidate(model.skus.name(int(found[i])), source, float(scores[i]), (names[int(strongest[i])],)) for i in best
    ]


def _part(tables: Sequence[Sparse], place: int, taste: Taste, now: int) -> tuple[np.ndarray, np.ndarray]:
    rows = [table.row(place) for table in tables if place < table.rows]
    fresh = max(0.1, 0.5 ** (max(0, now - taste.at) / HALF_LIFE_MS))
    values = np.concatenate([row[1] for row in rows])
    return np.concatenate([row[0] for row in rows]), values * (log1p(taste.weight) * fresh)


def _strongest(place: np.ndarray, values: np.ndarray, seed: np.ndarray, size: int) -> np.ndarray:
    """Return, for each found item, the seed that added most."""
    order = np.argsort(values, kind="stable")
    best = np.zeros(size, np.int64)
    best[place[order]] = seed[order]
    return best
