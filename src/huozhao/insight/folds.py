"""The folds of insight: what a shopper told, did and ordered, as sums that replay gives again."""

from collections.abc import Iterable
from typing import Any

from huozhao.events.catalogue import (
    MALL_EVENTS,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderReturned,
    OrderShipped,
    ProductsSearched,
)
from huozhao.events.event import Event, Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.insight import facts, links, payments
from huozhao.insight.voices import heard
from huozhao.terms.time import local_day

ACTIVITY = Table("activity", ("shopper", "day", "name", "subject"), add=("n", "quantity", "amount_fen"))
SHOPPERS = Table("shoppers", ("shopper",), add=("events",), put=("last_at",))
ORDERS = Table(
    "orders",
    ("shopper", "order"),
    add=("refunded_fen",),
    put=("status", "placed_at", "paid_at", "cancelled_at", "total_fen", "shop"),
)
# One row of activity a line of an order; the order itself is one row with an empty subject.
BOUGHT, RETURNED = "Product Bought", "Product Returned"
# What the mall does to a shopper, or says of who they are, is no act of the shopper.
NOT_ACTS = frozenset({
    "Recommendation Shown", "Scene Met", "Strategy Decided", "Identity Linked", "Identity Unlinked", "Top Up Offered",
    "Care Reminded", "Message Decided", "Experiment Exposed", "Coupon Expired", "Coupon Returned",
})  # fmt: skip


def fold_shoppers(recorded: Recorded) -> Iterable[Write]:
    """Count a shopper's events and keep when the last one was."""
    event = recorded.event
    if event.shopper and event.name not in MALL_EVENTS:
        own = event.name not in NOT_ACTS
        put: dict[str, Scalar] = {"last_at": event.at} if own else {}
        yield Write("shoppers", (event.shopper,), {"events": int(own)}, put, event.at)


def activity_fold(zone: str) -> Fold:
    """Return the fold that sums acts by shopper, local day of `zone`, name and subject."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event = recorded.event
        if not event.shopper or event.name in MALL_EVENTS or event.name in NOT_ACTS:
            return
        yield from _acts(event, local_day(event.at, zone))

    return Fold("activity", (ACTIVITY,), frozenset(), fold)


def _acts(event: Event, day: int) -> Iterable[Write]:
    what = event.properties
    if isinstance(what, OrderPaid | OrderReturned):
        amount = what.total_fen if isinstance(what, OrderPaid) else what.refund_fen
        yield _act(event.shopper, day, event.name, "", sum(line.quantity for line in what.lines), amount)
        name = BOUGHT if isinstance(what, OrderPaid) else RETURNED
        for line in what.lines:
            yield _act(event.shopper, day, name, line.sku, line.quantity, line.quantity * line.price_fen)
    else:
        yield _act(event.shopper, day, event.name, subject_of(what), getattr(what, "quantity", 1), amount_of(what))
        yield from (_act(event.shopper, day, name, subject, 1, 0) for name, subject in heard(what))


def _act(shopper: str, day: int, name: str, subject: str, quantity: int, amount_fen: int) -> Write:
    return Write("activity", (shopper, day, name, subject), {"n": 1, "quantity": quantity, "amount_fen": amount_fen})


# What an act was done to, and for how much: the first field that an event has.
_SUBJECTS = ("sku", "page", "query", "coupon", "topic", "group", "method", "app")
_AMOUNTS = ("amount_fen", "discount_fen", "extra_fen")


def subject_of(what: Any) -> str:
    """Return what an act was done to: a SKU, a page, the words of a search, a coupon, a topic; empty for none."""
    found = str(next((value for name in _SUBJECTS if (value := getattr(what, name, None))), ""))
    return found.strip().lower() if isinstance(what, ProductsSearched) else found


def amount_of(what: Any) -> int:
    """Return for how much money (fen) an act was that has no lines; 0 for none."""
    return int(next((amount for name in _AMOUNTS if (amount := getattr(what, name, None))), 0))


def fold_orders(recorded: Recorded) -> Iterable[Write]:
    """Keep each order's status and money, in whatever order its events arrive."""
    event, what = recorded.event, recorded.event.properties
    status, put, add = _order_change(event.at, what)
    if status and event.shopper:
        key = (event.shopper, what.order)  # type: ignore[attr-defined]
        yield Write("orders", key, add, {"status": status, **put}, event.at)


def _order_change(at: int, what: Any) -> tuple[str, dict[str, Scalar], dict[str, int]]:
    match what:
        case OrderPlaced():
            return "placed", {"placed_at": at, "total_fen": what.total_fen, "shop": what.shop}, {}
        case OrderPaid():
            return "paid", {"paid_at": at, "total_fen": what.total_fen, "shop": what.shop}, {}
        case OrderCancelled():
            return "cancelled", {"cancelled_at": at}, {}
        case OrderShipped():
            return "shipped", {}, {}
        case OrderDelivered():
            return "delivered", {}, {}
        case OrderReturned():
            return "returned", {}, {"refunded_fen": what.refund_fen}
    return "", {}, {}


ORDER_EVENTS = frozenset(
    {"Order Placed", "Order Paid", "Order Cancelled", "Order Shipped", "Order Delivered", "Order Returned"}
)


def insight_folds(zone: str) -> tuple[Fold, ...]:
    """Return every fold of this room; `zone` is the mall's IANA time zone, in which days are counted."""
    return (
        facts.FOLD,
        Fold("shoppers", (SHOPPERS,), frozenset(), fold_shoppers),
        activity_fold(zone),
        links.FOLD,
        payments.FOLD,
        Fold("orders", (ORDERS,), ORDER_EVENTS, fold_orders),
    )


