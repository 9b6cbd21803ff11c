"""From forecast to stock levels: safety stock, reorder point and order-up-to, for all rows at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Targets:
    """Whole units for each row (n,): order_up_to = demand + safety_stock + intent + needs."""

    demand: Ints
    safety_stock: Ints
    intent: Ints
    reorder_point: Ints
    order_up_to: Ints
    needs: Ints


def targets(
    mean: Floats, quantile: Floats, lead_share: Floats, intent: Floats, needs: Floats | None = None
) -> Targets:
    """Return the stock levels of the periodic-review policy (R, s, S).

    `mean` and `quantile` (n,) are of demand over the protection interval P = review + lead time, `quantile` at
    the service level; `lead_share` (n,) is lead time / P; `intent` (n,) is extra demand expected over P, units,
    and so is `needs`, of needs seen early.

    safety_stock = ⌈Q_P(service level)⌉ − round(mean_P), never below 0; order_up_to S = demand + safety stock + intent +
    needs; reorder point s = demand over the lead time + safety stock + intent + needs. Source: Silver, Pyke, Thomas,
    Inventory and Production Management in Supply Chains, ch. 7; the quantile of the sum replaces z·σ·√P.
    """
    demand = np.rint(mean).astype(np.int64)
    safety = np.maximum(np.ceil(quantile - 1e-9).astype(np.int64) - demand, 0)
    extra = np.rint(intent).astype(np.int64)
    seen = np.zeros_like(extra) if needs is None else np.rint(needs).astype(np.int64)
    reorder = np.ceil(mean * lead_share).astype(np.int64) + safety + extra + seen
    up_to = demand + safety + extra + seen
    return Targets(demand, safety, extra, np.minimum(reorder, up_to), up_to, seen)
