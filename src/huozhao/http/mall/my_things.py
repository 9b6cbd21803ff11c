"""What a shopper keeps in the mall, with their own token: favourites, and where parcels go."""

import secrets
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, put
from msgspec import Meta

from huozhao.app import App
from huozhao.events.catalogue import ShopperContactGiven
from huozhao.events.event import event
from huozhao.flows.storefront.favourites import Favourite
from huozhao.http.gate.asking import subject_of
from huozhao.http.mall.seen_wire import SeenGoodsOut, seen_out
from huozhao.http.what.search import place_of
from huozhao.privacy.contact import FIELDS, normal
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]


class FavouriteOut(msgspec.Struct, frozen=True):
    """Goods that I marked: `dropped_fen` cheaper than then, `is_back` in stock since."""

    goods: SeenGoodsOut
    at: str
    then_fen: int
    dropped_fen: int
    is_back: bool


class FavouritePage(msgspec.Struct, frozen=True):
    """My favourites, the newest first."""

    items: list[FavouriteOut]
    next: str | None


class ContactIO(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who receives parcels, by which phone, and where. What is left empty stays as it was."""

    name: Annotated[str, Meta(max_length=64)] = ""
    phone: Annotated[str, Meta(max_length=32)] = ""
    address: Annotated[str, Meta(max_length=256)] = ""


@get("/me/favourites", summary="Read my favourites", tags=["me"], sync_to_thread=True)
def get_my_favourites(
    mall: App, request: Asking, longitude: float | None = None, latitude: float | None = None, system: str = "gcj02"
) -> FavouritePage:
    """Return my favourites, with what became of price and stock since I marked them."""
    found = mall.storefront.favourites.of(subject_of(request))
    goods = seen_out(mall, [each.goods for each in found], place_of(longitude, latitude, system))
    return FavouritePage([_favourite(*each) for each in zip(found, goods, strict=True)], None)


@put("/me/favourites/{sku:str}", status_code=204, summary="Mark a favourite", tags=["me"], sync_to_thread=True)
def put_my_favourite(mall: App, request: Asking, sku: str) -> None:
    """Mark goods; told to the mall as Product Favourited, so a client need not send that event."""
    mall.storefront.favourites.mark(subject_of(request), sku)


@delete("/me/favourites/{sku:str}", status_code=204, summary="Unmark a favourite", tags=["me"], sync_to_thread=True)
def delete_my_favourite(mall: App, request: Asking, sku: str) -> None:
    """Take a mark away."""
    mall.storefront.favourites.unmark(subject_of(request), sku)


@get("/me/contact", summary="Read where my parcels go", tags=["me"], sync_to_thread=True)
def get_my_contact(mall: App, request: Asking) -> ContactIO:
    """Return my own name, phone and address in the clear."""
    return _contact(mall, subject_of(request))


@put("/me/contact", status_code=200, summary="Say where my parcels go", tags=["me"], sync_to_thread=True)
def put_my_contact(mall: App, request: Asking, data: ContactIO) -> ContactIO:
    """Keep my name, phone and address, sealed; what I leave empty stays as it was."""
    subject = subject_of(request)
    given = {name: value for name in FIELDS if (value := getattr(data, name, "").strip())}
    if not given:
        raise BadInput("nothing_given", "there is nothing to keep / 请填写收货信息", field="address",
                       hint="send a name, a phone or an address")
    if "phone" in given:
        normal("phone", given["phone"])
    told = event(f"contact:{secrets.token_hex(12)}", mall.clock(), subject, ShopperContactGiven(**given), "storefront")
    mall.collect.record([told])
    return _contact(mall, subject)


def _contact(mall: App, subject: str) -> ContactIO:
    known = mall.privacy.centre.contact(subject)
    return ContactIO(**{name: known.get(name, "") for name in ContactIO.__struct_fields__})


def _favourite(marked: Favourite, goods: SeenGoodsOut) -> FavouriteOut:
    dropped = max(0, marked.then_fen - goods.price_fen)
    return FavouriteOut(goods, iso(marked.at), marked.then_fen, dropped, marked.was_out and bool(goods.in_stock))


ROUTER = Router("/", route_handlers=[
    get_my_favourites, put_my_favourite, delete_my_favourite, get_my_contact, put_my_contact,
])  # fmt: skip
