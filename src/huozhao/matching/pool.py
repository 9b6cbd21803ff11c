"""The pool of one page: every candidate once, with its score and place in each source, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import SOURCES, Candidate

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
COLUMN = {source: column for column, source in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True)
class Pool:
    """`n` products by `S` sources.

    `scores` (n, S) are sums of score / best score of the source; `places` (n, S) are 1 / (1 + place in the source),
    0 where a source did not find the product. `row`, `column` and `share` tell each candidate's cell and part, `rows`
    the row of each product.
    """

    skus: tuple[str, ...]
    rows: Mapping[str, int]
    scores: Floats
    places: Floats
    candidates: Sequence[Candidate]
    row: Ints
    column: Ints
    share: Floats

    def leaders(self, parts: Floats) -> Ints:
        """Return, for each product, the best candidate of the source that adds most by parts (n, S)."""
        best = np.full(len(self.skus), -1, np.int64)
        order = np.lexsort((self.share, parts[self.row, self.column]))
        best[self.row[order]] = order
        return best


def pool(candidates: Sequence[Candidate]) -> Pool:
    """Return the pool of candidates; a product that one source names twice has both parts added."""
    # Lists are filled and turned into arrays faster than arrays are filled from generators.
    names = [c.sku for c in candidates]
    places = {sku: n for n, sku in enumerate(dict.fromkeys(names))}
    row = np.array([places[name] for name in names], np.int64)
    column = np.array([COLUMN[c.source] for c in candidates], np.int64)
    raw = np.array([c.score for c in candidates], np.float32)
    order = np.lexsort((row, -raw, column))
    starts = np.searchsorted(column[order], np.arange(len(SOURCES)))
    peaks = np.ones(len(SOURCES), np.float32)
    for source in np.unique(column):
        best = raw[order[starts[source]]]
        peaks[source] = best if best > 0 else 1.0
    share = raw / peaks[column]
    cell, shape = row * len(SOURCES) + column, (len(places), len(SOURCES))
    scores = np.bincount(cell, share, shape[0] * shape[1]).astype(np.float32).reshape(shape)
    rank = np.zeros(shape[0] * shape[1], np.float32)
    place = np.arange(len(order)) - starts[column[order]]
    # Written from the last place to the first, so that the better of two places of a product stands.
    rank[cell[order[::-1]]] = 1.0 / (1 + place[::-1])
    rank = rank.reshape(shape)
    return Pool(tuple(places), places, scores, rank, candidates, row, column, share)
