"""Crowds: counting while composing, saving, watching, comparing and reading members."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, delete, get, post, put
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.crowds.book import Saved
from huozhao.flows.crowds.crowds import Compared, Count
from huozhao.flows.strategies.targeting import Use
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name, iso, local_day

Expression = Annotated[str, Meta(min_length=1, max_length=4_000)]


class CrowdCountIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The crowd being composed, in the tag language."""

    expression: Expression


class ClauseOut(msgspec.Struct, frozen=True):
    """One condition joined by `and`: whom it holds for alone, and how many are left after it."""

    text: str
    alone: int
    left: int


class CountOut(msgspec.Struct, frozen=True):
    """The exact size of a crowd, out of all shoppers who may be looked at, and how long counting took."""

    shoppers: int
    everyone: int
    ms: float
    clauses: list[ClauseOut]


class CrowdIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A crowd to save."""

    expression: Expression
    label: dict[str, str] | None = None


class CrowdOut(msgspec.Struct, frozen=True):
    """A saved crowd with its size now."""

    crowd: str
    label: Words
    expression: str
    version: int
    shoppers: int
    changed_at: str
    audit: list[AuditOut]


class CrowdPage(msgspec.Struct, frozen=True):
    """All saved crowds by id."""

    items: list[CrowdOut]
    next: str | None


class CrowdSizeOut(msgspec.Struct, frozen=True):
    """A crowd's size on one day."""

    day: str
    shoppers: int


class SizePage(msgspec.Struct, frozen=True):
    """The history of a crowd's size, oldest first."""

    items: list[CrowdSizeOut]
    next: str | None


class MemberPage(msgspec.Struct, frozen=True):
    """Members of a crowd; a row is the shopper's id."""

    items: list[str]
    next: str | None


class UseOut(msgspec.Struct, frozen=True):
    """A strategy or crowd that uses this one."""

    kind: str
    id: str
    label: Words
    state: str


class UsePage(msgspec.Struct, frozen=True):
    """Everything that uses a crowd."""

    items: list[UseOut]
    next: str | None


class OverlapIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which sets to compare: crowd:x, segment:x, tag:x."""

    of: list[str]


class OverlapCell(msgspec.Struct, frozen=True):
    """How many belong to both, and which part of the row's and of the column's set that is."""

    both: int
    of_row: float
    of_column: float


class OverlapOut(msgspec.Struct, frozen=True):
    """Sets against each other, one row a set."""

    names: list[str]
    sizes: list[int]
    matrix: list[list[OverlapCell]]


class Removed(msgspec.Struct, frozen=True):
    """What was removed."""

    removed: str


@post("/crowds/count", status_code=200, summary="Count a crowd while composing", tags=["crowds"])
async def count_crowd(mall: App, data: CrowdCountIn) -> CountOut:
    """Return the exact count of an expression and how each of its conditions narrows it."""
    return _count_out(await asyncio.to_thread(mall.targeting.count, data.expression))


@post("/crowds/overlap", status_code=200, summary="Compare crowds", tags=["crowds"])
async def compare_crowds(mall: App, data: OverlapIn) -> OverlapOut:
    """Return how crowds, segments and tags overlap, as counts and shares."""
    return _overlap_out(await asyncio.to_thread(mall.targeting.compare, data.of))


@get("/crowds", summary="Read all crowds", tags=["crowds"], sync_to_thread=True)
def get_crowds(mall: App) -> CrowdPage:
    """Return all saved crowds with their sizes now."""
    return CrowdPage([_crowd_out(mall, saved) for saved in mall.targeting.saved.all()], None)


@get("/crowds/{id:str}", summary="Read one crowd", tags=["crowds"], sync_to_thread=True)
def get_crowd(mall: App, id: str) -> CrowdOut:
    """Return one crowd with its size now."""
    return _crowd_out(mall, mall.targeting.saved.get(id))


@put("/crowds/{id:str}", status_code=200, summary="Save a crowd", tags=["crowds"], sync_to_thread=True)
def put_crowd(mall: App, request: Request[Any, Any, Any], id: str, data: CrowdIn) -> CrowdOut:
    """Save a crowd or change it; its size goes into the history."""
    saved = mall.targeting.saved.write(id, data.label, data.expression, who(request), mall.clock())
    return _noted(mall, saved)


@post("/crowds/{id:str}/undo", status_code=200, summary="Undo", tags=["crowds"], sync_to_thread=True)
def undo_crowd(mall: App, request: Request[Any, Any, Any], id: str) -> CrowdOut:
    """Take the last change of a crowd back."""
    return _noted(mall, mall.targeting.saved.undo(id, who(request), mall.clock()))


@delete("/crowds/{id:str}", status_code=200, summary="Remove a crowd", tags=["crowds"], sync_to_thread=True)
def delete_crowd(mall: App, id: str) -> Removed:
    """Remove a crowd that nothing uses."""
    uses = mall.targeting.used_by(crowd=id)
    mall.targeting.saved.delete(id, [f"{use.kind} {use.id}" for use in uses])
    return Removed(id)


@get("/crowds/{id:str}/sizes", summary="Watch a crowd", tags=["crowds"], sync_to_thread=True)
def get_sizes(mall: App, id: str) -> SizePage:
    """Return a crowd's size by day."""
    mall.targeting.saved.get(id)
    return SizePage([CrowdSizeOut(day_name(day), size) for day, size in mall.targeting.saved.sizes(id)], None)


