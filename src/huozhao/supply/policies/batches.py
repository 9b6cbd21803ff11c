"""How much at once: the economic order quantity, for an order costs money and so does stock."""

from typing import overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
YEAR_DAYS = 365.0


@overload
def economic_quantity(order_cost: float, holding: float, demand: float) -> float: ...
@overload
def economic_quantity(order_cost: Floats | float, holding: Floats, demand: Floats) -> Floats: ...
def economic_quantity(order_cost: Floats | float, holding: Floats | float, demand: Floats | float) -> Floats | float:
    """Return Q = √(2·K·λ / h), 0 where nothing is asked or holding is free; arrays (n,) or numbers.

    K is the cost of an order, h the cost of holding a unit for a period, λ the demand of a period.
    Source: Harris 1913; Silver, Pyke, Thomas, ch. 4.2; Snyder and Shen, eq. (3.4).
    """
    known = np.maximum(holding, 1e-12)
    found = np.where(np.asarray(holding) > 0, np.sqrt(2 * np.asarray(order_cost) * np.maximum(demand, 0) / known), 0.0)
    return found if found.ndim else float(found)


def economic_cost(order_cost: float, holding: float, demand: float) -> float:
    """Return the cost of a period at the economic order quantity: √(2·K·λ·h) (Snyder and Shen, eq. 3.5)."""
    return float(np.sqrt(2 * order_cost * demand * holding))


def holding_of_day(cost_fen: Floats, year_share: float) -> Floats:
    """Return the cost (n,) in fen of holding a unit for a day, from its cost and the yearly share of it."""
    return cost_fen * year_share / YEAR_DAYS
