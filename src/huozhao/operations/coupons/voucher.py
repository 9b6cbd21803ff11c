"""A voucher: one coupon in one shopper's hands, as it was promised when it was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.operations.coupons.benefit import Benefit, benefit_from_dict, benefit_to_dict, most_off_fen
from huozhao.operations.coupons.coupon import Coupon, expires_at
from huozhao.operations.coupons.pricing import Candidate
from huozhao.operations.coupons.scope import Scope, scope_from_dict, scope_to_dict
from huozhao.terms.text import Text, text_from

READY, HELD, USED, EXPIRED = "ready", "held", "used", "expired"
STATES = (READY, HELD, USED, EXPIRED)


@dataclass(frozen=True, slots=True)
class Voucher:
    """What the shopper holds. Later changes of the coupon change nothing about it.

    `most_fen` is the most that may still come off (None = no bound), `order` what uses it, `off_fen` what came off.
    `source` says who gave it: the shopper took it, an operator, a strategy. `token` is a random name of it, for events
    that stay when the shopper goes. Instants in ms.
    """

    voucher: str
    coupon: str
    version: int
    shopper: str
    key: str
    label: Text
    layer: str
    benefit: Benefit
    scope: Scope
    alone: bool
    comes_back: str
    on_return: str
    most_fen: int | None
    given_at: int
    expires_at: int | None
    source: str = ""
    token: str = ""
    state: str = READY
    order: str = ""
    held_until: int = 0
    off_fen: int = 0
    settled_at: int = 0


def voucher_of(coupon: Coupon, voucher: str, shopper: str, key: str, now: int, source: str, token: str) -> Voucher:
    """Return a new voucher of a coupon."""
    return Voucher(
        voucher, coupon.coupon, coupon.version, shopper, key, coupon.label, coupon.layer, coupon.benefit, coupon.scope,
        coupon.alone, coupon.comes_back, coupon.on_return, most_off_fen(coupon.benefit), now, expires_at(coupon, now),
        source, token,
    )  # fmt: skip


def is_over(voucher: Voucher, now: int) -> bool:
    """Tell whether its time is up."""
    return voucher.expires_at is not None and now >= voucher.expires_at


def candidate_of(voucher: Voucher, worth_fen: int = 0) -> Candidate:
    """Return a voucher as something that may apply to a basket."""
    return Candidate(voucher.voucher, voucher.coupon, voucher.layer, voucher.benefit, voucher.scope, voucher.alone,
                     voucher.most_fen, worth_fen, voucher.expires_at)  # fmt: skip


def voucher_from_dict(id: str, body: Mapping[str, Any]) -> Voucher:
    """Read a voucher from plain data."""
    plain = {name: body[name] for name in Voucher.__dataclass_fields__ if name not in ("voucher", *_READ)}
    return Voucher(voucher=id, label=text_from(body["label"], id), benefit=benefit_from_dict(body["benefit"]),
                   scope=scope_from_dict(body["scope"]), **plain)  # fmt: skip


def voucher_to_dict(voucher: Voucher) -> dict[str, Any]:
    """Return a voucher as plain data, without its id."""
    plain = {name: getattr(voucher, name) for name in Voucher.__dataclass_fields__ if name not in ("voucher", *_READ)}
    return {**plain, "label": voucher.label.as_dict(), "benefit": benefit_to_dict(voucher.benefit),
            "scope": scope_to_dict(voucher.scope)}


_READ = ("label", "benefit", "scope")
