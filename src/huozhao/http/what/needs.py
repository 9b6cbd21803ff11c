"""Needs seen early: what shoppers and regions are about to want, with the evidence; dismiss and undo."""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.needs.book import Kept
from huozhao.flows.needs.demand import parts
from huozhao.flows.needs.desk import Asked
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.wire import Words, words
from huozhao.matching.needs.regions import label_of, region_name
from huozhao.supply.signals import Signal
from huozhao.terms.time import iso

MOST = 500


class WishOut(msgspec.Struct, frozen=True):
    """An attribute that stands out among what was looked at; shares are 0 to 1."""

    attribute: str
    value: str
    share: float
    usual: float


class NeedGoodOut(msgspec.Struct, frozen=True):
    """One product for the need; score 0 to 1."""

    sku: str
    title: str
    score: float


class NeedDemandOut(msgspec.Struct, frozen=True):
    """What the need tells the plan: units expected, of these SKUs; a rhythm raises the forecast by `rise` instead."""

    units: float
    skus: list[str]
    rise: float | None


class NeedAuditOut(msgspec.Struct, frozen=True):
    """Who decided what, and when."""

    who: str
    at: str
    what: str


class NeedOut(msgspec.Struct, frozen=True):
    """One need. `kind` is views, search, cycle or region; `confidence` the probability of an order within the horizon,
    of a region that the next occasion is above the usual again. `heat` is Monday to Sunday, 1 = as usual."""

    id: str
    kind: str
    state: str
    theme: str
    title: Words
    shopper: str
    region: str
    region_name: str
    when: Words
    categories: list[str]
    evidence: list[Words]
    confidence: float
    crowd: int
    detected_at: str
    expires_at: str
    wish: WishOut | None
    goods: list[NeedGoodOut]
    action: Words
    demand: NeedDemandOut
    heat: list[float]
    audit: list[NeedAuditOut]


class NeedPage(msgspec.Struct, frozen=True):
    """Needs, regions first, then by confidence; `counts` are of all open ones, `odds` tell how it was learned."""

    items: list[NeedOut]
    next: str | None
    counts: dict[str, int]
    odds: dict[str, Any]


class SignalOut(msgspec.Struct, frozen=True):
    """What needs tell the plan of one SKU."""

    sku: str
    title: str
    theme: Words
    city: str
    people: int
    units: float
    is_rhythm: bool


class SignalPage(msgspec.Struct, frozen=True):
    """All signals, most units first; `is_on` is false where the merchant has switched them off."""

    items: list[SignalOut]
    next: str | None
    is_on: bool


ACTIONS: dict[str, Words] = {
    "views": Words("首页推出该类目专区与选购指南", "a zone with a buying guide on the home page"),
    "search": Words("专区，并弹窗送券一次", "a zone, and once a popup with a coupon"),
    "cycle": Words("首页补货专区，凑单时优先，到期提醒", "a zone to restock, first among top-ups, a reminder"),
    "region": Words("提前一天向该地区推送，当天展示专区", "a push to the region the day before, a zone on the day"),
}


@get("/needs", summary="Read needs", tags=["needs"], sync_to_thread=True)
def get_needs(
    mall: App, kind: str = "", category: str = "", region: str = "", shopper: str = "",
    only: Annotated[str, QueryParameter(name="state")] = "open", after: str = "", limit: int = 50,
) -> NeedPage:  # fmt: skip
    """Return needs with their evidence, by kind, category, region, shopper and state (open, dismissed, all)."""
    limit = max(1, min(limit, MOST))
    wanted = mall.needs.find(Asked(kind, category, region, only, shopper))
    found = sorted(wanted, key=lambda kept: (bool(kept.need.shopper), -kept.need.confidence, kept.need.id))
    start = next((n + 1 for n, kept in enumerate(found) if kept.need.id == after), 0) if after else 0
    items = [_need_out(mall, kept) for kept in islice(found, start, start + limit)]
    counts: dict[str, int] = {}
    for kept in mall.needs.find(Asked()):
        counts[kept.need.kind] = counts.get(kept.need.kind, 0) + 1
    odds = mall.needs.finder.odds()
    more = start + limit < len(found)
    return NeedPage(items, items[-1].id if more else None, counts, {"source": odds.source, **odds.quality})


