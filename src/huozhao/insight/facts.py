"""Facts about a shopper, each with where it comes from; the better source wins, and of equals the newer word.

Sources in order: what the shopper told, what an order says, what the device says, what was inferred. The newest word of
the best source stands, in whatever order the events arrive: the weight of a word puts its source before its time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import OrderPaid, OrderPlaced, ShopperLoggedIn, ShopperRegistered
from huozhao.events.event import Event, Recorded
from huozhao.events.state import Fold, Scalar, Table, Write

FACTS = Table("facts", ("shopper", "field"), put=("value", "source", "told_at", "origin"))
FIELDS = ("sex", "birth_year", "city", "province", "device", "os", "channel")
ORIGINS = ("inferred", "device", "order", "told")
# How far a word of each source is to be believed, 0 to 1.
CONFIDENCE: Mapping[str, float] = {"told": 0.95, "order": 0.85, "device": 0.8, "inferred": 0.5}
FACT_EVENTS = frozenset({"Shopper Registered", "Shopper Logged In", "Order Placed", "Order Paid"})
_BY_DEVICE = frozenset({"device", "os"})
# Larger than every instant in ms that is read (year 5138).
_LATEST = 10**14


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a fact: its value, the origin (told, order, device, inferred) and when it was said (ms)."""

    field: str
    value: str
    origin: str
    at: int

    @property
    def weight(self) -> int:
        """How strong the word is: the origin first, then the time."""
        return weight(self.origin, self.at)


def weight(origin: str, at: int) -> int:
    """Return the weight of a word of an origin at an instant (ms); the word of greatest weight stands."""
    return (ORIGINS.index(origin) if origin in ORIGINS else 0) * _LATEST + min(at, _LATEST - 1)


def words_in(event: Event) -> Iterable[Word]:
    """Yield what an event says about its shopper."""
    origin = _origin(event.properties)
    if event.shopper and origin:
        for field in FIELDS:
            value = getattr(event.properties, field, None)
            if value is not None and value != "":
                yield Word(field, str(value), "device" if field in _BY_DEVICE else origin, event.at)


def fold_facts(recorded: Recorded) -> Iterable[Write]:
    """Keep the word that stands on each fact, with where it came from."""
    event = recorded.event
    for word in words_in(event):
        put: dict[str, Scalar] = {
            "value": word.value, "source": event.source or _DOOR[word.origin], "told_at": event.at,
            "origin": word.origin}
        yield Write("facts", (event.shopper, word.field), put=put, at=word.weight)


_DOOR = {"told": "registration", "order": "order", "device": "device", "inferred": "inferred"}
FOLD = Fold("facts", (FACTS,), FACT_EVENTS, fold_facts)


def _origin(what: Any) -> str:
    match what:
        case ShopperRegistered():
            return "told"
        case OrderPlaced() | OrderPaid():
            return "order"
        case ShopperLoggedIn():
            return "device"
    return ""
