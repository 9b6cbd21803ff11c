"""Demand per SKU, shop and day: the fold from paid orders and returns."""

from collections.abc import Callable, Iterable

from huozhao.events.catalogue import OrderPaid
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.terms.time import local_day

DEMAND = Table("demand", key=("sku", "shop", "day"), add=("quantity", "amount_fen"))


def demand_fold(zone: str) -> Fold:
    """Return the fold that sums paid units and money by SKU, shop ("" = not known) and local day.

    Returns do not lower demand: the goods were wanted on that day, and had to lie there.
    """
    return Fold("demand", (DEMAND,), frozenset({"Order Paid"}), _folder(zone))


def _folder(zone: str) -> Callable[[Recorded], Iterable[Write]]:
    def fold(recorded: Recorded) -> Iterable[Write]:
        paid = recorded.event.properties
        if not isinstance(paid, OrderPaid):
            return
        day = local_day(recorded.event.at, zone)
        for line in paid.lines:
            yield Write(
                "demand",
                (line.sku, paid.shop or "", day),
                add={"quantity": line.quantity, "amount_fen": line.quantity * line.price_fen},
            )

    return fold
