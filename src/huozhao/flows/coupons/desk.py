"""Coupons of one mall: what operators write, shoppers claim and hold, strategies give, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.state import StateStore
from huozhao.flows.coupons.ending import Ending
from huozhao.flows.coupons.pricing import Pricing, Quoted, Wanted
from huozhao.flows.coupons.wallet import KIND, Wallets
from huozhao.flows.drafted import LIVE, Drafted
from huozhao.flows.jobs import Progress
from huozhao.flows.needs.book import listed
from huozhao.operations.coupons.benefit import most_off_fen
from huozhao.operations.coupons.coupon import (
    PROMOTION,
    Coupon,
    Given,
    closed,
    coupon_from_dict,
    coupon_to_dict,
    is_exhausted,
)
from huozhao.operations.coupons.folds import COUPON_DAYS
from huozhao.operations.coupons.voucher import EXPIRED, HELD, USED, Voucher, voucher_from_dict, voucher_of
from huozhao.operations.messages.wish import Wish
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

LABEL = Text("清理到期的优惠券", "Ending coupons whose time is up")
# What was used or has expired stays in the wallet so long.
KEPT_DAYS = 180
BATCH = 500


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of a coupon: vouchers and money, and why it gives no more (empty when it does)."""

    received: int
    used: int
    returned: int
    expired: int
    discount_fen: int
    paid_fen: int
    given: Given
    ended: str
    days: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Coupons:
    """Coupons of one mall."""

    documents: Documents
    state: StateStore
    book: Drafted[Coupon]
    wallets: Wallets
    pricing: Pricing
    clock: Callable[[], int]
    ending: Ending
    hand: Callable[[Sequence[Wish]], int] = len

    def claim(self, coupon: str, shopper: str, key: str) -> Voucher:
        """Let a shopper take a coupon, once a key; Conflict when it is not live, not theirs to take, or all given."""
        kept = self.book.get(coupon)
        if kept.state != LIVE or not kept.value.claimable or kept.value.layer == PROMOTION:
            raise Conflict("not_claimable", f"coupon {coupon!r} cannot be claimed", field="coupon",
                           hint="see GET /v1/me/coupons for those that can / 可领的券见“我的优惠券”")
        return self.wallets.give(kept.value, shopper, key or f"claim:{coupon}", "claimed", self.clock())

    def give(self, coupon: str, shopper: str, key: str, source: str) -> Voucher:
        """Give a shopper a live coupon, once a key."""
        kept = self.book.get(coupon)
        if kept.state != LIVE or kept.value.layer == PROMOTION:
            raise Conflict("not_live", f"coupon {coupon!r} is {kept.state}; it cannot be given", field="coupon",
                           hint="start it first; a promotion applies by itself and is never given")
        return self.wallets.give(kept.value, shopper, key, source, self.clock())

    def claimable(self, shopper: str) -> list[tuple[Coupon, str]]:
        """Return live coupons that shoppers may take with why this one cannot (empty when they can)."""
        now, held = self.clock(), self.wallets.of(shopper, self.clock())
        found = []
        for kept in self.book.live():
            coupon = kept.value
            if coupon.claimable and coupon.layer != PROMOTION:
                mine = sum(each.coupon == coupon.coupon for each in held)
                code = closed(coupon, now) or ("has_all" if mine >= coupon.per_shopper else self._ended(coupon))
                found.append((coupon, code))
        return found

    def numbers(self, coupon: Coupon) -> Numbers:
        """Return what became of a coupon so far."""
        rows = self.state.scan(COUPON_DAYS.name, (coupon.coupon,))
        sums = {name: sum(int(row[name] or 0) for row in rows) for name in COUPON_DAYS.add}
        days = tuple((int(row["day"] or 0), int(row["received"] or 0), int(row["used"] or 0),
                      int(row["discount_fen"] or 0)) for row in rows)
        return Numbers(**sums, given=self.pricing.giving.given(coupon.coupon), ended=self._ended(coupon), days=days)

    def preview(self, body: Mapping[str, Any], lines: Sequence[tuple[str, int, int | None]]) -> Quoted:
        """Price a basket as if a shopper held the coupon that is being written; the shop's promotions apply too."""
        coupon, now = coupon_from_dict("preview", body), self.clock()
        layer = "mall" if coupon.layer == PROMOTION else coupon.layer
        draft = coupon_from_dict("preview", {**coupon_to_dict(coupon), "layer": layer})
        held = [voucher_of(draft, "preview", "", "", now, "", "")]
        return self.pricing.quote("", [self.pricing.line(*line) for line in lines], None, now, held=held)

    def quote(self, shopper: str, lines: Sequence[tuple[str, int, int | None]], wanted: Wanted) -> Quoted:
        """Price a shopper's basket."""
        return self.pricing.quote(shopper, [self.pricing.line(*line) for line in lines], wanted, self.clock())

    def tidy(self, progress: Progress) -> dict[str, Any]:
        """End vouchers whose time is up, say so of those whose end is near, put right what a crash left."""
        now, counts = self.clock(), {"expired": 0, "repaired": 0, "removed": 0, "reminded": 0}
        total, gone, wishes = self.documents.count(KIND), [], list[Wish]()
        for done, found in enumerate(listed(self.documents, KIND)):
            voucher = self.wallets.get(found.id, now)
            if self._is_old(voucher, now):
                gone.append(found.id)
            elif voucher.state == EXPIRED:
                counts["expired"] += self.wallets.expire(found.id, now)
            else:
                counts["repaired"] += self._repair(found, voucher, now)
                wish = self.ending.wish(voucher, now)
                wishes += [wish] if wish else []
            if done % BATCH == 0:
                progress("coupons", LABEL, done, max(total, done))
        counts["reminded"] = self.hand(wishes)
        for first in range(0, len(gone), BATCH):
            counts["removed"] += self.documents.delete(KIND, gone[first : first + BATCH])
        return counts

    def _repair(self, found: Document, voucher: Voucher, now: int) -> bool:
        """Bring a voucher that a crash left as held in line with its order; tell whether it was."""
        stored = voucher_from_dict(found.id, found.body)
        if stored.state != HELD or voucher.state == HELD:
            return False
        order = self.documents.get("order", stored.order)
        if order is not None and voucher.state == USED:
            self._use(order.body)
        else:
            self.documents.put(KIND, found.id, {**found.body, "state": voucher.state, "order": ""}, found.version)
        return True

    def _use(self, body: Mapping[str, Any]) -> None:
        """Use the vouchers of a paid order."""
        for each in body.get("benefits", ()):
            if each["layer"] != PROMOTION:
                self.wallets.use(each["id"], body["order"], each["off_fen"], body["total_fen"], body["paid_at"])

    def _ended(self, coupon: Coupon) -> str:
        return is_exhausted(coupon, self.pricing.giving.given(coupon.coupon), most_off_fen(coupon.benefit) or 0)

    def _is_old(self, voucher: Voucher, now: int) -> bool:
        ended = voucher.settled_at or voucher.expires_at or now
        return voucher.state in (USED, EXPIRED) and ended + KEPT_DAYS * DAY_MS < now


def coupon_book(documents: Documents) -> Drafted[Coupon]:
    """Return where coupons are kept."""
    return Drafted(documents, "coupon", "coupon", coupon_from_dict, coupon_to_dict)

