"""Shapes that several resources share on the wire."""

from typing import Any

import msgspec

from huozhao.flows.collect import Receipt
from huozhao.terms.place import Coordinates, coordinates
from huozhao.terms.text import Text


class Words(msgspec.Struct, frozen=True):
    """A text in Chinese and English."""

    zh: str
    en: str


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point and the system it is measured in: wgs84, gcj02 or bd09."""

    longitude: float
    latitude: float
    system: str


def where(place: Place | None) -> Coordinates | None:
    """Return the coordinates of a place that was told; BadInput for a point that is none."""
    return coordinates(place.longitude, place.latitude, place.system) if place else None


class AuditOut(msgspec.Struct, frozen=True):
    """Who decided what, and when."""

    who: str
    at: str
    what: str
    before: dict[str, Any] = msgspec.field(name="from")
    after: dict[str, Any] = msgspec.field(name="to")


class RefusalOut(msgspec.Struct, frozen=True):
    """One refused item of a request."""

    index: int
    id: str
    code: str
    message: str
    field: str | None
    hint: str


class ReceiptOut(msgspec.Struct, frozen=True):
    """What became of each item sent; accepted, duplicate and refused add up to the items.

    `anonymised` items were kept without their shopper or without personal fields, for want of consent.
    """

    accepted: int
    duplicate: int
    refused: list[RefusalOut]
    position: int
    anonymised: int


def words(text: Text) -> Words:
    """Return a text for the wire."""
    return Words(text.zh, text.en)


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """Return a receipt for the wire."""
    refused = [RefusalOut(r.index, r.id, r.code, r.message, r.field, r.hint) for r in receipt.refused]
    return ReceiptOut(receipt.accepted, receipt.duplicate, refused, receipt.position, receipt.anonymised)


def page_of(items: list[Any], limit: int, key: str) -> str | None:
    """Return the cursor of the next page, or None when this page was not full."""
    return str(getattr(items[-1], key)) if len(items) == limit and items else None
