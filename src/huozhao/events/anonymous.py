"""What stays of a shopper's events after an erasure: orders as facts of the mall, without the shopper."""

from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from huozhao.events.event import Event

# What is sold, paid, refused and returned counts for stock, forecast and the books; the law keeps it for years.
KEPT = frozenset({
    "Order Placed", "Order Refused", "Order Paid", "Order Cancelled", "Order Shipped", "Order Delivered",
    "Order Returned",
})  # fmt: skip
DROPPED = ("longitude", "latitude", "system", "request_id", "payment_method", "reason")


@dataclass(frozen=True, slots=True)
class Anonymise:
    """Takes the shopper out of events. `secret` is made for one erasure and thrown away, so that new order numbers
    belong together and lead nowhere."""

    secret: bytes

    def __call__(self, event: Event) -> Event | None:
        """Return what stays of an event, None when nothing does."""
        if event.name not in KEPT:
            return None
        order = self._token(str(event.properties.order))  # type: ignore[attr-defined]
        gone = {name: None for name in DROPPED if hasattr(event.properties, name)}
        what = msgspec.structs.replace(event.properties, order=f"erased:{order}", **gone)
        return Event(f"erased:{self._token(event.id)}", event.name, event.at, "", what, "erased")

    def _token(self, value: str) -> str:
        return blake2b(value.encode(), key=self.secret, digest_size=12).hexdigest()
