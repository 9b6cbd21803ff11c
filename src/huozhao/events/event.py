"""One event: what happened, when, to whom."""

from hashlib import blake2b

import msgspec

from huozhao.events.catalogue import CATALOGUE, NAME_OF, Properties
from huozhao.terms.errors import BadInput


class Event(msgspec.Struct, frozen=True):
    """A fact about one moment. `at` is ms since the epoch in UTC; `shopper` is empty for facts about the mall."""

    id: str
    name: str
    at: int
    shopper: str
    properties: Properties
    source: str = ""


class Recorded(msgspec.Struct, frozen=True):
    """An event and its place in the log; positions rise by append order and are never reused."""

    position: int
    event: Event


def event(id: str, at: int, shopper: str, properties: Properties, source: str = "") -> Event:
    """Make an event; its name follows from the type of its properties."""
    return Event(id, NAME_OF[type(properties)], at, shopper, properties, source)


_encoder = msgspec.json.Encoder()
_decoders = {name: msgspec.json.Decoder(spec) for name, spec in CATALOGUE.items()}


def encode_properties(properties: Properties) -> bytes:
    """Return the canonical JSON of an event's properties."""
    return _encoder.encode(properties)


def decode_properties(name: str, body: bytes) -> Properties:
    """Read properties by the catalogue; BadInput for a name it does not hold, msgspec's error for bad fields."""
    decoder = _decoders.get(name)
    if decoder is None:
        raise BadInput(
            "unknown_event",
            f"there is no event named {name!r}",
            field="name",
            hint="names are object + past verb, for example 'Product Viewed'; see the event catalogue",
        )
    return decoder.decode(body)


def digest(name: str, at: int, body: bytes) -> bytes:
    """Return 8 bytes that tell two different events under one id apart; the shopper is no part of it."""
    return blake2b(b"%s\0%d\0%s" % (name.encode(), at, body), digest_size=8).digest()
