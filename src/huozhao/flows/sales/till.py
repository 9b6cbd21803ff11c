"""Sales at the till: price, cap, quantity and seat are claimed when an order is placed, and given back when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.flows.drafted import LIVE, Drafted
from huozhao.flows.orders.till import Claimed, Lines
from huozhao.flows.sales.buyers import Buyers
from huozhao.flows.sales.groups import Groups
from huozhao.flows.sales.quotas import Quotas
from huozhao.operations.sales.groups import FULL, Group
from huozhao.operations.sales.sale import GROUP_BUY, Sale, phase, refusal
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError

PHASES = {
    "coming": ("sale_coming", "the sale has not begun", "come back when it starts / 活动还没开始"),
    "over": ("sale_over", "the sale is over", "the goods can be bought at their usual price / 活动已结束"),
}


@dataclass(frozen=True)
class SaleTill:
    """Claims what orders take of sales."""

    book: Drafted[Sale]
    quotas: Quotas
    buyers: Buyers
    groups: Groups

    def take(
        self, order: str, shopper: str, lines: Lines, claimed: Claimed, now: int, until: int
    ) -> tuple[int, dict[str, Any], int]:
        """Claim units of a sale; return the unit price, what goes on record and until when goods are held.

        Conflict says honestly why there is nothing, and names the cap.
        """
        sale, units = self._sale(lines, claimed, now)
        spare = self.buyers.claim(sale.sale, shopper, order, units, sale.per_shopper, now, until)
        if spare is not None:
            raise Conflict("sale_cap", f"this shopper may buy {spare} more units of sale {sale.sale!r}",
                           field="lines[0].quantity", hint=f"at most {sale.per_shopper} units for each shopper")
        try:
            group = self._claim(sale, order, shopper, units, claimed, now, until)
        except HuozhaoError:
            self.buyers.drop(sale.sale, shopper, order)
            raise
        notes: dict[str, Any] = {"sale": sale.sale, "sale_kind": sale.kind}
        if group is not None:
            return sale.price_fen, {**notes, "group": group.group}, min(until, group.deadline)
        return sale.price_fen, notes, until

    def drop(self, order: str, shopper: str, notes: Mapping[str, Any], now: int) -> None:
        """Give back what an order claimed."""
        if "sale" in notes:
            self.quotas.back(order, now)
            self.buyers.drop(notes["sale"], shopper, order)
            if "group" in notes:
                self.groups.left(notes["group"], order)

    def stepped(self, body: Mapping[str, Any], now: int) -> None:
        """Bring quantity, cap and seat in line with an order."""
        if "sale" not in body:
            return
        if body["status"] == "paid":
            self.quotas.sold(body["order"], now)
            if "group" in body:
                self.groups.paid(body["group"], body["order"])
        elif body["status"] == "cancelled":
            self.drop(body["order"], body["shopper"], body, now)

    def require(self, body: Mapping[str, Any], step: str) -> None:
        """Raise Conflict where the group of an order is not full yet."""
        if "group" in body and self.groups.get(body["group"]).state != FULL:
            lacking = self.groups.get(body["group"]).lacking
            raise Conflict("group_waiting", f"the group of order {body['order']!r} lacks {lacking} more; "
                           f"it cannot {step} yet", field="order", hint=f"还差 {lacking} 人成团，成团后再发货")

    def _sale(self, lines: Lines, claimed: Claimed, now: int) -> tuple[Sale, int]:
        kept = self.book.get(claimed.sale)
        sale = kept.value
        if kept.state != LIVE:
            raise Conflict("sale_not_live", f"sale {sale.sale!r} is not on", field="sale", hint="活动未开始或已停止")
        stands = phase(sale, now)
        if stands in PHASES:
            code, message, hint = PHASES[stands]
            raise Conflict(code, message, field="sale", hint=hint)
        if [sku for sku, _, _ in lines] != [sale.sku]:
            raise BadInput("sale_goods", f"sale {sale.sale!r} is of {sale.sku!r} only", field="lines",
                           hint="one line with this SKU; order other goods apart")
        if claimed.group and sale.kind != GROUP_BUY:
            raise BadInput("no_groups", f"sale {sale.sale!r} has no groups", field="group", hint="leave group out")
        return sale, lines[0][1]

    def _claim(
        self, sale: Sale, order: str, shopper: str, units: int, claimed: Claimed, now: int, until: int
    ) -> Group | None:
        if not self.quotas.take(order, sale.sale, units, now, until):
            found = self.quotas.left(sale.sale)
            said = refusal(found)
            raise Conflict("sold_out", f"sale {sale.sale!r}: {said.en}" if found.free == 0 else
                           f"sale {sale.sale!r} has {found.free} units left", field="lines[0].quantity", hint=said.zh)
        if sale.kind != GROUP_BUY:
            return None
        try:
            return self.groups.sit(sale, claimed.group, order, shopper, now)
        except HuozhaoError:
            self.quotas.back(order, now)
            raise
