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
    # Dense sums: at a hundred thousand goods still faster than finding the distinct ones by sorting.
    total = np.bincount(items, weights=values, minlength=len(model.skus))
    best = _heaviest(total, limit)
    strongest = _strongest(best, items, values, seed, len(model.skus))
    led = [(t.sku,) for at, t in seeds if at >= 0]
    name, told = model.skus.name, zip(best.tolist(), total[best].tolist(), strongest.tolist(), strict=True)
    return [Candidate(name(i), source, score, led[by]) for i, score, by in told]


def _heaviest(total: np.ndarray, limit: int) -> np.ndarray:
    """Return the places of the greatest sums above 0, greatest first, the lower place among equals."""
    found = np.flatnonzero(total > 0)
    if len(found) > limit:
        least = np.partition(total[found], len(found) - limit)[len(found) - limit]
        found = found[total[found] >= least]
    return found[np.argsort(-total[found], kind="stable")][:limit]


def _part(tables: Sequence[Sparse], place: int, taste: Taste, now: int) -> tuple[np.ndarray, np.ndarray]:
    rows = [table.row(place) for table in tables if place < table.rows]
    fresh = max(0.1, 0.5 ** (max(0, now - taste.at) / HALF_LIFE_MS))
    values = np.concatenate([row[1] for row in rows])
    return np.concatenate([row[0] for row in rows]), values * (log1p(taste.weight) * fresh)


def _strongest(best: np.ndarray, items: np.ndarray, values: np.ndarray, seed: np.ndarray, size: int) -> np.ndarray:
    """Return, for each of the best, the seed that added most."""
    place = np.full(size, -1, np.int32)
    place[best] = np.arange(len(best))
    told = np.flatnonzero(place[items] >= 0)
    told = told[np.argsort(values[told], kind="stable")]
    by = np.zeros(len(best), np.int64)
    by[place[items[told]]] = seed[told]
    return by
