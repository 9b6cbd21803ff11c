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


def days_of_cover(level: Level, policy: Policy | None) -> float | None:
    """Return how many days of mean demand the available units cover; None without a forecast demand."""
    if policy is None or policy.mean_per_day <= 0:
        return None
    return round(level.available / policy.mean_per_day, 1)
