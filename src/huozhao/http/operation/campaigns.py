"""Campaigns: what operators write, preview, start and take back, what the mall suggests, and what came of it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.campaigns.book import KeptCampaign
from huozhao.http.gate.asking import who
from huozhao.http.operation.decisions import LiftOut, lift_out
from huozhao.http.operation.strategies import MOST_FEN, BudgetIn, Instant
from huozhao.http.wire import AuditOut, Words, words
from huozhao.operations.campaigns.campaign import campaign_to_dict
from huozhao.operations.campaigns.ready import CampaignProposal
from huozhao.operations.messages.arbiter import REASONS
from huozhao.operations.messages.wish import CHANNELS, Channel
from huozhao.terms.text import Text, text_from
from huozhao.terms.time import iso, parse_instant

Asked = Request[Any, Any, Any]
Fen = Annotated[int, Meta(ge=0, le=MOST_FEN)]
STOPPED = {**REASONS, "over": Text("已到结束时间", "its last day has passed"),
           "no_stock": Text("商品都没货了，已自动停下", "the goods are out of stock: it stopped itself")}


class CampaignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign as an operator writes it; words may hold {goods}, {price}, {coupon} and {until}."""

    expression: Annotated[str, Meta(max_length=4_000)]
    title: dict[str, str]
    body: dict[str, str]
    ends_at: Instant | str
    label: dict[str, str] | None = None
    starts_at: Instant | str | None = None
    skus: Annotated[list[str], Meta(max_length=50)] = []
    coupon: Annotated[str, Meta(max_length=64)] = ""
    channels: list[Channel] = msgspec.field(default_factory=lambda: list(CHANNELS))
    template: Annotated[str, Meta(max_length=64)] = ""
    link: Annotated[str, Meta(max_length=512)] = ""
    budget: BudgetIn = BudgetIn()
    cost_fen: Fen = 0
    value_fen: Annotated[int, Meta(ge=-MOST_FEN, le=MOST_FEN)] = 0
    take_rate: Annotated[float, Meta(ge=0, le=1)] = 0.05
    hold_out: Annotated[float, Meta(ge=0, le=0.5)] = 0.1
    window_days: Annotated[int, Meta(ge=1, le=90)] = 14
    origin: Annotated[str, Meta(max_length=128)] = ""


class NeededOut(msgspec.Struct, frozen=True):
    """Units of one SKU that one shop is expected to sell because of the campaign, what it has, what is missing."""

    sku: str
    title: str
    shop: str
    shop_name: str
    expected: float
    available: int
    missing: int


class CampaignPreviewOut(msgspec.Struct, frozen=True):
    """Before it starts: whom it reaches through what, what stock that needs where, what it costs; money in fen.

    `title` and `body` are the words as a shopper would read them.
    """

    at: str
    crowd: int
    agreed: int
    held_out: int
    told: int
    channels: dict[str, int]
    cities: dict[str, int]
    orders: float
    needed: list[NeededOut]
    cost_fen: int
    most_cost_fen: int
    value_fen: int
    title: Words
    body: Words


class CampaignOut(msgspec.Struct, frozen=True):
    """A campaign with its state, preview, what it has spent, why it stopped itself, and the record of its changes."""

    campaign: str
    version: int
    state: str
    label: Words
    origin: str
    expression: str
    skus: list[str]
    coupon: str
    channels: list[str]
    template: str
    title: Words
    body: Words
    link: str
    starts_at: str | None
    ends_at: str
    started_at: str | None
    budget: dict[str, int | None]
    spent: dict[str, int]
    cost_fen: int
    value_fen: int
    take_rate: float
    hold_out: float
    window_days: int
    preview: CampaignPreviewOut | None
    stopped: str
    stopped_said: Words | None
    audit: list[AuditOut]


class CampaignPage(msgspec.Struct, frozen=True):
    """Campaigns, those that begin last first."""

    items: list[CampaignOut]
    next: str | None


class CampaignProposalOut(msgspec.Struct, frozen=True):
    """A campaign that the mall suggests, and why."""

    origin: str
    why: Words
    label: Words
    expression: str
    skus: list[str]
    title: Words
    body: Words


class CampaignProposalPage(msgspec.Struct, frozen=True):
    """What the mall suggests and nobody has taken up."""

    items: list[CampaignProposalOut]
    next: str | None


class TakeUpIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which proposal becomes a draft, under which id."""

    origin: Annotated[str, Meta(max_length=128)]
    campaign: Annotated[str, Meta(pattern="^[a-z0-9_]{1,64}$")]


@get("/campaigns", summary="Read campaigns", tags=["campaigns"], sync_to_thread=True)
def get_campaigns(mall: App, only: Annotated[str, QueryParameter(name="state")] = "") -> CampaignPage:
    """Return campaigns by state: draft, previewed, running, paused, ended."""
    return CampaignPage([_out(mall, kept) for kept in mall.campaigning.desk.book.all(only)], None)


@get("/campaigns/proposals", summary="Read suggested campaigns", tags=["campaigns"], sync_to_thread=True)
def get_campaign_proposals(mall: App) -> CampaignProposalPage:
    """Return ready-made campaigns: approved markdowns, improved goods, approved regional pushes, recall."""
    return CampaignProposalPage([_proposal_out(each) for each in mall.campaigning.proposing.all()], None)


@post("/campaigns/proposals", status_code=200, summary="Take a proposal up", tags=["campaigns"],
      sync_to_thread=True)  # fmt: skip
def post_campaign_proposal(mall: App, request: Asked, data: TakeUpIn) -> CampaignOut:
    """Make a proposal into a draft."""
    return _out(mall, mall.campaigning.proposing.take_up(data.origin, data.campaign, who(request)))


@post("/campaigns/preview", status_code=200, summary="Try a campaign out", tags=["campaigns"], sync_to_thread=True)
def try_out(mall: App, data: CampaignIn) -> CampaignPreviewOut:
    """Return the preview of a campaign that is being written; nothing is kept, nobody is told."""
    return preview_out(mall, mall.campaigning.desk.try_out(_body(data)))


@get("/campaigns/{id:str}", summary="Read one campaign", tags=["campaigns"], sync_to_thread=True)
def get_campaign(mall: App, id: str) -> CampaignOut:
    """Return one campaign."""
    return _out(mall, mall.campaigning.desk.book.get(id))


@put("/campaigns/{id:str}", status_code=200, summary="Write a campaign", tags=["campaigns"], sync_to_thread=True)
def put_campaign(mall: App, request: Asked, id: str, data: CampaignIn) -> CampaignOut:
    """Write a draft, or change a campaign that does not run; it has to be previewed before it starts."""
    return _out(mall, mall.campaigning.desk.write(id, _body(data), who(request)))


@get("/campaigns/{id:str}/lift", summary="Measure a campaign", tags=["campaigns"], sync_to_thread=True)
def get_campaign_lift(mall: App, id: str) -> LiftOut:
    """Return what a campaign changed: those told against those held out, with 95 % intervals."""
    return lift_out(mall.campaigning.desk.lift(id))


@post("/campaigns/{id:str}/{step:str}", status_code=200, summary="Preview, start, pause, end or undo",
      tags=["campaigns"], sync_to_thread=True)  # fmt: skip
def post_campaign_step(
    mall: App, request: Asked, id: str, step: Literal["preview", "start", "pause", "end", "undo"]
) -> CampaignOut:
    """Take a step; what waits of a campaign that does not run any more is taken back at once."""
    return _out(mall, mall.campaigning.desk.step(id, step, who(request)))


def preview_out(mall: App, body: Mapping[str, Any]) -> CampaignPreviewOut:
    """Return a preview for the wire."""
    needed = []
    for sku, shop, expected, available, missing in body["needed"]:
        item, place = mall.goods.sku(sku), mall.goods.shop(shop)
        needed.append(NeededOut(sku, item.title if item else sku, shop, place.name if place else shop, expected,
                                available, missing))  # fmt: skip
    plain = {name: body[name] for name in ("crowd", "agreed", "held_out", "told", "channels", "cities", "orders",
                                           "cost_fen", "most_cost_fen", "value_fen")}  # fmt: skip
    return CampaignPreviewOut(at=iso(body["at"]), needed=needed, title=words(text_from(body["title"], "")),
                              body=words(text_from(body["body"], "")), **plain)  # fmt: skip


def _out(mall: App, kept: KeptCampaign) -> CampaignOut:
    campaign = kept.campaign
    spent = mall.campaigning.desk.spent(campaign)
    said = STOPPED.get(kept.stopped)
    plain = campaign_to_dict(campaign) | {
        "campaign": campaign.campaign, "version": kept.version, "state": kept.state,
        "starts_at": _when(campaign.starts_at), "ends_at": iso(campaign.ends_at), "started_at": _when(kept.started_at),
        "spent": {"uses": spent.uses, "fen": spent.fen}, "stopped": kept.stopped,
        "stopped_said": said.as_dict() if said else None,
        "preview": msgspec.to_builtins(preview_out(mall, kept.preview)) if kept.preview else None,
        "audit": [_entry(each) for each in kept.audit],
    }  # fmt: skip
    return msgspec.convert(plain, CampaignOut)


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change without the long previews in it."""
    return {"who": entry["who"], "at": iso(entry["at"]), "what": entry["what"],
            "from": _short(entry["from"]), "to": _short(entry["to"])}  # fmt: skip


def _short(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name != "preview"}


def _proposal_out(each: CampaignProposal) -> CampaignProposalOut:
    draft = each.draft
    return CampaignProposalOut(each.origin, words(each.why), words(text_from(draft["label"], "")), draft["expression"],
                         list(draft["skus"]), words(text_from(draft["title"], "")), words(text_from(draft["body"], "")))


def _body(data: CampaignIn) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(data)
    for name in ("starts_at", "ends_at"):
        body[name] = None if body[name] is None else parse_instant(body[name], name)
    return body


def _when(at: int | None) -> str | None:
    return iso(at) if at is not None else None


ROUTER = Router("/", route_handlers=[
    get_campaigns, get_campaign_proposals, post_campaign_proposal, try_out, get_campaign, put_campaign,
    get_campaign_lift, post_campaign_step,
])  # fmt: skip
