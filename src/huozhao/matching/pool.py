"""The pool of one page: every candidate once, with its score and place in each source, as arrays."""

from collections.abc import Sequence
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
    0 where a source did not find the product. `row`, `column` and `share` tell each candidate's cell and part.
    """

    skus: tuple[str, ...]
    scores: Floats
    places: Floats
    candidates: Sequence[Candidate]
    row: Ints
    column: Ints
    share: Floats

    def leaders(self, weights: Floats) -> Ints:
        """Return, for each product, the candidate that adds most under weights a source (S,)."""
        best = np.full(len(self.skus), -1, np.int64)
        order = np.argsort(weights[self.column] * self.share, kind="stable")
        best[self.row[order]] = order
        return best


def pool(candidates: Sequence[Candidate]) -> Pool:
    """Return the pool of candidates; a product that one source names twice has both parts added."""
    places: dict[str, int] = {}
    row = np.fromiter((places.setdefault(c.sku, len(places)) for c in candidates), np.int64, len(candidates))
    column = np.fromiter((COLUMN[c.source] for c in candidates), np.int64, len(candidates))
    raw = np.fromiter((c.score for c in candidates), np.float32, len(candidates))
    peaks = np.zeros(len(SOURCES), np.float32)
    np.maximum.at(peaks, column, raw)
    share = raw / np.where(peaks > 0, peaks, 1.0).astype(np.float32)[column]
    shape = (len(places), len(SOURCES))
    scores, rank = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    np.add.at(scores, (row, column), share)
    order = np.lexsort((row, -share, column))
    first = np.searchsorted(column[order], np.arange(len(SOURCES)))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - first[column[order]]
    np.maximum.at(rank, (row, column), (1.0 / (1 + place)).astype(np.float32))
    return Pool(tuple(places), scores, rank, candidates, row, column, share)
