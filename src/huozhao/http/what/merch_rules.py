"""Merchant rules: what operators pin, lift, lower, block and cap on pages, with undo and a preview."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.merch_rules import KeptRule
from huozhao.flows.page import Page
from huozhao.flows.page.preview import Difference, preview
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.what.page import PageIn, ask_of
from huozhao.http.wire import AuditOut, Words, words
from huozhao.matching.rerank.read import BOUNDS, LABELS
from huozhao.matching.rerank.rules import KINDS, rule_to_dict
from huozhao.terms.time import iso, parse_instant


class ChoiceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which goods a rule is about; all conditions given must hold."""

    skus: list[str] = []
    category: list[str] = []
    attributes: dict[str, str] = {}
    min_price_fen: int | None = None
    max_price_fen: int | None = None


class RuleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as an operator writes it; see GET /v1/merch-rules/kinds for what each kind is told by.

    `placements` and `segments` (RFM segments or tags) narrow it, empty = everywhere and everybody. `position` counts
    from 1. `hold_out` is the share of shoppers (0 to 0.5) for whom the rule does not hold; left out it stays as it is.
    `state` is on or paused.
    """

    kind: str
    label: dict[str, str] | None = None
    goods: ChoiceIn | None = None
    placements: list[str] = []
    segments: list[str] = []
    starts_at: int | str | None = None
    ends_at: int | str | None = None
    position: int | None = None
    factor: float | None = None
    floor: float | None = None
    share: float | None = None
    days: float | None = None
    source: str = ""
    hold_out: float | None = None
    state: str = "on"


class MerchRuleOut(msgspec.Struct, frozen=True):
    """A rule with its state (on, paused, removed), its version and the record of its changes."""

    rule: str
    kind: str
    kind_label: Words
    label: Words
    goods: dict[str, Any]
    placements: list[str]
    segments: list[str]
    starts_at: str | None
    ends_at: str | None
    position: int
    factor: float
    floor: float
    share: float
    days: float
    source: str
    hold_out: float
    state: str
    version: int
    changed_at: str
    audit: list[AuditOut]


class MerchRulePage(msgspec.Struct, frozen=True):
    """All rules by id."""

    items: list[MerchRuleOut]
    next: str | None


class BoundOut(msgspec.Struct, frozen=True):
    """A number that a kind of rule is told by, with its bounds."""

    name: str
    low: float
    high: float


class RuleKindOut(msgspec.Struct, frozen=True):
    """A kind of rule and the numbers it needs."""

    kind: str
    label: Words
    numbers: list[BoundOut]


class RuleKindPage(msgspec.Struct, frozen=True):
    """All kinds of rules."""

    items: list[RuleKindOut]
    next: str | None


class PreviewIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page, and the rule to try on it; with `rule` the kept rule of that id is tried off, or `data` in its place."""

    page: PageIn
    data: RuleIn | None = None
    rule: Annotated[str, Meta(max_length=64)] = "preview"
    at: int | str | None = None


class MovedOut(msgspec.Struct, frozen=True):
    """A product that moves: its place over the whole page before and after, null = not on it."""

    sku: str
    title: str
    before: int | None
    after: int | None


class RulePreviewOut(msgspec.Struct, frozen=True):
    """What a rule changes on one page: products by their place after, then those that leave."""

    moved: list[MovedOut]
    before: list[str]
    after: list[str]


@get("/merch-rules", summary="Read all merchant rules", tags=["merch-rules"], sync_to_thread=True)
def get_merch_rules(mall: App, removed: bool = False) -> MerchRulePage:
    """Return every rule; `removed` adds those that were taken off, to bring them back."""
    return MerchRulePage([_out(kept) for kept in mall.merch_rules.all(removed=removed)], None)


@get("/merch-rules/kinds", summary="Read the kinds of merchant rules", tags=["merch-rules"], sync_to_thread=False)
def get_rule_kinds() -> RuleKindPage:
    """Return every kind of rule with the numbers it needs and their bounds."""
    return RuleKindPage(
        [RuleKindOut(kind, words(LABELS[kind]), [BoundOut(*bound) for bound in BOUNDS[kind]]) for kind in KINDS], None)


