"""Sparse tables made, cut and turned over; lengths, decayed heat and the top lists of item-kNN."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Floats, Ints, Sparse


def sparse(rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], shape: tuple[int, int]) -> Sparse:
    """Return triples as rows, each row's heaviest column first."""
    order = np.lexsort((columns, -values, rows))
    starts = np.zeros(shape[0] + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=shape[0]), out=starts[1:])
    return Sparse(starts, columns[order].astype(np.int32), values[order].astype(np.float32))


def capped(table: Sparse, most: int) -> Sparse:
    """Return a table with at most `most` pairs a row, the heaviest."""
    lengths = np.diff(table.starts)
    kept = np.arange(len(table.indices)) - np.repeat(table.starts[:-1], lengths) < most
    starts = np.zeros_like(table.starts)
    np.cumsum(np.minimum(lengths, most), out=starts[1:])
    return Sparse(starts, table.indices[kept], table.values[kept])


def transposed(table: Sparse, columns: int) -> Sparse:
    """Return the table turned over: a row for each of `columns` columns."""
    rows = np.repeat(np.arange(table.rows, dtype=np.int32), np.diff(table.starts))
    return sparse(table.indices, rows, table.values, (columns, table.rows))


def norms(table: Sparse) -> Floats:
    """Return the length of each row of log(1 + weight)."""
    x = np.log1p(np.maximum(table.values, 0)).astype(np.float64)
    rows = np.repeat(np.arange(table.rows), np.diff(table.starts))
    return np.sqrt(np.bincount(rows, weights=x * x, minlength=table.rows)).astype(np.float32)


def decayed(items: NDArray[Any], weights: NDArray[Any], at: NDArray[Any], size: int, half_life_ms: int) -> Floats:
    """Return the weight of each item, halved for every half-life since the newest act, shape (size,)."""
    if not len(items):
        return np.zeros(size, np.float32)
    fresh = 0.5 ** ((at.max() - at) / half_life_ms)
    return np.bincount(items, weights=np.maximum(weights, 0) * fresh, minlength=size).astype(np.float32)


def top_lists(
    tastes: Sparse, related: Sparse, popular: Floats, blocked: NDArray[np.bool_], first: int, last: int, keep: int
) -> tuple[Ints, Floats]:
    """Return the best `keep` items for shoppers first…last by item-kNN, popular goods filling up.

    Shapes (last − first, keep). What a shopper already knows and what is `blocked` (items,) is left out; where
    fewer items remain, the places end with −1.
    """
    from scipy.sparse import csr_array

    items, span = related.rows, slice(int(tastes.starts[first]), int(tastes.starts[last]))
    starts = tastes.starts[first : last + 1] - tastes.starts[first]
    known = (np.repeat(np.arange(last - first), np.diff(starts)), tastes.indices[span])
    x = csr_array((np.log1p(np.maximum(tastes.values[span], 0)), tastes.indices[span], starts), (last - first, items))
    kin = csr_array((related.values, related.indices, related.starts), (items, items))
    scores = np.asarray((x @ kin).todense(), np.float32)
    scores += popular / (popular.max() + 1e-9) * np.float32(1e-3) * np.maximum(scores.max(initial=0.0), 1e-6)
    scores[known] = -1
    scores[:, blocked] = -1
    keep = min(keep, items)
    near = np.argpartition(-scores, keep - 1, axis=1)[:, :keep] if keep else np.zeros((last - first, 0), np.intp)
    held = np.take_along_axis(scores, near, 1)
    order = np.argsort(-held, axis=1, kind="stable")
    near, held = np.take_along_axis(near, order, 1), np.take_along_axis(held, order, 1)
    return np.where(held < 0, -1, near).astype(np.int32), held
