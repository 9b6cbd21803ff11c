"""Lead times that vary: the quantiles of demand over an interval that is itself uncertain."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mixed_quantiles(quantiles: Mapping[int, Floats], chance: Mapping[int, float], levels: tuple[float, ...]) -> Floats:
    """Return quantiles (n, levels) of demand over an interval of random length.

    `quantiles[d]` (n, grid) are evenly spaced quantiles of demand over d days, `chance[d]` how often the interval was
    d days long. F(x) = Σ chance[d] · F_d(x) (mixture over the lead-time histogram), inverted on the pooled grid.
    """
    lengths = sorted(day for day in chance if chance[day] > 0)
    pooled = np.concatenate([quantiles[day] for day in lengths], axis=1)
    grids = [quantiles[day].shape[1] for day in lengths]
    weight = np.concatenate([np.full(grid, chance[day] / grid) for day, grid in zip(lengths, grids, strict=True)])
    order = np.argsort(pooled, axis=1, kind="stable")
    values, share = np.take_along_axis(pooled, order, axis=1), np.cumsum(weight[order], axis=1)
    total = share[:, -1:]
    places = np.stack([(share < level * total - 1e-12).sum(axis=1) for level in levels], axis=1)
    found: Floats = np.take_along_axis(values, places, axis=1)
    return found
