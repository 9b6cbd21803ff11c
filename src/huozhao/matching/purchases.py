"""What a shopper bought on which day: the history that repeat purchases and baskets are learned from."""

from collections.abc import Iterable
from dataclasses import dataclass

from huozhao.events.catalogue import OrderPaid, OrderReturned
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.terms.time import local_day

PURCHASES = Table("purchases", ("shopper", "day", "sku"), add=("quantity",))


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units of one SKU that a shopper bought on one local day; negative where more came back than went out."""

    sku: str
    day: int
    quantity: int = 1


def purchases_fold(zone: str) -> Fold:
    """Return the fold that keeps what each shopper bought by local day of the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        if event.shopper and isinstance(what, OrderPaid | OrderReturned):
            sign, day = (1 if isinstance(what, OrderPaid) else -1), local_day(event.at, zone)
            for line in what.lines:
                yield Write(PURCHASES.name, (event.shopper, day, line.sku), {"quantity": sign * line.quantity})

    return Fold("purchases", (PURCHASES,), frozenset({"Order Paid", "Order Returned"}), fold)


def kept(purchases: Iterable[Purchase]) -> list[Purchase]:
    """Return the purchases that were not sent back, oldest first: returns take units off the newest ones before."""
    left: list[list[int | str]] = []
    for each in sorted(purchases, key=lambda p: (p.day, p.sku)):
        if each.quantity > 0:
            left.append([each.sku, each.day, each.quantity])
            continue
        back = -each.quantity
        for row in reversed(left):
            if row[0] == each.sku and back > 0:
                took = min(back, int(row[2]))
                row[2], back = int(row[2]) - took, back - took
    return [Purchase(str(sku), int(day), int(n)) for sku, day, n in left if int(n) > 0]
