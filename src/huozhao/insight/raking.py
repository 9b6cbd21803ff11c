"""Raking: weights under which a sample has given margins.

Iterative proportional fitting (Deming & Stephan 1940, Annals of Mathematical Statistics 11): each dimension in turn is
scaled to its margin until all hold together. The weights are those nearest to equal in Kullback–Leibler divergence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 200
CLOSE = 1e-6
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raked:
    """The weight of each person, mean 1; `worst` is the largest share by which a margin is missed after `steps`.

    `effective` is how many equally weighted persons tell as much: (Σw)² / Σw² (Kish 1965).
    """

    weights: Floats
    steps: int
    worst: float
    effective: float

    @property
    def has_converged(self) -> bool:
        """Whether every margin is met."""
        return self.worst <= CLOSE


def rake(codes: NDArray[np.int64], margins: Sequence[Floats]) -> Raked:
    """Return the weights of persons; `codes` (persons, dimensions) are places in the margins, each summing to 1.

    A category that nobody is in has to have the margin 0, or no weights can meet it.
    """
    count = len(codes)
    if not count or not margins:
        return Raked(np.ones(count), 0, 0.0, float(count))
    cells, of_person, size = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    held, steps, worst = size.astype(np.float64), 0, np.inf
    while steps < MOST_STEPS and worst > CLOSE:
        for dimension, margin in enumerate(margins):
            now = np.bincount(cells[:, dimension], weights=held, minlength=len(margin))
            scale = np.divide(margin * count, now, out=np.zeros_like(now), where=now > 0)
            held = held * scale[cells[:, dimension]]
        steps += 1
        worst = _worst(cells, held, margins)
    weights = (held / size)[of_person.reshape(-1)]
    squares = float((weights**2).sum())
    return Raked(weights, steps, worst, float(weights.sum() ** 2 / squares) if squares else 0.0)


def _worst(cells: NDArray[np.int64], held: Floats, margins: Sequence[Floats]) -> float:
    total = max(float(held.sum()), 1e-12)
    return max(
        float(np.abs(np.bincount(cells[:, d], weights=held, minlength=len(m)) / total - m).max())
        for d, m in enumerate(margins)
    )
