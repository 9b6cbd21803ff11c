"""Measures shopper by shopper: what experiments compare and what cuts by segment and arm add up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.metrics.definitions import Metric
from huozhao.operations.metrics.measures import MEASURES, Measure

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShopperSums:
    """Sums over some days: `shoppers` (n,) without repetition, `columns` by name of the same length."""

    shoppers: tuple[str, ...]
    columns: Mapping[str, Ints]

    def measure(self, measure: Measure) -> Floats:
        """Return what each shopper adds to a measure (n,); ValueError when it is not counted by shopper."""
        if not measure.of:
            raise ValueError(f"{measure.name} is not counted by shopper")
        sums = np.maximum(self.columns[measure.of], 0)
        return (sums >= measure.least).astype(np.float64) if measure.least else sums / measure.per

    def parts(self, metric: Metric) -> tuple[Floats, Floats | None]:
        """Return numerator and denominator (n,) of a metric; None for a plain sum.

        The figure of a group is Σ numerator / Σ denominator over its shoppers. What looks farther back than the period
        (`over_days`) is summed over the days that were read.
        """
        below = MEASURES[metric.denominator] if metric.denominator else None
        above = self.measure(MEASURES[metric.numerator])
        return above, self.measure(below) if below else None


@dataclass(frozen=True, slots=True)
class DayRows:
    """One row a shopper and day: `shopper` (m,) is a place in `shoppers` (n,), `day` (m,) a local day."""

    shoppers: tuple[str, ...]
    shopper: Ints
    day: Ints
    columns: Mapping[str, Ints]

    def sums(self, keep: NDArray[np.bool_] | None = None) -> ShopperSums:
        """Return the sums of all shoppers over the rows that are kept (m,), all of them by default.

        A shopper without a kept row has zeros.
        """
        rows = slice(None) if keep is None else keep
        places, size = self.shopper[rows], len(self.shoppers)
        added = {name: np.zeros(size, np.int64) for name in self.columns}
        for name, values in self.columns.items():
            np.add.at(added[name], places, values[rows])
        return ShopperSums(self.shoppers, added)


def columns_of(*metrics: Metric) -> tuple[str, ...]:
    """Return the columns to read for metrics that are counted by shopper, each once."""
    names = (name for metric in metrics for name in (metric.numerator, metric.denominator) if name)
    return tuple(dict.fromkeys(MEASURES[name].of for name in names if MEASURES[name].of))
