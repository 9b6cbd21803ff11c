"""Monotone regression by pooling adjacent violators (Barlow et al. 1972)."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def rising(values: Doubles, weights: Doubles) -> Doubles:
    """Return the non-decreasing sequence nearest to `values` (n,) in weighted squares."""
    level: list[float] = []
    mass: list[float] = []
    size: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        level.append(value)
        mass.append(max(weight, 1e-12))
        size.append(1)
        while len(level) > 1 and level[-2] > level[-1]:
            total = mass[-2] + mass[-1]
            level[-2] = (level[-2] * mass[-2] + level[-1] * mass[-1]) / total
            mass[-2], size[-2] = total, size[-2] + size[-1]
            del level[-1], mass[-1], size[-1]
    return np.repeat(np.array(level), size) if level else np.zeros(0)


def falling(values: Doubles, weights: Doubles) -> Doubles:
    """Return the non-increasing sequence nearest to `values` (n,) in weighted squares."""
    return -rising(-values, weights)


def calibration(raw: Doubles, clicked: Doubles, looked: Doubles, most: int = 50) -> tuple[Doubles, Doubles]:
    """Return knots (raw scores, rising) and the probability of a click of who looks, at most `most` of each.

    Within a pool it is Σ clicks / Σ examination, so that a low place does not count against an item.
    """
    order = np.argsort(raw, kind="stable")
    parts = np.array_split(order, max(1, min(len(order), 20 * most)))
    parts = [part for part in parts if len(part)]
    at = np.array([raw[part].mean() for part in parts])
    mass = np.array([looked[part].sum() for part in parts])
    share = np.array([clicked[part].sum() for part in parts]) / np.maximum(mass, 1e-9)
    level = np.clip(rising(share, mass), 1e-5, 1.0)
    edge = np.flatnonzero(np.diff(level, prepend=-1.0) > 0)
    middle = [float(np.average(at[a:b], weights=mass[a:b] + 1e-9))
              for a, b in zip(edge, [*edge[1:], len(level)], strict=True)]
    kept = np.unique(np.linspace(0, len(edge) - 1, min(most, len(edge))).astype(np.int64))
    return np.maximum.accumulate(np.array(middle)[kept]), level[edge][kept]
