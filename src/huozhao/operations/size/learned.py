"""What is known of how goods run: beliefs under the names of makers, products, their sizes and SKUs. Of no shopper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.size.filter import LEVELS, PRODUCT, Beliefs, Measure
from huozhao.operations.size.scales import Size
from huozhao.terms.ids import Ids

# What is thought of the sizes in a wear of which nothing was sold.
NOBODY = (0.0, 4.0)
SMALL, FITS, LARGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Part:
    """What is thought of one SKU: the fit of goods e with its variance, and the width of its product's band."""

    offset: float
    doubt: float
    band: float


@dataclass(frozen=True, slots=True)
class Learned:
    """Beliefs by name, how often each was told to be small, fitting, large (n, 3), and usual sizes by wear.

    `usual` holds the mean and variance of the sizes that shoppers of a wear take.
    """

    measure: Measure
    names: Ids
    beliefs: Beliefs
    counts: NDArray[np.int64]
    usual: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def usual_in(self, wear: str) -> tuple[float, float]:
        """Return mean and variance of the sizes taken in a wear."""
        return self.usual.get(wear, NOBODY)

    def part(self, keys: Sequence[str]) -> Part:
        """Return what is thought of the SKU that these keys name, widest first; what is unknown is as expected."""
        offset, doubt, places = 0.0, 0.0, [self.names.place(key) for key in keys]
        for level, place in enumerate(places):
            known = place >= 0
            offset += float(self.beliefs.mean[place]) if known else 0.0
            doubt += float(self.beliefs.variance[place]) if known else self.measure.spreads[level]
        band = float(self.beliefs.band[places[PRODUCT]]) if places[PRODUCT] >= 0 else 0.0
        return Part(offset, doubt, self.measure.band + band)

    def told(self, key: str) -> tuple[int, int, int]:
        """Return how often goods were told to be too small, fitting, too large."""
        place = self.names.place(key)
        if place < 0:
            return 0, 0, 0
        small, fits, large = self.counts[place]
        return int(small), int(fits), int(large)


def nothing() -> Learned:
    """Return what is known before anything was learned."""
    none = np.zeros(0)
    return Learned(Measure(), Ids.of([]), Beliefs(none, none, none, none), np.zeros((0, 3), np.int64))


def keys_of(maker: str, spu: str, sku: str, size: Size) -> tuple[str, ...]:
    """Return the names of the parts of a SKU's fit, LEVELS of them, widest first."""
    keys = (f"m|{maker}|{size.wear}", f"p|{spu}", f"c|{maker}|{size.wear}|{size.step:.2f}", f"k|{sku}")
    assert len(keys) == LEVELS
    return keys
