"""Which discount a basket is short of: one that the caller names, or the nearest of the mall's own for the shopper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.flows.coupons.desk import Coupons
from huozhao.flows.coupons.pricing import Option
from huozhao.operations.coupons.benefit import Benefit, distance
from huozhao.operations.coupons.scope import Scope
from huozhao.operations.top_up.basket import Gap, Line, eligible_fen, gap_of, saves_with
from huozhao.terms.errors import NotFound
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

# What a voucher or promotion may say of a basket that more goods would help.
SHORT = frozenset({"below_threshold", "applied"})


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount with its gap and the goods that count for it.

    `saves` gives what more comes off (fen) with so much (fen) added, which is how sets are compared; `exact` gives it
    for the goods of one set, with everything else that applies to the basket then.
    """

    gap: Gap
    scope: Scope
    saves: Callable[[int], int]
    exact: Callable[[Sequence[Sku]], int]
    coupon: str = ""
    label: Text | None = None


def named(benefit: Benefit, scope: Scope, lines: Sequence[Line], counts: Callable[[str], bool]) -> Discount:
    """Return a discount that the caller names; `counts` tells whether goods are in its scope."""
    gap = gap_of(distance(benefit, eligible_fen(lines, counts)))
    saves = saves_with(benefit, gap)
    return Discount(gap, scope, saves, lambda goods: saves(sum(each.price_fen for each in goods)))


@dataclass(frozen=True, slots=True)
class Discounts:
    """Finds the discount that a basket is nearest to among the shopper's vouchers and the shop's promotions."""

    coupons: Coupons

    def nearest(self, shopper: str, lines: Sequence[Line], wanted: str = "") -> Discount | None:
        """Return the discount that saves most for what lacks, or the one wanted (by its own id or its coupon's).

        None where nothing is short; NotFound for one that the shopper has not.
        """
        basket = [_plain(line) for line in lines]
        quoted = self.coupons.quote(shopper, basket, None)
        mine = [each for each in quoted.options if wanted in ("", each.id, each.coupon)]
        if wanted and not mine:
            raise NotFound("unknown_voucher", f"this shopper has no voucher {wanted!r}", field="coupon",
                           hint="see GET /v1/me/coupons")
        short = [each for each in mine if each.code in SHORT and each.distance.gap_fen > 0]
        if not short:
            return None
        best = max(short, key=lambda each: (_worth(each), -each.distance.gap_fen, each.id))
        benefit, scope = self._terms(best, shopper)
        gap = gap_of(best.distance)
        now = quoted.priced.discount_fen

        def exact(goods: Sequence[Sku]) -> int:
            more = [*basket, *((each.sku, 1, each.price_fen) for each in goods)]
            return self.coupons.quote(shopper, more, None).priced.discount_fen - now

        return Discount(gap, scope, saves_with(benefit, gap), exact, best.coupon, best.label)

    def _terms(self, option: Option, shopper: str) -> tuple[Benefit, Scope]:
        """Return what a voucher gives as it was promised, or what a promotion gives now."""
        held = self.coupons.wallets.of(shopper, self.coupons.clock()) if shopper else []
        voucher = next((each for each in held if each.voucher == option.id), None)
        found = voucher or self.coupons.book.get(option.coupon).value
        return found.benefit, found.scope


def _plain(line: Line) -> tuple[str, int, int]:
    """Return a line as quotes take it; what is off the line already makes it one piece."""
    return (line.sku, 1, line.amount_fen) if line.discount_fen else (line.sku, line.quantity, line.price_fen)


def _worth(option: Option) -> float:
    gap = gap_of(option.distance)
    return gap.saves_fen / gap.gap_fen
