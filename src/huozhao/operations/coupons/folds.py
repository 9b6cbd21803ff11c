"""What became of coupons, counted a day: given, used, back, expired; money off and sales with it."""

from collections.abc import Iterable

from huozhao.events.catalogue import CouponExpired, CouponReceived, CouponReturned, CouponUsed
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.terms.time import local_day

# Names nobody: sums by coupon and local day. `discount_fen` and `paid_fen` go down again when a coupon comes back.
COUPON_DAYS = Table("coupon_days", ("coupon", "day"),
                    add=("received", "used", "returned", "expired", "discount_fen", "paid_fen"))
EVENTS = frozenset({"Coupon Received", "Coupon Used", "Coupon Returned", "Coupon Expired"})


def coupons_fold(zone: str) -> Fold:
    """Return the fold; days are local to the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        what = recorded.event.properties
        add = _sums(what)
        if add and isinstance(what, CouponReceived | CouponUsed | CouponReturned | CouponExpired):
            yield Write(COUPON_DAYS.name, (what.coupon, local_day(recorded.event.at, zone)), add)

    return Fold("coupons", (COUPON_DAYS,), EVENTS, fold)


def _sums(what: object) -> dict[str, int]:
    if isinstance(what, CouponUsed):
        return {"used": 1, "discount_fen": what.discount_fen, "paid_fen": what.paid_fen or 0}
    if isinstance(what, CouponReturned):
        return {"returned": 1, "discount_fen": -what.discount_fen, "paid_fen": -(what.paid_fen or 0)}
    return {"received": 1} if isinstance(what, CouponReceived) else {"expired": 1}


