"""Tags of the whole mall: the catalogue, validation, preview, publication, sizes and changes."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post, put
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.flows.tags.desk import KIND, Listed, Preview, rule_of
from huozhao.http.gate.asking import principal_of
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.insight.tags.definition import Definition
from huozhao.insight.tags.yaml_file import Problem
from huozhao.terms.time import day_name, iso


class TagOut(msgspec.Struct, frozen=True):
    """A tag in the catalogue: its rule in words, how many shoppers carry it now, who uses it.

    `as_of` is the instant it is true for, `lag` how many events are still to come, `error` why it cannot be evaluated.
    """

    tag: str
    layer: str
    label: Words
    rule: Words
    shoppers: int
    state: str
    version: int
    owner: str
    description: str
    purpose: str
    sensitivity: str
    values: list[str]
    used_by: list[str]
    filling: bool
    as_of: str
    lag: int
    error: str


class TagPage(msgspec.Struct, frozen=True):
    """Every tag that is defined."""

    items: list[TagOut]
    next: str | None


class VersionOut(msgspec.Struct, frozen=True):
    """One published version of a tag and its definition as YAML; no time for what came with the product."""

    version: int
    at: str | None
    source: str


class TagDetail(msgspec.Struct, frozen=True):
    """One tag with its definition as YAML, its draft where there is one, and every version."""

    tag: TagOut
    source: str
    draft: str | None
    versions: list[VersionOut]


class SourceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One or more definitions as YAML; see the tag language."""

    source: Annotated[str, msgspec.Meta(max_length=200_000)]


class RestoreIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version to put in force again."""

    version: int


class ProblemOut(msgspec.Struct, frozen=True):
    """One mistake: its line and column (from 1), the field, and what to do."""

    line: int
    column: int
    tag: str
    field: str
    message: str
    hint: str


class ValidOut(msgspec.Struct, frozen=True):
    """What is wrong with definitions; nothing when `problems` is empty. `rules` are the readable ones in words."""

    problems: list[ProblemOut]
    rules: dict[str, Words]


class BesideOut(msgspec.Struct, frozen=True):
    """Another tag that `both` of the same shoppers carry, and that as a part of the new tag."""

    tag: str
    both: int
    share: float


class PreviewOut(msgspec.Struct, frozen=True):
    """What a definition would give now: the exact count, some shoppers, the overlap with other tags, the cost in ms."""

    tag: str
    rule: Words
    shoppers: int
    everyone: int
    now_held: int
    sample: list[str]
    values: dict[str, int]
    overlaps: list[BesideOut]
    ms: float


class PreviewsOut(msgspec.Struct, frozen=True):
    """One preview a definition."""

    items: list[PreviewOut]


class SizeOut(msgspec.Struct, frozen=True):
    """How many carried a tag at the end of a day, and how many gained and lost it on that day."""

    day: str
    shoppers: int
    gained: int
    lost: int


class SizesOut(msgspec.Struct, frozen=True):
    """The days on which a tag changed, oldest first."""

    items: list[SizeOut]


class ChangeOut(msgspec.Struct, frozen=True):
    """A shopper gained (`entered`) or lost a tag, and why; `position` is the event's place in the log, 0 = no event."""

    number: int
    tag: str
    shopper: str
    entered: bool
    value: str
    at: str
    cause: str
    position: int


class ChangesOut(msgspec.Struct, frozen=True):
    """Changes, oldest first; ask again after `next`."""

    items: list[ChangeOut]
    next: int


class TagStatusOut(msgspec.Struct, frozen=True):
    """Where the live tags stand: the place in the log, the events still to come, the instant they are true for.

    `filling` says how far new definitions are (persons done); `error` is empty when all is well.
    """

    position: int
    lag: int
    as_of: str
    acts: int
    shoppers: int
    filling: dict[str, int]
    error: str
    rule_errors: dict[str, str]


@get("/tags", summary="Read all tags", tags=["tags"], sync_to_thread=True)
def get_tags(mall: App) -> TagPage:
    """Return every defined tag with its rule in words, its size, its state and who uses it."""
    return TagPage([_tag_out(mall, found) for found in mall.tag_desk.all()], None)


@get("/tags/status", summary="Read where the live tags stand", tags=["tags"], sync_to_thread=True)
def get_status(mall: App) -> TagStatusOut:
    """Return the watermark, the lag and the last error of the live tags."""
    found = mall.tags.live.status()
    return TagStatusOut(found.position, found.lag, iso(found.as_of), found.acts, found.persons, found.filling,
                        found.error, found.rule_errors)  # fmt: skip


@get("/tags/changes", summary="Read who gained and lost tags", tags=["tags"], sync_to_thread=True)
def get_changes(
    mall: App, wanted: Annotated[str, QueryParameter(name="tag")] = "", after: int = 0, limit: int = 100
) -> ChangesOut:
    """Return changes after a number, oldest first, of one tag where that is named: a feed to follow."""
    found = mall.tag_desk.changes(after, max(1, min(limit, 1_000)), wanted)
    items = [
        ChangeOut(c.number, c.tag, c.person, c.entered, c.value, iso(c.at), c.cause, c.position) for c in found
    ]
    return ChangesOut(items, items[-1].number if items else after)


