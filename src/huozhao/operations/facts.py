"""The folds behind the board: event -> sums a day, by shopper, by shop and by what was shown where."""

from collections.abc import Callable, Iterable

from huozhao.events.catalogue import (
    MALL_EVENTS,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefused,
    OrderReturned,
    OrderShipped,
    RecommendationClicked,
    RecommendationShown,
)
from huozhao.events.event import Event, Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.operations.metrics.measures import COLUMNS
from huozhao.terms.time import local_day

# What one shopper did on one day; under '' what nobody known did. `arm` is that of the last page shown.
VISITS = Table("visits", ("day", "shopper"), add=COLUMNS, put=("arm",))
DAILY = Table("daily", ("day", "metric", "cut"), add=("value",))
SHOWN = Table("shown", ("day", "placement", "sku", "band"), add=("times", "clicked"))
CLICKS = Table("clicks", ("day", "shopper", "sku", "clicked_at"), put=("placement",))
BOUGHT = Table("bought", ("day", "order_id", "sku"), add=("quantity", "fen"), put=("shopper", "paid_at"))
SALES = Table("sales", ("day", "shop", "sku"), add=("units", "fen"))
SHOP_DAYS = Table("shop_days", ("day", "shop"), add=("orders", "gmv_fen"))
DELIVERED = Table("delivered", ("day", "order_id"), put=("delivery_ms",))
ORDER_SHOPS = Table("order_shops", ("order_id",), put=("shop",))
TABLES = (VISITS, SHOWN, CLICKS, BOUGHT, DAILY, SALES, SHOP_DAYS, DELIVERED, ORDER_SHOPS)

# What the mall does to a shopper or an order is no visit of the shopper.
NOT_VISITS = MALL_EVENTS | {
    "Recommendation Shown", "Scene Met", "Strategy Decided", "Shopper Registered", "Order Shipped", "Order Delivered",
    "Order Cancelled", "Order Refused", "Message Decided", "Upgrade Offered", "Care Reminded", "Top Up Offered",
    "Experiment Exposed", "Coupon Expired", "Coupon Returned",
}
BOARD, OUT_OF_STOCK = "board", "out_of_stock"
# First positions of the bands in which places of a page are compared: what stands first is clicked most.
BANDS = (0, 4, 10)
Rule = Callable[[Recorded, int], Iterable[Write]]


def band_of(position: int) -> int:
    """Return the band of a place on a page: 0 for the first four, 1 up to the tenth, 2 beyond."""
    return sum(position >= first for first in BANDS) - 1


def fold_visits(recorded: Recorded, day: int) -> Iterable[Write]:
    """Sum what the shopper did on the day, and what was shown, sold and delivered to them."""
    event, what = recorded.event, recorded.event.properties
    sums = _sums_of(event)
    if event.name not in NOT_VISITS and event.shopper:
        sums["events"] = 1
    put: dict[str, Scalar] = {"arm": what.arm} if isinstance(what, RecommendationShown) and what.arm else {}
    if sums or put:
        yield Write(VISITS.name, (day, event.shopper), sums, put, event.at)


def _sums_of(event: Event) -> dict[str, int]:
    match event.properties:
        case RecommendationShown(skus=skus):
            return {"shown": len(skus)}
        case OrderPaid() as paid:
            units = sum(line.quantity for line in paid.lines)
            return {"orders": 1, "units": units, "gmv_fen": paid.total_fen, "discount_fen": paid.discount_fen or 0}
        case OrderReturned(refund_fen=fen):
            return {"returns": 1, "refunded_fen": fen}
        case OrderCancelled(reason=reason):
            return {"served": -1} if reason == OUT_OF_STOCK else {}
        case OrderDelivered(placed_at=placed):
            return {} if placed is None else {"deliveries": 1, "delivery_ms": max(0, event.at - placed)}
    return dict(_COUNTED.get(event.name, {}))


_COUNTED: dict[str, dict[str, int]] = {
    "Product Viewed": {"views": 1}, "Products Searched": {"searches": 1}, "Product Added To Cart": {"carts": 1},
    "Recommendation Clicked": {"clicked": 1}, "Order Placed": {"asked": 1, "served": 1}, "Order Refused": {"asked": 1},
}  # fmt: skip


