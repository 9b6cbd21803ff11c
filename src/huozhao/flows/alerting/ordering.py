"""From an alert to an order: the plan's own proposals first, so that nothing is ordered twice."""

from dataclasses import dataclass

from huozhao.flows.alerting.alert import Alert
from huozhao.flows.goods import Goods
from huozhao.flows.planning.decide import Decisions
from huozhao.flows.planning.plans import Plans
from huozhao.flows.planning.transfers import Transfers, transfer_of
from huozhao.flows.purchasing import Purchases, purchase_of
from huozhao.supply.plan_book import Proposal, Wanted
from huozhao.terms.errors import Conflict


@dataclass(frozen=True)
class Ordering:
    """Orders what an alert advises."""

    plans: Plans
    decisions: Decisions
    purchases: Purchases
    transfers: Transfers
    goods: Goods
    default_days: int
    transfer_days: int

    def order(self, alert: Alert, units: int, who: str, now: int) -> list[str]:
        """Approve the open proposals of the shelf up to `units`, order the rest; return the ids of the orders."""
        orders: list[str] = []
        for proposal in self._open(alert):
            if units > 0:
                approved = self._approved(proposal, units, who, now)
                orders += [str(approved.body.get("purchase_order") or approved.body.get("transfer_order"))
                           ] if approved else []
                units -= approved.quantity if approved else 0
        if units > 0 and alert.shelf.depot:
            moved, order = self._moved(alert, units, now)
            orders, units = orders + order, units - moved
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

    def _moved(self, alert: Alert, units: int, now: int) -> tuple[int, list[str]]:
        """Bring what the depot has of it; return how many units and on which order."""
        depot = alert.shelf.depot
        there = sum(level.available for level in self.transfers.ledger.levels([alert.sku], [depot]))
        body = {
            "sku": alert.sku, "shop": alert.shop, "giver": depot, "quantity": min(units, there),
            "unit_fen": self._unit_fen(alert.sku), "lead_time_days": self.transfer_days, "audit": [],
        }  # fmt: skip
        body["transfer_order"] = transfer_of(body, now)
        if min(units, there) < 1 or self.transfers.order([(_key(alert), body)], now):
            return 0, []
        return min(units, there), [str(body["transfer_order"])]

    def _bought(self, alert: Alert, units: int, now: int) -> str:
        """Put units on today's draft in whole packs: for the depot where the shop is filled from one."""
        item, shop = self.goods.sku(alert.sku), alert.shelf.depot or alert.shop
        pack = max(1, item.pack_size if item else alert.shelf.pack_size)
        days = self.default_days if item is None or item.lead_time_days is None else item.lead_time_days
        body = {
            "sku": alert.sku, "shop": shop, "supplier": (item.supplier if item else None) or "",
            "quantity": -(-units // pack) * pack, "unit_fen": self._unit_fen(alert.sku), "lead_time_days": days,
            "audit": [],
        }  # fmt: skip
        body["purchase_order"] = purchase_of(body, now)
        placed, = self.purchases.order([(_key(alert), body)], now)
        return str(placed["purchase_order"])

    def _unit_fen(self, sku: str) -> int:
        item = self.goods.sku(sku)
        return (item.price_fen if item.cost_fen is None else item.cost_fen) if item else 0


def _key(alert: Alert) -> str:
    return f"alert:{alert.id}:{alert.raised_at}:{len(alert.audit)}"
