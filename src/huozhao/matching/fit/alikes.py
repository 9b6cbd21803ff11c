"""Neighbours by content: cosine of the goods' terms, the hotter first among equals."""

from typing import Any

import numpy as np

from huozhao.matching.fit.tables import sparse
from huozhao.matching.model import Floats, Sparse

KEEP, BLOCK = 200, 256


def alikes(terms: Sparse, columns: int, heat: Floats, keep: int = KEEP) -> Sparse:
    """Return the `keep` goods most like each product, cosine > 0; `terms` (goods × columns) count by their idf."""
    from scipy.sparse import csr_array

    size = terms.rows
    met = np.maximum(np.bincount(terms.indices, minlength=columns), 1)
    values = terms.values * np.log(size / met)[terms.indices]
    rows = np.repeat(np.arange(size), np.diff(terms.starts))
    length = np.sqrt(np.bincount(rows, weights=values * values, minlength=size))
    values = (values / np.maximum(length[rows], 1e-9)).astype(np.float32)
    matrix: Any = csr_array((values, terms.indices, terms.starts), (size, columns))
    back, before = matrix.T.tocsr(), 1e-3 * heat / max(1e-9, float(heat.max(initial=0.0)))
    parts = []
    for first in range(0, size, BLOCK):
        cosine = (matrix[first : first + BLOCK] @ back).toarray()
        own = np.arange(len(cosine))
        cosine[own, own + first] = 0
        near = np.argpartition(-(cosine + before), min(keep, size - 1), axis=1)[:, :keep]
        held = np.take_along_axis(cosine, near, 1)
        some = held > 0
        rows_of = np.repeat(own + first, near.shape[1]).reshape(near.shape)
        parts.append((rows_of[some], near[some], held[some]))
    found = [np.concatenate(part) for part in zip(*parts, strict=True)]
    return sparse(found[0], found[1], found[2], (size, size))
