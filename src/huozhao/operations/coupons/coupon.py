"""A coupon as an operator writes it: what it gives, for which goods, how many there are, and how long they count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.operations.coupons.benefit import (
    FREE_DELIVERY,
    Benefit,
    benefit_from_dict,
    benefit_to_dict,
    most_off_fen,
)
from huozhao.operations.coupons.pricing import DELIVERY, LAYERS
from huozhao.operations.coupons.scope import ALL, Scope, scope_from_dict, scope_to_dict
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from
from huozhao.terms.time import DAY_MS

PROMOTION = "promotion"
# When a used coupon comes back to the shopper: never, when the order is cancelled, or also when all of it is returned.
COMES_BACK = ("never", "cancel", "return")
# What a return in part gives back: the goods' share of what was paid, or what is left after pricing the rest anew.
ON_RETURN = ("share", "reprice")
MOST_FEN = 10**12


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon, or, in layer `promotion`, what applies by itself.

    `quantity` and `budget_fen` bound what is given and what may come off in all (None = no bound). A voucher counts
    until `valid_until` (ms), or `valid_days` from when it was given, whichever is first. `starts_at` and `ends_at` are
    when it may be claimed (a promotion: when it applies). Only what is `claimable` can be taken by shoppers themselves.
    """

    coupon: str
    label: Text
    layer: str
    benefit: Benefit
    scope: Scope = ALL
    alone: bool = False
    claimable: bool = True
    quantity: int | None = None
    budget_fen: int | None = None
    per_shopper: int = 1
    starts_at: int | None = None
    ends_at: int | None = None
    valid_until: int | None = None
    valid_days: int | None = 14
    comes_back: str = "cancel"
    on_return: str = "share"
    version: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What a coupon has given out: vouchers, and fen that have come off or still may."""

    vouchers: int = 0
    committed_fen: int = 0


def is_exhausted(coupon: Coupon, given: Given, more_fen: int) -> str:
    """Return `all_given` or `budget_spent` when one more at `more_fen` cannot be borne, empty when it can."""
    if coupon.quantity is not None and given.vouchers >= coupon.quantity:
        return "all_given"
    if coupon.budget_fen is not None and given.committed_fen + more_fen > coupon.budget_fen:
        return "budget_spent"
    return ""


def closed(coupon: Coupon, now: int) -> str:
    """Return why a coupon cannot be claimed now (a promotion: does not apply), empty when it can."""
    if coupon.starts_at is not None and now < coupon.starts_at:
        return "not_begun"
    if coupon.ends_at is not None and now >= coupon.ends_at:
        return "over"
    if coupon.valid_until is not None and now >= coupon.valid_until:
        return "over"
    return ""


def expires_at(coupon: Coupon, given_at: int) -> int | None:
    """Return until when (ms) a voucher given now counts; None = without end."""
    ends = [] if coupon.valid_days is None else [given_at + coupon.valid_days * DAY_MS]
    return min([*ends, *([coupon.valid_until] if coupon.valid_until is not None else [])], default=None)


def coupon_from_dict(id: str, body: Mapping[str, Any], version: int = 1) -> Coupon:
    """Read a coupon from plain data; BadInput names the field that is wrong."""
    coupon = Coupon(
        id, text_from(body.get("label"), id), str(body.get("layer", "mall")),
        benefit_from_dict(body.get("benefit") or {}), scope_from_dict(body.get("scope") or {}),
        bool(body.get("alone", False)), bool(body.get("claimable", True)), body.get("quantity"),
        body.get("budget_fen"), int(body.get("per_shopper", 1)), body.get("starts_at"), body.get("ends_at"),
        body.get("valid_until"), body.get("valid_days", 14), str(body.get("comes_back", "cancel")),
        str(body.get("on_return", "share")), version,
    )  # fmt: skip
    _require_sound(coupon)
    return coupon


def coupon_to_dict(coupon: Coupon) -> dict[str, Any]:
    """Return a coupon as plain data, without its id and version."""
    return {
        "label": coupon.label.as_dict(), "layer": coupon.layer, "benefit": benefit_to_dict(coupon.benefit),
        "scope": scope_to_dict(coupon.scope), "alone": coupon.alone, "claimable": coupon.claimable,
        "quantity": coupon.quantity, "budget_fen": coupon.budget_fen, "per_shopper": coupon.per_shopper,
        "starts_at": coupon.starts_at, "ends_at": coupon.ends_at, "valid_until": coupon.valid_until,
        "valid_days": coupon.valid_days, "comes_back": coupon.comes_back, "on_return": coupon.on_return,
    }  # fmt: skip


def _require_sound(coupon: Coupon) -> None:
    for is_wrong, field, message, hint in _faults(coupon):
        if is_wrong:
            raise BadInput("coupon_unsound", message, field=field, hint=hint)


def _faults(coupon: Coupon) -> tuple[tuple[bool, str, str, str], ...]:
    """Return (is wrong, field, message, hint) of every rule."""
    most, period = most_off_fen(coupon.benefit), (coupon.starts_at, coupon.ends_at)
    return (
        (coupon.layer not in LAYERS, "layer", f"there is no layer {coupon.layer!r}", f"one of {', '.join(LAYERS)}"),
        ((coupon.layer == DELIVERY) != (coupon.benefit.kind == FREE_DELIVERY), "layer",
         "free delivery and the layer delivery go together", "use one with the other, and with nothing else"),
        (coupon.comes_back not in COMES_BACK, "comes_back", "unknown rule", f"one of {', '.join(COMES_BACK)}"),
        (coupon.on_return not in ON_RETURN, "on_return", "unknown rule", f"one of {', '.join(ON_RETURN)}"),
        (coupon.quantity is not None and not 0 <= coupon.quantity <= MOST_FEN, "quantity", "no quantity",
         "a whole number, or leave it out for no bound"),
        (coupon.budget_fen is not None and not 0 <= coupon.budget_fen <= MOST_FEN, "budget_fen", "no budget",
         "whole fen, or leave it out for no bound"),
        (coupon.budget_fen is not None and most is None, "benefit.cap_fen", "a budget cannot hold without a cap",
         "say in cap_fen how much one use takes off at most"),
        (not 1 <= coupon.per_shopper <= 100, "per_shopper", "a shopper has 1 to 100 of them", ""),
        (coupon.valid_days is not None and not 1 <= coupon.valid_days <= 1_095, "valid_days",
         "a voucher counts 1 to 1095 days", "or give valid_until"),
        (None not in period and coupon.starts_at >= coupon.ends_at, "ends_at",  # type: ignore[operator]
         "the period ends before it begins", "leave ends_at out for no end"),
    )  # fmt: skip
