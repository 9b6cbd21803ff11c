"""Goods by lot: what expires soon, what is in quarantine, where a lot lies and who got of it."""

from typing import Any

import msgspec
from litestar import Request, Router, get, post

from huozhao.app import App
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name, title_of
from huozhao.supply.expiry import Expiring
from huozhao.supply.ledger import Level, Lot
from huozhao.terms.time import day_name

Asked = Request[Any, Any, Any]


class LotOut(msgspec.Struct, frozen=True):
    """Units of one lot at one shop; `expires_on` is its last day of sale. Lot "" are units of which nobody named it."""

    sku: str
    title: str
    shop: str
    shop_name: str
    lot: str
    expires_on: str | None
    available: int
    reserved: int
    returned: int
    quarantine: int


class LotPage(msgspec.Struct, frozen=True):
    """Lots in the order in which they leave."""

    items: list[LotOut]
    next: str | None


class ExpiringOut(msgspec.Struct, frozen=True):
    """A lot that expires soon. `days_left` counts today; at 0 it has expired.

    `expected_sold` is what the newest plan expects to be sold of it by then, `left_over` the rest, both null without a
    plan. Values are at cost, in fen; null where no cost is known.
    """

    sku: str
    title: str
    shop: str
    shop_name: str
    lot: str
    expires_on: str
    days_left: int
    units: int
    value_fen: int | None
    expected_sold: float | None
    left_over: float | None
    left_over_fen: int | None


class ExpiringPage(msgspec.Struct, frozen=True):
    """Lots that expire soon, the earliest first; the sums are over all of them."""

    items: list[ExpiringOut]
    next: str | None
    lots: int
    units: int
    value_fen: int
    left_over_fen: int


class QuarantineOut(msgspec.Struct, frozen=True):
    """Goods that are there and not for sale."""

    sku: str
    title: str
    shop: str
    shop_name: str
    lot: str
    expires_on: str | None
    units: int


class QuarantinePage(msgspec.Struct, frozen=True):
    """Goods in quarantine in the order of SKU and shop."""

    items: list[QuarantineOut]
    next: str | None


class TakerOut(msgspec.Struct, frozen=True):
    """An order that took of a lot: how many units, and how many of them came back."""

    order: str
    sku: str
    shop: str
    units: int
    returned: int


class WhereaboutsOut(msgspec.Struct, frozen=True):
    """Where a lot lies or lay, and the orders that took of it."""

    lot: str
    units_here: int
    units_out: int
    lots: list[LotOut]
    orders: list[TakerOut]


class WithdrawnOut(msgspec.Struct, frozen=True):
    """How many units went off sale, or came back on sale, and where the lot is now."""

    units: int
    whereabouts: WhereaboutsOut


@get("/stock/expiring", summary="Read what expires soon", tags=["stock"], sync_to_thread=True)
def get_expiring(mall: App, days: int = 30, shop: str = "", after: str = "", limit: int = 100) -> ExpiringPage:
    """Return the lots that expire within `days` days, and how much of them is likely to be left then."""
    now = mall.clock()
    mall.orders.sweep(now)
    found = [_expiring_out(mall, each) for each in mall.stock.lots.expiring(days, shop, now)]
    first, limit = int(after) if after.isdigit() else 0, max(1, min(limit, 1000))
    return ExpiringPage(
        found[first : first + limit],
        str(first + limit) if len(found) > first + limit else None,
        lots=len(found),
        units=sum(each.units for each in found),
        value_fen=sum(each.value_fen or 0 for each in found),
        left_over_fen=sum(each.left_over_fen or 0 for each in found),
    )


def _expiring_out(mall: App, each: Expiring) -> ExpiringOut:
    lot, goods = each.lot, mall.goods.sku(each.lot.sku)
    cost = goods.cost_fen if goods else None
    left = each.left_over
    return ExpiringOut(
        lot.sku, title_of(mall, lot.sku), lot.shop, shop_name(mall, lot.shop), lot.lot, day_name(lot.expires_on or 0),
        each.days_left, lot.free, None if cost is None else cost * lot.free,
        None if each.expected is None else round(each.expected, 1), left,
        None if cost is None or left is None else round(cost * left),
    )  # fmt: skip


