"""What is expected of the protection interval, as rules take it: mean, quantiles, lead time, what else weighs."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Expected:
    """Demand over the protection interval P = review + lead time, by row (n,), in units.

    `quantiles` (n, levels) are of the sum over P at `levels`, rising; `days` (n,) is P, `lead_share` (n,) its part
    that is lead time. The rest is optional, (n,) each: `lead_variance` of the lead time in days², `intent` and `needs`
    extra units over P, `ratio` the critical ratio of perishable goods, `batch` the economic order quantity (0 = none),
    `most` the highest level that shelf life or room allow (inf = none).
    """

    mean: Floats
    levels: tuple[float, ...]
    quantiles: Floats
    days: Floats
    lead_share: Floats
    lead_variance: Floats | None = None
    intent: Floats | None = None
    needs: Floats | None = None
    ratio: Floats | None = None
    batch: Floats | None = None
    most: Floats | None = None

    def take(self, rows: Ints) -> "Expected":
        """Return some of the rows."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "levels"}
        return replace(self, **{name: value[rows] for name, value in arrays.items() if value is not None})

    def quantile(self, level: float | Floats) -> Floats:
        """Return the quantile (n,) at a level, one for all or one a row, with a lead time that varies.

        Between and beyond the known levels the quantile is linear in z = Φ⁻¹(level). A varying lead time widens what
        stands above the mean: safety' = √(safety² + (z·d·σ_L)²) with d = mean / P, from σ_X² = E(L)·σ_D² + d²·σ_L²
        (Silver, Pyke, Thomas, Inventory and Production Management in Supply Chains, ch. 6.10).
        """
        from scipy.special import ndtri

        z = np.broadcast_to(ndtri(np.clip(level, 1e-4, 1 - 1e-4)), self.mean.shape)
        found = np.maximum(_at(ndtri(np.array(self.levels)), self.quantiles, z), 0.0)
        if self.lead_variance is None:
            return found
        swing = z * self.mean / np.maximum(self.days, 1e-9) * np.sqrt(self.lead_variance)
        above = np.maximum(found - self.mean, 0.0)
        wide: Floats = found + np.where(swing > 0, np.hypot(above, swing) - above, 0.0)
        return wide


def _at(known: Floats, values: Floats, z: Floats) -> Floats:
    """Return values (n, levels) at z (n,), linear between the known and beyond them."""
    if len(known) == 1:
        return np.asarray(values[:, 0], dtype=np.float64)
    left = np.clip(np.searchsorted(known, z, side="right") - 1, 0, len(known) - 2)
    rows = np.arange(len(values))
    low, high = values[rows, left], values[rows, left + 1]
    share = (z - known[left]) / (known[left + 1] - known[left])
    found: Floats = low + share * (high - low)
    return found


def shelf_life_limit(mean: Floats, days: Floats, lead_days: Floats, shelf_life_days: Floats) -> Floats:
    """Return the level (n,) above which goods are expected to spoil: demand over lead time + shelf life, inf without.

    What is ordered up to S now is sold, first expired first out, until lead time + shelf life have passed.
    """
    lasts = lead_days + np.nan_to_num(shelf_life_days, posinf=0.0)
    return np.where(np.isfinite(shelf_life_days), mean / np.maximum(days, 1e-9) * lasts, np.inf)
