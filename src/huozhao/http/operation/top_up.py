"""Top-ups: which small goods close the gap to a discount, what each option costs, what top-ups achieve."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.top_up.desk import Asked, Found, Item, Offered
from huozhao.http.gate.asking import principal_of
from huozhao.http.gate.guard import own, require
from huozhao.http.operation.decisions import LiftOut, lift_out
from huozhao.http.what.page import DeliveryOut, ReasonOut
from huozhao.http.wire import Place, Words, where, words
from huozhao.operations.coupons.benefit import TIERED, benefit_from_dict
from huozhao.operations.coupons.scope import scope_from_dict
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso

Asking = Request[Any, Any, Any]
MOST_LINES, MOST_DAYS, MOST_OFFERS = 200, 90, 100
Fen = Annotated[int, Meta(ge=0, le=100_000_000)]


class TopUpLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the basket; without a price that of the goods. `discount_fen` is what is off the line already."""

    sku: Annotated[str, Meta(min_length=1, max_length=128)]
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    price_fen: Fen | None = None
    discount_fen: Fen = 0


class TopUpTierIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From `threshold_fen` of goods on, `saves_fen` comes off."""

    threshold_fen: Fen
    saves_fen: Fen


class TopUpIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A basket and its discount: one threshold with what it saves, or tiers of them.

    Without either it is one of the mall's own: the voucher, coupon or promotion that `coupon` names, or the one that
    saves most for what lacks. `scope` says for which goods a named discount counts (categories, skus,
    without_categories, without_skus; none = all).
    """

    lines: Annotated[list[TopUpLineIn], Meta(min_length=1, max_length=MOST_LINES)]
    shopper: Annotated[str, Meta(max_length=128)] = ""
    threshold_fen: Fen | None = None
    saves_fen: Fen | None = None
    tiers: Annotated[list[TopUpTierIn], Meta(max_length=10)] = []
    scope: dict[str, list[str]] = {}
    coupon: Annotated[str, Meta(max_length=128)] = ""
    place: Place | None = None
    city: Annotated[str, Meta(max_length=64)] = ""


class TopUpItemOut(msgspec.Struct, frozen=True):
    """One good of a set. `is_needed`: due again, or a need was seen."""

    sku: str
    title: str
    price_fen: int
    image: str | None
    reason: ReasonOut
    is_needed: bool
    deliverable: DeliveryOut | None


class TopUpOptionOut(msgspec.Struct, frozen=True):
    """A set of goods that closes the gap; lane is fit or cheapest.

    `adds_fen` is what it costs, `over_fen` what it exceeds the gap by, `saves_fen` what comes off with it.
    `pays_more_fen` is what is then paid beyond now, negative where it is less. `said` tells it in words.
    """

    lane: str
    items: list[TopUpItemOut]
    adds_fen: int
    over_fen: int
    saves_fen: int
    pays_more_fen: int
    said: Words


class TopUpOut(msgspec.Struct, frozen=True):
    """The gap and the options. `note` says why there are none, or that none pays; `personal` whose taste it is by.

    `coupon` and `label` name the discount where it is one of the mall's own. `arm` hold_out: this shopper is held out
    for comparison and offered nothing, so show nothing.
    """

    request_id: str
    amount_fen: int
    threshold_fen: int
    gap_fen: int
    saves_fen: int
    has_fen: int
    said: Words
    note: Words | None
    options: list[TopUpOptionOut]
    personal: bool
    coupon: str
    label: Words | None
    arm: str


class TopUpEffectOut(msgspec.Struct, frozen=True):
    """What top-ups achieved: offers to shoppers who may be looked at, how many an order took up, with a 95 % interval.

    `policy` are the settings in force, group [top_up].
    """

    days: int
    offered: int
    taken: int
    rate: float
    low: float
    high: float
    by_lane: dict[str, int]
    anonymous: int
    adds_fen: int
    saves_fen: int
    policy: dict[str, Any]


class OfferedSetOut(msgspec.Struct, frozen=True):
    """A set that was offered, by the titles of its goods."""

    lane: str
    titles: list[str]
    adds_fen: int
    is_taken: bool


class TopUpOfferOut(msgspec.Struct, frozen=True):
    """One offer; whose it was is not told."""

    at: str
    threshold_fen: int
    gap_fen: int
    saves_fen: int
    options: list[OfferedSetOut]


class TopUpOfferPage(msgspec.Struct, frozen=True):
    """Offers, newest first."""

    items: list[TopUpOfferOut]
    next: str | None


@post("/top-up", status_code=200, summary="Close the gap to a discount", tags=["top-up"])
async def post_top_up(mall: App, request: Asking, data: TopUpIn) -> TopUpOut:
    """Return small goods that close the gap, best fit first and the cheapest beside them; each says what it costs.

    What is offered is recorded as Top Up Offered. Ask again whenever the basket changes: a good taken out reopens it.
    """
    own(request.scope.get("principal"), data.shopper)  # type: ignore[arg-type]
    return top_up_out(await asyncio.to_thread(mall.top_ups.find, asked_of(data)))


