"""Coupons at the till: held when an order is placed, used when it is paid, back when it ends as their rule says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.catalogue import CouponReturned, CouponUsed
from huozhao.events.event import event
from huozhao.flows.coupons.pricing import Pricing, Quoted
from huozhao.flows.orders.till import Claimed, Taken, paid_lines
from huozhao.operations.coupons.benefit import benefit_from_dict, benefit_to_dict
from huozhao.operations.coupons.coupon import PROMOTION
from huozhao.operations.coupons.pricing import Applied, BasketLine, Candidate, Priced, price
from huozhao.operations.coupons.refunds import refund_fen, refund_repriced_fen
from huozhao.operations.coupons.scope import scope_from_dict, scope_to_dict
from huozhao.terms.errors import Conflict, HuozhaoError, NotFound

MOST_TRIES = 8


@dataclass(frozen=True)
class CouponTill:
    """Claims vouchers and the budget of promotions for orders."""

    pricing: Pricing

    def take(
        self, order: str, shopper: str, lines: Sequence[BasketLine], claimed: Claimed, now: int, until: int
    ) -> Taken:
        """Price a basket and hold what it uses; a voucher lost to another order in between is left out and tried anew.

        BadInput and Conflict name a voucher that was asked for and cannot be used.
        """
        for _ in range(MOST_TRIES):
            wanted = None if claimed.best else claimed.vouchers or ()
            quoted = self.pricing.quote(shopper, lines, wanted, now, order)
            try:
                self._hold(quoted.priced, order, now, until)
            except Conflict:
                if not claimed.best:
                    raise
            else:
                return self._taken(quoted)
        raise Conflict("vouchers_contended", "the vouchers of this shopper change all the time", field="vouchers",
                       hint="send the order again")

    def drop(self, order: str, notes: Mapping[str, Any], now: int) -> None:
        """Let go of what was held for an order."""
        for each in notes.get("benefits", ()):
            if each["layer"] == PROMOTION:
                self.pricing.giving.free(each["coupon"], each["off_fen"], 1)
            else:
                self.pricing.wallets.release(each["id"], order, now)

    def stepped(self, body: Mapping[str, Any], now: int) -> None:
        """Bring vouchers and promotions in line with their order."""
        step = {"paid": self._paid, "cancelled": self._ended, "returned": self._ended}.get(body["status"])
        for each in body.get("benefits", ()):
            if step is not None:
                step(body, each, now)

    def refund(self, body: Mapping[str, Any], back: Mapping[str, int]) -> int:
        """Return the fen for what comes back: its share of what was paid, or, where a coupon says so, less."""
        lines, before = paid_lines(body), body["returned"]
        if all(each["on_return"] == "share" for each in body.get("benefits", ())):
            return refund_fen(lines, before, back)
        gone = {sku: before.get(sku, 0) + back.get(sku, 0) for sku in (*before, *back)}
        return refund_repriced_fen(body["total_fen"], body.get("refunded_fen", 0), self._kept_fen(body, gone))

    def _kept_fen(self, body: Mapping[str, Any], gone: Mapping[str, int]) -> int:
        """Price what stays with the shopper by the same coupons, as they were promised, and the way it was brought."""
        left, kept = dict(gone), []
        for line in body["lines"]:
            back = min(left.get(line["sku"], 0), line["quantity"])
            left[line["sku"]] = left.get(line["sku"], 0) - back
            if line["quantity"] > back and not line.get("gift"):
                kept.append(self.pricing.line(line["sku"], line["quantity"] - back, line["price_fen"],
                                              bool(line.get("no_coupons"))))
        goods_fen = price(kept, [_candidate(each) for each in body["benefits"]]).total_fen
        return goods_fen + int(body.get("delivery_fen", 0))

    def _hold(self, priced: Priced, order: str, now: int, until: int) -> None:
        """Hold all that applies, or nothing."""
        held: list[Applied] = []
        try:
            for each in priced.applied:
                self._hold_one(each, order, now, until)
                held.append(each)
        except HuozhaoError:
            self.drop(order, {"benefits": [
                {"layer": each.candidate.layer, "id": each.candidate.id, "coupon": each.candidate.coupon,
                 "off_fen": each.off_fen} for each in held]}, now)
            raise

    def _hold_one(self, applied: Applied, order: str, now: int, until: int) -> None:
        candidate = applied.candidate
        if candidate.layer != PROMOTION:
            self.pricing.wallets.hold(candidate.id, order, until, now)
            return
        coupon = self.pricing.book.get(candidate.coupon).value
        code = self.pricing.giving.claim(coupon, applied.off_fen)
        if code:
            raise Conflict(code, f"promotion {coupon.coupon!r} has ended", field="vouchers", hint="order again")

    def _taken(self, quoted: Quoted) -> Taken:
        priced = quoted.priced
        lines = [_line(line, off) for line, off in zip(priced.lines, priced.discounts, strict=True)]
        gifts = [{"sku": sku, "quantity": units, "price_fen": 0, "discount_fen": 0, "gift": True}
                 for sku, units in priced.gifts]
        labels = {each.id: each.label.as_dict() for each in quoted.options}
        notes = {"discount_fen": priced.discount_fen,
                 "benefits": [self._note(each, labels) for each in priced.applied]} if priced.applied else {}
        if priced.delivery_fen:
            notes["delivery_fen"] = priced.delivery_fen - priced.delivery_off_fen
        return Taken((*lines, *gifts), priced.gifts, notes)

    def _note(self, applied: Applied, labels: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of something that applied: enough to price what stays after a return."""
        each = applied.candidate
        rules = self._rules(each)
        return {
            "id": each.id, "coupon": each.coupon, "layer": each.layer, "label": labels[each.id],
            "off_fen": applied.off_fen, "benefit": benefit_to_dict(each.benefit), "scope": scope_to_dict(each.scope),
            "most_fen": each.most_fen, **rules,
        }  # fmt: skip

    def _rules(self, candidate: Candidate) -> dict[str, str]:
        if candidate.layer == PROMOTION:
            coupon = self.pricing.book.get(candidate.coupon).value
            return {"comes_back": coupon.comes_back, "on_return": coupon.on_return}
        voucher = self.pricing.wallets.get(candidate.id, 0)
        return {"comes_back": voucher.comes_back, "on_return": voucher.on_return}

    def _paid(self, body: Mapping[str, Any], each: Mapping[str, Any], now: int) -> None:
        order, paid = body["order"], body["total_fen"]
        if each["layer"] == PROMOTION:
            self._tell(f"promotion:{each['coupon']}:used:{order}", body,
                       CouponUsed(each["coupon"], order, each["off_fen"], paid), now)
        else:
            self.pricing.wallets.use(each["id"], order, each["off_fen"], paid, now)

    def _ended(self, body: Mapping[str, Any], each: Mapping[str, Any], now: int) -> None:
        order, was_paid = body["order"], body.get("paid_at") is not None
        if each["layer"] == PROMOTION:
            self._give_back_promotion(body, each, now, was_paid)
        elif not was_paid:
            self.pricing.wallets.release(each["id"], order, now)
        elif each["comes_back"] == "return" or (each["comes_back"], body["status"]) == ("cancel", "cancelled"):
            try:
                coupon = self.pricing.book.get(each["coupon"]).value
            except NotFound:
                coupon = None
            self.pricing.wallets.come_back(each["id"], order, coupon, body["total_fen"], now)

    def _give_back_promotion(
        self, body: Mapping[str, Any], each: Mapping[str, Any], now: int, was_paid: bool
    ) -> None:
        """Free what a cancelled order took of a promotion; the event, once an order, says whether that was done."""
        if body["status"] != "cancelled":
            return
        what = CouponReturned(each["coupon"], body["order"], each["off_fen"] if was_paid else 0,
                              body["total_fen"] if was_paid else 0)
        if self._tell(f"promotion:{each['coupon']}:returned:{body['order']}", body, what, now):
            self.pricing.giving.free(each["coupon"], each["off_fen"], 1)

    def _tell(self, id: str, body: Mapping[str, Any], what: CouponUsed | CouponReturned, now: int) -> bool:
        """Put an event on record; tell whether that was news."""
        try:
            outcomes = self.pricing.wallets.record([event(id, now, body["shopper"], what, "coupons")])
        except HuozhaoError:
            return False
        return list(outcomes) == ["recorded"]


def _line(line: BasketLine, off: int) -> dict[str, Any]:
    body = {"sku": line.sku, "quantity": line.quantity, "price_fen": line.price_fen, "discount_fen": off}
    return {**body, "no_coupons": True} if line.no_coupons else body


def _candidate(note: Mapping[str, Any]) -> Candidate:
    return Candidate(note["id"], note["coupon"], note["layer"], benefit_from_dict(note["benefit"]),
                     scope_from_dict(note["scope"]), False, note["most_fen"])
