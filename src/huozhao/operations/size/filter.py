"""One pass over who took which size and how it fitted: beliefs on shoppers' sizes and on how goods run.

A shopper's usual size θ and the fit of goods e are Gaussian beliefs. With z = slope·(size − θ) − e + noise, noise of
variance 1, goods were too small where z < −band, too large where z > band, and fitted in between: an ordered probit
with the item offsets of Sembium et al. (RecSys 2017). e sums a maker's, a product's, a maker-and-size's and a SKU's
part. Taking a size is itself word of θ: size ~ N(θ + shift·e, choice). Each row is taken in by matching moments, as
TrueSkill does (Herbrich, Minka and Graepel, NIPS 2006): nothing is kept of a row, and a night adds to the last.
A product's band may be wider than others', and so may a shopper's; some find everything a little small.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# The parts of e, widest first: maker, product, maker and size, SKU.
LEVELS = 4
PRODUCT = 1
# Columns of what a walk tells of each row before the row is taken in.
USUAL, USUAL_VARIANCE, OFFSET, OWN, OWN_BAND, OWN_DOUBT, SMALL, LARGE, TOLD = range(9)


@dataclass(frozen=True, slots=True)
class Rows:
    """Who took which size, oldest first; each column of length n, `parts` (n, LEVELS) places in `Beliefs.mean`.

    `usual` and `spread` are what is thought of the shopper's size before anything is known (mean and variance, in
    size steps). `fit` is −1 too small, 0 fitted, 1 too large; `weight` 0 takes in the size alone.
    """

    who: Ints
    parts: Ints
    size: Floats
    fit: Ints
    weight: Floats
    usual: Floats
    spread: Floats

    def __len__(self) -> int:
        return len(self.who)

    def __getitem__(self, chosen: Any) -> "Rows":
        return Rows(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers of the model; `spreads` are prior variances by level, `band_spread` that of a product's band.

    `own_spread` is that of a shopper's leaning to find goods small, `own_band_spread` that of a shopper's band.
    """

    slope: float = 0.4
    band: float = 1.5
    choice: float = 0.2
    shift: float = 0.5
    spreads: tuple[float, float, float, float] = (0.1, 0.7, 0.1, 0.1)
    band_spread: float = 0.05
    own_spread: float = 0.1
    own_band_spread: float = 0.05

    def plain(self) -> Floats:
        """Return the numbers as the kernel takes them."""
        return np.array([self.slope, self.band, self.choice, self.shift, self.own_spread, self.own_band_spread])


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is thought of goods: mean and variance of each part of e, and how much wider a product's band is."""

    mean: Floats
    variance: Floats
    band: Floats
    band_variance: Floats

    @property
    def parts(self) -> int:
        """Return how many parts there are."""
        return len(self.mean)


def prior(level: Ints, measure: Measure) -> Beliefs:
    """Return beliefs before anything is known; `level` names the level of each part."""
    size = len(level)
    spread = np.array(measure.spreads)[level] if size else np.zeros(0)
    return Beliefs(np.zeros(size), spread, np.zeros(size), np.full(size, measure.band_spread))


def walk(rows: Rows, beliefs: Beliefs, measure: Measure, shoppers: int, learns: bool = True) -> tuple[Beliefs, Floats]:
    """Take in all rows; return the beliefs after them and, (n, TOLD), what was thought before each.

    With `learns` off, goods are taken as they are believed to be, and only shoppers are learned.
    """
    after = Beliefs(*(getattr(beliefs, name).copy() for name in Beliefs.__slots__))
    told = np.zeros((len(rows), TOLD))
    if len(rows):
        _kernel()(rows.who, rows.parts, rows.size, rows.fit, rows.weight, rows.usual, rows.spread, after.mean,
                  after.variance, after.band, after.band_variance, measure.plain(), shoppers, learns, told)
    return after, told


