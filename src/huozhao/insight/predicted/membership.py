"""Who carries a predicted tag: entered at one probability, left under a lower one, gone when the score is too old."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def carriers(
    score: Floats, held: NDArray[np.bool_], enter: float, leave: float
) -> NDArray[np.bool_]:
    """Return who carries the tag now, given who carried it before; who has no score (NaN) does not."""
    known = ~np.isnan(score)
    return known & ((score >= enter) | (held & (score >= leave)))


def leading(scores: Sequence[Floats], carried: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    """Return who carries which tag of a group in which only one may be carried: the likeliest, ties to the first."""
    masked = np.stack([np.where(mask, score, -1.0) for score, mask in zip(scores, carried, strict=True)])
    best = masked.argmax(axis=0)
    return [mask & (best == place) for place, mask in enumerate(carried)]
