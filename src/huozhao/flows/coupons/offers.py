"""What strategies offer becomes real: a decision that offers a coupon gives its shopper one, once a decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from huozhao.flows.coupons.desk import Coupons
from huozhao.flows.drafted import LIVE
from huozhao.operations.coupons.benefit import FREE_DELIVERY
from huozhao.operations.coupons.coupon import Coupon
from huozhao.operations.coupons.pricing import DELIVERY
from huozhao.operations.coupons.scope import Scope
from huozhao.operations.offers import Offer
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.text import Text

MOST_EACH = 100
OFFERED = ("coupon", "return_coupon", FREE_DELIVERY)


@dataclass(frozen=True, slots=True)
class OfferedCoupons:
    """Gives the vouchers of offers. The strategy's own budget bounds how many; its coupons cannot be claimed."""

    coupons: Coupons

    def give(
        self, strategy: str, version: int, label: Text, offer: Offer, categories: Sequence[str], shopper: str,
        decision: str,
    ) -> tuple[str, ...]:  # fmt: skip
        """Return the vouchers of a decision; the same decision again gives the same."""
        if offer.kind not in OFFERED:
            return ()
        id = _id(strategy, version)
        benefit, layer = (_brought(offer), DELIVERY) if offer.kind == FREE_DELIVERY else (_money(offer), "mall")
        wanted = [self._coupon(id, label, benefit, layer, offer)]
        if offer.kind == "return_coupon" and categories:
            percent = {"kind": "discount", "percent": offer.parameters["discount_percent"]}
            usual = self._coupon(f"{id}_usual", label, percent, "goods", offer)
            wanted.append(replace(usual, scope=Scope(categories=tuple(categories))))
        try:
            now = self.coupons.clock()
            return tuple(self.coupons.wallets.give(each, shopper, f"decision:{decision}", f"strategy:{strategy}", now)
                         .voucher for each in wanted)
        except Conflict:
            # The shopper holds very many of them: the decision stands, one coupon more would change nothing.
            return ()

    def _coupon(self, id: str, label: Text, benefit: dict[str, Any], layer: str, offer: Offer) -> Coupon:
        """Return the coupon of a strategy's version, written when it is first needed."""
        book, now = self.coupons.book, self.coupons.clock()
        try:
            return book.get(id).value
        except NotFound:
            body = {"label": label.as_dict(), "layer": layer, "benefit": benefit, "claimable": False,
                    "per_shopper": MOST_EACH, "valid_days": offer.parameters["valid_days"]}
        try:
            return book.write(id, body, "strategies", now, LIVE).value
        except Conflict:
            return book.get(id).value


def _brought(offer: Offer) -> dict[str, Any]:
    return {"kind": FREE_DELIVERY, "threshold_fen": offer.parameters["min_spend_fen"]}


def _money(offer: Offer) -> dict[str, Any]:
    off, least = int(offer.parameters["coupon_fen"]), int(offer.parameters["min_spend_fen"])
    if not least:
        return {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": off}]}
    return {"kind": "reduction", "tiers": [{"threshold_fen": max(least, off), "off_fen": off}]}


def _id(strategy: str, version: int) -> str:
    name = f"by_{strategy}_v{version}"
    return name if len(name) <= 56 else f"by_{blake2b(strategy.encode(), digest_size=8).hexdigest()}_v{version}"
