"""Exact scores of every product for some shoppers: through similar shoppers, and along item-to-item tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from huozhao.matching.fit.history import History, Longs
from huozhao.matching.model import Floats, Ints, Sparse

# The newest goods of a shopper that count, and the newest fans of a product.
GOODS, FANS = 200, 2_000


@dataclass(frozen=True, slots=True)
class Kin:
    """How similar shoppers count: exponents of breadth, source and target heat, locality and fading by step back.

    score(u, j) = d_j^−target Σ_v (|v|^−shopper Σ_i f^back(i) x_ui x_vi d_i^−source)^locality x_vj, v ≠ u. With
    locality 1 this is the item-kNN of three exponents, summed without cutting any neighbour off.
    """

    shopper: float = 0.5
    source: float = 0.5
    target: float = 0.4
    locality: float = 1.0
    fading: float = 1.0


@dataclass(frozen=True, slots=True)
class Fans:
    """Who met each product: row i = shoppers, oldest first, and their x."""

    starts: Longs
    who: Ints
    x: Floats


def fans(known: History, most: int = FANS) -> Fans:
    """Return the newest `most` fans of every product (any, where no times are known)."""
    turn = np.argsort(known.at, kind="stable") if known.order == "timed" else np.arange(len(known.items))
    turn = turn[np.argsort(known.items[turn], kind="stable")]
    count = np.bincount(known.items, minlength=known.size)
    rank = np.repeat(np.cumsum(count), count) - np.arange(len(turn))
    turn = turn[rank <= most]
    starts = np.zeros(known.size + 1, np.int64)
    np.cumsum(np.minimum(count, most), out=starts[1:])
    return Fans(starts, known.owner()[turn], known.x[turn])


def through_kin(known: History, by_item: Fans, kin: Kin, who: Any) -> Floats:
    """Return score(u, j) of the shoppers in `who`, shape (len(who), goods)."""
    from huozhao.matching.fit.loops import kin_rows

    out = np.zeros((len(who), known.size), np.float32)
    degree = np.maximum(known.degree(), 1e-3)
    scale = np.maximum(known.lengths, 1).astype(np.float32) ** -np.float32(kin.shopper)
    powers = (degree ** -np.float32(kin.source), degree ** -np.float32(kin.target))
    kin_rows(np.asarray(who, np.int64), known.starts, known.items, known.x, by_item.starts, by_item.who,
                   by_item.x, scale, *powers, kin.locality, kin.fading, GOODS, out)  # fmt: skip
    return out


def along(known: History, to: Sparse, fading: float, who: Any) -> Floats:
    """Return Σ_i fading^back(i) · to(i, j) over the shopper's newest goods, shape (len(who), goods)."""
    from huozhao.matching.fit.loops import table_rows

    out = np.zeros((len(who), known.size), np.float32)
    table_rows(np.asarray(who, np.int64), known.starts, known.items, to.starts, to.indices, to.values, fading,
                   GOODS, out)  # fmt: skip
    return out
