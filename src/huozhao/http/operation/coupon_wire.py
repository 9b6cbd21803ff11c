"""What coupons, vouchers and quotes look like on the wire."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.coupons.desk import Numbers
from huozhao.flows.coupons.pricing import Option, Quoted
from huozhao.flows.drafted import Kept
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.coupons.coupon import Coupon, coupon_to_dict
from huozhao.operations.coupons.pricing import LAYERS
from huozhao.operations.coupons.voucher import Voucher
from huozhao.operations.coupons.words import reason, scope_in_words
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, iso, parse_instant

Fen = Annotated[int, Meta(ge=0, le=10**12, description="money in integer fen")]
# Up to the year 9999.
Instant = Annotated[int, Meta(ge=0, le=253_402_300_799_999)]
TIMES = ("starts_at", "ends_at", "valid_until")
HAS_ALL = Text("你已领过", "you have it already")


class TierIO(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From `threshold_fen` of eligible goods, `off_fen` comes off."""

    threshold_fen: Fen
    off_fen: Fen


class BenefitIO(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is given: reduction, tiered, discount, fixed, gift, free_delivery; `percent` comes off, 10 = pay 90 %."""

    kind: str
    tiers: list[TierIO] = []
    repeats: bool = False
    percent: Annotated[int, Meta(ge=0, le=99)] = 0
    cap_fen: Fen = 0
    threshold_fen: Fen = 0
    gift_sku: Annotated[str, Meta(max_length=128)] = ""
    gift_units: Annotated[int, Meta(ge=1, le=100)] = 1


class ScopeIO(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For which goods: category names and SKUs (none named = all), less what is excluded."""

    categories: list[str] = []
    skus: list[str] = []
    without_categories: list[str] = []
    without_skus: list[str] = []


class CouponIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A coupon as an operator writes it; layer `promotion` applies by itself. null = no bound, no end."""

    benefit: BenefitIO
    label: dict[str, str] | None = None
    layer: Literal["promotion", "goods", "mall", "cash", "delivery"] = "mall"
    scope: ScopeIO = msgspec.field(default_factory=ScopeIO)
    alone: bool = False
    claimable: bool = True
    quantity: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    budget_fen: Fen | None = None
    per_shopper: Annotated[int, Meta(ge=1, le=100)] = 1
    starts_at: Instant | str | None = None
    ends_at: Instant | str | None = None
    valid_until: Instant | str | None = None
    valid_days: Annotated[int, Meta(ge=1, le=1095)] | None = 14
    comes_back: Literal["never", "cancel", "return"] = "cancel"
    on_return: Literal["share", "reprice"] = "share"


class CouponDayOut(msgspec.Struct, frozen=True):
    """One day of a coupon."""

    day: str
    received: int
    used: int
    discount_fen: int


class NumbersOut(msgspec.Struct, frozen=True):
    """What became of a coupon; `committed_fen` is what has come off or still may, `paid_fen` the sales with it."""

    received: int
    used: int
    returned: int
    expired: int
    discount_fen: int
    paid_fen: int
    given: int
    committed_fen: int
    ended: Words | None
    days: list[CouponDayOut]


class CouponOut(msgspec.Struct, frozen=True):
    """A coupon with its words, its state, what became of it and the record of its changes."""

    coupon: str
    version: int
    state: str
    label: Words
    layer: str
    layer_label: Words
    benefit: BenefitIO
    gives: Words
    scope: ScopeIO
    goods: Words
    alone: bool
    claimable: bool
    quantity: int | None
    budget_fen: int | None
    per_shopper: int
    starts_at: str | None
    ends_at: str | None
    valid_until: str | None
    valid_days: int | None
    comes_back: str
    on_return: str
    numbers: NumbersOut
    audit: list[AuditOut]


class VoucherOut(msgspec.Struct, frozen=True):
    """One voucher of a shopper; `state` is ready, held, used or expired, `order` what uses it."""

    voucher: str
    coupon: str
    label: Words
    gives: Words
    goods: Words
    layer: str
    state: str
    given_at: str
    expires_at: str | None
    order: str
    off_fen: int
    source: str


class DistanceOut(msgspec.Struct, frozen=True):
    """How far the basket is from more: `gap_fen` more of eligible goods and `saves_fen` comes off in all."""

    eligible_fen: int
    off_fen: int
    next_fen: int
    gap_fen: int
    saves_fen: int


class QuoteOptionOut(msgspec.Struct, frozen=True):
    """A voucher or promotion as it stands to the basket; `code` applied, or why not."""

    id: str
    coupon: str
    layer: str
    label: Words
    gives: Words
    code: str
    reason: Words
    off_fen: int
    distance: DistanceOut
    expires_at: str | None


class QuoteLineOut(msgspec.Struct, frozen=True):
    """A line with what comes off it."""

    sku: str
    quantity: int
    price_fen: int
    discount_fen: int
    to_pay_fen: int


class GiftOut(msgspec.Struct, frozen=True):
    """Goods that come with the order for nothing."""

    sku: str
    quantity: int


class BasketQuoteOut(msgspec.Struct, frozen=True):
    """A basket with its price and everything that was looked at, what applies first.

    Delivery costs `delivery_fen` less `delivery_off_fen`; the total holds it. `arm` hold_out: this shopper is held out
    of top-ups for comparison, so do not tell them what lacks to a discount.
    """

    lines: list[QuoteLineOut]
    gifts: list[GiftOut]
    before_fen: int
    discount_fen: int
    delivery_fen: int
    delivery_off_fen: int
    total_fen: int
    options: list[QuoteOptionOut]
    arm: str = ""


def body_of(data: CouponIn) -> dict[str, Any]:
    """Return a coupon as plain data, its instants in ms."""
    body: dict[str, Any] = msgspec.to_builtins(data)
    return body | {name: None if body[name] is None else parse_instant(body[name], name) for name in TIMES}


def coupon_out(mall: App, kept: Kept[Coupon]) -> CouponOut:
    """Return a coupon for the wire."""
    coupon = kept.value
    body = coupon_to_dict(coupon) | {
        "coupon": kept.id, "version": kept.version, "state": kept.state,
        "layer_label": LAYERS[coupon.layer].as_dict(),
        "gives": mall.coupons.pricing.in_words(coupon.benefit).as_dict(),
        "goods": scope_in_words(coupon.scope).as_dict(),
        "numbers": _numbers(mall.coupons.numbers(coupon)),
        "audit": [{**entry, "at": iso(entry["at"])} for entry in kept.audit],
    }  # fmt: skip
    body |= {name: _when(body[name]) for name in TIMES}
    return msgspec.convert(body, CouponOut)


def voucher_out(mall: App, voucher: Voucher) -> VoucherOut:
    """Return a voucher for the wire."""
    return VoucherOut(
        voucher.voucher, voucher.coupon, words(voucher.label), words(mall.coupons.pricing.in_words(voucher.benefit)),
        words(scope_in_words(voucher.scope)), voucher.layer, voucher.state, iso(voucher.given_at),
        _when(voucher.expires_at), voucher.order, voucher.off_fen, voucher.source,
    )  # fmt: skip


def quote_out(quoted: Quoted, arm: str = "") -> BasketQuoteOut:
    """Return a quote for the wire, for a shopper in an arm of top-ups."""
    priced = quoted.priced
    lines = [QuoteLineOut(line.sku, line.quantity, line.price_fen, off, line.amount_fen - off)
             for line, off in zip(priced.lines, priced.discounts, strict=True)]
    options = sorted(quoted.options, key=lambda each: (each.code != "applied", each.distance.gap_fen, each.id))
    return BasketQuoteOut(
        lines, [GiftOut(sku, units) for sku, units in priced.gifts], priced.before_fen, priced.discount_fen,
        priced.delivery_fen, priced.delivery_off_fen, priced.total_fen, [_option(each) for each in options],
        arm,
    )  # fmt: skip


def reason_words(code: str) -> Words:
    """Return why a coupon cannot be claimed."""
    return words(HAS_ALL if code == "has_all" else reason(code))


def _option(each: Option) -> QuoteOptionOut:
    away = each.distance
    return QuoteOptionOut(
        each.id, each.coupon, each.layer, words(each.label), words(each.gives), each.code, words(each.reason),
        each.off_fen, DistanceOut(away.eligible_fen, away.off_fen, away.next_fen, away.gap_fen, away.saves_fen),
        _when(each.expires_at),
    )  # fmt: skip


def _numbers(found: Numbers) -> dict[str, Any]:
    names = ("received", "used", "returned", "expired", "discount_fen", "paid_fen")
    days = [{"day": day_name(day), "received": received, "used": used, "discount_fen": off}
            for day, received, used, off in found.days]
    return {name: getattr(found, name) for name in names} | {
        "given": found.given.vouchers, "committed_fen": found.given.committed_fen,
        "ended": reason(found.ended).as_dict() if found.ended else None, "days": days,
    }  # fmt: skip


def _when(at: int | None) -> str | None:
    return iso(at) if at is not None else None
