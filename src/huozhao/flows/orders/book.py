"""The book of orders: what is on record of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.catalogue import Line
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Event
from huozhao.flows.orders.till import NoTill, Till
from huozhao.flows.orders.turns import Turns
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import NotFound


@dataclass(frozen=True)
class OrderBook:
    """Where orders are kept; `record` appends events durably, each id once.

    `till` claims what orders use beside goods, `turns` keep steps of one order apart.
    """

    ledger: Ledger
    documents: Documents
    record: Callable[[Sequence[Event]], object]
    till: Till = field(default_factory=NoTill, kw_only=True)
    turns: Turns = field(default_factory=Turns, kw_only=True)

    def get(self, order: str) -> Document:
        """Return an order's document; NotFound when there is none."""
        found = self.documents.get("order", order)
        if found is None:
            raise NotFound(
                "unknown_order", f"there is no order {order!r}", field="order", hint="place it with POST /v1/orders"
            )
        return found


def lines_of(body: Mapping[str, Any]) -> list[Line]:
    """Return an order's lines as events carry them."""
    return [Line(line["sku"], line["quantity"], line["price_fen"]) for line in body["lines"]]
