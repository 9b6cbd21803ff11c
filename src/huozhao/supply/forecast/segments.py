"""Segments of rows by size: what is chosen and calibrated is chosen for all rows that sell about as much."""

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Units a day between two segments; recent = the last eight weeks.
EDGES = (0.1, 0.5, 2.0, 10.0, 50.0)
RECENT_DAYS = 56
NAMES = (
    Text("日销不到 0.1 件", "under 0.1 a day"), Text("日销 0.1–0.5 件", "0.1 to 0.5 a day"),
    Text("日销 0.5–2 件", "0.5 to 2 a day"), Text("日销 2–10 件", "2 to 10 a day"),
    Text("日销 10–50 件", "10 to 50 a day"), Text("日销 50 件以上", "50 a day and more"),
)  # fmt: skip


def segment_of(history: Floats) -> Ints:
    """Return the segment (n,) of rows whose units a day are `history` (n, T), by their mean of the last eight weeks."""
    return segment_at(history[:, -RECENT_DAYS:].mean(axis=1))


def segment_at(per_day: Floats) -> Ints:
    """Return the segment (n,) of rows that sell `per_day` units a day."""
    return np.digitize(per_day, EDGES).astype(np.int64)
