"""The folds behind the board: event -> sums a day and the distinct shoppers, goods and clicks of a day."""

from collections.abc import Callable, Iterable

from huozhao.events.catalogue import (
    MALL_EVENTS,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    RecommendationClicked,
    RecommendationShown,
)
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.terms.time import local_day

VISITS = Table("visits", ("day", "shopper"), add=("events", "orders"))
DAILY = Table("daily", ("day", "metric", "cut"), add=("value",))
SHOWN = Table("shown", ("day", "sku"), add=("times",))
CLICKS = Table("clicks", ("day", "shopper", "sku", "clicked_at"), put=("placement",))
BOUGHT = Table("bought", ("day", "order_id", "sku"), add=("quantity",), put=("shopper", "paid_at"))

# What the mall does to a shopper or an order is no visit of the shopper.
NOT_VISITS = MALL_EVENTS | {
    "Recommendation Shown", "Scene Met", "Strategy Decided", "Shopper Registered", "Order Shipped", "Order Delivered",
    "Order Cancelled", "Order Refused",
}
OUT_OF_STOCK = "out_of_stock"
Rule = Callable[[Recorded, int], Iterable[Write]]


def fold_visits(recorded: Recorded, day: int) -> Iterable[Write]:
    """Count the shopper's own acts and paid orders of the day."""
    event = recorded.event
    if event.shopper and event.name not in NOT_VISITS:
        yield Write(VISITS.name, (day, event.shopper), {"events": 1, "orders": int(event.name == "Order Paid")})


def fold_daily(recorded: Recorded, day: int) -> Iterable[Write]:
    """Sum what the day's figures are made of; `recorded` counts every event so that a day's change is seen."""
    yield _sum(day, "recorded", 1)
    rule = _DAILY.get(recorded.event.name)
    if rule is not None:
        yield from rule(recorded, day)


def fold_reach(recorded: Recorded, day: int) -> Iterable[Write]:
    """Keep which goods were shown, who clicked what where, and who bought what."""
    event, properties = recorded.event, recorded.event.properties
    if isinstance(properties, RecommendationShown):
        for sku in properties.skus:
            yield Write(SHOWN.name, (day, sku), {"times": 1})
    elif isinstance(properties, RecommendationClicked):
        click = (day, event.shopper, properties.sku, event.at)
        yield Write(CLICKS.name, click, put={"placement": properties.placement}, at=event.at)
    elif isinstance(properties, OrderPaid):
        for line in properties.lines:
            put: dict[str, Scalar] = {"shopper": event.shopper, "paid_at": event.at}
            key = (day, properties.order, line.sku)
            yield Write(BOUGHT.name, key, {"quantity": line.quantity}, put, event.at)


def fold_board(zone: str) -> Fold:
    """Return the fold of the board for a mall whose days begin in the time zone `zone`.

    One fold keeps all its tables, so a day's sums and its distinct shoppers always belong together.
    """

    def fold(recorded: Recorded) -> Iterable[Write]:
        day = local_day(recorded.event.at, zone)
        for rule in (fold_visits, fold_reach, fold_daily):
            yield from rule(recorded, day)

    return Fold("board", (VISITS, SHOWN, CLICKS, BOUGHT, DAILY), frozenset(), fold)


def _sum(day: int, metric: str, value: int, cut: str = "") -> Write:
    return Write(DAILY.name, (day, metric, cut), {"value": value})


def _placed(recorded: Recorded, day: int) -> Iterable[Write]:
    yield _sum(day, "orders_asked", 1)


def _refused(recorded: Recorded, day: int) -> Iterable[Write]:
    yield _sum(day, "orders_asked", 1)
    yield _sum(day, "orders_lost", 1)


def _cancelled(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, OrderCancelled) and properties.reason == OUT_OF_STOCK:
        yield _sum(day, "orders_lost", 1)


def _paid(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, OrderPaid):
        yield _sum(day, "orders", 1)
        yield _sum(day, "gmv_fen", properties.total_fen)


def _delivered(recorded: Recorded, day: int) -> Iterable[Write]:
    event = recorded.event
    if isinstance(event.properties, OrderDelivered) and event.properties.placed_at is not None:
        yield _sum(day, "deliveries", 1)
        yield _sum(day, "delivery_ms", max(0, event.at - event.properties.placed_at))


def _shown(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, RecommendationShown):
        yield _sum(day, "shown", len(properties.skus), properties.placement)


def _clicked(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, RecommendationClicked):
        yield _sum(day, "clicked", 1, properties.placement)


_DAILY: dict[str, Rule] = {
    "Order Placed": _placed,
    "Order Refused": _refused,
    "Order Cancelled": _cancelled,
    "Order Paid": _paid,
    "Order Delivered": _delivered,
    "Recommendation Shown": _shown,
    "Recommendation Clicked": _clicked,
}