@cache
def _normal() -> Any:
    """Return the standard normal's distribution and density, compiled."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def below(x: float) -> float:
        return 0.5 * math.erfc(-x / math.sqrt(2.0))

    @njit(cache=True, nogil=True)
    def density(x: float) -> float:
        return math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)

    return below, density


@cache
def _moments() -> Any:
    """Return a function to slope and curvature of the log chance of what was told, and its slope in a wider band."""
    from numba import njit

    below, density = _normal()

    @njit(cache=True, nogil=True)
    def moments(low: float, high: float, fit: int) -> Any:
        small, large, at_low, at_high = below(low), below(-high), density(low), density(high)
        if fit < 0:
            g = -at_low / max(small, 1e-9)
            return g, g * g - low * g, g
        if fit > 0:
            g = at_high / max(large, 1e-9)
            return g, g * g - high * g, -g
        inside = max(1.0 - small - large, 1e-9)
        g = (at_low - at_high) / inside
        return g, g * g - (low * at_low - high * at_high) / inside, (at_low + at_high) / inside

    return moments


@cache
def _learning() -> Any:
    """Return functions that take what was told into one belief: on the fit itself, and on the width of a band."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def lean(mean: Any, variance: Any, at: int, g: float, curve: float) -> None:
        mean[at] -= variance[at] * g
        variance[at] *= max(0.05, 1.0 - variance[at] * curve)

    @njit(cache=True, nogil=True)
    def widen(band: Any, variance: Any, at: int, weight: float, slope: float) -> None:
        band[at] += weight * variance[at] * slope
        variance[at] *= max(0.5, 1.0 - weight * variance[at] * slope * slope)

    return lean, widen


@cache
def _kernel() -> Any:
    from numba import njit

    (below, _), moments, (lean, widen) = _normal(), _moments(), _learning()

    @njit(cache=True, nogil=True)
    def kernel(
        who: Any, parts: Any, size: Any, fit: Any, weight: Any, usual: Any, spread: Any, mean: Any, variance: Any,
        band: Any, band_variance: Any, plain: Any, shoppers: int, learns: bool, told: Any,
    ) -> None:
        slope, wide, choice, shift, own_spread, own_band_spread = plain
        theta, sigma = np.full(shoppers, np.nan), np.zeros(shoppers)
        own, own_variance = np.zeros(shoppers), np.full(shoppers, own_spread)
        own_band, own_band_variance = np.zeros(shoppers), np.full(shoppers, own_band_spread)
        for row in range(len(who)):
            one, product = who[row], parts[row, PRODUCT]
            if math.isnan(theta[one]):
                theta[one], sigma[one] = usual[row], spread[row]
            offset, doubt = 0.0, 1.0 + band_variance[product]
            for part in parts[row]:
                offset += mean[part]
                doubt += variance[part]
            own_doubt = own_variance[one] + own_band_variance[one]
            told[row, :OWN_DOUBT + 1] = (theta[one], sigma[one], offset, own[one], own_band[one], own_doubt)
            gain = sigma[one] / (sigma[one] + choice)
            at = theta[one] + gain * (size[row] - shift * offset - theta[one])
            left = sigma[one] * (1.0 - gain)
            z, total = slope * (size[row] - at) - offset - own[one], doubt + own_doubt + slope * slope * left
            deviation, room = math.sqrt(total), wide + band[product] + own_band[one]
            low, high = (-room - z) / deviation, (room - z) / deviation
            told[row, SMALL], told[row, LARGE] = below(low), below(-high)
            if weight[row] > 0.0:
                g, curve, widening = moments(low, high, fit[row])
                g, curve, widening = weight[row] * g / deviation, weight[row] * curve / total, widening / deviation
                at -= slope * left * g
                left *= max(0.05, 1.0 - slope * slope * left * curve)
                lean(own, own_variance, one, g, curve)
                widen(own_band, own_band_variance, one, weight[row], widening)
                if learns:
                    for part in parts[row]:
                        lean(mean, variance, part, g, curve)
                    widen(band, band_variance, product, weight[row], widening)
            theta[one], sigma[one] = at, left

    return kernel
