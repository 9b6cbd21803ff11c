"""Wallets: which vouchers a shopper holds, given once a key, used by at most one order, back when that ends."""

import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from huozhao.events.catalogue import CouponExpired, CouponReceived, CouponReturned, CouponUsed, Properties
from huozhao.events.documents import Document, Documents
from huozhao.events.event import Event, event
from huozhao.events.log import Outcome
from huozhao.flows.coupons.giving import Giving
from huozhao.flows.needs.book import begins
from huozhao.flows.people.standing import Known
from huozhao.operations.coupons.benefit import least_fen, most_off_fen
from huozhao.operations.coupons.coupon import Coupon, closed
from huozhao.operations.coupons.voucher import (
    EXPIRED,
    HELD,
    READY,
    USED,
    Voucher,
    is_over,
    voucher_from_dict,
    voucher_of,
    voucher_to_dict,
)
from huozhao.operations.coupons.words import reason
from huozhao.terms.errors import Busy, Conflict, NotFound

KIND, LOCKS, MOST_TRIES = "voucher", 64, 50
# What may still be held by an order that was never written: a crash cut it short.
GRACE_MS = 60_000


@dataclass(frozen=True)
class Wallets:
    """Gives vouchers and moves them. `record` appends events durably, each id once; `mark` stands for a shopper in ids.

    An order's document is the truth of what it uses; a voucher that says otherwise is put right when it is read.
    """

    documents: Documents
    giving: Giving
    record: Callable[[Sequence[Event]], Sequence[Outcome]]
    known: Known
    mark: Callable[[str], str]
    _locks: list[AbstractContextManager[Any]] = field(default_factory=lambda: [threading.Lock() for _ in range(LOCKS)])

    def of(self, shopper: str, now: int) -> list[Voucher]:
        """Return all vouchers of a person, the newest first, each as it stands now."""
        found = [self._settled(each, now) for member in self.known.members(shopper)
                 for each in begins(self.documents, KIND, f"{self.mark(member)}:")]
        return sorted(found, key=lambda each: (-each.given_at, each.voucher))

    def get(self, voucher: str, now: int) -> Voucher:
        """Return one voucher as it stands now; NotFound when there is none."""
        found = self.documents.get(KIND, voucher)
        if found is None:
            raise _unknown(voucher)
        return self._settled(found, now)

    def give(self, coupon: Coupon, shopper: str, key: str, source: str, now: int) -> Voucher:
        """Give a voucher once a key; Conflict when the shopper has all that they may, or the coupon gives no more."""
        person = self.known.person(shopper)
        with self._locks[hash(person) % LOCKS]:
            for _ in range(MOST_TRIES):
                held = [each for each in self.of(person, now) if each.coupon == coupon.coupon]
                same = next((each for each in held if each.key == key), None)
                if same is None:
                    same = self._give(coupon, person, key, source, now, held)
                if same is not None:
                    self._tell_received(same, coupon)
                    return same
        raise Busy("wallet_contended", "too many requests at once for this shopper", hint="send the request again")

    def hold(self, voucher: str, order: str, until: int, now: int) -> None:
        """Reserve a voucher for an order; Conflict when it is used, held or over."""
        opened = self._open(voucher, now)
        if opened is None:
            raise _unknown(voucher)
        found, held = opened
        if (held.state, held.order) == (HELD, order):
            return
        if held.state != READY:
            raise _taken(held)
        self._put(found, replace(held, state=HELD, order=order, held_until=until))

    def release(self, voucher: str, order: str, now: int) -> None:
        """Let go of a voucher that an order held and did not use."""
        opened = self._open(voucher, now)
        if opened is not None and (opened[1].state, opened[1].order) == (HELD, order):
            self._put(opened[0], replace(opened[1], state=READY, order="", held_until=0))

    def use(self, voucher: str, order: str, off_fen: int, paid_fen: int, now: int) -> None:
        """Note that an order used a voucher; what could have come off beyond `off_fen` is free again. Counts once."""
        opened = self._open(voucher, now)
        if opened is None:
            return
        found, held = opened
        if found.body["state"] != USED:
            self._put(found, replace(held, state=USED, order=order, off_fen=off_fen, settled_at=now))
            self.giving.free(held.coupon, max(0, (held.most_fen or 0) - off_fen))
        if held.order == order:
            self._tell(held, f"used:{order}", CouponUsed(held.coupon, order, off_fen, paid_fen), now)

    def come_back(self, voucher: str, order: str, coupon: Coupon | None, paid_fen: int, now: int) -> None:
        """Give a used voucher back because its order ended; without room in the budget it is worth what it was."""
        opened = self._open(voucher, now)
        if opened is None or (opened[0].body["state"], opened[1].order) != (USED, order):
            return
        found, used = opened
        most = used.most_fen
        if most is not None and coupon is not None and self.giving.claim(coupon, max(0, most - used.off_fen), 0):
            most = used.off_fen
        self._tell(used, f"returned:{order}", CouponReturned(used.coupon, order, used.off_fen, paid_fen), now)
        self._put(found, replace(used, state=READY, order="", off_fen=0, most_fen=most, settled_at=now))

    def expire(self, voucher: str, now: int) -> bool:
        """Note that a voucher's time is up and free what it could have cost; tell whether that was news."""
        opened = self._open(voucher, now)
        if opened is None or opened[1].state != EXPIRED or opened[0].body["state"] == EXPIRED:
            return False
        found, over = opened
        self._tell(over, "expired", CouponExpired(over.coupon), now)
        self._put(found, replace(over, settled_at=now))
        self.giving.free(over.coupon, over.most_fen or 0)
        return True

    def _give(
        self, coupon: Coupon, person: str, key: str, source: str, now: int, held: Sequence[Voucher]
    ) -> Voucher | None:
        """Count one and write it; None when another process took the same place."""
        if len(held) >= coupon.per_shopper:
            raise Conflict("coupon_cap", f"this shopper has had all {coupon.per_shopper} of {coupon.coupon!r}",
                           field="coupon", hint="one of them may still be unused: see GET /v1/me/coupons")
        code = closed(coupon, now) or self.giving.claim(coupon, most_off_fen(coupon.benefit) or 0)
        if code:
            raise Conflict(code, f"coupon {coupon.coupon!r} cannot be given: {reason(code).en}", field="coupon",
                           hint=reason(code).zh)
        taken = {each.voucher for each in held}
        id = next(name for n in range(1, coupon.per_shopper + 2)
                  if (name := f"{self.mark(person)}:{coupon.coupon}:{n:03d}") not in taken)
        voucher = voucher_of(coupon, id, person, key, now, source, secrets.token_hex(8))
        try:
            self.documents.put(KIND, id, voucher_to_dict(voucher), expected_version=0)
        except Conflict:
            self.giving.free(coupon.coupon, most_off_fen(coupon.benefit) or 0, 1)
            return None
        return voucher

    def _settled(self, found: Document, now: int) -> Voucher:
        """Return a voucher as its order and the clock say that it stands."""
        voucher = voucher_from_dict(found.id, found.body)
        if voucher.state == HELD:
            order = self.documents.get("order", voucher.order)
            is_dead = now >= voucher.held_until + GRACE_MS if order is None else order.body["status"] == "cancelled"
            if is_dead:
                voucher = replace(voucher, state=READY, order="", held_until=0)
            elif order is not None and order.body["status"] != "placed":
                voucher = replace(voucher, state=USED)
        if voucher.state == READY and is_over(voucher, now):
            return replace(voucher, state=EXPIRED)
        return voucher

    def _open(self, voucher: str, now: int) -> tuple[Document, Voucher] | None:
        """Return a voucher as it is on record and as it stands now."""
        found = self.documents.get(KIND, voucher)
        return (found, self._settled(found, now)) if found else None

    def _put(self, found: Document, new: Voucher) -> None:
        """Write a voucher; Conflict when somebody else has meanwhile."""
        self.documents.put(KIND, found.id, voucher_to_dict(new), expected_version=found.version)

    def _tell_received(self, voucher: Voucher, coupon: Coupon) -> None:
        what = CouponReceived(voucher.coupon, most_off_fen(voucher.benefit), least_fen(coupon.benefit), voucher.source)
        self._tell(voucher, "received", what, voucher.given_at)

    def _tell(self, voucher: Voucher, mark: str, what: Properties, at: int) -> None:
        self.record([event(f"voucher:{voucher.token}:{mark}", at, voucher.shopper, what, "coupons")])


def _unknown(voucher: str) -> NotFound:
    return NotFound("unknown_voucher", f"there is no voucher {voucher!r}", field="vouchers",
                    hint="see GET /v1/me/coupons")


def _taken(voucher: Voucher) -> Conflict:
    said = reason(voucher.state)
    return Conflict(f"voucher_{voucher.state}", f"voucher {voucher.voucher!r}: {said.en}", field="vouchers",
                    hint=f"choose another one / {said.zh}")