@get("/merch-rules/{rule:str}", summary="Read one merchant rule", tags=["merch-rules"], sync_to_thread=True)
def get_merch_rule(mall: App, rule: str) -> MerchRuleOut:
    """Return one rule with the record of its changes."""
    return _out(mall.merch_rules.get(rule))


@put("/merch-rules/{rule:str}", status_code=200, summary="Write a merchant rule", tags=["merch-rules"],
     sync_to_thread=True)  # fmt: skip
def put_merch_rule(mall: App, request: Request[Any, Any, Any], rule: str, data: RuleIn) -> MerchRuleOut:
    """Write a new rule or change one; it holds from the next page on."""
    return _out(mall.merch_rules.write(rule, _body(data), who(request), mall.clock()))


@delete("/merch-rules/{rule:str}", status_code=200, summary="Remove a merchant rule", tags=["merch-rules"],
        sync_to_thread=True)  # fmt: skip
def delete_merch_rule(mall: App, request: Request[Any, Any, Any], rule: str) -> MerchRuleOut:
    """Take a rule off; POST …/undo brings it back."""
    return _out(mall.merch_rules.remove(rule, who(request), mall.clock()))


@post("/merch-rules/{rule:str}/undo", status_code=200, summary="Undo the last change of a rule", tags=["merch-rules"],
      sync_to_thread=True)  # fmt: skip
def undo_merch_rule(mall: App, request: Request[Any, Any, Any], rule: str) -> MerchRuleOut:
    """Take the last change that stands back: a removal, an edit."""
    return _out(mall.merch_rules.undo(rule, who(request), mall.clock()))


@post("/merch-rules/preview", status_code=200, summary="Try a rule on a page", tags=["merch-rules"])
async def preview_merch_rule(mall: App, request: Request[Any, Any, Any], data: PreviewIn) -> RulePreviewOut:
    """Return what one page would be with and without a rule; nothing is kept, nothing is recorded as shown."""
    at = parse_instant(data.at, "at") if data.at is not None else 0
    body = _body(data.data) if data.data is not None else None
    if data.page.shopper:
        await asyncio.to_thread(mall.looks.looked, principal_of(request), data.page.shopper, "rule_preview")
    found = await asyncio.to_thread(preview, mall.pages, mall.merch_rules, ask_of(data.page, at), data.rule, body)
    return _preview_out(found)


def _body(data: RuleIn) -> dict[str, Any]:
    body = msgspec.to_builtins(data)
    for name in ("starts_at", "ends_at"):
        body[name] = None if body[name] is None else parse_instant(body[name], name)
    return dict(body)


def _out(kept: KeptRule) -> MerchRuleOut:
    rule = kept.rule
    body = rule_to_dict(rule) | {
        "rule": rule.rule, "kind_label": LABELS[rule.kind].as_dict(), "starts_at": _when(rule.starts_at),
        "ends_at": _when(rule.ends_at), "state": kept.state, "version": kept.version,
        "changed_at": iso(kept.changed_at), "audit": [{**entry, "at": iso(entry["at"])} for entry in kept.audit],
    }  # fmt: skip
    return msgspec.convert(body, MerchRuleOut)


def _preview_out(found: Difference) -> RulePreviewOut:
    moved = [MovedOut(each.sku, each.title, each.before, each.after) for each in found.moved]
    return RulePreviewOut(moved, _skus(found.before), _skus(found.after))


def _skus(page: Page) -> list[str]:
    return [item.sku.sku for zone in page.zones for item in zone.items]


def _when(at: int | None) -> str | None:
    return iso(at) if at is not None else None


ROUTER = Router("/", route_handlers=[
    get_merch_rules, get_rule_kinds, preview_merch_rule, get_merch_rule, put_merch_rule, delete_merch_rule,
    undo_merch_rule,
])  # fmt: skip
