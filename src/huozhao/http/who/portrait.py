"""The platform's aggregate portrait beside the mall's own shoppers. It says nothing about any one shopper."""

import asyncio
from typing import Any

import msgspec
from litestar import Router, get, post

from huozhao.app import App
from huozhao.flows.people.portrait import KIND
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.insight.coverage import Compared, Comparison
from huozhao.insight.portrait import DIMENSIONS, UNKNOWN, Portrait
from huozhao.terms.errors import NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import iso

FIGURES = {"buyers": Text("买过的人占比", "share who bought"), "orders": Text("人均订单数", "orders a person"),
           "spent_fen": Text("人均消费（分）", "spent a person (fen)")}  # fmt: skip


class ShareOut(msgspec.Struct, frozen=True):
    """One category: visitors the platform counted, persons of the mall's own, both as shares of those known.

    `corrected_share` is the own share under the weights, `residual` what it still differs by, `weight` their mean.
    """

    category: str
    platform: int
    platform_share: float
    own: int
    own_share: float
    corrected_share: float
    residual: float
    weight: float


class DimensionOut(msgspec.Struct, frozen=True):
    """One dimension. `known` and `platform_known` are the shares of whom it is known on either side.

    `unmet` is the share of visitors in categories without a single person of the mall's own. `raked` dimensions are
    those that the weights meet.
    """

    dimension: str
    label: Words
    raked: bool
    known: float
    platform_known: float
    unmet: float
    shares: list[ShareOut]


class FigureOut(msgspec.Struct, frozen=True):
    """A mean over the mall's own persons, plain and with the visitors' margins."""

    figure: str
    label: Words
    own: float
    corrected: float


class PortraitOut(msgspec.Struct, frozen=True):
    """A portrait of the visitors of the days first to last beside `persons` who consented and told something.

    `effective` is how many equally weighted persons tell as much; `converged` when every margin is met.
    """

    first: str
    last: str
    span: int
    persons: int
    effective: float
    steps: int
    converged: bool
    dimensions: list[DimensionOut]
    figures: list[FigureOut]


class PortraitDay(msgspec.Struct, frozen=True):
    """One portrait as the platform gave it: visitors by dimension and category, and of them the new ones."""

    first: str
    last: str
    at: str
    source: str
    active: dict[str, dict[str, int]]
    new: dict[str, dict[str, int]]


class PortraitSeries(msgspec.Struct, frozen=True):
    """Portraits of one span, newest first."""

    items: list[PortraitDay]
    next: str | None


class TakenOut(msgspec.Struct, frozen=True):
    """What was kept: the days, and how many visitors each dimension counts."""

    first: str
    last: str
    span: int
    visitors: dict[str, int]
    empty: bool


@get("/portrait", summary="Compare visitors with shoppers", tags=["insight"])
async def get_portrait(mall: App, span: int = 30, last: str = "") -> PortraitOut:
    """Set the platform's portrait of 1, 7 or 30 days beside the mall's own shoppers, with the correction it implies."""
    portrait = await asyncio.to_thread(mall.portraits.get, span, last)
    return _out(portrait, await asyncio.to_thread(mall.portraits.compare, portrait))


@post("/portrait", status_code=200, summary="Import a portrait", tags=["insight"])
async def post_portrait(mall: App, data: dict[str, Any]) -> TakenOut:
    """Keep one answer of the platform's getUserPortrait, as it came; what stood for the same days is replaced."""
    found = await asyncio.to_thread(mall.portraits.take, data, "api")
    return TakenOut(found.first, found.last, found.span, {d: sum(s.values()) for d, s in found.active.items()},
                    found.is_empty)


@get("/portrait/series", summary="Read portraits day by day", tags=["insight"])
async def get_series(mall: App, span: int = 1, before: str = "", limit: int = 31) -> PortraitSeries:
    """Return the portraits of a span, newest first; `before` is the last day of the page before."""
    most = max(1, min(limit, 366))
    found = await asyncio.to_thread(mall.portraits.series, span, before, most + 1)
    items = [PortraitDay(b["first"], b["last"], iso(b["at"]), b["source"], b["active"], b["new"])
             for b in (document.body for document in found[:most])]
    return PortraitSeries(items, items[-1].last if len(found) > most else None)


@post("/portrait/fetch", status_code=202, summary="Fetch portraits now", tags=["insight"])
async def post_fetch(mall: App) -> JobOut:
    """Fetch what is missing up to yesterday, as a job; it also runs by itself every day."""
    if mall.portraits.source is None:
        raise NotFound("portrait_source_missing", "no source of portraits is set / 没有设置画像来源", field="portrait",
                       hint="set portrait.appid and portrait.secret, portrait.access_token or portrait.folder")
    return job_out(mall.jobs.start(KIND, mall.portraits.fetch))


def _out(portrait: Portrait, found: Comparison) -> PortraitOut:
    figures = [FigureOut(name, words(FIGURES[name]), round(own, 4), round(corrected, 4))
               for name, (own, corrected) in found.figures.items()]
    return PortraitOut(
        portrait.first, portrait.last, portrait.span, found.persons, round(found.raked.effective, 1),
        found.raked.steps, found.raked.has_converged, [_dimension(each) for each in found.dimensions], figures,
    )  # fmt: skip


def _dimension(found: Compared) -> DimensionOut:
    shares = [
        ShareOut(s.category or UNKNOWN, s.platform, round(s.platform_share, 5), s.own, round(s.own_share, 5),
                 round(s.corrected, 5), round(s.residual, 5), round(s.weight, 4))
        for s in found.shares
    ]
    return DimensionOut(found.dimension, words(DIMENSIONS[found.dimension]), found.is_raked, round(found.known, 4),
                        round(found.platform_known, 4), round(found.unmet, 4), shares)


ROUTER = Router("/", route_handlers=[get_portrait, post_portrait, get_series, post_fetch])
