"""How much at once: the economic order quantity, for an order costs money and so does stock."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def economic_quantity(order_cost: float, holding: Floats | float, demand: Floats | float) -> Floats:
    """Return Q = √(2·K·λ / h), 0 where nothing is asked or holding is free; `holding` and `demand` (n,).

    K is the cost of an order, h the cost of holding a unit for a period, λ the demand of a period.
    Source: Harris 1913; Silver, Pyke, Thomas, ch. 4.2; Snyder and Shen, eq. (3.4).
    """
    cost = np.asarray(holding, dtype=np.float64)
    return np.where(cost > 0, np.sqrt(2 * order_cost * np.maximum(demand, 0.0) / np.maximum(cost, 1e-12)), 0.0)


def economic_cost(order_cost: float, holding: float, demand: float) -> float:
    """Return the cost of a period at the economic order quantity: √(2·K·λ·h) (Snyder and Shen, eq. 3.5)."""
    return float(np.sqrt(2 * order_cost * demand * holding))