def fold_daily(recorded: Recorded, day: int) -> Iterable[Write]:
    """Sum what the day's figures are made of; `recorded` counts every event so that a day's change is seen."""
    yield _sum(day, "recorded", 1)
    rule = _DAILY.get(recorded.event.name)
    if rule is not None:
        yield from rule(recorded, day)


def fold_reach(recorded: Recorded, day: int) -> Iterable[Write]:
    """Keep which goods were shown and clicked where, and who clicked and bought what."""
    event, properties = recorded.event, recorded.event.properties
    if isinstance(properties, RecommendationShown):
        for sku, position in _places(properties):
            yield Write(SHOWN.name, (day, properties.placement, sku, band_of(position)), {"times": 1})
    elif isinstance(properties, RecommendationClicked):
        where = (day, properties.placement, properties.sku, band_of(properties.position))
        yield Write(SHOWN.name, where, {"clicked": 1})
        click = (day, event.shopper, properties.sku, event.at)
        yield Write(CLICKS.name, click, put={"placement": properties.placement}, at=event.at)
    elif isinstance(properties, OrderPaid):
        for line in properties.lines:
            put: dict[str, Scalar] = {"shopper": event.shopper, "paid_at": event.at}
            add = {"quantity": line.quantity, "fen": line.quantity * line.price_fen}
            yield Write(BOUGHT.name, (day, properties.order, line.sku), add, put, event.at)


def fold_shops(recorded: Recorded, day: int) -> Iterable[Write]:
    """Sum what each shop sold and delivered."""
    event, what = recorded.event, recorded.event.properties
    if isinstance(what, OrderPaid):
        shop = what.shop or ""
        yield Write(SHOP_DAYS.name, (day, shop), {"orders": 1, "gmv_fen": what.total_fen})
        for line in what.lines:
            add = {"units": line.quantity, "fen": line.quantity * line.price_fen}
            yield Write(SALES.name, (day, shop, line.sku), add)
    if isinstance(what, OrderPaid | OrderShipped) and what.shop:
        yield Write(ORDER_SHOPS.name, (what.order,), put={"shop": what.shop}, at=event.at)
    if isinstance(what, OrderDelivered) and what.placed_at is not None:
        put: dict[str, Scalar] = {"delivery_ms": max(0, event.at - what.placed_at)}
        yield Write(DELIVERED.name, (day, what.order), put=put, at=event.at)


def fold_board(zone: str) -> Fold:
    """Return the fold of the board for a mall whose days begin in the time zone `zone`.

    One fold keeps all its tables, so a day's sums and its distinct shoppers always belong together.
    """

    def fold(recorded: Recorded) -> Iterable[Write]:
        day = local_day(recorded.event.at, zone)
        for rule in (fold_visits, fold_reach, fold_shops, fold_daily):
            yield from rule(recorded, day)

    return Fold(BOARD, TABLES, frozenset(), fold)


def _places(what: RecommendationShown) -> list[tuple[str, int]]:
    if what.items:
        return [(item.sku, item.position) for item in what.items]
    return [(sku, position) for position, sku in enumerate(what.skus)]


def _sum(day: int, metric: str, value: int, cut: str = "") -> Write:
    return Write(DAILY.name, (day, metric, cut), {"value": value})


def _placed(recorded: Recorded, day: int) -> Iterable[Write]:
    yield _sum(day, "orders_asked", 1)


def _lost(recorded: Recorded, day: int) -> Iterable[Write]:
    what = recorded.event.properties
    if isinstance(what, OrderRefused):
        yield _sum(day, "orders_asked", 1)
        yield _sum(day, "orders_lost", 1)
    elif isinstance(what, OrderCancelled) and what.reason == OUT_OF_STOCK:
        yield _sum(day, "orders_lost", 1)


def _paid(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, OrderPaid):
        yield _sum(day, "orders", 1)
        yield _sum(day, "gmv_fen", properties.total_fen)
        yield _sum(day, "units", sum(line.quantity for line in properties.lines))
        yield _sum(day, "discount_fen", properties.discount_fen or 0)


def _returned(recorded: Recorded, day: int) -> Iterable[Write]:
    properties = recorded.event.properties
    if isinstance(properties, OrderReturned):
        yield _sum(day, "refunded_fen", properties.refund_fen)


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
    "Order Refused": _lost,
    "Order Cancelled": _lost,
    "Order Paid": _paid,
    "Order Returned": _returned,
    "Order Delivered": _delivered,
    "Recommendation Shown": _shown,
    "Recommendation Clicked": _clicked,
}
