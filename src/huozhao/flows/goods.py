"""Goods and shops: the fold that keeps them, and the view that the other flows look them up in."""

import threading
from collections.abc import Iterable, Sequence

import msgspec

from huozhao.events.catalogue import ProductDelisted, ProductListed, ShopClosed, ShopOpened
from huozhao.events.event import Recorded, encode_properties
from huozhao.events.state import Fold, StateStore, Table, Write
from huozhao.terms.goods import Shop, Sku
from huozhao.terms.place import Coordinates

GOODS = Table("goods", key=("sku",), put=("body", "listed"))
SHOPS = Table("shops", key=("shop",), put=("body", "open"))


def fold_goods(recorded: Recorded) -> Iterable[Write]:
    """Keep the newest description of each product and shop."""
    at, what = recorded.event.at, recorded.event.properties
    match what:
        case ProductListed():
            yield Write("goods", (what.sku,), put={"body": encode_properties(what).decode(), "listed": 1}, at=at)
        case ProductDelisted():
            yield Write("goods", (what.sku,), put={"listed": 0}, at=at)
        case ShopOpened():
            yield Write("shops", (what.shop,), put={"body": encode_properties(what).decode(), "open": 1}, at=at)
        case ShopClosed():
            yield Write("shops", (what.shop,), put={"open": 0}, at=at)


FOLD = Fold(
    "goods",
    (GOODS, SHOPS),
    frozenset({"Product Listed", "Product Delisted", "Shop Opened", "Shop Closed"}),
    fold_goods,
)


def sku_of(what: ProductListed, listed: bool = True) -> Sku:
    """Return the goods that a listing describes."""
    return Sku(
        what.sku,
        what.spu,
        what.title,
        tuple(what.category),
        what.price_fen,
        what.cost_fen,
        dict(what.attributes),
        what.launched_on,
        listed,
        what.supplier,
        what.lead_time_days,
        what.pack_size,
        what.image,
        what.min_order,
        what.shelf_life_days,
        what.succeeds,
    )


def shop_of(what: ShopOpened, is_open: bool = True) -> Shop:
    """Return the shop that an opening describes, its place in WGS-84."""
    place = None
    if what.longitude is not None and what.latitude is not None and what.system is not None:
        place = Coordinates(what.longitude, what.latitude, what.system).to_wgs84()
    return Shop(
        what.shop,
        what.name,
        what.city,
        place,
        what.opens,
        what.closes,
        tuple(what.services),
        what.kind,
        is_open,
        what.radius_km,
        what.picks_per_hour,
        _corners(what),
        what.supplied_from,
        what.capacity_units,
        what.truck_units,
    )


def _corners(what: ShopOpened) -> tuple[tuple[float, float], ...]:
    points = [Coordinates(corner[0], corner[1], what.system or "wgs84").to_wgs84() for corner in what.zone]
    return tuple((point.longitude, point.latitude) for point in points)


class Goods:
    """All goods and shops in memory; read again from state after each change of them."""

    def __init__(self, state: StateStore) -> None:
        self._state, self._lock = state, threading.Lock()
        self._skus: dict[str, Sku] = {}
        self._shops: dict[str, Shop] = {}
        self.version = 0
        self.load()

    def load(self) -> None:
        """Read everything from state."""
        listed = msgspec.json.Decoder(ProductListed)
        opened = msgspec.json.Decoder(ShopOpened)
        goods = [
            sku_of(listed.decode(str(row["body"])), row["listed"] == 1)
            for row in self._state.scan("goods")
            if row["body"]
        ]
        shops = [
            shop_of(opened.decode(str(row["body"])), row["open"] == 1)
            for row in self._state.scan("shops")
            if row["body"]
        ]
        self._swap({item.sku: item for item in goods}, {shop.shop: shop for shop in shops})

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Take up the changes of a batch that the goods fold has just applied."""
        if fold != FOLD.name:
            return
        changed = [recorded for recorded in batch if recorded.event.name in FOLD.events]
        if changed:
            self._read_again(changed)

    def sku(self, sku: str) -> Sku | None:
        """Return one product or None."""
        return self._skus.get(sku)

    def shop(self, shop: str) -> Shop | None:
        """Return one shop or None."""
        return self._shops.get(shop)

    def skus(self) -> Sequence[Sku]:
        """Return all goods, delisted ones too."""
        return list(self._skus.values())

    def shops(self) -> Sequence[Shop]:
        """Return all shops, closed ones too."""
        return list(self._shops.values())

    def _read_again(self, changed: Sequence[Recorded]) -> None:
        skus, shops = dict(self._skus), dict(self._shops)
        for recorded in changed:
            what = recorded.event.properties
            if isinstance(what, ProductListed | ProductDelisted):
                row = self._state.get("goods", (what.sku,))
                if row and row["body"]:
                    listing = msgspec.json.decode(str(row["body"]), type=ProductListed)
                    skus[what.sku] = sku_of(listing, row["listed"] == 1)
            elif isinstance(what, ShopOpened | ShopClosed):
                row = self._state.get("shops", (what.shop,))
                if row and row["body"]:
                    opening = msgspec.json.decode(str(row["body"]), type=ShopOpened)
                    shops[what.shop] = shop_of(opening, row["open"] == 1)
        self._swap(skus, shops)

    def _swap(self, skus: dict[str, Sku], shops: dict[str, Shop]) -> None:
        with self._lock:
            self._skus, self._shops, self.version = skus, shops, self.version + 1
