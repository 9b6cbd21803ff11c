"""Shoppers: the list, one profile, the timeline, the recommendations."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Router, get, put
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.catalogue import ShopperRegistered
from huozhao.flows.people.profile import Profile, Value
from huozhao.flows.people.shopper import Rfm
from huozhao.http.feed.goods import write
from huozhao.http.what.page import ItemOut, item_out
from huozhao.http.wire import ReceiptOut, Words, words
from huozhao.insight.rfm import LABELS
from huozhao.insight.trade import Trade
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso


class ShoppersIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shoppers and what they say about themselves; see Shopper Registered in the event catalogue."""

    shoppers: list[dict[str, Any]]


class ShopperRow(msgspec.Struct, frozen=True):
    """One shopper in the list."""

    shopper: str
    segment: str
    segment_label: Words
    orders: int
    spent_fen: int
    last_order_at: str | None
    last_seen_at: str | None


class ShopperPage(msgspec.Struct, frozen=True):
    """A page of shoppers in the order of their ids."""

    items: list[ShopperRow]
    next: str | None


class FactOut(msgspec.Struct, frozen=True):
    """One fact and where it came from."""

    field: str
    value: str
    source: str
    at: str
    label: Words | None
    origin: str
    confidence: float


class ShopperTagOut(msgspec.Struct, frozen=True):
    """One tag that the shopper carries, with its evidence."""

    tag: str
    layer: str
    label: Words
    evidence: Words
    since: str | None


class RfmOut(msgspec.Struct, frozen=True):
    """Recency, frequency, monetary value with scores 1 (worst) to 5 (best)."""

    recency_days: int
    frequency: int
    monetary_fen: int
    r: int
    f: int
    m: int
    segment: str
    segment_label: Words


class PaymentOut(msgspec.Struct, frozen=True):
    """The means of payment used most: in how many of the orders, and how often in instalments."""

    method: str
    label: Words
    share: float
    orders: int
    instalments: int


class TradeOut(msgspec.Struct, frozen=True):
    """How often and for how much a person buys, how they pay, what comes back; rates are 0 to 1.

    `gap_days` is the mean time between orders, null with a single one.
    """

    orders: int
    spent_fen: int
    average_order_fen: int
    orders_per_month: float
    gap_days: float | None
    cancelled: int
    returned: int
    return_rate: float
    refund_share: float
    exchanges: int
    preferred_payment: PaymentOut | None


class ValueOut(msgspec.Struct, frozen=True):
    """Loyalty: lifetime value over `months` with its 10 % and 90 % bounds, and the probability to buy again."""

    clv_fen: int
    low_fen: int
    high_fen: int
    months: int
    alive: float
    expected_orders: float


class ProfileOut(msgspec.Struct, frozen=True):
    """All that is known of one person; counts are totals by kind of act over all their ids.

    `is_personal` is false without consent to personalisation; then there are only service data. `consents` holds the
    purposes that were decided on. `contact` is masked.
    """

    shopper: str
    facts: list[FactOut]
    tags: list[ShopperTagOut]
    rfm: RfmOut | None
    counts: dict[str, int]
    last_seen_at: str | None
    person: str
    members: list[str]
    is_personal: bool
    consents: dict[str, bool]
    contact: dict[str, str]
    trade: TradeOut | None
    value: ValueOut | None


class Moment(msgspec.Struct, frozen=True):
    """One event of a timeline."""

    position: int
    id: str
    name: str
    label: Words
    at: str
    properties: Any


class Timeline(msgspec.Struct, frozen=True):
    """A shopper's events, newest first."""

    items: list[Moment]
    next: str | None


class Recommendations(msgspec.Struct, frozen=True):
    """A shopper's own list, best first."""

    items: list[ItemOut]
    next: str | None


@put("/shoppers", status_code=200, summary="Tell facts about shoppers", tags=["shoppers"])
async def put_shoppers(mall: App, data: ShoppersIn) -> ReceiptOut:
    """Record what shoppers say about themselves; a personal field without a declared purpose is refused."""
    return await write(mall, ShopperRegistered, data.shoppers, _addressed)


def _addressed(item: bytes) -> tuple[str, bytes]:
    told = msgspec.json.decode(item)
    shopper = told.pop("shopper", "")
    return str(shopper), msgspec.json.encode(told)


