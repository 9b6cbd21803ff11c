"""The fold of matching: how strongly each shopper is drawn to each product, kept live event by event."""

from collections.abc import Iterable

from huozhao.events.catalogue import OrderPaid, OrderReturned
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.terms.time import DAY_MS

TASTES = Table("tastes", ("shopper", "sku"), add=("weight", "bought"), put=("last_at", "last_name"))
HEAT = Table("heat", ("day", "sku"), add=("weight",))
# What one act says about a taste: a purchase says as much as ten views.
WEIGHTS: dict[str, int] = {
    "Product Viewed": 1,
    "Recommendation Clicked": 1,
    "Product Shared": 4,
    "Product Favourited": 5,
    "Product Unfavourited": -5,
    "Product Added To Cart": 6,
    "Product Removed From Cart": -5,
    "Order Paid": 10,
    "Order Returned": -10,
}


def fold_tastes(recorded: Recorded) -> Iterable[Write]:
    """Add an act's weight to the shopper's taste and to the product's heat of the (UTC) day.

    An act of nobody known heats the product all the same: what is popular needs no one's consent.
    """
    event, what = recorded.event, recorded.event.properties
    weight = WEIGHTS[event.name]
    bought = {"Order Paid": 1, "Order Returned": -1}.get(event.name, 0)
    lines = what.lines if isinstance(what, OrderPaid | OrderReturned) else (what,)
    skus = {getattr(line, "sku", "") for line in lines}
    put: dict[str, Scalar] = {"last_at": event.at, "last_name": event.name}
    for sku in sorted(skus):
        if event.shopper:
            yield Write("tastes", (event.shopper, sku), {"weight": weight, "bought": bought}, put, event.at)
        yield Write("heat", (event.at // DAY_MS, sku), {"weight": weight})


FOLD = Fold("tastes", (TASTES, HEAT), frozenset(WEIGHTS), fold_tastes)
