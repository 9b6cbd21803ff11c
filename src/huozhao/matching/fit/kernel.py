"""A generalised item-kNN with three exponents, exact and block by block."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.matching.fit.tables import capped, sparse
from huozhao.matching.model import Floats, Ints, Sparse, empty

BLOCK = 256
# Rows longer than this add next to nothing to neighbours and cost their square.
LONGEST_HISTORY = 500


@dataclass(frozen=True, slots=True)
class Exponents:
    """How far a shopper's breadth, the source's and the target's popularity are divided out."""

    shopper: float = 0.4
    source: float = 0.5
    target: float = 0.5


def neighbours(table: Sparse, items: int, keep: int = 100, by: Exponents | None = None) -> Sparse:
    """Return the `keep` nearest items of every item, heaviest first.

    similarity(i, j) = Σ_u x_ui x_uj |u|^−a / (d_i^b d_j^c), x = log(1 + weight), d = Σ_u x² (the three-exponent
    kNN of facts gathered for this product; a = b = c = 0.5 is close to cosine). Memory is bounded by BLOCK
    rows × items; time by Σ_u |u|².
    """
    from scipy.sparse import csr_array

    if not len(table.indices) or not items:
        return empty(items)
    by = by or Exponents()
    short = capped(table, LONGEST_HISTORY)
    x = np.log1p(np.maximum(short.values, 0))
    lengths = np.diff(short.starts)
    degree = np.maximum(np.bincount(short.indices, weights=x * x, minlength=items), 1e-9)
    scale = np.repeat(np.maximum(lengths, 1) ** -by.shopper, lengths)
    shape = (short.rows, items)
    left = csr_array((x * scale * degree[short.indices] ** -by.source, short.indices, short.starts), shape).T.tocsr()
    right = csr_array((x * degree[short.indices] ** -by.target, short.indices, short.starts), shape)
    blocks = [_top(left[start : start + BLOCK] @ right, start, keep) for start in range(0, items, BLOCK)]
    rows, columns, values = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return sparse(rows, columns, values, (items, items))


def _top(block: Any, first: int, keep: int) -> tuple[Ints, Ints, Floats]:
    """Return the heaviest `keep` entries of each row of a block, without the item itself."""
    rows: list[Ints] = []
    columns: list[Ints] = []
    values: list[Floats] = []
    for i in range(block.shape[0]):
        span = slice(block.indptr[i], block.indptr[i + 1])
        near, held = block.indices[span], block.data[span]
        other = (near != i + first) & (held > 0)
        near, held = near[other], held[other]
        if len(near) > keep:
            best = np.argpartition(-held, keep - 1)[:keep]
            near, held = near[best], held[best]
        rows.append(np.full(len(near), i + first, np.int32))
        columns.append(near.astype(np.int32))
        values.append(held.astype(np.float32))
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
