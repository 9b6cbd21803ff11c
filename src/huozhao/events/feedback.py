"""Events of what shoppers say and share: reviews, service talks, community, pages passed on, coupons."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Fen, OrderId, Properties, Short, SkuId, Words

Stars = Annotated[int, Meta(ge=1, le=5, description="1 (bad) to 5 (good)", extra_json_schema={"unit": "stars"})]


class PageShared(Properties, frozen=True):
    """A page of the mall was shared with others."""

    page: Short
    channel: Short | None = None


class CouponReceived(Properties, frozen=True):
    """A coupon came into the shopper's hands."""

    coupon: Short
    value_fen: Fen | None = None
    least_fen: Annotated[Fen, Meta(description="order amount from which it counts")] | None = None
    reason: Short | None = None


class CouponUsed(Properties, frozen=True):
    """A coupon was used on an order."""

    coupon: Short
    order: OrderId
    discount_fen: Fen = 0
    paid_fen: Annotated[Fen, Meta(description="what the order came to")] | None = None


class CouponReturned(Properties, frozen=True):
    """A used coupon came back to the shopper, because its order was cancelled or returned."""

    coupon: Short
    order: OrderId
    discount_fen: Fen = 0
    paid_fen: Annotated[Fen, Meta(description="what the order had come to")] | None = None


class CouponExpired(Properties, frozen=True):
    """A coupon's time was up before it was used."""

    coupon: Short


class ProductReviewed(Properties, frozen=True):
    """A shopper judged goods."""

    sku: SkuId
    stars: Stars | None = None
    text: Words | None = None
    order: OrderId | None = None


class ServiceTalked(Properties, frozen=True):
    """A shopper talked with the mall's service."""

    channel: Short
    topic: Short | None = None
    text: Words | None = None
    satisfied: bool | None = None
    sku: SkuId | None = None
    order: OrderId | None = None


class CommunityInteracted(Properties, frozen=True):
    """A shopper took part in a group of the mall: joined, left, posted, liked, commented or shared."""

    group: Short
    act: Annotated[str, Meta(pattern="^(join|leave|post|like|comment|share)$")]
    topic: Short | None = None
    text: Words | None = None
