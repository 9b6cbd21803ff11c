"""Top-ups for a basket: the gap, the goods that may close it, and the sets offered, each saying what it costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

import numpy as np

from huozhao.flows.fresh import Fresh
from huozhao.flows.page import Ask, Made, Pages
from huozhao.flows.strategies.lift import Lifts, Measured
from huozhao.flows.top_up.arms import SOURCE, Arms
from huozhao.flows.top_up.discounts import Discount, Discounts, named
from huozhao.flows.top_up.effect import Effects
from huozhao.flows.top_up.fit import Fit, fit_of
from huozhao.flows.top_up.record import Record
from huozhao.flows.top_up.shelf import TopUpShelf
from huozhao.matching.candidates import Delivery, Reason
from huozhao.matching.needs.need import Need
from huozhao.operations.coupons.benefit import Benefit
from huozhao.operations.coupons.scope import ALL, Scope, covers
from huozhao.operations.decisions import HOLD_OUT
from huozhao.operations.top_up.basket import Gap, Line
from huozhao.operations.top_up.options import Bools, Option, Pool, options
from huozhao.operations.top_up.policy import Policy
from huozhao.operations.top_up.words import NOT_WORTH, NOTHING_FITS, TOO_FAR, lacks, told
from huozhao.supply.ledger import Ledger
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

# What a good counts that nobody finds for this shopper, at the greatest heat.
FIT_OF_HEAT = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose basket, what is in it, and the discount it is short of: a benefit for goods in scope.

    Without a benefit it is one of the mall's own: the one that `coupon` names, or the nearest. Lines are (SKU, units,
    price or None for that of the goods, what is off the line).
    """

    shopper: str
    lines: tuple[tuple[str, int, int | None, int], ...]
    benefit: Benefit | None = None
    scope: Scope = ALL
    coupon: str = ""
    place: Coordinates | None = None
    city: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One good of a set, with its reason and, where it is known, the shop near by."""

    sku: Sku
    reason: Reason
    is_needed: bool
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Offered:
    """One set that is offered; `said` tells what it costs and saves."""

    option: Option
    items: tuple[Item, ...]
    said: Text


@dataclass(frozen=True, slots=True)
class Found:
    """What a basket lacks and what is offered; `note` says why nothing is, or that it does not pay.

    `arm` is that of a shopper who was or would have been offered something; who is held out is offered nothing.
    """

    request_id: str
    gap: Gap
    said: Text
    offers: tuple[Offered, ...]
    note: Text | None
    is_personal: bool
    coupon: str = ""
    label: Text | None = None
    arm: str = ""


@dataclass(frozen=True, slots=True)
class TopUps:
    """The one door to top-ups. `needs` gives a shopper's needs now, nothing without consent."""

    pages: Pages
    needs: Callable[[str], Sequence[Need]]
    goods: Callable[[str], Sku | None]
    discounts: Discounts
    ledger: Ledger
    policy: Policy
    shelf: Fresh[TopUpShelf]
    record: Record
    effects: Effects
    arms: Arms
    lifts: Lifts

    def lift(self) -> Measured:
        """Return what offering top-ups changes, by arm."""
        return self.lifts.measure(SOURCE)

    def find(self, asked: Asked, *, is_recorded: bool = True) -> Found:
        """Return the gap of a basket and the sets that close it, put on record unless it is only tried.

        Where it counts, shoppers who are held out are offered nothing, which is on record too. BadInput names a line
        with goods that are not known. Without consent the goods are those that are popular.
        """
        lines, request = self._lines(asked), uuid4().hex
        discount = self._discount(asked, lines)
        if discount is None or discount.gap.is_closed:
            gap = discount.gap if discount else Gap(sum(line.amount_fen for line in lines), 0, 0, 0, 0)
            return Found(request, gap, lacks(gap), (), None, False)
        gap = discount.gap
        if gap.saves_fen and gap.gap_fen > self.policy.most_gap * gap.saves_fen:
            return Found(request, gap, lacks(gap), (), TOO_FAR, False, discount.coupon, discount.label)
        cart = tuple(line.sku for line in lines)
        made = self.pages.made(Ask("cart", asked.shopper, asked.place, skus=cart, city=asked.city))
        fit = fit_of(made, self.needs(asked.shopper) if asked.shopper else ())
        spus = frozenset(each.spu for sku in cart if (each := self.goods(sku)) is not None)
        offers = self._offers(asked, discount, made, fit, spus)
        arm = self.arms.of(asked.shopper) if is_recorded and offers else ""
        shown = [] if arm == HOLD_OUT else offers
        if is_recorded and offers:
            self.record.offered(request, asked.shopper, gap, [each.option for each in shown],
                                [[item.sku.sku for item in each.items] for each in shown], discount.coupon, arm)
        return Found(request, gap, lacks(gap), tuple(shown), _note(offers) if shown == offers else None,
                     made.page.personal, discount.coupon, discount.label, arm)  # fmt: skip

    def _discount(self, asked: Asked, lines: Sequence[Line]) -> Discount | None:
        if asked.benefit is None:
            return self.discounts.nearest(asked.shopper, lines, asked.coupon)
        return named(asked.benefit, asked.scope, lines, lambda sku: self._counts(asked.scope, sku))

    def _offers(
        self, asked: Asked, discount: Discount, made: Made, fit: Fit, spus: frozenset[str]
    ) -> list[Offered]:  # fmt: skip
        pool = self._pool(discount, fit, spus)
        nearby = self.pages.making.near.look(asked.place, pool.skus, None)
        nearby.first()
        if nearby.asked:
            pool = _kept(pool, np.array([sku in nearby.deliveries for sku in pool.skus], np.bool_))

        def may(sku: str) -> bool:
            return made.trace.why_not(sku)[0] == "" and (bool(nearby.asked) or self._is_free(sku))

        found = options(pool, discount.gap, self.policy, may, discount.saves)
        offers = [self._offered(each, pool, fit, nearby.deliveries, discount) for each in found]
        return [each for each in offers if self.policy.dearer or not each.option.is_dearer]

    def _pool(self, discount: Discount, fit: Fit, spus: frozenset[str]) -> Pool:
        """Return the goods that may be added: those found for the shopper, and the hottest ones of a fitting price."""
        shelf = self.shelf.get()
        near = np.flatnonzero((shelf.prices > 0) & (shelf.prices <= discount.gap.gap_fen + self.policy.slack_fen))
        known = {shelf.place[sku] for sku in (*fit.scores, *fit.needed) if sku in shelf.place}
        kept = np.union1d(near[: self.policy.pool], near[np.isin(near, np.array(sorted(known), np.int64))])
        kept = kept[[_may(shelf.goods[shelf.skus[row]], discount.scope, spus) for row in kept.tolist()]]
        skus = [shelf.skus[row] for row in kept.tolist()]
        scores = np.array([fit.scores.get(sku, 0.0) for sku in skus], np.float64)
        return Pool(
            skus, shelf.prices[kept], np.maximum(scores, FIT_OF_HEAT * shelf.heat[kept]), shelf.margin[kept],
            np.array([sku in fit.needed for sku in skus], np.bool_), shelf.products[kept], shelf.kinds[kept],
        )  # fmt: skip

    def _counts(self, scope: Scope, sku: str) -> bool:
        goods = self.goods(sku)
        return covers(scope, sku, goods.category if goods else ())

    def _is_free(self, sku: str) -> bool:
        """Tell whether any shop has a good; where nobody ever counted it, nothing is known against it."""
        levels = [level for level in self.ledger.levels([sku]) if level.tracked]
        return not levels or any(level.available > 0 for level in levels)

    def _offered(
        self, found: Option, pool: Pool, fit: Fit, near: Mapping[str, Delivery], discount: Discount
    ) -> Offered:  # fmt: skip
        """Return a set as it is offered, what it saves reckoned with everything that then applies to the basket."""
        goods = self.shelf.get().goods
        option = replace(found, saves_fen=discount.exact([goods[pool.skus[place]] for place in found.places]))
        items = tuple(Item(goods[sku], fit.why(sku, goods), sku in fit.needed, near.get(sku))
                      for sku in (pool.skus[place] for place in option.places))  # fmt: skip
        return Offered(option, items, told(option))

    def _lines(self, asked: Asked) -> list[Line]:
        found = []
        for n, (sku, units, price, discount) in enumerate(asked.lines):
            goods = self.goods(sku)
            if goods is None:
                raise BadInput("unknown_sku", f"SKU {sku!r} is not in the catalogue of goods", field=f"lines[{n}].sku",
                               hint="list it with PUT /v1/goods")
            found.append(Line(sku, units, goods.price_fen if price is None else price, discount))
        return found


def _may(goods: Sku, scope: Scope, spus: frozenset[str]) -> bool:
    """Tell whether a good counts for the discount and is no other size of what lies in the basket."""
    return goods.spu not in spus and (scope == ALL or covers(scope, goods.sku, goods.category))


def _kept(pool: Pool, is_kept: Bools) -> Pool:
    places = np.flatnonzero(is_kept)
    return Pool([pool.skus[place] for place in places.tolist()], pool.prices[places], pool.fit[places],
                pool.margin[places], pool.needed[places], pool.products[places], pool.kinds[places])  # fmt: skip


def _note(offers: Sequence[Offered]) -> Text | None:
    if not offers:
        return NOTHING_FITS
    return NOT_WORTH if all(each.option.is_dearer for each in offers) else None
