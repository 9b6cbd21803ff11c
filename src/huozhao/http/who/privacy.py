"""Privacy for operators: find by phone, reveal for a reason, answer requests, erase, receipts, keys, reports."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.events.catalogue import PURPOSE_OF
from huozhao.flows.privacy.gate import fields_of
from huozhao.flows.privacy.measures import MEASURES
from huozhao.flows.privacy.rotation import KIND as ROTATE
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.who.privacy_wire import PrivacyOut, privacy_out
from huozhao.http.wire import Words, words
from huozhao.privacy.contact import FIELDS, masked, normal
from huozhao.privacy.purposes import PURPOSES
from huozhao.terms.errors import NotFound
from huozhao.terms.time import iso


class LookupIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phone number in any common form."""

    phone: Annotated[str, Meta(min_length=5, max_length=32)]


class LookupOut(msgspec.Struct, frozen=True):
    """The shoppers with that number; nothing sealed was opened."""

    shoppers: list[str]
    phone: str


class RevealIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which sealed field to open: phone, name or address; of the address that `order` goes to, where one is named."""

    field: str
    order: Annotated[str, Meta(max_length=128)] = ""


class RevealOut(msgspec.Struct, frozen=True):
    """A sealed field in the clear."""

    shopper: str
    field: str
    value: str


class RequestOut(msgspec.Struct, frozen=True):
    """One request of a shopper; `who` is a keyed mark that names nobody."""

    id: str
    what: str
    who: str
    state: str
    at: str
    receipt: str | None


class RequestPage(msgspec.Struct, frozen=True):
    """Requests, newest first."""

    items: list[RequestOut]
    next: str | None


class ReceiptAnswer(msgspec.Struct, frozen=True):
    """Whether this mall signed exactly this receipt."""

    genuine: bool


class KeysOut(msgspec.Struct, frozen=True):
    """How many data keys hang on each version of the wrapping key, and how many fields are sealed."""

    versions: dict[str, int]
    keys: int
    sealed_fields: int


class FieldUseOut(msgspec.Struct, frozen=True):
    """One field of an event and what reads it; `idle` is collected and read by nothing."""

    event: str
    field: str
    purpose: str
    personal: bool
    collected: int
    read_by: list[str]
    idle: bool


class MinimisationOut(msgspec.Struct, frozen=True):
    """What is collected and what is read, over the newest `sampled` events."""

    sampled: int
    idle: int
    items: list[FieldUseOut]
    next: str | None


class ProcessingOut(msgspec.Struct, frozen=True):
    """One line of the record of processing (PIPL 55-56): a purpose and how it is treated."""

    purpose: str
    label: Words
    covers: Words
    basis: str
    separate_consent: bool
    days: int
    events: list[str]
    fields: list[str]
    shoppers_consented: int


class RecordOut(msgspec.Struct, frozen=True):
    """The record of processing, with the measures that protect what is held."""

    made_at: str
    mall: str
    measures: list[Words]
    items: list[ProcessingOut]
    next: str | None


@post("/shoppers/lookup", status_code=200, summary="Find a shopper by phone", tags=["privacy"])
async def post_lookup(mall: App, data: LookupIn) -> LookupOut:
    """Return who has a phone number, by its blind index: nothing sealed is opened."""
    found = await asyncio.to_thread(mall.vault.find, "phone", data.phone)
    return LookupOut(found, masked("phone", normal("phone", data.phone)))


@post("/shoppers/{shopper:str}/reveal", status_code=200, summary="Open a sealed field", tags=["privacy"])
async def post_reveal(mall: App, shopper: str, data: RevealIn) -> RevealOut:
    """Return one sealed field in the clear; the header X-Reason says why, and the look goes on record."""
    value = await asyncio.to_thread(_opened, mall, shopper, data)
    if value is None:
        raise NotFound("nothing_sealed", f"no {data.field} is held of this shopper", field="field",
                       hint="see `contact` of the shopper for what is held")
    return RevealOut(shopper, data.field, value)


def _opened(mall: App, shopper: str, data: RevealIn) -> str | None:
    body = mall.orders.get(data.order).body if data.order else {}
    if body.get("address") and body["shopper"] in mall.people.members(shopper) and data.field in FIELDS:
        return str(getattr(mall.storefront.addresses.get(shopper, body["address"]), data.field))
    return mall.vault.open(shopper, data.field) if data.field in FIELDS else None


@get("/shoppers/{shopper:str}/privacy", summary="Read what is held of a shopper", tags=["privacy"])
async def get_privacy(mall: App, shopper: str) -> PrivacyOut:
    """Return what the shopper sees in the privacy centre, for an operator who answers a request."""
    return await asyncio.to_thread(privacy_out, mall, shopper)


@post("/shoppers/{shopper:str}/erase", status_code=200, summary="Erase a shopper", tags=["privacy"])
async def post_erase(mall: App, shopper: str) -> dict[str, Any]:
    """Erase everything of a person and return the signed receipt; asking again gives the same receipt."""
    return await asyncio.to_thread(mall.privacy.erase_on_request, shopper, "operator")


@post("/privacy/receipts/verify", status_code=200, summary="Check a receipt", tags=["privacy"], sync_to_thread=True)
def post_verify(mall: App, data: dict[str, Any]) -> ReceiptAnswer:
    """Tell whether this mall signed exactly this receipt."""
    return ReceiptAnswer(mall.privacy.erase.is_genuine(data))


@get("/privacy/receipts/{receipt:str}", summary="Read a receipt", tags=["privacy"], sync_to_thread=True)
def get_receipt(mall: App, receipt: str) -> dict[str, Any]:
    """Return the receipt of an erasure."""
    found = mall.privacy.erase.receipt(receipt)
    if found is None:
        raise NotFound("unknown_receipt", f"there is no receipt {receipt!r}", field="receipt",
                       hint="see GET /v1/privacy/requests")
    return found


@get("/privacy/requests", summary="Read requests", tags=["privacy"], sync_to_thread=True)
def get_requests(mall: App, before: str = "", limit: int = 50) -> RequestPage:
    """Return what shoppers asked for, newest first."""
    most = max(1, min(limit, 500))
    found = mall.privacy.centre.requests(before, most + 1)
    items = [RequestOut(d.id, d.body["what"], d.body["who"], d.body["state"], iso(d.body["at"]), d.body.get("receipt"))
             for d in found[:most]]
    return RequestPage(items, items[-1].id if len(found) > most else None)


@get("/privacy/keys", summary="Read the state of the keys", tags=["privacy"], sync_to_thread=True)
def get_keys(mall: App) -> KeysOut:
    """Return the versions on which data keys hang; no key is shown."""
    versions = mall.privacy.rotation.versions()
    return KeysOut({str(v): n for v, n in sorted(versions.items())}, sum(versions.values()), mall.vault.fields.count())


@post("/privacy/rotate", status_code=202, summary="Rotate the keys", tags=["privacy"], sync_to_thread=True)
def post_rotate(mall: App) -> JobOut:
    """Turn the master key and wrap every data key anew, in the background; may be cancelled and started again."""
    return job_out(mall.jobs.start(ROTATE, mall.privacy.rotation.work))


@get("/privacy/retention", summary="Read what retention let go of", tags=["privacy"], sync_to_thread=True)
def get_retention(mall: App) -> dict[str, Any]:
    """Return the report of the newest run, empty before the first."""
    return mall.privacy.retention.newest() or {}


@post("/privacy/retention", status_code=202, summary="Let due data go now", tags=["privacy"], sync_to_thread=True)
def post_retention(mall: App) -> JobOut:
    """Run retention now; it runs by itself every day."""
    return job_out(mall.jobs.start("retention", mall.privacy.retention.work))


@get("/privacy/minimisation", summary="Read collected but unused fields", tags=["privacy"])
async def get_minimisation(mall: App) -> MinimisationOut:
    """Return every field of shoppers' events with how often it came and what reads it, idle ones first."""
    found, sampled = await asyncio.to_thread(mall.privacy.minimisation.report)
    items = [FieldUseOut(f.event, f.field, f.purpose, f.is_personal, f.collected, list(f.read_by), f.is_idle)
             for f in sorted(found, key=lambda f: (not f.is_idle, -f.collected, f.event, f.field))]
    return MinimisationOut(sampled, sum(item.idle for item in items), items, None)


@get("/privacy/record", summary="Read the record of processing", tags=["privacy"])
async def get_record(mall: App) -> RecordOut:
    """Return the record of processing as the law asks for it (PIPL 55-56): purposes, data, bases, periods, measures."""
    given = await asyncio.to_thread(mall.consents.counts)
    items = []
    for purpose in PURPOSES:
        events = sorted(name for name, of in PURPOSE_OF.items() if of == purpose.name)
        fields = sorted({f"{name}.{field}" for name in PURPOSE_OF for field, of in fields_of(name)
                         if of == purpose.name})
        days = getattr(mall.settings.privacy, f"{purpose.name}_days")
        items.append(ProcessingOut(purpose.name, words(purpose.label), words(purpose.covers), purpose.basis,
                                   purpose.separate, days, events, fields, given.get(purpose.name, 0)))
    return RecordOut(iso(mall.clock()), mall.settings.mall.name, [words(each) for each in MEASURES], items, None)


ROUTER = Router("/", route_handlers=[
    post_lookup, post_reveal, get_privacy, post_erase, post_verify, get_receipt, get_requests, get_keys, post_rotate,
    get_retention, post_retention, get_minimisation, get_record,
])  # fmt: skip
