"""Sufficient statistics of an arm: all that any report needs, and they can be added."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WIDTH = 4
_UPPER = np.triu_indices(WIDTH)


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sums (4,) and cross products (10, upper triangle by row) over units of one arm.

    A unit is a vector: numerator, denominator, and both of the time before the experiment. A mean over units is the
    ratio whose denominator is always 1.
    """

    n: int = 0
    sums: tuple[float, ...] = (0.0,) * WIDTH
    products: tuple[float, ...] = (0.0,) * 10

    def __add__(self, other: "Moments") -> "Moments":
        """Return the moments of both sets of units together."""
        return Moments(self.n + other.n, _added(self.sums, other.sums), _added(self.products, other.products))

    @property
    def means(self) -> Floats:
        """The mean vector, shape (4,); zeros without units."""
        return np.array(self.sums, np.float64) / max(self.n, 1)

    def covariance(self, sample: bool = True) -> Floats:
        """Return the covariance matrix, shape (4, 4): over n − 1, or over n where `sample` is False."""
        full = np.zeros((WIDTH, WIDTH))
        full[_UPPER] = self.products
        full = full + np.triu(full, 1).T
        sums = np.array(self.sums, np.float64)
        return np.asarray((full - np.outer(sums, sums) / max(self.n, 1)) / max(self.n - sample, 1))


def moments(units: Floats) -> Moments:
    """Return the moments of units, shape (n, 4)."""
    products = (units.T @ units)[_UPPER]
    return Moments(len(units), tuple(units.sum(axis=0).tolist()), tuple(products.tolist()))


def of_sums(
    n: int, numerator: tuple[float, float], denominator: tuple[float, float] | None = None,
    before: tuple[float, float] | None = None, denominator_before: tuple[float, float] | None = None,
    crossed: tuple[float, float, float, float, float, float] = (0.0,) * 6,
) -> Moments:  # fmt: skip
    """Return moments from (sum, sum of squares) pairs, as other programs print them.

    `crossed` are Σ of numerator·denominator, numerator·before, numerator·denominator before, denominator·before,
    denominator·denominator before, before·denominator before. A pair that is None belongs to a constant 1.
    """
    one = (float(n), float(n))
    m, d, b, e = numerator, denominator or one, before or (0.0, 0.0), denominator_before or one
    md, mb, me, db, de, be = crossed
    if denominator is None:
        md, db, de = m[0], b[0], e[0]
    if denominator_before is None:
        me, de, be = m[0], d[0], b[0]
    return Moments(n, (m[0], d[0], b[0], e[0]), (m[1], md, mb, me, d[1], db, de, b[1], be, e[1]))


def _added(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(a + b for a, b in zip(one, two, strict=True))
