"""Pages: what to show this shopper here and now, with the reason of each item."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Router, post

from huozhao.app import App
from huozhao.flows.page import Ask, Item, Page
from huozhao.http.guard import own
from huozhao.http.wire import Place, Words, words
from huozhao.terms.place import coordinates


class PageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page is asked for. placement: home, product (with sku), cart or order_done."""

    placement: str
    shopper: str = ""
    place: Place | None = None
    sku: str | None = None


class ReasonOut(msgspec.Struct, frozen=True):
    """Why an item is shown; evidence are the SKUs it follows from."""

    code: str
    text: Words
    evidence: list[str]


class DeliveryOut(msgspec.Struct, frozen=True):
    """The shop near the shopper that holds the item."""

    shop: str
    shop_name: str
    distance_km: float
    minutes: int


class ItemOut(msgspec.Struct, frozen=True):
    """One recommended product."""

    sku: str
    title: str
    price_fen: int
    image: str | None
    position: int
    score: float
    reason: ReasonOut
    deliverable: DeliveryOut | None


class ZoneOut(msgspec.Struct, frozen=True):
    """One zone of a page."""

    zone: str
    title: Words
    items: list[ItemOut]


class PageOut(msgspec.Struct, frozen=True):
    """A page. Send `request_id` back with clicks and orders, so that effect can be measured."""

    request_id: str
    placement: str
    zones: list[ZoneOut]
    personal: bool
    model: str


@post("/page", status_code=200, summary="Make a page for a shopper", tags=["page"])
async def post_page(mall: App, request: Request[Any, Any, Any], data: PageIn) -> PageOut:
    """Return the zones of a page for one shopper: live taste, the mall's rules, what lies near.

    What is shown is recorded as Recommendation Shown; send Recommendation Clicked with the same request_id.
    """
    own(request.scope.get("principal"), data.shopper)  # type: ignore[arg-type]
    place = coordinates(data.place.longitude, data.place.latitude, data.place.system) if data.place else None
    ask = Ask(data.placement, data.shopper, place, data.sku)
    return _page_out(await asyncio.to_thread(mall.pages.page, ask))


def item_out(item: Item) -> ItemOut:
    """Return one recommended item for the wire."""
    near = item.delivery
    return ItemOut(
        sku=item.sku.sku,
        title=item.sku.title,
        price_fen=item.sku.price_fen,
        image=item.sku.image,
        position=item.position,
        score=item.score,
        reason=ReasonOut(item.reason.code, words(item.reason.text), list(item.reason.evidence)),
        deliverable=DeliveryOut(near.shop, near.shop_name, near.distance_km, near.minutes) if near else None,
    )


def _page_out(page: Page) -> PageOut:
    zones = [ZoneOut(zone.zone, words(zone.title), [item_out(item) for item in zone.items]) for zone in page.zones]
    return PageOut(page.request_id, page.placement, zones, page.personal, page.model)


ROUTER = Router("/", route_handlers=[post_page])
