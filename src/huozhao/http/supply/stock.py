"""Stock: counts and moves in; levels, summary and the ledger's own lines out."""

from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.stock.stock import StockRow
from huozhao.flows.stock.totals import ShopTotal
from huozhao.supply.availability import days_of_cover
from huozhao.supply.ledger import Count, Move
from huozhao.supply.posting import CONFLICT
from huozhao.terms.errors import NotFound
from huozhao.terms.goods import Shop
from huozhao.terms.time import iso, parse_day, parse_instant

Key = Annotated[
    str, Meta(min_length=1, max_length=256, description="your own id; the same key again is not posted twice")
]
Entries = 5_000
LotName = Annotated[str, Meta(max_length=128, description="the lot, for goods that are kept by lot")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="last day of sale of the lot, YYYY-MM-DD")]


class CountIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was counted on a shelf, reserved units included; with a `lot` only that lot was counted."""

    key: Key
    sku: str
    shop: str
    on_hand: Annotated[int, Meta(ge=0, le=1_000_000_000, description="units")]
    counted_at: int | str | None = None
    source: str | None = None
    lot: LotName = ""
    expires_on: Day | None = None


class CountsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Absolute counts from a till, a warehouse system or a stocktake."""

    counts: Annotated[list[CountIn], Meta(max_length=Entries)]


class MoveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that went from one bucket to another: supplier, in_transit, on_hand, sold, returned, lost or
    quarantine (there, and not for sale)."""

    key: Key
    sku: str
    shop: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    quantity: Annotated[int, Meta(ge=1, le=1_000_000_000, description="units")] = 1
    lot: LotName = ""
    expires_on: Day | None = None


class MovesIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Moves to post."""

    moves: Annotated[list[MoveIn], Meta(max_length=Entries)]


class StockRefusalOut(msgspec.Struct, frozen=True):
    """One refused entry."""

    index: int
    key: str
    code: str
    message: str
    field: str | None
    hint: str


class StockReceiptOut(msgspec.Struct, frozen=True):
    """posted + duplicate + refused = entries sent."""

    posted: int
    duplicate: int
    refused: list[StockRefusalOut]


class StockOut(msgspec.Struct, frozen=True):
    """One SKU at one shop, in units; plan values are null until there is a plan."""

    sku: str
    title: str
    shop: str
    on_hand: int
    reserved: int
    in_transit: int
    available: int
    quarantine: int
    safety_stock: int | None
    reorder_point: int | None
    days_of_cover: float | None
    alert: bool
    lotted: bool


class StockPage(msgspec.Struct, frozen=True):
    """Stock in the order of SKU and shop."""

    items: list[StockOut]
    next: str | None


class ShopStock(msgspec.Struct):
    """The stock of one shop; coordinates are WGS-84."""

    shop: str
    name: str
    city: str
    longitude: float | None
    latitude: float | None
    on_hand: int = 0
    available: int = 0
    in_transit: int = 0
    quarantine: int = 0
    alerts: int = 0
    days_of_cover: float | None = None


class StockSummary(msgspec.Struct, frozen=True):
    """All stock in one view, in units; `categories` are those that the goods of the mall have."""

    skus: int
    shops: int
    on_hand: int
    reserved: int
    in_transit: int
    available: int
    quarantine: int
    alerts: int
    by_shop: list[ShopStock]
    categories: list[str]


class MoveOut(msgspec.Struct, frozen=True):
    """One line of the ledger."""

    position: int
    at: str
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    quantity: int = 0
    note: str = ""


class MovePage(msgspec.Struct, frozen=True):
    """Ledger lines, oldest first."""

    items: list[MoveOut]
    next: str | None


class ConflictOut(msgspec.Struct, frozen=True):
    """A count that contradicted what another source had counted: by how many units, and who against whom."""

    sku: str
    title: str
    shop: str
    shop_name: str
    at: str
    difference: int
    between: str


class ConflictPage(msgspec.Struct, frozen=True):
    """Contradicting counts, newest first."""

    items: list[ConflictOut]
    next: str | None


@post("/stock/counts", status_code=200, summary="Post counts", tags=["stock"], sync_to_thread=True)
def post_counts(mall: App, data: CountsIn) -> StockReceiptOut:
    """Post absolute counts once each; bad ones are refused with the reason."""
    now = mall.clock()
    return _post(
        mall,
        [
            Count(
                c.key,
                c.sku,
                c.shop,
                c.on_hand,
                now if c.counted_at is None else parse_instant(c.counted_at, "counted_at"),
                c.source or "",
                c.lot,
                parse_day(c.expires_on, "expires_on") if c.expires_on else None,
            )
            for c in data.counts
        ],
    )


@post("/stock/moves", status_code=200, summary="Post moves", tags=["stock"], sync_to_thread=True)
def post_moves(mall: App, data: MovesIn) -> StockReceiptOut:
    """Post moves between buckets once each; bad ones are refused with the reason."""
    now = mall.clock()
    return _post(
        mall,
        [
            Move(m.key, m.sku, m.shop, m.source, m.target, m.quantity, now, "posted", m.lot,  # type: ignore[arg-type]
                 parse_day(m.expires_on, "expires_on") if m.expires_on else None)
            for m in data.moves
        ],
    )


