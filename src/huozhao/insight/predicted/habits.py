"""The fold of habits: by what means a shopper pays, whether with a discount, how many stars they give; by local day."""

from collections.abc import Iterable
from typing import Any

from huozhao.events.catalogue import OrderPaid
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.terms.time import local_day

HABITS = Table("habits", ("shopper", "day", "habit", "subject"), add=("n", "amount"))


def habits_fold(zone: str) -> Fold:
    """Return the fold; `zone` is the mall's IANA time zone. `amount` is fen saved, or 100 × the stars given."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event = recorded.event
        if event.shopper:
            for habit, subject, amount in _habits(event.properties):
                key = (event.shopper, local_day(event.at, zone), habit, subject)
                yield Write("habits", key, {"n": 1, "amount": amount})

    return Fold("habits", (HABITS,), frozenset(), fold)


def _habits(what: Any) -> Iterable[tuple[str, str, int]]:
    if isinstance(what, OrderPaid):
        if what.payment_method:
            yield "paid_by", what.payment_method, 0
        saved = int(getattr(what, "discount_fen", None) or 0)
        if saved or getattr(what, "coupon", None):
            yield "coupon", "", saved
        return
    stars = getattr(what, "stars", None)
    if isinstance(stars, int):
        yield "review", str(getattr(what, "sku", "")), 100 * stars
