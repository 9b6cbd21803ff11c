"""Price a shopper's basket: what they hold and what the shop gives by itself, with the reason for each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huozhao.flows.coupons.giving import Giving
from huozhao.flows.coupons.wallet import Wallets
from huozhao.flows.drafted import Drafted
from huozhao.flows.goods import Goods
from huozhao.operations.coupons.benefit import GIFT, Benefit, Distance, most_off_fen
from huozhao.operations.coupons.coupon import PROMOTION, Coupon, closed, is_exhausted
from huozhao.operations.coupons.delivery import Delivery
from huozhao.operations.coupons.pricing import DELIVERY, ORDER, BasketLine, Candidate, Priced, best, price, standing
from huozhao.operations.coupons.voucher import READY, Voucher, candidate_of
from huozhao.operations.coupons.words import in_words, reason
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text

# Vouchers wanted: these; or the best of all that the shopper holds.
Wanted = Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Option:
    """A voucher or promotion as it stands to a basket: applied or why not, and how far the basket is from more."""

    id: str
    coupon: str
    layer: str
    label: Text
    gives: Text
    code: str
    reason: Text
    off_fen: int
    distance: Distance
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A basket with its price and everything that was looked at."""

    priced: Priced
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Something that was looked at; `code` is why it is out of the question, empty when it is not."""

    candidate: Candidate
    label: Text
    code: str = ""


@dataclass(frozen=True)
class Pricing:
    """Prices baskets. `is_in_stock` tells whether units of a SKU can be had, for gifts; `delivery` is what it costs."""

    book: Drafted[Coupon]
    wallets: Wallets
    giving: Giving
    goods: Goods
    is_in_stock: Callable[[str, int], bool]
    delivery: Delivery

    def line(self, sku: str, quantity: int, price_fen: int | None, no_coupons: bool = False) -> BasketLine:
        """Return a line of a basket; without a price that of the goods is taken."""
        found = self.goods.sku(sku)
        own = found.price_fen if found else 0
        category = tuple(found.category) if found else ()
        return BasketLine(sku, quantity, own if price_fen is None else price_fen, category, no_coupons)

    def quote(
        self, shopper: str, lines: Sequence[BasketLine], wanted: Wanted, now: int, order: str = "",
        held: Iterable[Voucher] | None = None,
    ) -> Quoted:  # fmt: skip
        """Price a basket with these vouchers, or (None) with what is best for the shopper.

        `order` names the order that may hold vouchers already. BadInput names a voucher that cannot be used.
        """
        vouchers = list(held) if held is not None else self.wallets.of(shopper, now) if shopper else []
        seen = [*self._promotions(lines, now), *(self._voucher(each, now, order) for each in vouchers)]
        usable = [each.candidate for each in seen if not each.code]
        priced = best(lines, usable, self._fee(lines)) if wanted is None else self._with(lines, wanted, seen)
        return Quoted(priced, tuple(self._option(each, priced) for each in seen))

    def _with(self, lines: Sequence[BasketLine], wanted: Sequence[str], seen: Sequence[_Seen]) -> Priced:
        """Price with exactly the vouchers asked for and the promotion that goes best with them."""
        known = {each.candidate.id: each for each in seen if each.candidate.layer != PROMOTION}
        for id in wanted:
            if id not in known:
                raise BadInput("unknown_voucher", f"this shopper has no voucher {id!r}", field="vouchers",
                               hint="see GET /v1/me/coupons")
            if known[id].code:
                raise _unusable(id, known[id].code, Distance(0, 0))
        chosen = [known[id].candidate for id in dict.fromkeys(wanted)]
        _require_together(chosen)
        promotions = [each.candidate for each in seen if each.candidate.layer == PROMOTION and not each.code]
        is_alone = any(each.alone for each in chosen)
        may = [] if is_alone else [each for each in promotions if not each.alone or not chosen]
        fee = self._fee(lines)
        options = [price(lines, chosen, fee), *(price(lines, [each, *chosen], fee) for each in may)]
        whole = [each for each in options if len(each.applied) >= len(chosen)
                 and {c.id for c in chosen} <= {applied.candidate.id for applied in each.applied}]
        if not whole:
            short = next(each for each in chosen if each.id not in {a.candidate.id for a in options[0].applied})
            found = standing(lines, short, chosen)
            raise _unusable(short.id, _lacking(short, options[0], found), found)
        return max(whole, key=lambda each: (each.worth_fen, -len(each.applied)))

    def _promotions(self, lines: Sequence[BasketLine], now: int) -> list[_Seen]:
        found = []
        for kept in self.book.live():
            coupon = kept.value
            if coupon.layer == PROMOTION:
                candidate = Candidate(coupon.coupon, coupon.coupon, PROMOTION, coupon.benefit, coupon.scope,
                                      coupon.alone, None, self._worth(coupon.benefit), coupon.ends_at)  # fmt: skip
                found.append(_Seen(candidate, coupon.label, closed(coupon, now) or self._lacks(coupon.benefit)
                                   or self._spent(coupon, candidate, lines)))  # fmt: skip
        return found

    def _spent(self, coupon: Coupon, candidate: Candidate, lines: Sequence[BasketLine]) -> str:
        if coupon.budget_fen is None and coupon.quantity is None:
            return ""
        most = most_off_fen(coupon.benefit)
        fen = price(lines, (candidate,)).discount_fen if most is None else most
        return is_exhausted(coupon, self.giving.given(coupon.coupon), fen)

    def _voucher(self, voucher: Voucher, now: int, order: str) -> _Seen:
        mine = voucher.state == READY or (bool(order) and voucher.order == order)
        code = "" if mine else voucher.state
        candidate = candidate_of(voucher, self._worth(voucher.benefit))
        return _Seen(candidate, voucher.label, code or self._lacks(voucher.benefit))

    def _lacks(self, benefit: Benefit) -> str:
        is_gone = benefit.kind == GIFT and not self.is_in_stock(benefit.gift_sku, benefit.gift_units)
        return "gift_out_of_stock" if is_gone else ""

    def _worth(self, benefit: Benefit) -> int:
        if benefit.kind != GIFT:
            return 0
        found = self.goods.sku(benefit.gift_sku)
        # A gift that has no price is still better than none.
        return max(1, benefit.gift_units * (found.price_fen if found else 0))

    def _option(self, seen: _Seen, priced: Priced) -> Option:
        candidate = seen.candidate
        applied = {each.candidate.id: each for each in priced.applied}
        before = [each.candidate for each in priced.applied if each.candidate.id != candidate.id]
        away = standing(priced.lines, candidate, before)
        mine = applied.get(candidate.id)
        code = "applied" if mine else seen.code or self._why(candidate, priced, away)
        return Option(
            candidate.id, candidate.coupon, candidate.layer, seen.label, self.in_words(candidate.benefit), code,
            reason(code, away.gap_fen), mine.off_fen if mine else 0, away, candidate.ends_at,
        )  # fmt: skip

    def _fee(self, lines: Sequence[BasketLine]) -> int:
        return self.delivery.fee_fen_of(sum(line.amount_fen for line in lines))

    def _why(self, candidate: Candidate, priced: Priced, away: Distance) -> str:
        if price(priced.lines, (candidate,), priced.delivery_fen).worth_fen:
            return "not_best"
        return _lacking(candidate, priced, away)

    def in_words(self, benefit: Benefit) -> Text:
        """Return what a benefit gives, with the gift by its title."""
        found = self.goods.sku(benefit.gift_sku) if benefit.gift_sku else None
        return in_words(benefit, found.title if found else "")


def _require_together(chosen: Sequence[Candidate]) -> None:
    layers = [each.layer for each in chosen]
    twice = next((layer for layer in ORDER if layers.count(layer) > 1), None)
    if twice is not None:
        second = [each.id for each in chosen if each.layer == twice][1]
        raise BadInput("one_a_layer", f"voucher {second!r} cannot be combined: one of layer {twice} is in use already",
                       field="vouchers", hint="use one of each layer, or leave the choice to the mall: vouchers = best")
    if len(chosen) > 1 and any(each.alone for each in chosen):
        alone = next(each.id for each in chosen if each.alone)
        raise BadInput("used_alone", f"voucher {alone!r} goes with no other", field="vouchers",
                       hint="use it alone, or leave it out")


def _lacking(candidate: Candidate, priced: Priced, away: Distance) -> str:
    if candidate.layer == DELIVERY and not priced.delivery_fen:
        return "no_delivery_fee"
    return "below_threshold" if away.eligible_fen else "out_of_scope"


def _unusable(id: str, code: str, away: Distance) -> Conflict:
    said = reason(code, away.gap_fen)
    return Conflict(f"voucher_{code}", f"voucher {id!r} does not apply: {said.en}", field="vouchers", hint=said.zh)
