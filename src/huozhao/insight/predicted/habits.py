"""The fold of habits: on which orders a shopper used a coupon or discount, and how many stars they give."""

from collections.abc import Iterable
from typing import Any

from huozhao.events.catalogue import CouponUsed, OrderPaid, ProductReviewed
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.terms.time import local_day

# One row an order with a discount, however often that is told, and one row a product that was judged.
HABITS = Table("habits", ("shopper", "habit", "subject"), add=("n", "amount"), put=("day",))
EVENTS = frozenset({"Order Paid", "Coupon Used", "Product Reviewed"})


def habits_fold(zone: str) -> Fold:
    """Return the fold; days are local to the IANA time zone `zone`. `amount` is 100 × the stars given, else 0."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event = recorded.event
        if event.shopper:
            for habit, subject, amount in _habits(event.properties):
                put: dict[str, Scalar] = {"day": local_day(event.at, zone)}
                yield Write("habits", (event.shopper, habit, subject), {"n": 1, "amount": amount}, put, event.at)

    return Fold("habits", (HABITS,), EVENTS, fold)


def _habits(what: Any) -> Iterable[tuple[str, str, int]]:
    if isinstance(what, CouponUsed) or (isinstance(what, OrderPaid) and (what.coupon or what.discount_fen)):
        yield "coupon", what.order, 0
    elif isinstance(what, ProductReviewed) and what.stars is not None:
        yield "review", what.sku, 100 * what.stars
