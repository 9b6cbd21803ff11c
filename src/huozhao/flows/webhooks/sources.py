"""Where the facts that other systems hear of lie: the event log and the stock ledger, read on from a position."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from huozhao.events.catalogue import MALL_EVENTS
from huozhao.events.event import Event
from huozhao.events.log import EventLog
from huozhao.flows.privacy.gate import fields_of
from huozhao.flows.webhooks.topics import BY_EVENT, STOCK, TOPICS
from huozhao.supply.ledger import Ledger, Posted
from huozhao.terms.time import DAY_MS

# Of shoppers: their own words and where they are, never told.
KEPT_BACK = frozenset({"text", "longitude", "latitude", "system"})
Allows = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Item:
    """A fact as it is told: its place in the source, its topic, when (ms) it was, and what of it leaves."""

    position: int
    topic: str
    at: int
    about: str
    body: Mapping[str, Any]


class Source(Protocol):
    """A log whose facts are told, each under one topic."""

    @property
    def name(self) -> str:
        """The name under which positions in it are kept."""
        ...

    def head(self) -> int:
        """Return the position of the newest fact."""
        ...

    def read(self, after: int, limit: int, topics: frozenset[str]) -> tuple[int, Sequence[Item]]:
        """Look at up to `limit` facts after a position; return how far that was, and what of it may be told."""
        ...


@dataclass(frozen=True, slots=True)
class EventSource:
    """The event log. What a shopper does not allow (any more) is not told, nor history that an import brought."""

    log: EventLog
    allows: Allows
    clock: Callable[[], int]
    oldest_days: int
    name: str = "events"

    def head(self) -> int:
        """Return the position of the newest event."""
        return self.log.head()

    def read(self, after: int, limit: int, topics: frozenset[str]) -> tuple[int, Sequence[Item]]:
        """Look at events; see the port."""
        batch = self.log.read(after, limit)
        since = self.clock() - self.oldest_days * DAY_MS
        told = [Item(each.position, BY_EVENT[each.event.name], each.event.at, each.event.id, body_of(each.event))
                for each in batch if BY_EVENT.get(each.event.name) in topics and each.event.at >= since
                and self._may(each.event)]  # fmt: skip
        return (batch[-1].position if batch else after), told

    def _may(self, event: Event) -> bool:
        purpose = TOPICS[BY_EVENT[event.name]].purpose
        return not event.shopper or self.allows(event.shopper, purpose)


@dataclass(frozen=True, slots=True)
class StockSource:
    """The stock ledger."""

    ledger: Ledger
    clock: Callable[[], int]
    oldest_days: int
    name: str = "stock"

    def head(self) -> int:
        """Return the position of the newest move."""
        return self.ledger.head()

    def read(self, after: int, limit: int, topics: frozenset[str]) -> tuple[int, Sequence[Item]]:
        """Look at moves; see the port."""
        if STOCK not in topics:
            return self.ledger.head(), ()
        batch = self.ledger.moves(None, None, after, limit)
        since = self.clock() - self.oldest_days * DAY_MS
        return (batch[-1].position if batch else after), [_moved(each) for each in batch if each.move.at >= since]


def body_of(event: Event) -> dict[str, Any]:
    """Return what of an event leaves: ids, units and money; no personal field, no words, no exact place."""
    if event.name in MALL_EVENTS:
        return {"event": event.id, **msgspec.to_builtins(event.properties)}
    hidden = KEPT_BACK | {name for name, _ in fields_of(event.name)}
    plain: dict[str, Any] = msgspec.to_builtins(event.properties)
    who = {"shopper": event.shopper} if event.shopper else {}
    return {"event": event.id, **who, **{name: value for name, value in plain.items() if name not in hidden}}


def _moved(posted: Posted) -> Item:
    move = posted.move
    body = {"sku": move.sku, "shop": move.shop, "from": move.source, "to": move.target, "quantity": move.quantity}
    return Item(posted.position, STOCK, move.at, move.sku, {**body, **({"lot": move.lot} if move.lot else {})})
