"""Trends: categories and searches that rise or are about to, what follows them, and undo."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]


class TrendGoodsOut(msgspec.Struct, frozen=True):
    """A product of a trend and the units that the plan adds for it over two weeks, before the plan's own bound."""

    sku: str
    title: str
    units: float


class TrendWeekOut(msgspec.Struct, frozen=True):
    """One week from its Monday: the theme's count, the mall's, and the theme's share."""

    week: str
    count: float
    mall: float
    share: float


class TrendOut(msgspec.Struct, frozen=True):
    """A theme that rises (`how` = rising) or rose at this time last year (season).

    `ratio` is its share over the usual one, or that of the four weeks to come a year ago over the four before, with the
    95 % interval. `lift` is what the plan takes the rise for, `factor` what pages multiply by. `index` is last year's
    share over its mean for the 52 weeks from now on, empty for what rises. State is on, undone or over.
    """

    id: str
    kind: str
    theme: str
    name: str
    how: str
    headline: Words
    found_at: str
    since: str
    ratio: float
    low: float
    high: float
    share: float
    usual: float
    evidence: float
    bar: float
    peak: str | None
    index: list[float]
    lift: float
    factor: float
    rule: str
    people: int
    goods: list[TrendGoodsOut]
    weeks: list[TrendWeekOut]
    state: str
    audit: list[AuditOut]


class TrendPage(msgspec.Struct, frozen=True):
    """Trends, newest first."""

    items: list[TrendOut]
    next: str | None


class TrendsFoundOut(msgspec.Struct, frozen=True):
    """What a look found: themes judged, those that rise or are about to, and how many of them are new."""

    judged: int
    rising: int
    new: int


@get("/trends", summary="Read trends", tags=["operations"], sync_to_thread=True)
def get_trends(
    mall: App, only: Annotated[str, QueryParameter(name="state", description="on, undone or over")] = ""
) -> TrendPage:
    """Return trends with what follows them, newest first."""
    return TrendPage([trend_out(each) for each in mall.operating.trends.findings.all(only)], None)


@post("/trends", status_code=200, summary="Look for trends now", tags=["operations"], sync_to_thread=True)
def look(mall: App) -> TrendsFoundOut:
    """Do what happens every night: judge every category and search, follow what rises, let go what does no more."""
    mall.folds.reached(mall.log.head())
    return TrendsFoundOut(**mall.operating.trends.build())


@post("/trends/{id:str}/{step:str}", status_code=200, summary="Decide about a trend", tags=["operations"],
      sync_to_thread=True)  # fmt: skip
def step_trend(mall: App, request: Asked, id: str, step: Literal["undo", "follow"]) -> TrendOut:
    """Stop following a trend on pages and in the plan, or follow it again."""
    return trend_out(mall.operating.trends.step(id, step, who(request)))


def trend_out(found: Document) -> TrendOut:
    """Return a trend for the wire."""
    body = found.body
    weeks = [{"week": day_name(body["first_week"] + 7 * n), "count": count, "mall": mall,
              "share": count / mall if mall else 0.0}
             for n, (count, mall) in enumerate(zip(body["weeks"], body["mall"], strict=True))]  # fmt: skip
    audit = [{**each, "at": iso(each["at"])} for each in body["audit"]]
    told = {"id": found.id, "found_at": iso(body["found_at"]), "since": day_name(body["since"]), "weeks": weeks,
            "peak": day_name(body["peak"]) if body["peak"] else None, "audit": audit}  # fmt: skip
    return msgspec.convert({**body, **told}, TrendOut)


ROUTER = Router("/", route_handlers=[get_trends, look, step_trend])
