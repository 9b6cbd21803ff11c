"""Tiers: hot, steady, niche, slow and new goods, the rule of each, and goods put into a tier by hand."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.backtests.tier_goods import TierRow
from huozhao.http.gate.asking import who
from huozhao.http.supply.stock import shop_name
from huozhao.http.wire import AuditOut, Words, words
from huozhao.supply.policies import Rule, rule_from
from huozhao.supply.tiers import LABELS, TIERS
from huozhao.terms.errors import NotFound
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
MOST_ROWS = 500
Kind = Annotated[str, Meta(description="order_up_to, reorder_up_to, newsvendor, days_of_cover or min_max")]


class TierRuleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: the policy and its parameters; `review_days` 0 = as the settings say, `max_units` 0 = no limit."""

    kind: Kind = "reorder_up_to"
    service_level: Annotated[float, Meta(description="0.5 to 0.999, no stock-out until the next order")] = 0.95
    review_days: int = 0
    cover_days: float = 0.0
    min_units: int = 0
    max_units: int = 0


class TierRuleOut(TierRuleIn, frozen=True):
    """A rule with its words."""

    label: Words = Words("", "")


class TierOut(msgspec.Struct, frozen=True):
    """A tier: how many SKU × shop of the newest plan are in it, its rule, and who set that.

    `set_by` is default, person or backtest; then `who`, `at` and `backtest` say more. `by_hand` counts what operators
    put into this tier.
    """

    tier: str
    label: Words
    rows: int
    rule: TierRuleOut
    set_by: str
    who: str
    at: str | None
    backtest: str
    by_hand: int


class TierChangeOut(msgspec.Struct, frozen=True):
    """The last change of the rules that still stands, and so can be undone."""

    who: str
    at: str
    what: str


class TiersOut(msgspec.Struct, frozen=True):
    """The tiers; `plan` is the plan that they were found with, null before the first one."""

    plan: str | None
    found_at: str | None
    tiers: list[TierOut]
    last_change: TierChangeOut | None


class TierRowOut(msgspec.Struct, frozen=True):
    """Goods at one shop in their tier, with the reason; `by_hand` is the tier set by an operator, "" = none.

    A tier set by hand holds from the next plan on.
    """

    sku: str
    shop: str
    shop_name: str
    title: str
    tier: str
    by_hand: str
    note: str
    rate: float
    available: int
    why: Words


class TierRowPage(msgspec.Struct, frozen=True):
    """Goods in SKU order; `next` goes on after the last SKU."""

    items: list[TierRowOut]
    next: str | None


class OverrideIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put goods into a tier; `shop` "" = at every shop."""

    sku: str
    tier: str
    shop: str = ""
    note: str = ""


class OverrideKeyIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which goods; `shop` "" = at every shop."""

    sku: str
    shop: str = ""


class OverrideOut(msgspec.Struct, frozen=True):
    """Goods put into a tier by hand; `tier` "" = the data decide again."""

    sku: str
    shop: str
    title: str
    tier: str
    note: str
    audit: list[AuditOut]


class OverridePage(msgspec.Struct, frozen=True):
    """What was put into tiers by hand and stands."""

    items: list[OverrideOut]
    next: str | None


@get("/tiers", summary="Read the tiers", tags=["plans"], sync_to_thread=True)
def get_tiers(mall: App) -> TiersOut:
    """Return the five tiers with their goods counted, and the rule that each goes by."""
    return _tiers(mall)


@get("/tiers/goods", summary="Read the goods of a tier", tags=["plans"], sync_to_thread=True)
def get_tier_goods(mall: App, tier: str = "", sku: str = "", after: str = "", limit: int = 50) -> TierRowPage:
    """Return goods by tier with the reason for it, as the newest plan found them; a page may be short of `limit`."""
    rows, following = mall.tiers.goods.page(tier, sku, after, max(1, min(limit, MOST_ROWS)))
    return TierRowPage([_row(mall, row) for row in rows], following)


@put("/tiers/{tier:str}/rule", summary="Set the rule of a tier", tags=["plans"], sync_to_thread=True)
def put_tier_rule(mall: App, request: Asked, tier: str, data: TierRuleIn) -> TiersOut:
    """Let a tier go by another rule from the next plan on."""
    mall.tiers.book.set_rules({tier: rule_from(msgspec.structs.asdict(data))}, who(request))
    return _tiers(mall)


@delete("/tiers/{tier:str}/rule", status_code=200, summary="Return to the default rule", tags=["plans"],
        sync_to_thread=True)  # fmt: skip
