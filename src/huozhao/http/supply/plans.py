"""Plans and proposals: what to buy and what to move, why, and what an operator decides about it."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name
from huozhao.http.wire import AuditOut, Words
from huozhao.supply.plan_book import Proposal, Wanted
from huozhao.supply.tiers import TIERS
from huozhao.terms.errors import BadInput
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
KINDS = ("purchase", "transfer")
STATES = ("open", "cut", "approved", "rejected")


class StepOut(msgspec.Struct, frozen=True):
    """One line of the arithmetic; sign is + - = max or round."""

    label: Words
    value: int
    sign: str


class ForecastOut(msgspec.Struct, frozen=True):
    """Units a day: what sold and what is expected; quantiles are of the sum over `days`."""

    days: int
    mean_per_day: float
    model: Words
    quantiles: dict[str, float]
    history: list[float]
    horizon: list[float]
    lost: list[float] = []
    notes: list[Words] = []


class NeedSignalOut(msgspec.Struct, frozen=True):
    """A need seen early that raises the proposal: how many shoppers look for what; a rhythm gives no units."""

    theme: Words
    people: int
    city: str
    units: float
    is_rhythm: bool


class ProposalOut(msgspec.Struct, frozen=True):
    """What to buy for one SKU at one shop, or to move there from `giver`, and why.

    `rank` is 1 for the best; `reward_per_yuan` is what a yuan of it is expected to earn; `cut_why` says why the budget
    or a limit left less than was `wanted`.
    """

    id: str
    sku: str
    title: str
    shop: str
    shop_name: str
    supplier: str
    quantity: int
    proposed: int
    pack_size: int
    value_fen: int
    state: str
    why: Words
    arithmetic: list[StepOut]
    forecast: ForecastOut
    audit: list[AuditOut]
    signals: list[NeedSignalOut] = []
    kind: str = "purchase"
    giver: str = ""
    giver_name: str = ""
    tier: str = "steady"
    tier_why: Words | None = None
    rule: Words | None = None
    rank: int = 0
    wanted: int = 0
    reward_fen: int = 0
    reward_per_yuan: float = 0.0
    cut_why: Words | None = None
    purchase_order: str | None = None
    transfer_order: str | None = None


class ProposalPage(msgspec.Struct, frozen=True):
    """Proposals of the newest plan."""

    items: list[ProposalOut]
    next: str | None


class PlanOut(msgspec.Struct, frozen=True):
    """The newest plan at a glance.

    `counts` are proposals by state, `kinds` the same by kind, `tiers` rows by tier; `budget_fen` 0 = no limit,
    `cut_fen` the value that was left out for want of budget or room.
    """

    plan: str
    computed_at: str
    rows: int
    proposals: int
    quantity: int
    value_fen: int
    horizon_days: int
    service_level: float
    counts: dict[str, int]
    intent: dict[str, Any]
    needs: dict[str, Any] = {}
    kinds: dict[str, dict[str, int]] = {}
    tiers: dict[str, int] = {}
    budget_fen: int = 0
    cut_fen: int = 0


class RejectIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the proposal is declined."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class EditIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The quantity to order instead, in whole packs."""

    quantity: Annotated[int, Meta(ge=1, le=1_000_000_000)]


class ApproveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which proposals to approve: some ids, or all open ones that the filters name."""

    ids: list[str] = []
    all: bool = False
    kind: str = ""
    shop: str = ""
    sku: str = ""
    tier: str = ""
    supplier: str = ""


class ApprovedOut(msgspec.Struct, frozen=True):
    """How many proposals were approved; `short` are transfers whose giver no longer has the goods."""

    approved: int
    short: list[str] = []


def _proposal_out(mall: App, found: Proposal) -> ProposalOut:
    told = mall.plans.tell(found)
    audit = [{**entry, "at": iso(entry["at"])} for entry in told["audit"]]
    giver = shop_name(mall, found.giver) if found.giver else ""
    told |= {"shop_name": shop_name(mall, found.shop), "giver_name": giver, "audit": audit}
    return msgspec.convert(told, ProposalOut)


@get("/plans/latest", summary="Read the newest plan", tags=["plans"], sync_to_thread=True)
def get_plan(mall: App) -> PlanOut:
    """Return the newest plan and how many of its proposals are in each state."""
    body = mall.plans.newest().body
    kinds = mall.plans.counts(body["plan"])
    counts = kinds.pop("all")
    told = {**body, "computed_at": iso(body["computed_at"]), "counts": counts, "kinds": kinds}
    return msgspec.convert(told, PlanOut)


@get("/proposals", summary="Read proposals", tags=["plans"], sync_to_thread=True)
def get_proposals(
    mall: App,
    only: Annotated[str, QueryParameter(name="state")] = "",
    kind: str = "",
    shop: str = "",
    sku: str = "",
    tier: str = "",
    supplier: str = "",
    after: str = "",
    limit: int = 50,
) -> ProposalPage:
    """Return proposals of the newest plan from the best downwards, each with its arithmetic and forecast.

    An empty filter asks nothing; `kind` is purchase or transfer, `state` open, cut, approved or rejected.
    """
    _require(only, STATES, "state")
    newest = mall.plans.latest()
    if newest is None:
        return ProposalPage([], None)
    limit = max(1, min(limit, 500))
    wanted = _wanted(newest.id, only, kind, shop, sku, tier, supplier)
    found = mall.plans.page(wanted, after, limit + 1)
    items = [_proposal_out(mall, each) for each in found[:limit]]
    return ProposalPage(items, items[-1].id if len(found) > limit else None)


@get("/proposals/{id:str}", summary="Read one proposal", tags=["plans"], sync_to_thread=True)
def get_proposal(mall: App, id: str) -> ProposalOut:
    """Return one proposal, of an older plan too when it was decided."""
    return _proposal_out(mall, mall.decisions.proposal(id))


@post("/proposals/{id:str}/approve", status_code=200, summary="Approve", tags=["plans"], sync_to_thread=True)
def approve(mall: App, request: Asked, id: str) -> ProposalOut:
    """Order what is proposed; it counts as in transit from now on."""
    return _proposal_out(mall, mall.decisions.approve(id, who(request), mall.clock()))


@post("/proposals/{id:str}/reject", status_code=200, summary="Reject", tags=["plans"], sync_to_thread=True)
def reject(mall: App, request: Asked, id: str, data: RejectIn | None = None) -> ProposalOut:
    """Decline a proposal."""
    return _proposal_out(mall, mall.decisions.reject(id, data.reason if data else "", who(request), mall.clock()))


@post("/proposals/{id:str}/edit", status_code=200, summary="Edit", tags=["plans"], sync_to_thread=True)
def edit(mall: App, request: Asked, id: str, data: EditIn) -> ProposalOut:
    """Change the quantity of an open proposal."""
    return _proposal_out(mall, mall.decisions.edit(id, data.quantity, who(request), mall.clock()))


@post("/proposals/{id:str}/undo", status_code=200, summary="Undo", tags=["plans"], sync_to_thread=True)
def undo(mall: App, request: Asked, id: str) -> ProposalOut:
    """Take the last decision back."""
    return _proposal_out(mall, mall.decisions.undo(id, who(request), mall.clock()))


@post("/proposals/approve", status_code=200, summary="Approve many", tags=["plans"], sync_to_thread=True)
def approve_many(mall: App, request: Asked, data: ApproveIn) -> ApprovedOut:
    """Approve some proposals, or all open ones that the filters name."""
    if not data.ids and not data.all:
        raise BadInput("nothing_named", "name the proposals to approve", field="ids", hint='send "ids" or "all": true')
    plan = mall.plans.newest().id if data.all else ""
    wanted = _wanted(plan, "open", data.kind, data.shop, data.sku, data.tier, data.supplier)
    ids = (found.id for found in mall.plans.all(wanted)) if data.all else data.ids
    done = mall.decisions.approve_many(ids, who(request), mall.clock())
    return ApprovedOut(done.approved, list(done.short))


def _wanted(plan: str, state: str, kind: str, shop: str, sku: str, tier: str, supplier: str) -> Wanted:
    _require(kind, KINDS, "kind")
    _require(tier, TIERS, "tier")
    return Wanted(plan, state=state, kind=kind, shop=shop, sku=sku, tier=tier, supplier=supplier)


def _require(given: str, known: Sequence[str], field: str) -> None:
    if given and given not in known:
        raise BadInput(f"unknown_{field}", f"{given!r} is no {field}", field=field, hint=f"one of {', '.join(known)}")


ROUTER = Router(
    "/", route_handlers=[get_plan, get_proposals, get_proposal, approve, reject, edit, undo, approve_many])
