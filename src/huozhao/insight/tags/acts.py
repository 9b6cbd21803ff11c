"""Acts: what an event says that its shopper did, one row a kind of thing done."""

from collections.abc import Iterable
from dataclasses import dataclass

from huozhao.events.catalogue import (
    MALL_EVENTS,
    OrderPaid,
    OrderPlaced,
    OrderReturned,
)
from huozhao.events.event import Event
from huozhao.insight.folds import BOUGHT, RETURNED, amount_of, subject_of
from huozhao.insight.voices import heard

# Events with a shopper that are nothing the shopper did with goods: what the mall did, and what was said of the person.
NO_ACTS = MALL_EVENTS | {
    "Recommendation Shown", "Recommendation Seen", "Scene Met", "Strategy Decided", "Shopper Registered",
    "Shopper Contact Given", "Identity Linked", "Identity Unlinked", "Experiment Exposed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done at an instant (ms): name of the act, what it was done to, how many, for how much money."""

    at: int
    name: str
    subject: str
    quantity: int = 1
    amount_fen: int = 0


def acts_in(event: Event) -> Iterable[Act]:
    """Yield the acts of an event: an order is one act and one more for each of its lines.

    What the mall does, and what is said about a person, is no act.
    """
    what = event.properties
    if not event.shopper or event.name in NO_ACTS:
        return
    if isinstance(what, OrderPaid | OrderReturned | OrderPlaced):
        amount = what.refund_fen if isinstance(what, OrderReturned) else what.total_fen
        yield Act(event.at, event.name, "", sum(line.quantity for line in what.lines), amount)
        if not isinstance(what, OrderPlaced):
            name = BOUGHT if isinstance(what, OrderPaid) else RETURNED
            for line in what.lines:
                yield Act(event.at, name, line.sku, line.quantity, line.quantity * line.price_fen)
    else:
        yield Act(event.at, event.name, subject_of(what), int(getattr(what, "quantity", None) or 1),
                  amount_of(what))
        yield from (Act(event.at, name, subject) for name, subject in heard(what))
