"""Recall of the shopper's own goods: what they looked at, kept in mind or bought before."""

from collections.abc import Mapping, Sequence
from math import log1p

import numpy as np

from huozhao.matching.candidates import Candidate, Taste
from huozhao.matching.model import Floats
from huozhao.terms.time import DAY_MS

MOST = 100
# What is read of each of them: log(1 + weight), log(1 + times bought), log(1 + days since the last act).
SIGNS = 3


def recall(tastes: Sequence[Taste], limit: int = MOST) -> list[Candidate]:
    """Return the shopper's own goods by the weight of what they did about them, the newest first among equals."""
    liked = sorted((t for t in tastes if t.weight > 0), key=lambda t: (-t.weight, -t.at, t.sku))
    return [Candidate(t.sku, "own", float(t.weight), (t.sku,)) for t in liked[:limit]]


def signs(rows: Mapping[str, int], tastes: Sequence[Taste], now: int) -> Floats:
    """Return what is known of own goods, shape (len(rows), 3); 0 for all others. `rows` places SKUs, `now` is in ms."""
    found = np.zeros((len(rows), SIGNS), np.float32)
    for taste in tastes:
        row = rows.get(taste.sku)
        if row is not None and taste.weight > 0:
            age = max(0, now - taste.at) / DAY_MS
            found[row] = log1p(taste.weight), log1p(max(0, taste.bought)), log1p(age)
    return found
