"""Quotes of baskets, and the shopper's own coupons."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import principal_of, subject_of
from huozhao.http.gate.guard import own
from huozhao.http.operation.coupon_wire import BasketQuoteOut, VoucherOut, quote_out, reason_words, voucher_out
from huozhao.http.operation.coupons import PreviewLine
from huozhao.http.wire import Words, words
from huozhao.operations.coupons.coupon import Coupon
from huozhao.operations.coupons.words import scope_in_words
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


class QuoteIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A basket; `vouchers` are those to use, or `best` for the best that the shopper holds."""

    lines: Annotated[list[PreviewLine], Meta(min_length=1, max_length=500)]
    shopper: Annotated[str, Meta(max_length=128)] = ""
    vouchers: Annotated[list[str], Meta(max_length=20)] | Literal["best"] = "best"


class ClaimIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same key gives one voucher only; without a key a shopper takes a coupon once."""

    key: Annotated[str, Meta(max_length=128)] = ""


class ClaimableOut(msgspec.Struct, frozen=True):
    """A coupon that can be taken, or why it cannot now."""

    coupon: str
    label: Words
    gives: Words
    goods: Words
    can: bool
    reason: Words | None
    ends_at: str | None


class MyCouponsOut(msgspec.Struct, frozen=True):
    """What I hold and what I can take."""

    items: list[VoucherOut]
    claimable: list[ClaimableOut]
    next: str | None


@post("/quotes", status_code=200, summary="Price a basket", tags=["coupons"], sync_to_thread=True)
def post_quote(mall: App, request: Asked, data: QuoteIn) -> BasketQuoteOut:
    """Return what a basket costs with coupons and promotions, why each applies or not, and how far the next tier is."""
    principal = principal_of(request)
    own(principal, data.shopper)
    lines = [(line.sku, line.quantity, line.price_fen) for line in data.lines]
    wanted = None if data.vouchers == "best" else data.vouchers
    shopper = principal.shopper or data.shopper
    return quote_out(mall.coupons.quote(shopper, lines, wanted), mall.top_ups.arms.of(shopper))


@get("/me/coupons", summary="Read my coupons", tags=["me"], sync_to_thread=True)
def get_my_coupons(mall: App, request: Asked) -> MyCouponsOut:
    """Return my vouchers, the newest first, and the coupons that I can take."""
    shopper = subject_of(request)
    held = [voucher_out(mall, each) for each in mall.coupons.wallets.of(shopper, mall.clock())]
    can = [_claimable(mall, coupon, code) for coupon, code in mall.coupons.claimable(shopper)]
    return MyCouponsOut(held, can, None)


@post("/me/coupons/{coupon:str}/claim", status_code=200, summary="Take a coupon", tags=["me"], sync_to_thread=True)
def post_claim(mall: App, request: Asked, coupon: str, data: ClaimIn | None = None) -> VoucherOut:
    """Take a coupon; the same key again answers with the same voucher."""
    key = data.key if data else ""
    return voucher_out(mall, mall.coupons.claim(coupon, subject_of(request), key))


def _claimable(mall: App, coupon: Coupon, code: str) -> ClaimableOut:
    return ClaimableOut(
        coupon.coupon, words(coupon.label), words(mall.coupons.pricing.in_words(coupon.benefit)),
        words(scope_in_words(coupon.scope)), not code, reason_words(code) if code else None,
        iso(coupon.ends_at) if coupon.ends_at is not None else None,
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[post_quote, get_my_coupons, post_claim])
