"""What any model has to beat: what is popular, and what the shopper has had before."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Popularity only parts goods that the shopper's own frequency leaves tied.
UNDER = 1e-3


def popularity(weight: Floats) -> Floats:
    """Return the same ranking for everybody: by decayed weight, goods nobody touched are not ranked, shape (items,)."""
    return np.where(weight > 0, weight, -np.inf).astype(np.float32)


def repeat(own: Mapping[int, float], weight: Floats) -> Floats:
    """Return a shopper's goods by how often they had them, what is popular after them, shape (items,)."""
    peak = float(weight.max(initial=0.0)) or 1.0
    scores = np.where(weight > 0, UNDER * weight / peak, -np.inf).astype(np.float32)
    for place, times in own.items():
        scores[place] = times + (UNDER * float(weight[place]) / peak)
    return scores
