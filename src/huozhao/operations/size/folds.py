"""What was exchanged for what, folded from events under its shopper; purchases and words are folded elsewhere."""

from collections.abc import Iterable

from huozhao.events.catalogue import OrderExchanged
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write

EXCHANGES = Table("size_exchanges", ("shopper", "sku", "replaced_by", "said"), put=("at",))


def fold_exchanges(recorded: Recorded) -> Iterable[Write]:
    """Keep which SKU went back for which; whether that was for the size is seen when it is read."""
    event, what = recorded.event, recorded.event.properties
    if not event.shopper or not isinstance(what, OrderExchanged):
        return
    for back in what.lines:
        for out in what.replaced_by:
            if out.sku != back.sku:
                key = (event.shopper, back.sku, out.sku, event.id)
                yield Write(EXCHANGES.name, key, put={"at": event.at}, at=event.at)


FOLD = Fold("sizes", (EXCHANGES,), frozenset({"Order Exchanged"}), fold_exchanges)