def _post(mall: App, entries: list[Any]) -> StockReceiptOut:
    receipt = mall.stock.post(entries)
    refused = [StockRefusalOut(r.index, r.key, r.code, r.message, r.field, r.hint) for r in receipt.refused]
    return StockReceiptOut(receipt.posted, receipt.duplicate, refused)


@get("/stock", summary="Read stock", tags=["stock"], sync_to_thread=True)
def get_stock(
    mall: App, shop: str = "", sku: str = "", after: str = "", limit: int = 100, alerts: bool = False
) -> StockPage:
    """Return stock levels; `after` is the cursor of the page before."""
    mall.orders.sweep(mall.clock())
    last = (*after.split("|", 1), "")[:2] if after else ("", "")
    rows, further = mall.stock.page(sku, shop, (last[0], last[1]), max(1, min(limit, 1000)), alerts)
    return StockPage([_stock_out(mall, row) for row in rows], "|".join(further) if further else None)


def _stock_out(mall: App, row: StockRow) -> StockOut:
    level, policy = row.level, row.policy
    return StockOut(
        level.sku,
        title_of(mall, level.sku),
        level.shop,
        level.on_hand,
        level.reserved,
        level.in_transit,
        level.available,
        level.quarantine,
        policy.safety_stock if policy else None,
        policy.reorder_point if policy else None,
        days_of_cover(level, policy),
        row.alert,
        level.lotted,
    )


@get("/stock/summary", summary="Read all stock at a glance", tags=["stock"], sync_to_thread=True)
def get_summary(mall: App, sku: str = "", category: str = "") -> StockSummary:
    """Return totals and one row a shop, shops without stock included; of one SKU, or of a category by its name."""
    mall.orders.sweep(mall.clock())
    skus = _among(mall, sku, category)
    found = mall.stock_totals.by_shop(skus)
    shops = {shop.shop: _empty(shop) for shop in mall.goods.shops()}
    for each in found:
        _fill(shops.setdefault(each.total.name, ShopStock(each.total.name, each.total.name, "", None, None)), each)
    return StockSummary(
        skus=len(mall.stock_totals.skus() if skus is None else skus),
        shops=len(shops),
        on_hand=sum(each.total.on_hand for each in found),
        reserved=sum(each.total.reserved for each in found),
        in_transit=sum(each.total.in_transit for each in found),
        available=sum(each.available for each in found),
        quarantine=sum(each.total.quarantine for each in found),
        alerts=sum(each.alerts for each in found),
        by_shop=sorted(shops.values(), key=lambda shop: shop.shop),
        categories=sorted({name for each in mall.goods.skus() if each.listed for name in each.category}),
    )


def _among(mall: App, sku: str, category: str) -> list[str] | None:
    if sku:
        return [sku]
    return [each.sku for each in mall.goods.skus() if category in each.category] if category else None


def _fill(shop: ShopStock, found: ShopTotal) -> None:
    shop.on_hand, shop.available = found.total.on_hand, found.available
    shop.in_transit, shop.quarantine = found.total.in_transit, found.total.quarantine
    shop.alerts, shop.days_of_cover = found.alerts, found.days_of_cover


def _empty(shop: Shop) -> ShopStock:
    place = shop.place
    longitude, latitude = (place.longitude, place.latitude) if place else (None, None)
    return ShopStock(shop.shop, shop.name, shop.city, longitude, latitude)


@get("/stock/{sku:str}/{shop:str}/moves", summary="Read the ledger of one shelf", tags=["stock"], sync_to_thread=True)
def get_moves(mall: App, sku: str, shop: str, after: int = 0, limit: int = 100) -> MovePage:
    """Return the moves of one SKU at one shop, oldest first."""
    if mall.goods.sku(sku) is None:
        raise NotFound(
            "unknown_sku",
            f"SKU {sku!r} is not in the catalogue of goods",
            field="sku",
            hint="list it with PUT /v1/goods",
        )
    limit = max(1, min(limit, 1000))
    found = mall.ledger.moves(sku, shop, after, limit)
    items = [
        MoveOut(p.position, iso(p.move.at), p.move.source, p.move.target, p.move.quantity, p.move.note) for p in found
    ]
    return MovePage(items, str(items[-1].position) if len(items) == limit else None)


@get("/stock/conflicts", summary="Read contradicting counts", tags=["stock"], sync_to_thread=True)
def get_conflicts(mall: App, limit: int = 100) -> ConflictPage:
    """Return the counts by which one source corrected another, newest first; a negative difference took units away."""
    found = mall.ledger.checking.conflicts(max(1, min(limit, 1000)))
    return ConflictPage([_conflict_out(mall, posted.move) for posted in found], None)


def _conflict_out(mall: App, move: Move) -> ConflictOut:
    difference = move.quantity if move.target == "on_hand" else -move.quantity
    between = move.note.removeprefix(CONFLICT)
    return ConflictOut(move.sku, title_of(mall, move.sku), move.shop, shop_name(mall, move.shop), iso(move.at),
                       difference, between)  # fmt: skip


def title_of(mall: App, sku: str) -> str:
    """Return the title of a SKU, its id when it is not in the catalogue."""
    found = mall.goods.sku(sku)
    return found.title if found else sku


def shop_name(mall: App, shop: str) -> str:
    """Return the name of a shop, its id when it is not known."""
    found = mall.goods.shop(shop)
    return found.name if found else shop


ROUTER = Router("/", route_handlers=[post_counts, post_moves, get_stock, get_summary, get_conflicts, get_moves])