def delete_tier_rule(mall: App, request: Asked, tier: str) -> TiersOut:
    """Let a tier go by its default rule again."""
    mall.tiers.book.set_rules({tier: None}, who(request))
    return _tiers(mall)


@post("/tiers/undo", status_code=200, summary="Undo the last change of rules", tags=["plans"], sync_to_thread=True)
def undo_tier_rules(mall: App, request: Asked) -> TiersOut:
    """Take back the last change of the rules, be it of one tier or of all by a backtest."""
    mall.tiers.book.undo_rules(who(request))
    return _tiers(mall)


@get("/tier-overrides", summary="Read what was set by hand", tags=["plans"], sync_to_thread=True)
def get_tier_overrides(mall: App) -> OverridePage:
    """Return the goods that operators put into a tier."""
    return OverridePage([_override(mall, each) for each in mall.tiers.book.listed()], None)


@put("/tier-overrides", summary="Put goods into a tier", tags=["plans"], sync_to_thread=True)
def put_tier_override(mall: App, request: Asked, data: OverrideIn) -> OverrideOut:
    """Put goods into a tier by hand, at one shop or at all, from the next plan on."""
    if mall.goods.sku(data.sku) is None:
        raise NotFound("unknown_sku", f"SKU {data.sku!r} is not in the catalogue of goods", field="sku",
                       hint="list it with PUT /v1/goods")  # fmt: skip
    if data.shop and mall.goods.shop(data.shop) is None:
        raise NotFound("unknown_shop", f"there is no shop {data.shop!r}", field="shop", hint="see GET /v1/shops")
    return _override(mall, mall.tiers.book.put(data.sku, data.shop, data.tier, data.note, who(request)))


@delete("/tier-overrides", status_code=200, summary="Let the data decide again", tags=["plans"], sync_to_thread=True)
def delete_tier_override(mall: App, request: Asked, sku: str, shop: str = "") -> OverrideOut:
    """Take goods out of the tier that they were put into by hand."""
    return _override(mall, mall.tiers.book.take_out(sku, shop, who(request)))


@post("/tier-overrides/undo", status_code=200, summary="Undo a change by hand", tags=["plans"], sync_to_thread=True)
def undo_tier_override(mall: App, request: Asked, data: OverrideKeyIn) -> OverrideOut:
    """Take back the last change of the tier of these goods."""
    return _override(mall, mall.tiers.book.undo(data.sku, data.shop, who(request)))


def rule_out(rule: Rule) -> TierRuleOut:
    """Return a rule for the wire."""
    return TierRuleOut(**rule.as_dict(), label=words(rule.label))


def _tiers(mall: App) -> TiersOut:
    book, plan = mall.tiers.book, mall.tiers.goods.plan()
    rules, chosen, counts = book.rules(), book.chosen(), plan.body["tiers"] if plan else {}
    by_hand = [each.body["tier"] for each in book.listed()]
    found = []
    for tier in TIERS:
        set_ = chosen.get(tier)
        found.append(TierOut(
            tier, words(LABELS[tier]), counts.get(tier, 0), rule_out(rules[tier]), set_["by"] if set_ else "default",
            set_["who"] if set_ else "", iso(set_["at"]) if set_ else None, set_["backtest"] if set_ else "",
            by_hand.count(tier)))  # fmt: skip
    last = book.last_change()
    return TiersOut(plan.id if plan else None, iso(plan.body["computed_at"]) if plan else None, found,
                    TierChangeOut(last["who"], iso(last["at"]), last["what"]) if last else None)  # fmt: skip


def _row(mall: App, row: TierRow) -> TierRowOut:
    name = shop_name(mall, row.shop)
    return TierRowOut(row.sku, row.shop, name, row.title, row.tier, row.by_hand, row.note, row.rate, row.available,
                      words(row.why))  # fmt: skip


def _override(mall: App, found: Document) -> OverrideOut:
    body, item = found.body, mall.goods.sku(found.body["sku"])
    audit = [msgspec.convert({**entry, "at": iso(entry["at"])}, AuditOut) for entry in body["audit"]]
    title = item.title if item else body["sku"]
    return OverrideOut(body["sku"], body["shop"], title, body["tier"], body["note"], audit)


ROUTER = Router("/", route_handlers=[
    get_tiers, get_tier_goods, put_tier_rule, delete_tier_rule, undo_tier_rules, get_tier_overrides, put_tier_override,
    delete_tier_override, undo_tier_override])  # fmt: skip
