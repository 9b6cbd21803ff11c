"""The catalogue of events: every name, every field, its unit and the purpose it is collected for.

A field that is not written here is refused at the door.
"""

from typing import Annotated

from msgspec import Meta, field

from huozhao.events.care import CareReminded
from huozhao.events.experiments import ExperimentExposed
from huozhao.events.feedback import (
    CommunityInteracted,
    CouponExpired,
    CouponReceived,
    CouponReturned,
    CouponUsed,
    PageShared,
    ProductReviewed,
    ServiceTalked,
)
from huozhao.events.fields import (
    FREE_TEXT,
    DwellMs,
    Fen,
    Id,
    Latitude,
    Line,
    Lines,
    Longitude,
    OrderId,
    Properties,
    ShopId,
    Short,
    SkuId,
    Units,
    personal,
)
from huozhao.events.messages import MessageDecided, SubscriptionGranted
from huozhao.events.persons import (
    City,
    IdentityLinked,
    IdentityUnlinked,
    PlaceReported,
    Province,
    ShopperContactGiven,
    ShopperLoggedIn,
    ShopperRegistered,
)
from huozhao.events.recommended import RecommendationClicked, RecommendationSeen, RecommendationShown, ShownItem
from huozhao.events.scenes import SceneMet
from huozhao.events.top_up import TopUpOffered
from huozhao.events.voice import UpgradeOffered

# What other modules of events define and readers find here.
__all__ = [
    "CareReminded", "CommunityInteracted", "CouponExpired", "CouponReceived", "CouponReturned", "CouponUsed",
    "IdentityLinked", "IdentityUnlinked", "Line", "Lines", "MessageDecided", "PageShared", "PlaceReported",
    "ProductReviewed", "Properties", "RecommendationClicked", "RecommendationSeen", "RecommendationShown", "SceneMet",
    "ServiceTalked", "ShopperContactGiven", "ShopperLoggedIn", "ShopperRegistered", "ShownItem", "SkuId",
    "SubscriptionGranted", "TopUpOffered", "UpgradeOffered",
]  # fmt: skip


class PageViewed(Properties, frozen=True):
    """A page of the mall was opened."""

    page: Short
    dwell_ms: DwellMs | None = None
    referrer: Short | None = None


class ProductViewed(Properties, frozen=True):
    """A product page was opened."""

    sku: SkuId
    dwell_ms: DwellMs | None = None
    placement: Short | None = None
    request_id: Short | None = None


class ProductAddedToCart(Properties, frozen=True):
    """Goods were put into the cart."""

    sku: SkuId
    quantity: Units = 1


class ProductRemovedFromCart(Properties, frozen=True):
    """Goods were taken out of the cart."""

    sku: SkuId
    quantity: Units = 1


class ProductFavourited(Properties, frozen=True):
    """Goods were marked as a favourite."""

    sku: SkuId


class ProductUnfavourited(Properties, frozen=True):
    """Goods are no longer a favourite."""

    sku: SkuId


class ProductShared(Properties, frozen=True):
    """Goods were shared with others."""

    sku: SkuId
    channel: Short | None = None


class ProductsSearched(Properties, frozen=True):
    """A search was made."""

    query: Annotated[str, Meta(min_length=1, max_length=256, description="the words searched for; personal data masked",
                               extra_json_schema=FREE_TEXT)]  # fmt: skip
    results: Annotated[int, Meta(ge=0)] | None = None
    request_id: Short | None = None


class StrategyDecided(Properties, frozen=True):
    """A strategy was chosen for a shopper, or none was; held-out shoppers get no offer."""

    decision: Annotated[str, Meta(min_length=1, max_length=128, description="request id of the decision")]
    strategy: Short = ""
    version: Annotated[int, Meta(ge=0)] = 0
    arm: Annotated[str, Meta(pattern="^(treatment|hold_out|none)$")] = "none"
    channel: Short = ""
    segment: Annotated[str, personal("marketing", "RFM segment at that moment")] = ""
    offer: Short = ""
    cost_fen: Fen = 0
    reason: Short = ""