@get("/tags/{tag:str}", summary="Read one tag", tags=["tags"], sync_to_thread=True)
def get_tag(mall: App, tag: str) -> TagDetail:
    """Return a tag, its definition as YAML, its draft and every version of it."""
    book = mall.tags.engine.book
    definition, draft = book.get(tag), book.draft(tag)
    versions = [VersionOut(d.version, iso(at) if at else None, d.source) for d, at in book.versions(tag)]
    listed = _tag_out(mall, mall.tag_desk.listed(definition))
    return TagDetail(listed, definition.source, draft.source if draft else None, versions)


@get("/tags/{tag:str}/sizes", summary="Read a tag's size by day", tags=["tags"], sync_to_thread=True)
def get_sizes(mall: App, tag: str) -> SizesOut:
    """Return how many carried a tag at the end of each day on which it changed."""
    return SizesOut([SizeOut(day_name(day), *counts) for day, *counts in mall.tag_desk.sizes(tag)])


@post("/tags/validate", status_code=200, summary="Check definitions", tags=["tags"], sync_to_thread=True)
def validate(mall: App, data: SourceIn) -> ValidOut:
    """Return every mistake with its place and the way out; nothing is kept."""
    found, problems = mall.tag_desk.validate(data.source)
    return ValidOut([_problem_out(p) for p in problems], {d.tag: words(rule_of(d)) for d in found})


@post("/tags/preview", status_code=200, summary="Preview definitions", tags=["tags"], sync_to_thread=True)
def preview(mall: App, request: Request[Any, Any, Any], data: SourceIn) -> PreviewsOut:
    """Return what definitions would give now, exactly; nothing is published.

    The sample names shoppers, so it is empty for who may not see single shoppers, and on record for who may.
    """
    found, principal = mall.tag_desk.preview(data.source), principal_of(request)
    if not principal.may("shoppers:read"):
        return PreviewsOut([_preview_out(each, ()) for each in found])
    mall.looks.looked(principal, [shopper for each in found for shopper in each.sample], "tag_preview")
    return PreviewsOut([_preview_out(each, each.sample) for each in found])


@put("/tags/drafts", status_code=200, summary="Keep drafts", tags=["tags"], sync_to_thread=True)
def put_drafts(mall: App, data: SourceIn) -> TagPage:
    """Keep definitions as drafts; nothing else changes."""
    return TagPage([_tag_out(mall, mall.tag_desk.listed(found)) for found in mall.tag_desk.draft(data.source)], None)


@post("/tags/publish", status_code=202, summary="Publish definitions", tags=["tags"], sync_to_thread=True)
def publish(mall: App, data: SourceIn) -> JobOut:
    """Put definitions in force as their next versions and backfill them; follow the job."""
    return job_out(mall.jobs.start(KIND, mall.tag_desk.publish(data.source)))


@post("/tags/{tag:str}/withdraw", status_code=200, summary="Withdraw a tag", tags=["tags"])
async def withdraw(mall: App, tag: str) -> TagOut:
    """Take a tag out of force; its versions stay and can be restored."""
    return await asyncio.to_thread(_turned, mall, lambda: mall.tags.engine.book.withdraw(tag))


@post("/tags/{tag:str}/restore", status_code=200, summary="Restore a version of a tag", tags=["tags"])
async def restore(mall: App, tag: str, data: RestoreIn) -> TagOut:
    """Publish an old version again as the next version."""
    return await asyncio.to_thread(_turned, mall, lambda: mall.tags.engine.book.restore(tag, data.version))


def _turned(mall: App, change: Callable[[], Definition]) -> TagOut:
    definition = change()
    mall.tags.engine.catch_up()
    return _tag_out(mall, mall.tag_desk.listed(definition))


def _tag_out(mall: App, found: Listed) -> TagOut:
    d, engine = found.definition, mall.tags.engine
    return TagOut(
        d.tag, d.layer, words(d.label), words(found.rule), found.size, d.state, d.version, d.owner, d.description,
        d.purpose, d.sensitivity, [value.value for value in d.values], list(found.used_by), found.filling,
        iso(engine.now), engine.lag(), found.error,
    )  # fmt: skip


def _problem_out(problem: Problem) -> ProblemOut:
    return ProblemOut(problem.line, problem.column, problem.tag, problem.field, problem.message, problem.hint)


def _preview_out(found: Preview, sample: Sequence[str]) -> PreviewOut:
    overlaps = [BesideOut(o.tag, o.both, o.share) for o in found.overlaps]
    return PreviewOut(
        found.tag, words(found.rule), found.count, found.everyone, found.now_held, list(sample), found.values,
        overlaps, found.ms,
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[
    get_tags, get_status, get_changes, get_tag, get_sizes, validate, preview, put_drafts, publish, withdraw, restore,
])  # fmt: skip
