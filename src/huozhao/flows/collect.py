"""Collect events: minimise, check, append; refuse with a reason and keep what was refused."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Protocol

import msgspec

from huozhao.events.catalogue import MALL_EVENTS, ProductListed, Properties, ShopOpened
from huozhao.events.documents import Documents
from huozhao.events.event import Event, decode_properties
from huozhao.events.log import EventLog, Outcome
from huozhao.flows.access.gaps import Gaps
from huozhao.flows.privacy.free_text import masked
from huozhao.privacy.minimise import is_personal_name, mask_raw
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError
from huozhao.terms.place import coordinates
from huozhao.terms.time import DAY_MS, iso, parse_instant


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it comes over the wire."""

    id: str
    name: str
    at: int | str
    shopper: str = ""
    properties: msgspec.Raw = msgspec.Raw(b"{}")
    source: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused item: where it stood in the request, and why."""

    index: int
    id: str
    code: str
    message: str
    field: str | None
    hint: str


@dataclass(slots=True)
class Receipt:
    """What became of a request: accepted + duplicate + len(refused) = items sent.

    `anonymised` of the items had their shopper or personal fields taken out, as there is no consent to keep them.
    """

    accepted: int = 0
    duplicate: int = 0
    refused: list[Refusal] = field(default_factory=list)
    position: int = 0
    anonymised: int = 0


@dataclass(slots=True)
class Prepared:
    """Events that passed the door, with their places in the request, and those that did not."""

    events: list[Event] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    anonymised: int = 0


class Known(Protocol):
    """What the checks ask of goods and shops."""

    def sku(self, sku: str) -> object | None:
        """Return the goods or None."""
        ...

    def shop(self, shop: str) -> object | None:
        """Return the shop or None."""
        ...


class Gate(Protocol):
    """What lets through only what there is consent for."""

    def require(self, subject: str, what: Properties) -> None:
        """BadInput when an id of a shopper is itself personal data, or when personal data could not be kept."""
        ...

    def consent(self, subjects: Iterable[str], purposes: Sequence[str], channel: str) -> None:
        """Put on record that shoppers who have decided nothing yet consented elsewhere."""
        ...

    def admit(self, events: Sequence[Event]) -> list[Event]:
        """Return events as they may be kept: without the shopper, fields or values that must not be kept."""
        ...


class Collect:
    """The door of the event log."""

    def __init__(
        self,
        log: EventLog,
        documents: Documents,
        goods: Known,
        clock: Callable[[], int],
        gate: Gate,
        *,
        max_future_s: int = 300,
        max_age_days: int = 90,
        appended: Callable[[], None] = lambda: None,
    ) -> None:
        self.log, self._documents, self._goods, self._clock = log, documents, goods, clock
        self._gate = gate
        self._future_ms, self._age_ms = max_future_s * 1000, max_age_days * DAY_MS
        self._appended = appended
        self.gaps = Gaps()
        self._numbers = itertools.count()
        self._envelope = msgspec.json.Decoder(Envelope)

    def events(self, raw: Sequence[bytes | msgspec.Raw], source: str = "", *, history: bool = False) -> Receipt:
        """Record events given as JSON; durable on return. `history` allows events of any age."""
        prepared = self.prepare(raw, source, history=history)
        return self.finish(prepared, self.log.append(prepared.events) if prepared.events else [], source)

    def record(self, events: Sequence[Event]) -> list[Outcome]:
        """Append events made by the product itself or by an importer that has checked them."""
        outcomes = self.log.append(self._gate.admit(events))
        self._appended()
        return outcomes

    def prepare(
        self, raw: Sequence[bytes | msgspec.Raw], source: str = "", *, history: bool = False,
        consented: Sequence[str] = (),
    ) -> Prepared:
        """Check each event by itself, so that a bad one never holds up the good ones, and take out what has no consent.

        `consented` names purposes that the shoppers of these events consented to elsewhere; that goes on record first.
        """
        prepared = Prepared(raw=[bytes(item) for item in raw])
        listed: set[str] = set()
        for index, item in enumerate(prepared.raw):
            try:
                event = self._read(item, source, history)
                self._require_known(event.properties, listed)
            except HuozhaoError as error:
                prepared.refused.append(_refusal(index, item, error))
            else:
                prepared.events.append(event)
                prepared.indexes.append(index)
        if consented:
            self._gate.consent((event.shopper for event in prepared.events), consented, source)
        checked = prepared.events
        prepared.events = self._gate.admit(checked)
        prepared.anonymised = sum(a is not b for a, b in zip(checked, prepared.events, strict=True))
        return prepared

    def finish(self, prepared: Prepared, outcomes: Sequence[Outcome], source: str = "") -> Receipt:
        """Count the outcomes and keep what was refused in the failed-events list."""
        self._appended()
        receipt = Receipt(refused=list(prepared.refused), position=self.log.head(), anonymised=prepared.anonymised)
        for index, event, outcome in zip(prepared.indexes, prepared.events, outcomes, strict=True):
            if outcome == "recorded":
                receipt.accepted += 1
            elif outcome == "duplicate":
                receipt.duplicate += 1
            else:
                receipt.refused.append(
                    _refusal(
                        index,
                        prepared.raw[index],
                        Conflict(
                            "id_conflict",
                            f"event id {event.id!r} is on record with other content",
                            field="id",
                            hint="give each event its own id, such as a UUID; an id repeated must repeat its content",
                        ),
                    )
                )
        receipt.refused.sort(key=lambda refusal: refusal.index)
        self.keep_failed([(refusal, prepared.raw[refusal.index]) for refusal in receipt.refused], source)
        return receipt

    def keep_failed(self, failed: Sequence[tuple[Refusal, bytes]], source: str) -> None:
        """Add to the failed-events list, personal data masked."""
        if not failed:
            return
        at = self._clock()
        bodies = [
            (f"{at:015d}-{next(self._numbers):06d}-{blake2b(raw, digest_size=6).hexdigest()}",
             _failed_body(refusal, raw, source))
            for refusal, raw in failed
        ]
        self._documents.put_many("failed_event", bodies)

    def _read(self, item: bytes, source: str, history: bool) -> Event:
        envelope = _decode(lambda: self._envelope.decode(item), "")
        _require_id(envelope)
        at = parse_instant(envelope.at)
        self._require_time(at, history)
        what = masked(_decode(lambda: decode_properties(envelope.name, bytes(envelope.properties)), "properties"))
        if not envelope.shopper and envelope.name not in MALL_EVENTS and not history:
            raise BadInput(
                "shopper_missing",
                f"{envelope.name} needs a shopper",
                field="shopper",
                hint="send the mall's own stable id of the shopper or of the anonymous device",
            )
        _require_place(what)
        self._gate.require(envelope.shopper, what)
        return Event(envelope.id, envelope.name, at, envelope.shopper, what, envelope.source or source)

    def _require_time(self, at: int, history: bool) -> None:
        now = self._clock()
        if at > now + self._future_ms:
            raise BadInput(
                "time_in_future",
                f"at = {iso(at)} lies after the mall's clock ({iso(now)})",
                field="at",
                hint="correct the device's clock; the client kit does so by itself",
            )
        if not history and at < now - self._age_ms:
            raise BadInput(
                "time_too_old",
                f"at = {iso(at)} is older than {self._age_ms // DAY_MS} days",
                field="at",
                hint="send history with `huozhao import`, which allows any age",
            )

    def _require_known(self, what: Properties, listed: set[str]) -> None:
        if isinstance(what, ProductListed):
            listed.add(f"sku:{what.sku}")
        elif isinstance(what, ShopOpened):
            listed.add(f"shop:{what.shop}")
        else:
            for place, sku in _skus(what):
                if f"sku:{sku}" not in listed and self._goods.sku(sku) is None:
                    raise BadInput(
                        "unknown_sku",
                        f"SKU {sku!r} is not in the catalogue of goods",
                        field=place,
                        hint="list it with PUT /v1/goods or `huozhao import goods`, then replay",
                    )
            shop = getattr(what, "shop", None)
            if shop and f"shop:{shop}" not in listed and self._goods.shop(shop) is None:
                raise BadInput(
                    "unknown_shop",
                    f"shop {shop!r} is not known",
                    field="properties.shop",
                    hint="open it with PUT /v1/shops or `huozhao import shops`, then replay",
                )


def _skus(what: Properties) -> list[tuple[str, str]]:
    if sku := getattr(what, "sku", None):
        return [("properties.sku", sku)]
    if skus := getattr(what, "skus", None):
        return [(f"properties.skus[{n}]", sku) for n, sku in enumerate(skus)]
    return [(f"properties.lines[{n}].sku", line.sku) for n, line in enumerate(getattr(what, "lines", None) or [])]


def _require_id(envelope: Envelope) -> None:
    if not 1 <= len(envelope.id) <= 128:
        raise BadInput("id_length", "id must have 1 to 128 characters", field="id", hint="use a UUID")
    if len(envelope.shopper) > 128:
        raise BadInput(
            "shopper_length",
            "shopper must have at most 128 characters",
            field="shopper",
            hint="use the mall's own id",
        )


def _require_place(what: Properties) -> None:
    if hasattr(what, "longitude"):
        coordinates(what.longitude, getattr(what, "latitude", None), getattr(what, "system", None))


def _decode(read: Callable[[], Any], prefix: str) -> Any:
    """Run a msgspec decoding and say in our own words what was wrong and where."""
    try:
        return read()
    except msgspec.ValidationError as error:
        raise explain(error, prefix) from None
    except msgspec.DecodeError as error:
        raise BadInput("malformed_json", f"this is not JSON: {error}", hint="send UTF-8 JSON") from None


def explain(error: msgspec.ValidationError, prefix: str = "") -> BadInput:
    """Turn msgspec's sentence into our error, with the path of the field."""
    said, _, path = str(error).partition(" - at `$")
    place = (prefix + path.rstrip("`")).strip(".")
    if "unknown field" in said:
        name = said.split("`")[1]
        full = f"{place}.{name}".strip(".")
        if is_personal_name(name):
            return BadInput(
                "personal_field_undeclared",
                f"{name!r} is personal data with no declared purpose",
                field=full,
                hint="leave it out: only fields of the event catalogue may be sent",
            )
        return BadInput(
            "unknown_field",
            f"{name!r} is not known here",
            field=full,
            hint="see the event catalogue for the fields of events, /v1/openapi.json for those of requests",
        )
    if "missing required field" in said:
        name = said.split("`")[1]
        return BadInput("field_missing", said, field=f"{place}.{name}".strip("."), hint=f"add {name!r}")
    return BadInput("field_invalid", said, field=place or None, hint=_unit_hint(place))


def _unit_hint(place: str) -> str:
    if place.endswith("_fen"):
        return "send integer fen: 12.50 yuan is 1250"
    if place.endswith("_ms"):
        return "send integer milliseconds"
    return "see the event catalogue for types and units"


def _refusal(index: int, raw: bytes, error: HuozhaoError) -> Refusal:
    return Refusal(index, _id_of(raw), error.code, error.message, error.field, error.hint)


def _id_of(raw: bytes) -> str:
    try:
        found = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return ""
    return str(found.get("id", ""))[:128] if isinstance(found, dict) else ""


def _failed_body(refusal: Refusal, raw: bytes, source: str) -> dict[str, Any]:
    return {
        "event": refusal.id,
        "source": source,
        "code": refusal.code,
        "message": refusal.message,
        "field": refusal.field,
        "hint": refusal.hint,
        "raw": mask_raw(raw.decode("utf-8", "replace")),
    }