class OrderPlaced(Properties, frozen=True):
    """An order was placed, not yet paid."""

    order: OrderId
    lines: Lines
    total_fen: Fen
    shop: ShopId | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    system: Short | None = None
    city: City | None = None
    province: Province | None = None


class OrderRefused(Properties, frozen=True):
    """An order was asked for and not taken, for want of stock: lost demand."""

    order: OrderId
    lines: Lines
    reason: Short | None = None


Instalments = Annotated[int, Meta(ge=1, le=120, description="number of instalments; 1 = at once")]


class OrderPaid(Properties, frozen=True):
    """An order was paid."""

    order: OrderId
    lines: Lines
    total_fen: Fen
    payment_method: Short | None = None
    coupon: Short | None = None
    discount_fen: Annotated[Fen, Meta(description="what coupons and offers took off, in fen")] | None = None
    shop: ShopId | None = None
    request_id: Short | None = None
    instalments: Instalments | None = None
    city: City | None = None
    province: Province | None = None


class OrderCancelled(Properties, frozen=True):
    """An order was cancelled before it was delivered."""

    order: OrderId
    reason: Short | None = None


class OrderShipped(Properties, frozen=True):
    """An order left the shop."""

    order: OrderId
    shop: ShopId | None = None


class OrderDelivered(Properties, frozen=True):
    """An order reached the shopper."""

    order: OrderId
    placed_at: int | None = None
    promised_minutes: Annotated[int, Meta(ge=0, extra_json_schema={"unit": "min"})] | None = None


class OrderReturned(Properties, frozen=True):
    """Goods of an order came back."""

    order: OrderId
    lines: Lines
    refund_fen: Fen
    reason: Short | None = None
    shop: ShopId | None = None


class OrderExchanged(Properties, frozen=True):
    """Goods of an order came back and others went out for them; `extra_fen` is what was paid on top."""

    order: OrderId
    lines: Annotated[Lines, Meta(description="what came back")]
    replaced_by: Annotated[Lines, Meta(description="what went out for it")]
    extra_fen: Fen = 0
    reason: Short | None = None
    shop: ShopId | None = None


class PaymentReceived(Properties, frozen=True):
    """Money for an order came in, by one means; an order paid by two means has two."""

    order: OrderId
    amount_fen: Fen
    method: Short
    instalments: Instalments = 1


Path = Annotated[list[Short], Meta(max_length=8, description="path from broad to narrow")]


class ProductListed(Properties, frozen=True):
    """Goods were put on sale, or their description changed."""

    sku: SkuId
    spu: Id
    title: Annotated[str, Meta(min_length=1, max_length=512)]
    category: Path = field(default_factory=list)
    price_fen: Fen = 0
    cost_fen: Fen | None = None
    attributes: dict[str, Short] = field(default_factory=dict)
    launched_on: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    supplier: Short | None = None
    lead_time_days: Annotated[int, Meta(ge=0, le=730, extra_json_schema={"unit": "days"})] | None = None
    pack_size: Units = 1
    image: Annotated[str, Meta(max_length=2048)] | None = None
    min_order: Units = 1
    shelf_life_days: Annotated[int, Meta(ge=1, le=36_500, extra_json_schema={"unit": "days"})] | None = None
    succeeds: Annotated[str, Meta(max_length=128, description="spu of the product that it improves")] | None = None


class ProductDelisted(Properties, frozen=True):
    """Goods were taken off sale."""

    sku: SkuId


HourMinute = Annotated[str, Meta(pattern=r"^([01]\d|2[0-4]):[0-5]\d$", description="HH:MM, the mall's time")]


Zone = Annotated[
    list[Annotated[list[float], Meta(min_length=2, max_length=2)]],
    Meta(max_length=200, description="corners [longitude, latitude] of where it delivers; [] = everywhere"),
]


