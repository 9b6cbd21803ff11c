"""Pages: what to show this shopper here and now, with the reason of each item."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.page import Ask, Item, Page
from huozhao.http.gate.guard import own
from huozhao.http.wire import Place, Words, where, words


class PageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page is asked for.

    placement: home, category (with category), product (with sku), cart (skus, when you know them), order_done,
    search (with query), popup. `city` names where the shopper is when it is not to be found from place. `personal`
    false leaves out everything of the shopper: a search then keeps the order of its words.
    """

    placement: str
    shopper: str = ""
    place: Place | None = None
    sku: str | None = None
    category: Annotated[list[str], Meta(max_length=8, description="path from broad to narrow")] = []
    skus: Annotated[list[str], Meta(description="what lies in the cart, or was ordered")] = []
    query: str = ""
    city: str = ""
    personal: bool = True


class ReasonOut(msgspec.Struct, frozen=True):
    """Why an item is shown; evidence are the SKUs it follows from."""

    code: str
    text: Words
    evidence: list[str]


class DeliveryOut(msgspec.Struct, frozen=True):
    """The shop near the shopper that holds the item, and the minutes until it is there.

    `opens` is HH:MM when the shop is closed now; the minutes then count through its opening.
    """

    shop: str
    shop_name: str
    distance_km: float
    minutes: int
    opens: str | None = None


class ItemOut(msgspec.Struct, frozen=True):
    """One recommended product. `probability` of a click is known once a ranker has been learned."""

    sku: str
    title: str
    price_fen: int
    image: str | None
    position: int
    score: float
    reason: ReasonOut
    deliverable: DeliveryOut | None
    probability: float | None


class PopupOut(msgspec.Struct, frozen=True):
    """What is laid over the page once; `id` goes back with what became of it. `coupon` is a kind of offer or empty."""

    id: str
    title: Words
    body: Words
    coupon: str


class HomeCardOut(msgspec.Struct, frozen=True):
    """A message on the home page; `id` goes back to POST /v1/me/messages/{id}/read or /dismiss."""

    id: str
    title: Words
    body: Words
    link: str
    coupon: str
    skus: list[str]


class ZoneOut(msgspec.Struct, frozen=True):
    """One zone of a page; `because` says why it is here, `guide` is a text to read with it."""

    zone: str
    title: Words
    items: list[ItemOut]
    because: Words | None
    guide: Words | None


class PageOut(msgspec.Struct, frozen=True):
    """A page. Send `request_id` back with clicks and orders, so that effect can be measured.

    `degraded` says that something failed or time ran out: popular goods stand in for what is missing.
    """

    request_id: str
    placement: str
    zones: list[ZoneOut]
    personal: bool
    model: str
    arm: str
    policy: str
    popup: PopupOut | None
    degraded: bool
    cards: list[HomeCardOut] = []


@post("/page", status_code=200, summary="Make a page for a shopper", tags=["page"])
async def post_page(mall: App, request: Request[Any, Any, Any], data: PageIn) -> PageOut:
    """Return the zones of a page for one shopper: live taste, the mall's rules, what lies near.

    What is shown is recorded as Recommendation Shown; send Recommendation Clicked with the same request_id.
    """
    own(request.scope.get("principal"), data.shopper)  # type: ignore[arg-type]
    return page_out(await asyncio.to_thread(mall.pages.page, ask_of(data)))


def ask_of(data: PageIn, at: int = 0) -> Ask:
    """Return the ask that came over the wire; `at` (ms) stands in for now."""
    place = where(data.place)
    return Ask(data.placement, data.shopper, place, data.sku, tuple(data.category), tuple(data.skus), data.query,
               data.city, data.personal, at)  # fmt: skip


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
        deliverable=DeliveryOut(near.shop, near.shop_name, near.distance_km, near.minutes, near.opens or None)
        if near else None,
        probability=item.probability,
    )  # fmt: skip


def page_out(page: Page) -> PageOut:
    """Return a page for the wire."""
    zones = [
        ZoneOut(zone.zone, words(zone.title), [item_out(item) for item in zone.items],
                words(zone.because) if zone.because else None, words(zone.guide) if zone.guide else None)
        for zone in page.zones
    ]  # fmt: skip
    popup = page.popup
    laid_over = PopupOut(popup.id, words(popup.title), words(popup.body), popup.coupon) if popup else None
    cards = [HomeCardOut(card.id, words(card.title), words(card.body), card.link, card.coupon, list(card.skus))
             for card in page.cards]  # fmt: skip
    return PageOut(page.request_id, page.placement, zones, page.personal, page.model, page.arm, page.policy, laid_over,
                   page.degraded, cards)  # fmt: skip


ROUTER = Router("/", route_handlers=[post_page])
