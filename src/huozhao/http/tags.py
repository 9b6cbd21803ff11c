"""Tags and RFM of the whole mall: definitions, sizes, segments, thresholds."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Router, delete, get, put

from huozhao.app import App
from huozhao.http.wire import Words, words
from huozhao.insight.rfm import LABELS
from huozhao.insight.standing import Standing, thresholds_to_dict
from huozhao.insight.tags.behaviour import rule_text
from huozhao.insight.tags.definitions import BUILT_IN, from_dict, to_dict
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.time import day_name, iso


class TagDefinition(msgspec.Struct, frozen=True):
    """A behaviour tag: what it asks for and how many shoppers carry it (null before the first run)."""

    tag: str
    layer: str
    label: Words
    rule: Words
    shoppers: int | None
    clauses: list[dict[str, Any]]


class TagPage(msgspec.Struct, frozen=True):
    """All behaviour tags."""

    items: list[TagDefinition]
    next: str | None


class TagIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A behaviour tag as data: its label and 1 to 10 clauses that must all hold."""

    label: dict[str, str]
    clauses: list[dict[str, Any]]


class Segment(msgspec.Struct, frozen=True):
    """One RFM segment."""

    segment: str
    label: Words
    shoppers: int
    spent_fen: int


Cuts = Annotated[list[int], msgspec.Meta(min_length=4, max_length=4)]


class ThresholdsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The merchant's own thresholds; what is left out follows from the mall's quantiles."""

    recency_days: Cuts | None = None
    frequency: Cuts | None = None
    monetary_fen: Cuts | None = None
    low_value_fen: int | None = None
    vip_days: int | None = None
    churn_days: int | None = None
    churn_gaps: float | None = None
    new_days: int | None = None
    dormant_days: int | None = None


class RfmOverview(msgspec.Struct, frozen=True):
    """The segments of the mall, the thresholds in force, and the day they hold for."""

    segments: list[Segment]
    thresholds: dict[str, Any]
    own_thresholds: bool
    as_of: str
    computed_at: str


@get("/tags", summary="Read all behaviour tags", tags=["tags"])
async def get_tags(mall: App) -> TagPage:
    """Return the behaviour tags with their rule in words and how many shoppers carry each."""
    counts = await asyncio.to_thread(mall.learn.tag_sizes)
    items = [
        TagDefinition(d.tag, "behaviour", words(d.label), words(rule_text(d)), counts.get(d.tag), to_dict(d)["clauses"])
        for d in mall.learned.definitions()
    ]
    return TagPage(items, None)


@put("/tags/{tag:str}", status_code=200, summary="Define a behaviour tag", tags=["tags"])
async def put_tag(mall: App, tag: str, data: TagIn) -> TagDefinition:
    """Define a behaviour tag, or define one of the product's own anew; it is in force at once."""
    definition = from_dict(tag, {"label": data.label, "clauses": data.clauses})
    await asyncio.to_thread(mall.documents.put, "tag_definition", tag, to_dict(definition))
    clauses = to_dict(definition)["clauses"]
    return TagDefinition(tag, "behaviour", words(definition.label), words(rule_text(definition)), None, clauses)


@delete("/tags/{tag:str}", status_code=200, summary="Withdraw a behaviour tag", tags=["tags"])
async def delete_tag(mall: App, tag: str) -> TagPage:
    """Withdraw a tag; one of the product's own is switched off."""
    if tag not in {definition.tag for definition in mall.learned.definitions()}:
        raise NotFound("unknown_tag", f"there is no tag {tag!r}", field="tag")
    if tag in {definition.tag for definition in BUILT_IN}:
        built_in = next(definition for definition in BUILT_IN if definition.tag == tag)
        mall.documents.put("tag_definition", tag, {**to_dict(built_in), "off": True})
    else:
        mall.documents.delete("tag_definition", [tag])
    return TagPage([], None)


@get("/rfm", summary="Read the RFM segments", tags=["rfm"])
async def get_rfm(mall: App) -> RfmOverview:
    """Return how many shoppers stand in each segment, what they spent, and the thresholds in force."""
    return _overview(mall, await asyncio.to_thread(mall.learned.standing))


@put("/rfm/thresholds", status_code=200, summary="Set the RFM thresholds", tags=["rfm"])
async def put_thresholds(mall: App, data: ThresholdsIn) -> RfmOverview:
    """Set the merchant's own thresholds and compute all segments anew; an empty body returns to quantiles."""
    given = {name: value for name, value in msgspec.to_builtins(data).items() if value is not None}
    _require_sensible(given)
    return _overview(mall, await asyncio.to_thread(_set, mall, given))


def _set(mall: App, given: dict[str, Any]) -> Standing:
    mall.documents.put("rfm_thresholds", "current", given)
    return mall.learned.restand()


def _require_sensible(given: dict[str, Any]) -> None:
    for name, value in given.items():
        if isinstance(value, list) and value != sorted(value):
            raise BadInput("thresholds_not_rising", f"{name} = {value} does not rise", field=name,
                           hint="send four numbers, smallest first")
        if isinstance(value, int | float) and value < 0:
            raise BadInput("threshold_negative", f"{name} = {value} is below 0", field=name, hint="send 0 or more")


def _overview(mall: App, standing: Standing) -> RfmOverview:
    segments = [Segment(name, words(LABELS[name]), n, fen) for name, n, fen in standing.summary()]
    own = mall.learned.standings.own_thresholds()
    return RfmOverview(
        segments, thresholds_to_dict(standing.thresholds), bool(own), day_name(standing.today),
        iso(standing.computed_at),
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_tags, put_tag, delete_tag, get_rfm, put_thresholds])