@get("/shoppers", summary="Find shoppers", tags=["shoppers"])
async def get_shoppers(
    mall: App,
    wanted: Annotated[str, QueryParameter(name="query")] = "",
    segment: str = "",
    after: str = "",
    limit: int = 50,
) -> ShopperPage:
    """Return shoppers whose id holds `query`, of one RFM segment where that is given."""
    most = max(1, min(limit, 500))
    found = await asyncio.to_thread(mall.shoppers.find, wanted, segment, after, most + 1)
    items = [
        ShopperRow(r.shopper, r.segment, words(LABELS[r.segment]), r.orders, r.spent_fen, _when(r.last_order_at),
                   _when(r.last_seen_at))
        for r in found[:most]
    ]
    return ShopperPage(items, items[-1].shopper if len(found) > most else None)


@get("/shoppers/{shopper:str}", summary="Read one shopper", tags=["shoppers"])
async def get_shopper(mall: App, shopper: str) -> ProfileOut:
    """Return facts, tags with their evidence, RFM, trade, value and counts of a shopper's person."""
    return await asyncio.to_thread(lambda: profile_out(mall.shoppers.profile(shopper), mall.shoppers.rfm(shopper)))


@get("/shoppers/{shopper:str}/timeline", summary="Read a shopper's events", tags=["shoppers"])
async def get_timeline(mall: App, shopper: str, before: str = "", limit: int = 50) -> Timeline:
    """Return a shopper's events, newest first; `before` is the cursor of the page before."""
    most = max(1, min(limit, 500))
    found = await asyncio.to_thread(mall.shoppers.timeline, shopper, _cursor(before), most + 1)
    last = found[:most][-1][0] if len(found) > most else None
    moments = [
        Moment(r.position, r.event.id, r.event.name, words(label), iso(r.event.at), _plain(r.event.properties))
        for r, label in found[:most]
    ]
    return Timeline(moments, f"{last.event.at}-{last.position}" if last else None)


@get("/shoppers/{shopper:str}/recommendations", summary="Recommend to a shopper", tags=["shoppers"])
async def get_recommendations(mall: App, shopper: str, limit: int = 20) -> Recommendations:
    """Return a shopper's own list with the reason of each item; newcomers get what is popular."""
    found = await asyncio.to_thread(mall.pages.recommend, shopper, max(1, min(limit, 200)))
    return Recommendations([item_out(item) for item in found], None)


def _plain(properties: Any) -> Any:
    return msgspec.to_builtins(properties)


def _cursor(before: str) -> tuple[int, int] | None:
    """Read the cursor `at-position` that an earlier page gave."""
    if not before:
        return None
    at, _, position = before.partition("-")
    if not (at.isdecimal() and position.isdecimal()):
        raise BadInput("cursor_unreadable", f"{before!r} is no cursor", field="before",
                       hint="send what `next` of the page before said, or leave it out")
    return int(at), int(position)


def profile_out(profile: Profile, rfm: Rfm | None) -> ProfileOut:
    """Return a profile for the wire."""
    facts = [
        FactOut(fact.field, fact.value, fact.source, iso(fact.at), words(label) if label else None, fact.origin,
                fact.confidence)
        for fact, label in profile.facts
    ]
    tags = [ShopperTagOut(t.tag, t.layer, words(t.label), words(t.evidence), _when(t.since)) for t in profile.tags]
    return ProfileOut(
        profile.shopper, facts, tags, _rfm_out(rfm), profile.counts, _when(profile.last_seen_at), profile.person,
        list(profile.members), profile.is_personal, dict(profile.consents), dict(profile.contact),
        _trade_out(profile.trade), _value_out(profile.value),
    )


def _trade_out(trade: Trade | None) -> TradeOut | None:
    if trade is None:
        return None
    paid = trade.preferred_payment
    return TradeOut(
        trade.orders, trade.spent_fen, trade.average_order_fen, round(trade.orders_per_month, 3),
        round(trade.gap_days, 2) if trade.gap_days is not None else None, trade.cancelled,
        trade.returned, round(trade.return_rate, 4), round(trade.refund_share, 4), trade.exchanges,
        PaymentOut(paid.method, words(paid.label), round(paid.share, 4), paid.orders, paid.instalments)
        if paid else None,
    )  # fmt: skip


def _value_out(value: Value | None) -> ValueOut | None:
    if value is None:
        return None
    low, high = value.clv_bounds
    return ValueOut(value.clv_fen, low, high, value.months, round(value.alive, 4), round(value.orders, 3))


def _rfm_out(rfm: Rfm | None) -> RfmOut | None:
    if rfm is None:
        return None
    return RfmOut(
        rfm.recency_days, rfm.frequency, rfm.monetary_fen, rfm.r, rfm.f, rfm.m, rfm.segment,
        words(LABELS[rfm.segment]),
    )  # fmt: skip


def _when(at: int) -> str | None:
    return iso(at) if at else None


ROUTER = Router(
    "/", route_handlers=[put_shoppers, get_shoppers, get_shopper, get_timeline, get_recommendations]
)
