"""Goods, shops and shoppers' own words: written as events, read from state."""

import asyncio
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from litestar import Router, delete, get, put
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.catalogue import NAME_OF, ProductDelisted, ProductListed, Properties, ShopOpened
from huozhao.http.feed.events import record
from huozhao.http.wire import ReceiptOut
from huozhao.terms.errors import NotFound
from huozhao.terms.goods import Shop, Sku


class GoodsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Goods to list or to describe anew; see Product Listed in the event catalogue for the fields."""

    goods: list[dict[str, Any]]


class ShopsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shops to open or to describe anew; see Shop Opened in the event catalogue for the fields."""

    shops: list[dict[str, Any]]


class SkuOut(msgspec.Struct, frozen=True):
    """One sellable unit."""

    sku: str
    spu: str
    title: str
    category: list[str]
    price_fen: int
    cost_fen: int | None
    attributes: dict[str, str]
    launched_on: str | None
    listed: bool
    supplier: str | None
    lead_time_days: int | None
    pack_size: int
    image: str | None
    min_order: int
    shelf_life_days: int | None
    succeeds: str | None


class SkuPage(msgspec.Struct, frozen=True):
    """A page of goods in the order of their ids."""

    items: list[SkuOut]
    next: str | None


class ShopOut(msgspec.Struct, frozen=True):
    """One shop; coordinates are WGS-84."""

    shop: str
    name: str
    city: str
    longitude: float | None
    latitude: float | None
    system: str | None
    opens: str
    closes: str
    services: list[str]
    kind: str
    open: bool
    radius_km: float | None
    picks_per_hour: int
    zone: list[list[float]]
    supplied_from: str
    capacity_units: int
    truck_units: int


class ShopPage(msgspec.Struct, frozen=True):
    """All shops."""

    items: list[ShopOut]
    next: str | None


async def write(mall: App, spec: type[Properties], items: list[dict[str, Any]], shopper_of: Any = None) -> ReceiptOut:
    """Record each item as an event of `spec`; the same content sent again is the same event.

    Returns when the goods, shops or facts can be read back.
    """
    envelopes = [_envelope(mall.clock(), spec, msgspec.json.encode(item), shopper_of) for item in items]
    receipt = await record(mall, mall.collect.prepare(envelopes, "api"))
    await asyncio.to_thread(mall.folds.reached, receipt.position)
    return receipt


def _envelope(now: int, spec: type[Properties], item: bytes, shopper_of: Any) -> bytes:
    shopper, body = shopper_of(item) if shopper_of else ("", item)
    mark = blake2b(NAME_OF[spec].encode() + shopper.encode() + body + str(now).encode(), digest_size=12).hexdigest()
    fields = {
        "id": f"api-{mark}",
        "name": NAME_OF[spec],
        "at": now,
        "shopper": shopper,
        "source": "api",
        "properties": msgspec.Raw(body),
    }
    return msgspec.json.encode(fields)


@put("/goods", status_code=200, summary="List goods", tags=["goods"])
async def put_goods(mall: App, data: GoodsIn) -> ReceiptOut:
    """List goods or describe them anew."""
    return await write(mall, ProductListed, data.goods)


@put("/shops", status_code=200, summary="Open shops", tags=["shops"])
async def put_shops(mall: App, data: ShopsIn) -> ReceiptOut:
    """Open shops or describe them anew."""
    return await write(mall, ShopOpened, data.shops)


@delete("/goods/{sku:str}", status_code=200, summary="Take goods off sale", tags=["goods"])
async def delete_goods(mall: App, sku: str) -> ReceiptOut:
    """Take one SKU off sale; its history stays."""
    if mall.goods.sku(sku) is None:
        raise NotFound("unknown_sku", f"SKU {sku!r} is not in the catalogue of goods", field="sku")
    return await write(mall, ProductDelisted, [{"sku": sku}])


@get("/goods", summary="Find goods", tags=["goods"], sync_to_thread=False)
def get_goods(
    mall: App,
    words: Annotated[str, QueryParameter(name="query")] = "",
    category: str = "",
    after: str = "",
    limit: int = 50,
) -> SkuPage:
    """Return goods whose id or title holds `query` and whose category path holds `category`."""
    words = words.lower()
    found = sorted(
        (
            sku
            for sku in mall.goods.skus()
            if sku.sku > after
            and (not words or words in sku.title.lower() or words in sku.sku.lower())
            and (not category or category in sku.category)
        ),
        key=lambda sku: sku.sku,
    )
    items = [sku_out(sku) for sku in found[: max(1, min(limit, 500))]]
    return SkuPage(items, items[-1].sku if len(found) > len(items) else None)


@get("/goods/{sku:str}", summary="Read one SKU", tags=["goods"], sync_to_thread=False)
def get_sku(mall: App, sku: str) -> SkuOut:
    """Return one SKU."""
    found = mall.goods.sku(sku)
    if found is None:
        raise NotFound(
            "unknown_sku",
            f"SKU {sku!r} is not in the catalogue of goods",
            field="sku",
            hint="list it with PUT /v1/goods",
        )
    return sku_out(found)


@get("/shops", summary="Read all shops", tags=["shops"], sync_to_thread=False)
def get_shops(mall: App) -> ShopPage:
    """Return all shops."""
    return ShopPage([_shop_out(shop) for shop in mall.goods.shops()], None)


def sku_out(sku: Sku) -> SkuOut:
    """Return goods for the wire."""
    return SkuOut(
        sku.sku,
        sku.spu,
        sku.title,
        list(sku.category),
        sku.price_fen,
        sku.cost_fen,
        sku.attributes,
        sku.launched_on,
        sku.listed,
        sku.supplier,
        sku.lead_time_days,
        sku.pack_size,
        sku.image,
        sku.min_order,
        sku.shelf_life_days,
        sku.succeeds,
    )


def _shop_out(shop: Shop) -> ShopOut:
    place = shop.place
    return ShopOut(
        shop=shop.shop,
        name=shop.name,
        city=shop.city,
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
        system=place.system if place else None,
        opens=shop.opens,
        closes=shop.closes,
        services=list(shop.services),
        kind=shop.kind,
        open=shop.open,
        radius_km=shop.radius_km,
        picks_per_hour=shop.picks_per_hour,
        zone=[list(corner) for corner in shop.zone],
        supplied_from=shop.supplied_from,
        capacity_units=shop.capacity_units,
        truck_units=shop.truck_units,
    )


ROUTER = Router("/", route_handlers=[put_goods, put_shops, delete_goods, get_goods, get_sku, get_shops])