@post("/top-up/try", status_code=200, summary="Try a top-up", tags=["top-up"])
async def try_top_up(mall: App, request: Asking, data: TopUpIn) -> TopUpOut:
    """Return what a shopper would be offered; nothing counts as offered. A look at a shopper goes on record."""
    if data.shopper:
        principal = principal_of(request)
        require(principal, "shoppers:read")
        mall.looks.looked(principal, data.shopper, "top_up")
    return top_up_out(await asyncio.to_thread(lambda: mall.top_ups.find(asked_of(data), is_recorded=False)))


@get("/top-up/effect", summary="See what top-ups achieve", tags=["top-up"], sync_to_thread=True)
def get_top_up_effect(mall: App, days: int = 28) -> TopUpEffectOut:
    """Return how many offers an order took up, by lane, over the last days."""
    days = max(1, min(days, MOST_DAYS))
    found = mall.top_ups.effects.of(days)
    return TopUpEffectOut(
        days, found.offered, found.taken, round(found.rate, 4), round(found.interval[0], 4),
        round(found.interval[1], 4), found.by_lane, found.anonymous, found.adds_fen, found.saves_fen,
        asdict(mall.top_ups.policy),
    )  # fmt: skip


@get("/top-up/lift", summary="Measure top-ups", tags=["top-up"])
async def get_top_up_lift(mall: App) -> LiftOut:
    """Return what offering top-ups changes: those offered something against those held out, with intervals."""
    return lift_out(await asyncio.to_thread(mall.top_ups.lift))


@get("/top-up/offers", summary="Read what was offered", tags=["top-up"], sync_to_thread=True)
def get_top_up_offers(mall: App, days: int = 28, limit: int = 20) -> TopUpOfferPage:
    """Return the newest offers with the set that was taken up, naming nobody."""
    found = mall.top_ups.effects.newest(max(1, min(days, MOST_DAYS)), max(1, min(limit, MOST_OFFERS)))
    items = [
        TopUpOfferOut(
            iso(int(row["at"] or 0)), int(row["threshold_fen"] or 0), int(row["gap_fen"] or 0),
            int(row["saves_fen"] or 0),
            [OfferedSetOut(each.lane, [_title(mall, sku) for sku in each.skus], each.adds_fen, each == taken)
             for each in sets],
        )
        for row, sets, taken in found
    ]  # fmt: skip
    return TopUpOfferPage(items, None)


def asked_of(data: TopUpIn) -> Asked:
    """Return what was asked over the wire; BadInput where a threshold has no saving, or the other way round."""
    tiers = [{"threshold_fen": each.threshold_fen, "off_fen": each.saves_fen} for each in data.tiers]
    if (data.threshold_fen is None) != (data.saves_fen is None):
        raise BadInput("discount_incomplete", "a threshold and what it saves go together",
                       field="saves_fen" if data.saves_fen is None else "threshold_fen",
                       hint="send threshold_fen with saves_fen, or tiers, or neither for the mall's own discounts")
    if data.threshold_fen is not None and data.saves_fen is not None:
        tiers.append({"threshold_fen": data.threshold_fen, "off_fen": data.saves_fen})
    tiers.sort(key=lambda each: each["threshold_fen"])
    place = where(data.place)
    lines = tuple((each.sku, each.quantity, each.price_fen, each.discount_fen) for each in data.lines)
    benefit = benefit_from_dict({"kind": TIERED, "tiers": tiers}) if tiers else None
    return Asked(data.shopper, lines, benefit, scope_from_dict(data.scope), data.coupon, place, data.city)


def top_up_out(found: Found) -> TopUpOut:
    """Return a gap with its options for the wire."""
    gap = found.gap
    return TopUpOut(
        found.request_id, gap.amount_fen, gap.threshold_fen, gap.gap_fen, gap.saves_fen, gap.has_fen,
        words(found.said), words(found.note) if found.note else None, [_option_out(each) for each in found.offers],
        found.is_personal, found.coupon, words(found.label) if found.label else None, found.arm,
    )  # fmt: skip


def _option_out(offered: Offered) -> TopUpOptionOut:
    option = offered.option
    return TopUpOptionOut(option.lane, [_item_out(item) for item in offered.items], option.adds_fen, option.over_fen,
                          option.saves_fen, option.pays_more_fen, words(offered.said))  # fmt: skip


def _item_out(item: Item) -> TopUpItemOut:
    near = item.delivery
    return TopUpItemOut(
        item.sku.sku, item.sku.title, item.sku.price_fen, item.sku.image,
        ReasonOut(item.reason.code, words(item.reason.text), list(item.reason.evidence)), item.is_needed,
        DeliveryOut(near.shop, near.shop_name, near.distance_km, near.minutes, near.opens or None) if near else None,
    )  # fmt: skip


def _title(mall: App, sku: str) -> str:
    found = mall.goods.sku(sku)
    return found.title if found else sku


ROUTER = Router("/", route_handlers=[post_top_up, try_top_up, get_top_up_effect, get_top_up_lift, get_top_up_offers])
