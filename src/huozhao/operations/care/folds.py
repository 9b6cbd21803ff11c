"""What shoppers received and still have, folded from events: by order, and by the day that it came."""

from collections.abc import Iterable, Sequence
from typing import Any

from huozhao.events.catalogue import (
    CareReminded,
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderExchanged,
    OrderPaid,
    OrderPlaced,
    OrderReturned,
)
from huozhao.events.event import Event, Recorded
from huozhao.events.state import Fold, Row, Scalar, Table, Write
from huozhao.terms.time import local_day

# One row an order and SKU: units ordered, units that came back, units that an exchange brought (at `exchanged_at`).
LINES = Table("order_lines", ("shopper", "order", "sku"), add=("returned", "exchanged"),
              put=("quantity", "price_fen", "paid_at", "exchanged_at"))  # fmt: skip
RECEIVED = Table("received_orders", ("shopper", "order"), put=("received_at", "cancelled_at"))
# The same by the local day of receipt: which orders a reminder of so many days is about.
BY_DAY = Table("received_by_day", ("day", "shopper", "order"), put=("received_at",))
REMINDED = Table("care_reminded", ("shopper", "key"), put=("at", "guide", "occasion", "order", "sku"))
NAMES = frozenset({
    "Order Placed", "Order Paid", "Order Delivered", "Order Cancelled", "Order Returned", "Order Exchanged",
    "Care Reminded",
})  # fmt: skip


def care_fold(zone: str) -> Fold:
    """Return the fold of what was received, for a mall whose days are counted in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event = recorded.event
        if event.shopper:
            yield from _writes(event, local_day(event.at, zone))

    return Fold("care", (LINES, RECEIVED, BY_DAY, REMINDED), NAMES, fold)


def _writes(event: Event, day: int) -> Iterable[Write]:
    what: Any = event.properties
    match what:
        case OrderPlaced() | OrderPaid():
            yield from _ordered(event, what.lines, isinstance(what, OrderPaid))
        case OrderReturned():
            yield from (_line(event, sku, {"returned": units}) for sku, units in _units(what.lines).items())
        case OrderExchanged():
            yield from _exchanged(event, what, day)
        case OrderDelivered():
            yield from _received(event, what.order, day)
        case OrderCancelled():
            yield Write(RECEIVED.name, (event.shopper, what.order), put={"cancelled_at": event.at}, at=event.at)
        case CareReminded():
            told: dict[str, Scalar] = {"at": event.at, "guide": what.guide, "occasion": what.occasion}
            told |= {"order": what.order, "sku": what.sku}
            yield Write(REMINDED.name, (event.shopper, event.id), put=told, at=event.at)


def _ordered(event: Event, lines: Sequence[Line], is_paid: bool) -> Iterable[Write]:
    prices = {line.sku: line.price_fen for line in lines}
    for sku, units in _units(lines).items():
        put: dict[str, Any] = {"quantity": units, "price_fen": prices[sku]} | ({"paid_at": event.at} if is_paid else {})
        yield _line(event, sku, {}, put)


def _exchanged(event: Event, what: OrderExchanged, day: int) -> Iterable[Write]:
    """An exchange brings goods at its own instant, whatever became of the order before."""
    yield from (_line(event, sku, {"returned": units}) for sku, units in _units(what.lines).items())
    for sku, units in _units(what.replaced_by).items():
        yield _line(event, sku, {"exchanged": units}, {"exchanged_at": event.at})
    yield Write(BY_DAY.name, (day, event.shopper, what.order), put={"received_at": event.at}, at=event.at)


def _received(event: Event, order: str, day: int) -> Iterable[Write]:
    put = {"received_at": event.at}
    yield Write(RECEIVED.name, (event.shopper, order), put=put, at=event.at)
    yield Write(BY_DAY.name, (day, event.shopper, order), put=put, at=event.at)


def _line(event: Event, sku: str, add: dict[str, int], put: dict[str, Any] | None = None) -> Write:
    what: Any = event.properties
    return Write(LINES.name, (event.shopper, what.order, sku), add, put or {}, event.at)


def _units(lines: Sequence[Line]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found


def units_kept(row: Row) -> int:
    """Return how many units of a row of `order_lines` the shopper still has."""
    return int(row["quantity"] or 0) + int(row["exchanged"] or 0) - int(row["returned"] or 0)
