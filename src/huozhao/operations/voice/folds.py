"""What was said of goods, folded from events: under its shopper, so that it goes with them."""

from collections.abc import Iterable
from typing import Any

from huozhao.events.catalogue import OrderReturned, ProductReviewed, ServiceTalked, UpgradeOffered
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Scalar, Table, Write

# One row a saying; `kind` is review, talk or return. The text is the event's, masked at the door.
VOICES = Table("voices", ("sku", "shopper", "said"), put=("at", "kind", "stars", "text", "order_id"))
# Which goods a shopper has spoken of: the way from a shopper to their voices.
SPOKEN = Table("spoken", ("shopper", "sku"), put=("at",))
# Who was offered which improved product in which arm; the earliest row of a shopper counts.
UPGRADES = Table("upgrade_offers", ("ticket", "shopper", "at"), put=("sku", "arm"))
REVIEW, TALK, RETURN = "review", "talk", "return"
SHOWN, HELD_OUT = "shown", "held_out"
NAMES = frozenset({"Product Reviewed", "Service Talked", "Order Returned"})


def fold_voices(recorded: Recorded) -> Iterable[Write]:
    """Keep each saying about goods, and each upgrade that was offered; what has no shopper is nobody's vote."""
    event, what = recorded.event, recorded.event.properties
    if not event.shopper:
        return
    if isinstance(what, UpgradeOffered):
        put: dict[str, Scalar] = {"sku": what.sku, "arm": what.arm}
        yield Write(UPGRADES.name, (what.ticket, event.shopper, event.at), put=put, at=event.at)
        return
    for sku, kind, said in _said(what):
        row: dict[str, Scalar] = {"at": event.at, "kind": kind, **said}
        yield Write(VOICES.name, (sku, event.shopper, event.id), put=row, at=event.at)
        yield Write(SPOKEN.name, (event.shopper, sku), put={"at": event.at}, at=event.at)


def _said(what: Any) -> Iterable[tuple[str, str, dict[str, Scalar]]]:
    """Yield SKU, kind and what was said; a talk that left the shopper unsatisfied counts as two stars."""
    if isinstance(what, ProductReviewed):
        yield what.sku, REVIEW, {"stars": what.stars, "text": what.text or "", "order_id": what.order}
    elif isinstance(what, ServiceTalked) and what.sku and what.text:
        stars = 2 if what.satisfied is False else None
        yield what.sku, TALK, {"stars": stars, "text": what.text, "order_id": what.order}
    elif isinstance(what, OrderReturned):
        for sku in dict.fromkeys(line.sku for line in what.lines):
            yield sku, RETURN, {"stars": None, "text": what.reason or "", "order_id": what.order}


FOLD = Fold("voices", (VOICES, SPOKEN, UPGRADES), NAMES | {"Upgrade Offered"}, fold_voices)