@get("/stock/quarantine", summary="Read what is in quarantine", tags=["stock"], sync_to_thread=True)
def get_quarantine(mall: App, limit: int = 200) -> QuarantinePage:
    """Return the goods that are there and not for sale: damaged, recalled, expired or to be looked at."""
    mall.orders.sweep(mall.clock())
    found = mall.stock.lots.quarantined(max(1, min(limit, 1000)))
    return QuarantinePage([_quarantine_out(mall, each) for each in found], None)


def _quarantine_out(mall: App, each: Level | Lot) -> QuarantineOut:
    lot, day = (each.lot, each.expires_on) if isinstance(each, Lot) else ("", None)
    return QuarantineOut(each.sku, title_of(mall, each.sku), each.shop, shop_name(mall, each.shop), lot,
                         None if day is None else day_name(day), each.quarantine)  # fmt: skip


@get("/stock/lots/{lot:str}", summary="Trace a lot", tags=["stock"], sync_to_thread=True)
def get_lot(mall: App, lot: str, sku: str = "") -> WhereaboutsOut:
    """Return where a lot is and which orders got of it; `sku` when several goods use the same name."""
    mall.orders.sweep(mall.clock())
    return _whereabouts(mall, lot, sku)


def _whereabouts(mall: App, lot: str, sku: str) -> WhereaboutsOut:
    found = mall.stock.lots.whereabouts(lot, sku)
    return WhereaboutsOut(
        lot,
        units_here=sum(each.free + each.reserved + each.returned + each.quarantine for each in found.lots),
        units_out=sum(each.units - each.returned for each in found.takers),
        lots=[_lot_out(mall, each) for each in found.lots],
        orders=[TakerOut(each.order, each.sku, each.shop, each.units, each.returned) for each in found.takers],
    )


@post("/stock/lots/{lot:str}/withdraw", status_code=200, summary="Withdraw a lot", tags=["stock"], sync_to_thread=True)
def withdraw_lot(mall: App, request: Asked, lot: str, sku: str = "") -> WithdrawnOut:
    """Take what is free of a lot off sale in all shops at once; what orders hold stays with them. Undo with release."""
    units = mall.stock.lots.withdraw(lot, sku, who(request), mall.clock())
    return WithdrawnOut(units, _whereabouts(mall, lot, sku))


@post("/stock/lots/{lot:str}/release", status_code=200, summary="Release a lot", tags=["stock"], sync_to_thread=True)
def release_lot(mall: App, request: Asked, lot: str, sku: str = "") -> WithdrawnOut:
    """Put back on sale what was withdrawn of a lot and still is in quarantine; an expired lot goes off sale again."""
    units = mall.stock.lots.release(lot, sku, who(request), mall.clock())
    return WithdrawnOut(units, _whereabouts(mall, lot, sku))


@get("/stock/{sku:str}/{shop:str}/lots", summary="Read the lots of one shelf", tags=["stock"], sync_to_thread=True)
def get_shelf_lots(mall: App, sku: str, shop: str) -> LotPage:
    """Return the lots of one SKU at one shop, what leaves first first; none where goods are not kept by lot."""
    mall.orders.sweep(mall.clock())
    return LotPage([_lot_out(mall, lot) for lot in mall.stock.lots.shelf(sku, shop)], None)


def _lot_out(mall: App, lot: Lot) -> LotOut:
    return LotOut(
        lot.sku, title_of(mall, lot.sku), lot.shop, shop_name(mall, lot.shop), lot.lot,
        None if lot.expires_on is None else day_name(lot.expires_on), lot.free, lot.reserved, lot.returned,
        lot.quarantine,
    )  # fmt: skip


ROUTER = Router(
    "/", route_handlers=[get_expiring, get_quarantine, get_lot, withdraw_lot, release_lot, get_shelf_lots]
)
