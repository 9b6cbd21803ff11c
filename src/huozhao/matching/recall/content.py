"""Recall by content: goods whose words, attributes, category and price are like those the shopper was drawn to."""

from collections.abc import Sequence
from math import log1p

import numpy as np

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.contents import Content
from huozhao.matching.recall.item_cf import freshest
from huozhao.matching.words import words as words_of

HALF_LIFE_MS = 7 * 86_400_000
# What a text known of the shopper weighs against one look at a product just now.
TOLD = 1.0


def recall(
    content: Content, tastes: Sequence[Taste], now: int, limit: int = 100, words: Sequence[str] = ()
) -> list[Candidate]:
    """Return goods like what the shopper was drawn to, best first; `words` are texts known of them, as tags.

    score(j) = Σ_i log(1 + weight_i) · max(0.1, 0.5^(age_i / 7 d)) · cosine(i, j) + Σ_t idf_t-weighed match of the
    words. Goods nobody has met are found as well. The evidence is the strongest i, none where words led there.
    """
    seeds = [(place, t) for t in freshest(tastes) if (place := content.skus.place(t.sku)) >= 0]
    total, most = np.zeros(len(content.skus)), np.zeros(len(content.skus))
    led = np.full(len(content.skus), -1, np.int64)
    for place, taste in seeds:
        near, cosine = content.alike.row(place)
        part = cosine * (log1p(taste.weight) * max(0.1, 0.5 ** (max(0, now - taste.at) / HALF_LIFE_MS)))
        total[near] += part
        more = part > most[near]
        most[near[more]], led[near[more]] = part[more], place
    for near, part in _told(content, words):
        total[near] += part
    total[[place for place, _ in seeds]] = 0
    return _candidates(content, total, led, limit)


def alike(content: Content, sku: str, limit: int = 100) -> list[Candidate]:
    """Return the goods most like one product by its description, best first; the score is the cosine."""
    place = content.skus.place(sku)
    if place < 0:
        return []
    near, cosine = content.alike.row(place)
    pairs = zip(near[:limit].tolist(), cosine[:limit].tolist(), strict=True)
    return [Candidate(content.skus.name(j), "content", float(c), (sku,)) for j, c in pairs]


def _told(content: Content, texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the goods that a shopper's words name, each word by how rare it is."""
    places = {place for text in texts for word in words_of(text) if (place := content.terms.place(word)) >= 0}
    return [(near, values * TOLD) for near, values in map(content.told_by.row, sorted(places))]


def _candidates(content: Content, total: np.ndarray, led: np.ndarray, limit: int) -> list[Candidate]:
    found = np.flatnonzero(total > 0)
    best = found[np.lexsort((found, -total[found]))][:limit]
    name = content.skus.name
    return [Candidate(name(int(j)), "content", float(total[j]), (name(int(led[j])),) if led[j] >= 0 else ())
            for j in best]