@get("/crowds/{id:str}/members", summary="Read a crowd's members", tags=["crowds"], sync_to_thread=True)
def get_members(
    mall: App, request: Request[Any, Any, Any], id: str, after: str = "", limit: int = 50
) -> MemberPage:
    """Return the ids of a crowd's members; a look at personal data."""
    if after and not after.isdecimal():
        raise BadInput("cursor_unreadable", f"{after!r} is no cursor", field="after",
                       hint="send what `next` of the page before said")  # fmt: skip
    most = max(1, min(limit, 500))
    found = mall.targeting.page(id, int(after) if after else -1, most + 1)
    names = [name for _, name in found[:most] if name]
    mall.looks.looked(principal_of(request), names, "crowd_members", id)
    return MemberPage(names, str(found[most - 1][0]) if len(found) > most else None)


@get("/crowds/{id:str}/uses", summary="See what uses a crowd", tags=["crowds"], sync_to_thread=True)
def get_uses(mall: App, id: str) -> UsePage:
    """Return the strategies and crowds that use a crowd."""
    mall.targeting.saved.get(id)
    return UsePage([_use_out(use) for use in mall.targeting.used_by(crowd=id)], None)


def _noted(mall: App, saved: Saved) -> CrowdOut:
    out = _crowd_out(mall, saved)
    mall.targeting.saved.note_size(saved.crowd, local_day(mall.clock(), mall.settings.mall.timezone), out.shoppers)
    return out


def _crowd_out(mall: App, saved: Saved) -> CrowdOut:
    audit = [{**entry, "at": iso(entry["at"])} for entry in saved.audit]
    size = mall.targeting.size(saved.expression)
    return CrowdOut(saved.crowd, words(saved.label), saved.expression, saved.version, size, iso(saved.changed_at),
                    msgspec.convert(audit, list[AuditOut]))  # fmt: skip


def _count_out(count: Count) -> CountOut:
    clauses = [ClauseOut(clause.text, clause.alone, clause.left) for clause in count.clauses]
    return CountOut(count.shoppers, count.everyone, round(count.ms, 3), clauses)


def _overlap_out(found: Compared) -> OverlapOut:
    matrix = [[OverlapCell(cell.both, round(cell.of_first, 6), round(cell.of_second, 6)) for cell in row]
              for row in found.matrix]  # fmt: skip
    return OverlapOut(list(found.names), list(found.sizes), matrix)


def _use_out(use: Use) -> UseOut:
    return UseOut(use.kind, use.id, msgspec.convert(use.label, Words), use.state)


ROUTER = Router(
    "/",
    route_handlers=[
        count_crowd, compare_crowds, get_crowds, get_crowd, put_crowd, undo_crowd, delete_crowd, get_sizes,
        get_members, get_uses,
    ],
)  # fmt: skip
