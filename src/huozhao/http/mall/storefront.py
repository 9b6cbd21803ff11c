"""The storefront: what a shopper's client needs to show the mall, and the way in for guests of a demo."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import caller_of, limits_of, subject_of
from huozhao.http.gate.guard import NotAllowed
from huozhao.http.mall.seen_wire import (
    CategoryOut,
    RatingOut,
    ReviewOut,
    SeenGoodsOut,
    SeenShopOut,
    VariantOut,
    category_out,
    rating_out,
    review_out,
    seen_out,
    shop_out,
    variants_out,
)
from huozhao.http.what.search import place_of
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
MOST = 100


class GuestIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The secret that an earlier visit was given; without it a new guest comes in."""

    secret: Annotated[str, Meta(max_length=128)] = ""


class GuestOut(msgspec.Struct, frozen=True):
    """A guest: keep `secret` in the client to come back as the same shopper, show `token` as Authorization: Bearer."""

    secret: str
    shopper: str
    token: str
    until: str


class CodeOut(msgspec.Struct, frozen=True):
    """A one-time code for POST /v1/wechat/session, good for five minutes."""

    code: str


class StorefrontOut(msgspec.Struct, frozen=True):
    """The mall as a storefront shows it. `now` is the mall's clock, `speed` how much faster than real time it runs.

    `trial_payment` says that orders count as paid without money, `wechat_sandbox` that a browser may log in through a
    fake WeChat (POST /v1/storefront/wechat-code). `templates` are those of WeChat that a mini program may ask for, by
    the part of the mall that uses them; none where nothing is connected that could send.
    """

    name: str
    currency: str
    now: str
    speed: float
    trial_payment: bool
    wechat_sandbox: bool
    return_days: int
    categories: list[CategoryOut]
    templates: dict[str, str]


class SeenGoodsPage(msgspec.Struct, frozen=True):
    """Goods on sale, one SKU a product."""

    items: list[SeenGoodsOut]
    next: str | None


class GoodsDetailOut(msgspec.Struct, frozen=True):
    """One product page: the SKU asked for, all SKUs of the product, its stars; `due_at` is when what is out comes next.
    """

    goods: SeenGoodsOut
    attributes: dict[str, str]
    shelf_life_days: int | None
    launched_on: str | None
    variants: list[VariantOut]
    rating: RatingOut
    due_at: str | None


class ReviewPage(msgspec.Struct, frozen=True):
    """What shoppers said of a product, newest first."""

    items: list[ReviewOut]
    rating: RatingOut
    next: str | None


class SeenShopPage(msgspec.Struct, frozen=True):
    """Shops, the nearest first where a place is given."""

    items: list[SeenShopOut]
    next: str | None


@post("/storefront/session", status_code=201, summary="Come in as a guest", tags=["storefront"], sync_to_thread=True)
def post_guest(mall: App, request: Asked, data: GuestIn | None = None) -> GuestOut:
    """Return a token for a guest; 403 guests_off unless `storefront.guests` lets guests in, as the demo does."""
    if not mall.settings.storefront.guests:
        raise NotAllowed("guests_off", "this mall lets no guests in / 本商城未开放访客", field="storefront.guests",
                         hint="the mall's server asks for a token: POST /v1/shopper-tokens")
    limits_of(request).require_entry(caller_of(request))
    guest = mall.storefront.guests.enter(data.secret if data else "")
    return GuestOut(guest.secret, guest.shopper, guest.token.token, iso(guest.token.until))


@post("/storefront/wechat-code", status_code=201, summary="Get a log-in code of the demo's WeChat", tags=["storefront"],
      sync_to_thread=True)  # fmt: skip
def post_wechat_code(mall: App, request: Asked) -> CodeOut:
    """Return what wx.login gives in a mini program, for the guest who asks; 404 no_sandbox unless this is a demo."""
    return CodeOut(mall.wechat.connection.require_sandbox().code(subject_of(request)))


