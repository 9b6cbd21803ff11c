"""A shopper's address book, with their own token: where parcels may go, one of them by default."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, delete, get, put
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import subject_of
from huozhao.http.wire import Place, where
from huozhao.privacy.addresses import Address
from huozhao.terms.place import place_dict

Asking = Request[Any, Any, Any]


class AddressIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who receives, by which phone, and where; `place` decides which shop serves. As the default it stands for others.
    """

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    phone: Annotated[str, Meta(min_length=1, max_length=32)]
    address: Annotated[str, Meta(min_length=1, max_length=256)]
    label: Literal["", "home", "work"] = ""
    place: Place | None = None
    is_default: bool = False


class AddressOut(msgspec.Struct, frozen=True):
    """One address of mine in the clear."""

    id: str
    name: str
    phone: str
    address: str
    label: str
    place: Place | None
    is_default: bool


class AddressPage(msgspec.Struct, frozen=True):
    """My addresses, the default first."""

    items: list[AddressOut]
    next: str | None


@get("/me/addresses", summary="Read my addresses", tags=["me"], sync_to_thread=True)
def get_my_addresses(mall: App, request: Asking) -> AddressPage:
    """Return my addresses in the clear; who gave contact data only has one, with the id `contact`."""
    return _page(mall, subject_of(request))


@put("/me/addresses/{id:str}", status_code=200, summary="Keep an address", tags=["me"], sync_to_thread=True)
def put_my_address(
    mall: App, request: Asking, id: Annotated[str, Meta(min_length=1, max_length=64)], data: AddressIn
) -> AddressOut:
    """Keep an address, sealed, under an id of my own; sent again it is the same one. At most 20."""
    place = where(data.place)
    given = Address(id, data.name, data.phone, data.address, data.label, data.is_default,
                    place_dict(place) if place else None)  # fmt: skip
    return _out(mall.storefront.addresses.put(subject_of(request), given))


@delete("/me/addresses/{id:str}", status_code=200, summary="Take an address away", tags=["me"], sync_to_thread=True)
def delete_my_address(mall: App, request: Asking, id: str) -> AddressPage:
    """Take an address away and return those left; 409 address_in_use while an order is on its way there."""
    mall.storefront.addresses.remove(subject_of(request), id)
    return _page(mall, subject_of(request))


def _page(mall: App, subject: str) -> AddressPage:
    return AddressPage([_out(each) for each in mall.storefront.addresses.of(subject)], None)


def _out(each: Address) -> AddressOut:
    place = msgspec.convert(each.place, Place) if each.place else None
    return AddressOut(each.id, each.name, each.phone, each.address, each.label, place, each.is_default)


ROUTER = Router("/", route_handlers=[get_my_addresses, put_my_address, delete_my_address])
