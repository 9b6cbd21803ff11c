"""The till of the mall: sales first, for they change the price of single goods, then promotions and coupons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from huozhao.flows.coupons.till import CouponTill
from huozhao.flows.orders.till import Claimed, Lines, NoTill, Taken
from huozhao.flows.sales.till import SaleTill
from huozhao.terms.errors import HuozhaoError


@dataclass(frozen=True)
class Checkout:
    """Implement the till over sales and coupons."""

    sales: SaleTill
    coupons: CouponTill

    def take(self, order: str, shopper: str, lines: Lines, claimed: Claimed, now: int, until: int) -> Taken:
        """Claim what an order uses; see the port."""
        if claimed.is_nothing:
            return NoTill().take(order, shopper, lines, claimed, now, until)
        notes: dict[str, Any] = {}
        if claimed.sale:
            price, notes, until = self.sales.take(order, shopper, lines, claimed, now, until)
            lines = [(sku, units, price) for sku, units, _ in lines]
        basket = [self.coupons.pricing.line(*line, no_coupons=bool(claimed.sale)) for line in lines]
        try:
            taken = self.coupons.take(order, shopper, basket, claimed, now, until)
        except HuozhaoError:
            self.sales.drop(order, shopper, notes, now)
            raise
        return replace(taken, notes={**taken.notes, **notes}, until=until)

    def drop(self, order: str, shopper: str, notes: Mapping[str, Any], now: int) -> None:
        """Take back what was claimed."""
        self.coupons.drop(order, notes, now)
        self.sales.drop(order, shopper, notes, now)

    def stepped(self, body: Mapping[str, Any], now: int) -> None:
        """Bring what an order claimed in line with its state."""
        self.sales.stepped(body, now)
        self.coupons.stepped(body, now)

    def require(self, body: Mapping[str, Any], step: str) -> None:
        """Raise Conflict where an order cannot take a step yet."""
        self.sales.require(body, step)

    def refund(self, body: Mapping[str, Any], back: Mapping[str, int]) -> int:
        """Return the fen for what comes back now."""
        return self.coupons.refund(body, back)

    def due(self, now: int) -> list[tuple[str, str]]:
        """Return orders of groups that did not fill in time."""
        self.sales.quotas.expire(now)
        return [(order, "group_not_full") for order in self.sales.groups.due(now)]
