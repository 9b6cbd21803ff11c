"""Plans, proposals and purchase orders."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows import plan as plans
from huozhao.http.asking import who
from huozhao.http.stock import shop_name
from huozhao.http.wire import AuditOut, Words
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]


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
    """What to order for one SKU at one shop, and why."""

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


class ProposalPage(msgspec.Struct, frozen=True):
    """Proposals of the newest plan."""

    items: list[ProposalOut]
    next: str | None


class PlanOut(msgspec.Struct, frozen=True):
    """The newest plan at a glance."""

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


class RejectIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the proposal is declined."""

    reason: Annotated[str, Meta(max_length=500)] = ""


class EditIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The quantity to order instead, in whole packs."""

    quantity: Annotated[int, Meta(ge=1, le=1_000_000_000)]


class ApproveIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which proposals to approve: some ids, or all open ones."""

    ids: list[str] = []
    all: bool = False


class ApprovedOut(msgspec.Struct, frozen=True):
    """How many proposals were approved."""

    approved: int


def _proposal_out(mall: App, id: str, body: dict[str, Any]) -> ProposalOut:
    audit = [{**entry, "at": iso(entry["at"])} for entry in body["audit"]]
    return msgspec.convert({**body, "id": id, "shop_name": shop_name(mall, body["shop"]), "audit": audit}, ProposalOut)


def _latest(mall: App) -> Document:
    found = plans.latest(mall.documents)
    if found is None:
        raise NotFound("no_plan", "there is no plan yet", hint='start one with POST /v1/jobs {"kind": "run"}')
    return found


@get("/plans/latest", summary="Read the newest plan", tags=["plans"], sync_to_thread=True)
def get_plan(mall: App) -> PlanOut:
    """Return the newest plan and how many of its proposals are in each state."""
    body = _latest(mall).body
    counts: dict[str, int] = {}
    for found in plans.proposals(mall.documents, body["plan"]):
        counts[found.body["state"]] = counts.get(found.body["state"], 0) + 1
    return msgspec.convert({**body, "computed_at": iso(body["computed_at"]), "counts": counts}, PlanOut)


@get("/proposals", summary="Read proposals", tags=["plans"], sync_to_thread=True)
def get_proposals(
    mall: App,
    only: Annotated[str, QueryParameter(name="state")] = "",
    shop: str = "",
    after: str = "",
    limit: int = 50,
) -> ProposalPage:
    """Return proposals of the newest plan, each with its arithmetic and forecast."""
    newest = plans.latest(mall.documents)
    items: list[ProposalOut] = []
    limit = max(1, min(limit, 500))
    for found in plans.proposals(mall.documents, newest.id, after) if newest else ():
        if only in ("", found.body["state"]) and shop in ("", found.body["shop"]):
            if len(items) == limit:
                return ProposalPage(items, items[-1].id)
            items.append(_proposal_out(mall, found.id, found.body))
    return ProposalPage(items, None)


@post("/proposals/{id:str}/approve", status_code=200, summary="Approve", tags=["plans"], sync_to_thread=True)
def approve(mall: App, request: Asked, id: str) -> ProposalOut:
    """Order what is proposed; it counts as in transit from now on."""
    return _proposal_out(mall, id, mall.decisions.approve(id, who(request), mall.clock()))


@post("/proposals/{id:str}/reject", status_code=200, summary="Reject", tags=["plans"], sync_to_thread=True)
def reject(mall: App, request: Asked, id: str, data: RejectIn | None = None) -> ProposalOut:
    """Decline a proposal."""
    return _proposal_out(mall, id, mall.decisions.reject(id, data.reason if data else "", who(request), mall.clock()))


@post("/proposals/{id:str}/edit", status_code=200, summary="Edit", tags=["plans"], sync_to_thread=True)
def edit(mall: App, request: Asked, id: str, data: EditIn) -> ProposalOut:
    """Change the quantity of an open proposal."""
    return _proposal_out(mall, id, mall.decisions.edit(id, data.quantity, who(request), mall.clock()))


@post("/proposals/{id:str}/undo", status_code=200, summary="Undo", tags=["plans"], sync_to_thread=True)
def undo(mall: App, request: Asked, id: str) -> ProposalOut:
    """Take the last decision back."""
    return _proposal_out(mall, id, mall.decisions.undo(id, who(request), mall.clock()))


@post("/proposals/approve", status_code=200, summary="Approve many", tags=["plans"], sync_to_thread=True)
def approve_many(mall: App, request: Asked, data: ApproveIn) -> ApprovedOut:
    """Approve some proposals, or all open ones."""
    if not data.ids and not data.all:
        raise BadInput("nothing_named", "name the proposals to approve", field="ids", hint='send "ids" or "all": true')
    ids = data.ids
    if data.all:
        ids = [p.id for p in plans.proposals(mall.documents, _latest(mall).id) if p.body["state"] == "open"]
    return ApprovedOut(mall.decisions.approve_many(ids, who(request), mall.clock()))


ROUTER = Router("/", route_handlers=[get_plan, get_proposals, approve, reject, edit, undo, approve_many])
