"""Goods, sales and shops on the wire as shoppers see them: no cost, no supplier, no stock figures."""

import msgspec

from huozhao.app import App
from huozhao.flows.storefront.shelf import Category, Rating, Review
from huozhao.http.what.page import DeliveryOut
from huozhao.matching.candidates import Delivery
from huozhao.terms.goods import Shop, Sku
from huozhao.terms.place import Coordinates, distance_km
from huozhao.terms.time import iso


class SeenGoodsOut(msgspec.Struct, frozen=True):
    """Goods on sale; `in_stock` is null where stock is not on record, `deliverable` needs a place."""

    sku: str
    spu: str
    title: str
    price_fen: int
    image: str | None
    category: list[str]
    in_stock: bool | None
    deliverable: DeliveryOut | None


class VariantOut(msgspec.Struct, frozen=True):
    """One SKU of a product beside the others."""

    sku: str
    title: str
    price_fen: int
    attributes: dict[str, str]
    in_stock: bool | None


class RatingOut(msgspec.Struct, frozen=True):
    """The stars of a product: their mean (null without any), how many shoppers gave them, and each from 1 to 5."""

    mean: float | None
    shoppers: int
    counts: list[int]


class ReviewOut(msgspec.Struct, frozen=True):
    """What a shopper said; it names nobody."""

    text: str
    stars: int | None
    at: str
    sku: str


class CategoryOut(msgspec.Struct, frozen=True):
    """A category, how many products on sale are in it, and the categories within it."""

    name: str
    path: list[str]
    products: int
    within: list["CategoryOut"]


class SeenShopOut(msgspec.Struct, frozen=True):
    """A shop that is open for business; coordinates are WGS-84, the distance is to the place that was asked about."""

    shop: str
    name: str
    city: str
    longitude: float | None
    latitude: float | None
    system: str | None
    opens: str
    closes: str
    services: list[str]
    distance_km: float | None


def seen_out(mall: App, goods: list[Sku], place: Coordinates | None) -> list[SeenGoodsOut]:
    """Return goods for a shopper who is at a place."""
    skus, shelf = [each.sku for each in goods], mall.storefront.shelf
    stock, near = shelf.in_stock(skus), shelf.deliveries(skus, place)
    return [SeenGoodsOut(each.sku, each.spu, each.title, each.price_fen, each.image, list(each.category),
                         stock.get(each.sku), delivery_out(near.get(each.sku))) for each in goods]  # fmt: skip


def variants_out(mall: App, goods: Sku) -> list[VariantOut]:
    """Return all SKUs of a product."""
    shelf = mall.storefront.shelf
    found = shelf.variants(goods)
    stock = shelf.in_stock([each.sku for each in found])
    return [VariantOut(each.sku, each.title, each.price_fen, each.attributes, stock.get(each.sku)) for each in found]


def delivery_out(near: Delivery | None) -> DeliveryOut | None:
    """Return what delivers goods, None where nothing near does."""
    return DeliveryOut(near.shop, near.shop_name, near.distance_km, near.minutes, near.opens or None) if near else None


def rating_out(rating: Rating) -> RatingOut:
    """Return the stars of a product."""
    mean = rating.mean
    return RatingOut(None if mean is None else round(mean, 1), rating.shoppers, list(rating.counts))


def review_out(review: Review) -> ReviewOut:
    """Return one review."""
    return ReviewOut(review.text, review.stars, iso(review.at), review.sku)


def category_out(category: Category) -> CategoryOut:
    """Return a category with those within it."""
    return CategoryOut(category.path[-1], list(category.path), category.products,
                       [category_out(each) for each in category.within])


def shop_out(shop: Shop, place: Coordinates | None) -> SeenShopOut:
    """Return a shop for a shopper who is at a place."""
    at = shop.place
    away = round(distance_km(at, place.to_wgs84()), 2) if at and place else None
    return SeenShopOut(shop.shop, shop.name, shop.city, at.longitude if at else None, at.latitude if at else None,
                       at.system if at else None, shop.opens, shop.closes, list(shop.services), away)  # fmt: skip