@get("/needs/demand", summary="Read what needs tell the plan", tags=["needs"], sync_to_thread=True)
def get_demand(mall: App, limit: int = 200) -> SignalPage:
    """Return the expected extra units by SKU and city, and from how many shoppers; nobody is named."""
    found = sorted(mall.needs.signals(mall.clock()), key=lambda signal: (-signal.units, -signal.people, signal.sku))
    items = [_signal_out(mall, signal) for signal in found[: max(1, min(limit, MOST))]]
    return SignalPage(items, None, mall.settings.needs.on and mall.settings.needs.demand)


@get("/needs/{id:str}", summary="Read one need", tags=["needs"], sync_to_thread=True)
def get_need(mall: App, request: Request[Any, Any, Any], id: str) -> NeedOut:
    """Return one need; a look at a shopper's goes on record."""
    kept = mall.needs.get(id)
    _on_record(mall, request, [kept])
    return _need_out(mall, kept)


@post("/needs/{id:str}/{step:str}", status_code=200, summary="Dismiss, or undo", tags=["needs"], sync_to_thread=True)
def post_step(mall: App, request: Request[Any, Any, Any], id: str, step: Literal["dismiss", "undo"]) -> NeedOut:
    """Dismiss a need: it leaves pages and plan until it ends; `undo` brings it back."""
    kept = mall.needs.get(id)
    _on_record(mall, request, [kept])
    return _need_out(mall, mall.needs.book.step(id, step, who(request), mall.clock()))


def _on_record(mall: App, request: Request[Any, Any, Any], found: Iterable[Kept]) -> None:
    shoppers = [kept.need.shopper for kept in found if kept.need.shopper]
    if shoppers:
        mall.looks.looked(principal_of(request), shoppers, "needs")


def _need_out(mall: App, kept: Kept) -> NeedOut:
    need, goods = kept.need, mall.goods
    wish = need.wish
    return NeedOut(
        need.id, need.kind, kept.state, need.theme, words(need.title), need.shopper, need.region,
        region_name(need.region), words(label_of(need)), list(need.leaves), [words(text) for text in need.evidence],
        round(need.confidence, 4), need.crowd, iso(need.detected_at), iso(need.expires_at),
        WishOut(wish.attribute, wish.value, round(wish.share, 4), round(wish.usual, 4)) if wish else None,
        [NeedGoodOut(sku, item.title if (item := goods.sku(sku)) else sku, round(score, 4))
         for sku, score in need.goods],
        ACTIONS[need.kind], _demand_out(mall, kept), mall.needs.heat(need.id),
        [NeedAuditOut(entry["who"], iso(entry["at"]), entry["what"]) for entry in kept.audit],
    )  # fmt: skip


def _demand_out(mall: App, kept: Kept) -> NeedDemandOut:
    need = kept.need
    if need.kind == "region":
        rise = mall.needs.regions.rises().get(need.id)
        return NeedDemandOut(0.0, [sku for sku, _ in need.goods], round(rise, 3) if rise else None)
    shares = parts(need)
    return NeedDemandOut(round(need.confidence, 3), [sku for sku, _ in shares], None)


def _signal_out(mall: App, signal: Signal) -> SignalOut:
    found = mall.goods.sku(signal.sku)
    return SignalOut(signal.sku, found.title if found else signal.sku, words(signal.theme), signal.city, signal.people,
                     round(signal.units, 3), bool(signal.rises))  # fmt: skip


ROUTER = Router("/", route_handlers=[get_needs, get_demand, get_need, post_step])
