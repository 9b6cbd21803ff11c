"""What the fields of events are made of: ids, money, units, places, and personal data with their purpose."""

from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=128)]
SkuId = Annotated[str, Meta(min_length=1, max_length=128, description="SKU id of the goods")]
OrderId = Annotated[str, Meta(min_length=1, max_length=128, description="the mall's own order number")]
ShopId = Annotated[str, Meta(min_length=1, max_length=128, description="shop or warehouse id")]
Fen = Annotated[int, Meta(ge=0, description="money in integer minor units (fen)", extra_json_schema={"unit": "fen"})]
Units = Annotated[int, Meta(ge=1, le=1_000_000, description="whole units", extra_json_schema={"unit": "units"})]
DwellMs = Annotated[int, Meta(ge=0, le=86_400_000, description="time on the page", extra_json_schema={"unit": "ms"})]
Short = Annotated[str, Meta(max_length=256)]
Longitude = Annotated[float, Meta(ge=-180, le=180, extra_json_schema={"unit": "degree"})]
Latitude = Annotated[float, Meta(ge=-90, le=90, extra_json_schema={"unit": "degree"})]
# Written by people: personal data in it are masked at the door.
FREE_TEXT = {"free_text": True}
Words = Annotated[str, Meta(max_length=2000, description="free text; personal data in it are masked",
                            extra_json_schema=FREE_TEXT)]  # fmt: skip


def personal(purpose: str, description: str) -> Meta:
    """Mark a field as personal data and name the purpose it is collected for."""
    return Meta(description=description, max_length=64, extra_json_schema={"purpose": purpose})


class Properties(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of one event name; each subclass is one entry of the catalogue."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an order."""

    sku: SkuId
    quantity: Units
    price_fen: Fen


Lines = Annotated[list[Line], Meta(min_length=1, max_length=5000)]
