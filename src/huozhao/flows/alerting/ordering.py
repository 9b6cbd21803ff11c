"""From an alert to an order: the plan's own proposals first, so that nothing is ordered twice."""

from dataclasses import dataclass

from huozhao.flows.alerting.alert import Alert
from huozhao.flows.decide import Decisions
from huozhao.flows.goods import Goods
from huozhao.flows.planning.plans import Plans
from huozhao.flows.purchasing import Purchases, purchase_of
from huozhao.supply.plan_book import Proposal, Wanted
from huozhao.terms.errors import Conflict


@dataclass(frozen=True)
class Ordering:
    """Orders what an alert advises."""

    plans: Plans
    decisions: Decisions
    purchases: Purchases
    goods: Goods
    default_days: int

    def order(self, alert: Alert, units: int, who: str, now: int) -> list[str]:
        """Approve the open proposals of the shelf up to `units`, order the rest; return the ids of the orders."""
        orders: list[str] = []
        for proposal in self._open(alert):
            if units > 0:
                approved = self._approved(proposal, units, who, now)
                orders += [str(approved.body.get("purchase_order") or approved.body.get("transfer_order"))
                           ] if approved else []
                units -= approved.quantity if approved else 0
        return orders + ([self._bought(alert, units, now)] if units > 0 else [])

    def _open(self, alert: Alert) -> list[Proposal]:
        """Return the shelf's open proposals: transfers first, since what lies elsewhere need not be bought."""
        wanted = Wanted(self.plans.newest().id, state="open", sku=alert.sku, shop=alert.shop)
        return sorted(self.plans.page(wanted, limit=20), key=lambda each: each.kind != "transfer")

    def _approved(self, proposal: Proposal, units: int, who: str, now: int) -> Proposal | None:
        if proposal.kind == "purchase" and proposal.quantity != units:
            pack = max(1, int(proposal.body["pack_size"]))
            self.decisions.edit(proposal.id, -(-units // pack) * pack, who, now)
        try:
            return self.decisions.approve(proposal.id, who, now)
        except Conflict:
            return None  # the giver of a transfer no longer has the goods: the rest is bought

    def _bought(self, alert: Alert, units: int, now: int) -> str:
        item = self.goods.sku(alert.sku)
        days = self.default_days if item is None or item.lead_time_days is None else item.lead_time_days
        body = {
            "sku": alert.sku, "shop": alert.shop, "supplier": (item.supplier if item else None) or "",
            "quantity": -(-units // max(1, alert.shelf.pack_size)) * max(1, alert.shelf.pack_size),
            "unit_fen": (item.price_fen if item.cost_fen is None else item.cost_fen) if item else 0,
            "lead_time_days": days, "audit": [],
        }  # fmt: skip
        body["purchase_order"] = purchase_of(body, now)
        key = f"alert:{alert.id}:{alert.raised_at}:{len(alert.audit)}"
        placed, = self.purchases.order([(key, body)], now)
        return str(placed["purchase_order"])
