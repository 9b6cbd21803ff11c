"""Coupons for operators: written, started, stopped, given, previewed on a basket, and what became of them."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import who
from huozhao.http.operation.coupon_wire import (
    BasketQuoteOut,
    CouponIn,
    CouponOut,
    VoucherOut,
    body_of,
    coupon_out,
    quote_out,
    voucher_out,
)
from huozhao.terms.errors import HuozhaoError

Asked = Request[Any, Any, Any]


class CouponPage(msgspec.Struct, frozen=True):
    """All coupons by id."""

    items: list[CouponOut]
    next: str | None


class PreviewLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of a SKU; without a price the price of the goods is taken (fen a unit)."""

    sku: Annotated[str, Meta(min_length=1, max_length=128)]
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    price_fen: Annotated[int, Meta(ge=0, le=10**9)] | None = None


class CouponPreviewIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coupon that is being written and a basket to try it on."""

    coupon: CouponIn
    lines: Annotated[list[PreviewLine], Meta(min_length=1, max_length=100)]


class GiveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to give a coupon; the same key gives each of them one only, however often it is sent."""

    shoppers: Annotated[list[Annotated[str, Meta(min_length=1, max_length=128)]], Meta(min_length=1, max_length=1000)]
    key: Annotated[str, Meta(min_length=1, max_length=128)]


class GivenOut(msgspec.Struct, frozen=True):
    """What became of one shopper: a voucher, or the code of why not."""

    shopper: str
    voucher: str
    code: str
    message: str


class GivenPage(msgspec.Struct, frozen=True):
    """What became of each shopper, in the order asked."""

    items: list[GivenOut]
    next: str | None


class VoucherPage(msgspec.Struct, frozen=True):
    """Vouchers, the newest first."""

    items: list[VoucherOut]
    next: str | None


@get("/coupons", summary="Read all coupons", tags=["coupons"], sync_to_thread=True)
def get_coupons(mall: App) -> CouponPage:
    """Return all coupons with what became of them."""
    return CouponPage([coupon_out(mall, kept) for kept in mall.coupons.book.all()], None)


@get("/coupons/{id:str}", summary="Read one coupon", tags=["coupons"], sync_to_thread=True)
def get_coupon(mall: App, id: str) -> CouponOut:
    """Return one coupon with what became of it."""
    return coupon_out(mall, mall.coupons.book.get(id))


@put("/coupons/{id:str}", status_code=200, summary="Write a coupon", tags=["coupons"], sync_to_thread=True)
def put_coupon(mall: App, request: Asked, id: str, data: CouponIn) -> CouponOut:
    """Write a new draft, or change a coupon; what shoppers hold already stays as it was promised."""
    return coupon_out(mall, mall.coupons.book.write(id, body_of(data), who(request), mall.clock()))


@post("/coupons/{id:str}/{step:str}", status_code=200, summary="Start, stop or undo", tags=["coupons"],
      sync_to_thread=True)  # fmt: skip
def post_coupon_step(
    mall: App, request: Asked, id: str, step: Literal["start", "stop", "undo"]
) -> CouponOut:
    """Start or stop a coupon, or take its last change back; vouchers in wallets still count when it is stopped."""
    return coupon_out(mall, mall.coupons.book.step(id, step, who(request), mall.clock()))


@post("/coupons/{id:str}/give", status_code=200, summary="Give a coupon", tags=["coupons"], sync_to_thread=True)
def post_give(mall: App, request: Asked, id: str, data: GiveIn) -> GivenPage:
    """Give shoppers a live coupon, each one once a key; who cannot have it is told apart."""
    mall.coupons.book.get(id)
    return GivenPage([_given(mall, id, shopper, data.key, who(request)) for shopper in data.shoppers], None)


@post("/coupons/preview", status_code=200, summary="Try a coupon on a basket", tags=["coupons"], sync_to_thread=True)
def post_preview(mall: App, data: CouponPreviewIn) -> BasketQuoteOut:
    """Price a basket as if a shopper held the coupon that is being written; nothing is kept."""
    lines = [(line.sku, line.quantity, line.price_fen) for line in data.lines]
    return quote_out(mall.coupons.preview(body_of(data.coupon), lines))


@get("/vouchers", summary="Read a shopper's vouchers", tags=["coupons"], sync_to_thread=True)
def get_vouchers(mall: App, shopper: Annotated[str, Meta(min_length=1, max_length=128)]) -> VoucherPage:
    """Return the vouchers of a shopper, the newest first."""
    return VoucherPage([voucher_out(mall, each) for each in mall.coupons.wallets.of(shopper, mall.clock())], None)


def _given(mall: App, id: str, shopper: str, key: str, name: str) -> GivenOut:
    try:
        return GivenOut(shopper, mall.coupons.give(id, shopper, f"give:{key}", name).voucher, "", "")
    except HuozhaoError as error:
        return GivenOut(shopper, "", error.code, error.message)


ROUTER = Router("/", route_handlers=[get_coupons, get_coupon, put_coupon, post_coupon_step, post_give, post_preview,
                                     get_vouchers])
