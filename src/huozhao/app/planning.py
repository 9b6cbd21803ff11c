"""Wire the plan: what it reads, who is asked, what becomes of its proposals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from huozhao.app.storage import Backends
from huozhao.flows.backtests.tier_book import TierBook
from huozhao.flows.forecasts.knowing import Knowing
from huozhao.flows.goods import Goods
from huozhao.flows.planning.approvals import PlanApprovals
from huozhao.flows.planning.coming import coming
from huozhao.flows.planning.decide import Decisions
from huozhao.flows.planning.ground import Tiering, min_max_tiering
from huozhao.flows.planning.planner import Planner, Wiring
from huozhao.flows.planning.plans import Plans
from huozhao.flows.planning.rows import Sources
from huozhao.flows.planning.transfers import Transfers
from huozhao.flows.purchasing.book import open_orders
from huozhao.flows.purchasing.desk import PurchaseDesk
from huozhao.flows.purchasing.learning import LeadTimes
from huozhao.flows.purchasing.suppliers import Suppliers
from huozhao.settings import Settings
from huozhao.supply.policy import MIN_MAX, TIERS, Policy
from huozhao.supply.signals import Signal
from huozhao.terms.errors import BadInput


def wire_planner(
    settings: Settings, opened: Backends, goods: Goods, knowing: Knowing, signals: Callable[[int], Sequence[Signal]]
) -> Planner:
    """Return the planner over open back ends."""
    if settings.supply.plan not in (TIERS, MIN_MAX):
        raise BadInput("unknown_plan", f"supply.plan = {settings.supply.plan!r} is not known", field="supply.plan",
                       hint=f"{TIERS} or {MIN_MAX}")
    documents, zone, supply = opened.documents, settings.mall.timezone, settings.supply
    transfers = Transfers(documents, opened.ledger, PlanApprovals(opened.proposals))
    learned = LeadTimes(documents, opened.clock)
    suppliers = Suppliers(documents, learned, zone, supply.lead_time_days)
    tiers = TierBook(documents, opened.clock, supply.service_level)
    return Planner(
        Sources(opened.state, opened.ledger, goods, knowing), opened.log, documents, opened.parts, opened.proposals,
        supply, zone,
        Wiring(
            needs=signals, needs_cap=settings.needs.demand_cap,
            coming=lambda: coming(open_orders(documents), transfers.open()),
            lead_time=suppliers.lead_time,
            minimum_fen=lambda: {id: suppliers.terms(id)["min_order_fen"] for id in suppliers.ids()},
            tiering=lambda: _tiering(supply, tiers),
        ),
    )  # fmt: skip


def _tiering(policy: Policy, tiers: TierBook) -> Tiering:
    return min_max_tiering(policy) if policy.plan == MIN_MAX else Tiering(tiers.rules(), tiers.overrides())


@dataclass(frozen=True)
class Deciding:
    """What becomes of proposals: decisions, transfer orders, and the purchasing desk that hears of approvals."""

    plans: Plans
    decisions: Decisions
    transfers: Transfers
    purchasing: PurchaseDesk


def wire_deciding(opened: Backends, goods: Goods, purchasing: PurchaseDesk) -> Deciding:
    """Return what decides about proposals, over open back ends."""
    approvals = PlanApprovals(opened.proposals)
    transfers = Transfers(opened.documents, opened.ledger, approvals)
    desk = replace(purchasing, purchases=replace(purchasing.purchases, approvals=approvals))
    return Deciding(
        Plans(opened.documents, opened.proposals, opened.state, goods),
        Decisions(opened.proposals, desk.purchases, transfers), transfers, desk,
    )  # fmt: skip