@get("/storefront", summary="Read what the storefront shows", tags=["storefront"], sync_to_thread=True)
def get_storefront(mall: App) -> StorefrontOut:
    """Return the mall's name, clock, categories and templates."""
    settings = mall.settings
    return StorefrontOut(
        settings.mall.name, settings.mall.currency, iso(mall.clock()), settings.clock.speed,
        settings.storefront.trial_payment, mall.wechat.connection.sandbox is not None, settings.assistant.return_days,
        [category_out(each) for each in mall.storefront.shelf.categories()],
        mall.messages.rules.used() if mall.messages.round.sender.is_connected() else {},
    )  # fmt: skip


@get("/storefront/goods", summary="Read goods on sale", tags=["storefront"], sync_to_thread=True)
def get_seen_goods(
    mall: App, category: str = "", after: str = "", limit: int = 20, longitude: float | None = None,
    latitude: float | None = None, system: str = "gcj02",
) -> SeenGoodsPage:  # fmt: skip
    """Return goods on sale in a category (its path, names apart by >), one SKU a product."""
    path = [name.strip() for name in category.split(">") if name.strip()]
    found, after_that = mall.storefront.shelf.within(path, after, max(1, min(limit, MOST)))
    return SeenGoodsPage(seen_out(mall, found, place_of(longitude, latitude, system)), after_that)


@get("/storefront/goods/{sku:str}", summary="Read a product page", tags=["storefront"], sync_to_thread=True)
def get_goods_detail(
    mall: App, sku: str, longitude: float | None = None, latitude: float | None = None, system: str = "gcj02"
) -> GoodsDetailOut:
    """Return one product as a shopper sees it; 404 unknown_sku for goods that are not on sale."""
    shelf = mall.storefront.shelf
    goods = shelf.get(sku)
    seen = seen_out(mall, [goods], place_of(longitude, latitude, system))[0]
    due_at = _due_at(mall, sku) if seen.in_stock is False else None
    return GoodsDetailOut(seen, goods.attributes, goods.shelf_life_days, goods.launched_on, variants_out(mall, goods),
                          rating_out(shelf.rating(goods.spu)), due_at)  # fmt: skip


def _due_at(mall: App, sku: str) -> str | None:
    """Return when goods that are out are due next in any shop, None where no order says so or all are late."""
    now = mall.clock()
    due = [at for shop in mall.goods.shops() if (at := mall.alerts.due.of((sku, shop.shop), now)) and at > now]
    return iso(min(due)) if due else None


@get("/storefront/goods/{sku:str}/reviews", summary="Read reviews", tags=["storefront"], sync_to_thread=True)
def get_reviews(mall: App, sku: str, limit: int = 20) -> ReviewPage:
    """Return the newest reviews of a product; they name nobody."""
    shelf = mall.storefront.shelf
    spu = shelf.get(sku).spu
    items = [review_out(each) for each in shelf.reviews(spu, max(1, min(limit, MOST)))]
    return ReviewPage(items, rating_out(shelf.rating(spu)), None)


@get("/storefront/shops", summary="Read shops near by", tags=["storefront"], sync_to_thread=True)
def get_seen_shops(
    mall: App, longitude: float | None = None, latitude: float | None = None, system: str = "gcj02"
) -> SeenShopPage:
    """Return the open shops, the nearest first where a place is given."""
    place = place_of(longitude, latitude, system)
    shops = [shop_out(each, place) for each in mall.goods.shops() if each.open and each.kind == "shop"]
    return SeenShopPage(sorted(shops, key=_nearness), None)


def _nearness(shop: SeenShopOut) -> tuple[bool, float, str]:
    return shop.distance_km is None, shop.distance_km or 0.0, shop.shop


ROUTER = Router("/", route_handlers=[
    post_guest, post_wechat_code, get_storefront, get_seen_goods, get_goods_detail, get_reviews, get_seen_shops,
])  # fmt: skip
