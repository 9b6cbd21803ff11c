"""A spectral filter: what remains of a taste when only the broadest directions of all tastes are kept (GF-CF)."""

from typing import Any

import numpy as np

from huozhao.matching.fit.history import History, table
from huozhao.matching.model import Floats

RANK, SPARE, TURNS = 256, 24, 3
# Directions are learned of at most so many shoppers, those with most goods: memory is this × 280 × 4 bytes.
MOST_SHOPPERS = 200_000
SHOPPER, SOURCE, TARGET = 0.5, 0.5, 0.4


def directions(known: History, rank: int = RANK, seed: int = 0) -> Floats:
    """Return the leading right singular vectors of D_u^−0.5 X D_i^−0.5, shape (goods, rank).

    Randomised subspace iteration (Halko, Martinsson & Tropp 2011); deterministic by seed.
    """
    from scipy.sparse import csr_array

    rows = table(known)
    lengths = known.lengths
    scale = np.maximum(lengths, 1) ** -SHOPPER
    degree = np.maximum(known.degree(), 1e-9)
    values = rows.values * np.repeat(scale, lengths) * degree[rows.indices] ** -SOURCE
    matrix: Any = csr_array((values.astype(np.float32), rows.indices, rows.starts), (known.shoppers, known.size))
    if known.shoppers > MOST_SHOPPERS:
        matrix = matrix[np.sort(np.argsort(-lengths, kind="stable")[:MOST_SHOPPERS])]
    width = min(rank + SPARE, *matrix.shape)
    back = matrix.T.tocsr()
    rng = np.random.default_rng(seed)
    probe = back @ rng.standard_normal((matrix.shape[0], width), np.float32)
    for _ in range(TURNS):
        basis, _ = np.linalg.qr(probe)
        probe = back @ (matrix @ basis)
    basis, _ = np.linalg.qr(probe)
    small = matrix @ basis
    power, turn = np.linalg.eigh(small.T @ small)
    best = np.argsort(-power)[: min(rank, width)]
    return np.ascontiguousarray(basis @ turn[:, best], np.float32)


def filtered(known: History, vectors: Floats, places: Any) -> Floats:
    """Return x_u D^−0.5 V Vᵀ D^0.4 for the shoppers at `places`, shape (len(places), goods)."""
    from scipy.sparse import csr_array

    degree = np.maximum(known.degree(), 1e-9)
    x = csr_array((known.x * degree[known.items] ** -SOURCE, known.items, known.starts),
                  (known.shoppers, known.size))[places]  # fmt: skip
    return np.asarray((x.astype(np.float32) @ vectors) @ vectors.T * degree**TARGET, np.float32)