class ShopOpened(Properties, frozen=True):
    """A shop or warehouse opened, or its description changed."""

    shop: ShopId
    name: Annotated[str, Meta(min_length=1, max_length=256)]
    city: Short = ""
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    system: Short | None = None
    opens: HourMinute = "08:00"
    closes: HourMinute = "22:00"
    services: list[Short] = field(default_factory=list)
    kind: Annotated[str, Meta(pattern="^(shop|warehouse)$")] = "shop"
    radius_km: Annotated[float, Meta(ge=0, le=500, description="its courier's reach; null = the mall's")] | None = None
    picks_per_hour: Annotated[int, Meta(ge=0, description="orders it can pick an hour; 0 = no limit named")] = 0
    zone: Zone = field(default_factory=list)
    supplied_from: Annotated[Short, Meta(description="the warehouse that fills it; empty = its suppliers do")] = ""
    capacity_units: Annotated[int, Meta(ge=0, description="most units of all goods that fit; 0 = no limit")] = 0
    truck_units: Annotated[int, Meta(ge=0, description="most units that a day's truck brings; 0 = no limit")] = 0


class ShopClosed(Properties, frozen=True):
    """A shop or warehouse closed for good."""

    shop: ShopId


def _spoken(name: str) -> str:
    words = "".join(" " + letter if letter.isupper() else letter for letter in name).split()
    return " ".join(words)


_ALL: tuple[type[Properties], ...] = (
    PageViewed,
    ProductViewed,
    ProductAddedToCart,
    ProductRemovedFromCart,
    ProductFavourited,
    ProductUnfavourited,
    ProductShared,
    ProductsSearched,
    RecommendationShown,
    RecommendationSeen,
    RecommendationClicked,
    SceneMet,
    UpgradeOffered,
    ExperimentExposed,
    TopUpOffered,
    CareReminded,
    StrategyDecided,
    SubscriptionGranted,
    MessageDecided,
    OrderPlaced,
    OrderRefused,
    OrderPaid,
    OrderCancelled,
    OrderShipped,
    OrderDelivered,
    OrderReturned,
    OrderExchanged,
    PaymentReceived,
    PageShared,
    CouponReceived,
    CouponUsed,
    CouponReturned,
    CouponExpired,
    ProductReviewed,
    ServiceTalked,
    CommunityInteracted,
    ShopperRegistered,
    ShopperLoggedIn,
    PlaceReported,
    IdentityLinked,
    IdentityUnlinked,
    ShopperContactGiven,
    ProductListed,
    ProductDelisted,
    ShopOpened,
    ShopClosed,
)
CATALOGUE: dict[str, type[Properties]] = {_spoken(spec.__name__): spec for spec in _ALL}
NAME_OF: dict[type[Properties], str] = {spec: name for name, spec in CATALOGUE.items()}
# Events that are about the mall and not about a shopper.
MALL_EVENTS = frozenset({"Product Listed", "Product Delisted", "Shop Opened", "Shop Closed"})
# Events that serve the running of the shop; what is in neither set is for personalisation, which needs consent.
_SERVICE: frozenset[type[Properties]] = frozenset({
    OrderPlaced, OrderRefused, OrderPaid, OrderCancelled, OrderShipped, OrderDelivered, OrderReturned, OrderExchanged,
    PaymentReceived, CouponUsed, CouponReturned, CouponExpired, ProductReviewed, ServiceTalked, ShopperRegistered,
    ShopperLoggedIn, IdentityLinked,
    IdentityUnlinked, ShopperContactGiven, SubscriptionGranted, CareReminded,
})  # fmt: skip
_OTHER: dict[type[Properties], str] = {
    PlaceReported: "location", StrategyDecided: "marketing", MessageDecided: "marketing"}
PURPOSE_OF: dict[str, str] = {
    name: "service" if spec in _SERVICE else _OTHER.get(spec, "personalisation")
    for name, spec in CATALOGUE.items() if name not in MALL_EVENTS
}  # fmt: skip
