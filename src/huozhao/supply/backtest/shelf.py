"""The shelf of the simulation: units by the periods they have left, for all rows at once, and orders on their way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Shelf:
    """Units of rows: `units` (n, ages), column k with k + 1 periods left, `coming` (n, T + 1) by period, `owed` (n,).

    `life` (n,) is the number of periods a unit can be sold, 0 = for ever: then all lies in the first column.
    """

    units: Floats
    coming: Floats
    on_way: Floats
    owed: Floats
    life: Ints

    @property
    def position(self) -> Floats:
        """Units there and on their way, less what is owed, (n,)."""
        found: Floats = self.units.sum(axis=1) + self.on_way - self.owed
        return found

    def begin(self, period: int) -> Floats:
        """Let a period begin: what is too old spoils, what was ordered arrives; return the units spoilt (n,)."""
        spoilt = np.zeros(len(self.units))
        if period and self.life.any():
            ages = self.life > 0
            spoilt = np.where(ages, self.units[:, 0], 0.0)
            older = np.concatenate([self.units[:, 1:], np.zeros((len(self.units), 1))], axis=1)
            self.units = np.where(ages[:, None], older, self.units)
        self.arrive(self.coming[:, period])
        self.on_way = self.on_way - self.coming[:, period]
        return spoilt

    def arrive(self, units: Floats) -> None:
        """Put fresh units (n,) on the shelf."""
        self.units[np.arange(len(units)), np.maximum(self.life - 1, 0)] += units

    def order(self, units: Floats, period: int, lead: Ints) -> None:
        """Order units (n,) that arrive after `lead` (n,) periods; what comes after the last period stays on its way."""
        self.arrive(np.where(lead == 0, units, 0.0))
        later = np.where(lead > 0, units, 0.0)
        self.on_way = self.on_way + later
        at = np.minimum(period + lead, self.coming.shape[1] - 1)
        self.coming[np.arange(len(units)), at] += np.where(period + lead < self.coming.shape[1], later, 0.0)

    def serve(self, wanted: Floats) -> Floats:
        """Take what is wanted (n,) off the shelf, first expired first out; return what was missing (n,)."""
        before = np.cumsum(self.units, axis=1) - self.units
        taken = np.clip(wanted[:, None] - before, 0.0, self.units)
        self.units = self.units - taken
        missing: Floats = wanted - taken.sum(axis=1)
        return missing


def opened(start: Floats, life: Ints, periods: int) -> Shelf:
    """Return shelves with `start` (n,) fresh units and nothing on its way."""
    n, ages = len(start), max(1, int(life.max(initial=0)))
    found = Shelf(np.zeros((n, ages)), np.zeros((n, periods + 1)), np.zeros(n), np.zeros(n), life)
    found.arrive(start)
    return found
