"""What a unit is worth in money: sold, kept, left over, brought from elsewhere."""

from dataclasses import dataclass

import numpy as np

from huozhao.supply.netting.stock import Bools, Floats, Ints

# A year's cost of money, room and risk as a share of the cost price; 0.2 to 0.3 is usual (Silver, Pyke, Thomas, ch. 2).
HOLDING_A_YEAR = 0.25
DAYS_A_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Worth:
    """Fen a unit by row (n,).

    `margin` = price − cost; `goodwill` is what a lost sale costs besides; `holding` is the cost of keeping a unit one
    day; `leftover` is lost with each unit that is left at the end of the interval (spoiled, marked down).
    """

    cost: Floats
    margin: Floats
    goodwill: Floats
    holding: Floats
    leftover: Floats

    def take(self, rows: Ints) -> "Worth":
        """Return some of the rows."""
        return Worth(self.cost[rows], self.margin[rows], self.goodwill[rows], self.holding[rows], self.leftover[rows])


def worth(
    price_fen: Ints,
    cost_fen: Ints,
    holding_a_year: float = HOLDING_A_YEAR,
    goodwill_share: float = 0.0,
    spoils: Bools | None = None,
    left_share: float = 0.0,
) -> Worth:
    """Return the worth of units bought at `cost_fen` and sold at `price_fen` (n,).

    `goodwill_share` of the margin is added to a lost sale. A unit that is left loses its whole cost where it `spoils`
    within the interval, and `left_share` of it elsewhere.
    """
    cost = np.asarray(cost_fen, dtype=np.float64)
    margin = np.maximum(np.asarray(price_fen, dtype=np.float64) - cost, 0.0)
    leftover = cost * left_share if spoils is None else np.where(spoils, cost, cost * left_share)
    return Worth(cost, margin, margin * goodwill_share, cost * holding_a_year / DAYS_A_YEAR, leftover)
