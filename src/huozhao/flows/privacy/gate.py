"""The gate behind the door: keep of an event only what there is consent for; contact data go into the vault."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

import msgspec

from huozhao.events.catalogue import (
    CATALOGUE,
    PURPOSE_OF,
    IdentityLinked,
    IdentityUnlinked,
    Properties,
    ShopperContactGiven,
)
from huozhao.events.event import Event
from huozhao.flows.privacy.consents import Consents
from huozhao.flows.privacy.vault import Given, Vault
from huozhao.privacy.consent import Decision
from huozhao.privacy.contact import FIELDS, normal
from huozhao.privacy.minimise import is_identity_number
from huozhao.privacy.purposes import LOCATION
from huozhao.terms.errors import BadInput

# Two decimals of a degree are about a kilometre: enough for demand and delivery times, too coarse for a home.
COARSE = 2
SEALED = "sealed"
BLINDED = ("phone", "unionid")
_TOKEN = re.compile(r"[0-9a-f]{32}")
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class ConsentGate:
    """Asks the consents in force for every event."""

    consents: Consents
    vault: Vault
    clock: Callable[[], int]
    notice: Callable[[str], int]

    def require(self, subject: str, what: Properties) -> None:
        """Refuse phone and identity numbers as ids of shoppers, and contact data that could not be kept."""
        if isinstance(what, ShopperContactGiven):
            _require_phone(what.phone, "phone")
        elif isinstance(what, IdentityLinked | IdentityUnlinked) and what.kind == "phone" and not _is_token(what):
            _require_phone(what.value, "value")
        if len(subject) < 11 or not subject[-2].isdigit():
            return
        if _MOBILE.fullmatch(subject) or is_identity_number(subject):
            raise BadInput("shopper_is_personal", "the shopper's id looks like a phone or identity number",
                           field="shopper", hint="send an id of your own that says nothing about the person")

    def consent(self, subjects: Iterable[str], purposes: Sequence[str], channel: str) -> None:
        """Record consents that were given elsewhere; no decision on record is undone."""
        now = self.clock()
        unsure = (s for s in subjects if s and not all(self.consents.allows(s, purpose) for purpose in purposes))
        open_questions = self.consents.undecided(unsure, purposes)
        self.consents.tell([
            Decision(subject, purpose, True, self.notice(purpose), channel, now, "import")
            for subject, purpose in open_questions
        ])

    def admit(self, events: Sequence[Event]) -> list[Event]:
        """Return events as they may be kept; the very same object where nothing was taken out."""
        contacts: list[Given] = []
        kept = [self._one(event, contacts) if event.shopper else event for event in events]
        if contacts:
            self.vault.put_many(contacts, self.clock())
        return kept

    def _one(self, event: Event, contacts: list[Given]) -> Event:
        what: Any
        purpose = PURPOSE_OF.get(event.name, "service")
        if purpose != "service" and not self.consents.allows(event.shopper, purpose):
            # Where somebody was stays coarse also when it is not said who.
            coarse = self._coarse(event)
            what = msgspec.structs.replace(event.properties, **coarse) if coarse else event.properties
            return msgspec.structs.replace(event, shopper="", properties=what)
        what = event.properties
        changes: dict[str, Any] = {name: None for name, field_purpose in fields_of(event.name)
                   if field_purpose != "service" and getattr(what, name) is not None
                   and not self.consents.allows(event.shopper, field_purpose)}
        changes |= self._coarse(event)
        if isinstance(what, ShopperContactGiven):
            changes |= _taken(event, what, contacts)
        elif isinstance(what, IdentityLinked | IdentityUnlinked) and what.kind in BLINDED and not _is_token(what):
            changes["value"] = self.vault.blind(what.kind, what.value)
        if not changes:
            return event
        return msgspec.structs.replace(event, properties=msgspec.structs.replace(what, **changes))

    def _coarse(self, event: Event) -> dict[str, Any]:
        longitude = getattr(event.properties, "longitude", None)
        if longitude is None or self.consents.allows(event.shopper, LOCATION):
            return {}
        latitude = event.properties.latitude  # type: ignore[attr-defined]
        coarse = {"longitude": round(longitude, COARSE), "latitude": round(latitude, COARSE)}
        return coarse if coarse != {"longitude": longitude, "latitude": latitude} else {}


def _taken(event: Event, what: ShopperContactGiven, contacts: list[Given]) -> dict[str, Any]:
    """Take contact data out of an event."""
    found = {name: value for name in FIELDS if (value := getattr(what, name)) and value != SEALED}
    contacts += [(event.shopper, name, value) for name, value in found.items()]
    return dict.fromkeys(found, SEALED)


def _is_token(what: IdentityLinked | IdentityUnlinked) -> bool:
    """Tell whether a link is taken back by the token that it was kept under."""
    return isinstance(what, IdentityUnlinked) and _TOKEN.fullmatch(what.value) is not None


def _require_phone(number: str | None, name: str) -> None:
    if number and number != SEALED:
        try:
            normal("phone", number)
        except BadInput as error:
            raise BadInput(error.code, error.message, field=f"properties.{name}", hint=error.hint) from None


@cache
def fields_of(name: str) -> tuple[tuple[str, str], ...]:
    """Return the personal fields of an event with the purpose of each."""
    hints = get_type_hints(CATALOGUE[name], include_extras=True) if name in CATALOGUE else {}
    found = ((field, _purpose(hint)) for field, hint in hints.items())
    return tuple((field, purpose) for field, purpose in found if purpose)


def _purpose(hint: Any) -> str:
    metas = [*getattr(hint, "__metadata__", ()),
             *(meta for part in getattr(hint, "__args__", ()) for meta in getattr(part, "__metadata__", ()))]
    declared = (meta.extra_json_schema or {} for meta in metas if isinstance(meta, msgspec.Meta))
    return next((str(each["purpose"]) for each in declared if "purpose" in each), "")
