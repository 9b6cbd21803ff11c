"""What may be promised now, and how long it lasts."""

from collections.abc import Iterable
from dataclasses import dataclass

from huozhao.supply.ledger import Level


def available(levels: Iterable[Level]) -> dict[tuple[str, str], int]:
    """Return the units that may be promised by (sku, shop): on hand − reserved.

    A pair whose shelf was never counted or filled is left out: it is untracked, which is not the same as none.
    """
    return {(level.sku, level.shop): level.available for level in levels if level.tracked}


@dataclass(frozen=True, slots=True)
class Policy:
    """What the newest plan says about one SKU at one shop. Quantities in whole units, lead time in days."""

    safety_stock: int
    reorder_point: int
    order_up_to: int
    mean_per_day: float
    pack_size: int = 1

    @property
    def floor(self) -> int:
        """Units under which an alert rings; see `floor_of`."""
        return floor_of(self.safety_stock, self.order_up_to)


def floor_of(safety_stock: int, order_up_to: int) -> int:
    """Return the units under which an alert rings: the safety stock, or all that is wanted here where that is less.

    A limit (shelf life, room, the rule's most units) may lower the order-up-to level below the safety stock, to nothing
    too; an alert would then ask for goods that the plan does not want.
    """
    return min(safety_stock, order_up_to)


def days_of_cover(level: Level, policy: Policy | None) -> float | None:
    """Return how many days of mean demand the available units cover; None without a forecast demand."""
    if policy is None or policy.mean_per_day <= 0:
        return None
    return round(level.available / policy.mean_per_day, 1)
