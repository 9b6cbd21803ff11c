"""What may be promised now, and the alert when that falls under the safety stock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huozhao.supply.ledger import Level
from huozhao.terms.text import Text


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


@dataclass(frozen=True, slots=True)
class Alert:
    """Stock under its safety level, with the quantity to order and why."""

    sku: str
    shop: str
    available: int
    safety_stock: int
    order_quantity: int
    why: Text


def alerts(levels: Iterable[Level], policies: Mapping[tuple[str, str], Policy]) -> list[Alert]:
    """Return an alert for every tracked level whose available units are fewer than its safety stock."""
    found = [
        _alert(level, policy)
        for level in levels
        if level.tracked
        and (policy := policies.get((level.sku, level.shop))) is not None
        and level.available < policy.safety_stock
    ]
    return sorted(found, key=lambda alert: (alert.available - alert.safety_stock, alert.sku, alert.shop))


def days_of_cover(level: Level, policy: Policy | None) -> float | None:
    """Return how many days of mean demand the available units cover; None without a forecast demand."""
    if policy is None or policy.mean_per_day <= 0:
        return None
    return round(level.available / policy.mean_per_day, 1)


def _alert(level: Level, policy: Policy) -> Alert:
    position = level.available + level.in_transit
    quantity = up_to_pack(max(0, policy.order_up_to - position), policy.pack_size)
    tail = (
        (f"已有 {level.in_transit} 件在途", f"{level.in_transit} are in transit")
        if level.in_transit
        else ("没有在途", "none is in transit")
    )
    advice = (
        (f"建议补 {quantity} 件", f"order {quantity}") if quantity else ("在途到货即可补足", "what is coming is enough")
    )
    why = Text(
        f"可售 {level.available} 件，低于安全库存 {policy.safety_stock} 件；{tail[0]}，"
        f"目标 {policy.order_up_to} 件，{advice[0]}",
        f"{level.available} available, under the safety stock of {policy.safety_stock}; {tail[1]}, "
        f"target {policy.order_up_to}: {advice[1]}",
    )
    return Alert(level.sku, level.shop, level.available, policy.safety_stock, quantity, why)


def up_to_pack(quantity: int, pack_size: int) -> int:
    """Round up to whole packs."""
    return -(-quantity // pack_size) * pack_size
