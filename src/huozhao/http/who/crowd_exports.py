"""Exports of crowds: begun as a job, listed, downloaded as CSV; every download is a look at personal data."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Request, Router, get, post
from litestar.response import Stream

from huozhao.app import App
from huozhao.flows.crowds.exports import Export
from huozhao.http.gate.asking import principal_of, who
from huozhao.terms.time import iso

# Who may see single shoppers may also take their ids out in the clear.
CLEAR = "shoppers:read"
COLUMNS = ("shopper", "segment")
LINES = 1_000


class ExportIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether ids are masked; only who may see single shoppers can leave that out."""

    masked: bool = True


class ExportOut(msgspec.Struct, frozen=True):
    """An export; it can be downloaded once it is done."""

    export: str
    crowd: str
    who: str
    at: str
    masked: bool
    rows: int
    is_done: bool
    job: str | None = None


class ExportPage(msgspec.Struct, frozen=True):
    """Exports, newest first."""

    items: list[ExportOut]
    next: str | None


@post("/crowds/{id:str}/export", status_code=202, summary="Export a crowd", tags=["crowds"], sync_to_thread=True)
def post_export(
    mall: App, request: Request[Any, Any, Any], id: str, data: ExportIn | None = None
) -> ExportOut:
    """Begin an export of a crowd as it is now; follow its job, then download it."""
    masked = (data or ExportIn()).masked or not principal_of(request).may(CLEAR)
    export, job = mall.targeting.exports.start(id, who(request), masked, mall.clock())
    return _export_out(export, job)


@get("/crowd-exports", summary="Read exports", tags=["crowds"], sync_to_thread=True)
def get_exports(mall: App) -> ExportPage:
    """Return the exports of the last 30 days, newest first."""
    return ExportPage([_export_out(export) for export in mall.targeting.exports.list()], None)


@get("/crowd-exports/{export:str}/csv", summary="Download an export", tags=["crowds"], media_type="text/csv",
     sync_to_thread=True)  # fmt: skip
def get_export(mall: App, request: Request[Any, Any, Any], export: str) -> Stream:
    """Return an export as CSV; on record in the access log."""
    found = mall.targeting.exports.get(export)
    rows = mall.targeting.exports.rows(export)
    how = "masked" if found.masked else "clear"
    mall.looks.looked(principal_of(request), "", "crowd_export", f"{found.crowd} {found.rows} {how}")
    headers = {"Content-Disposition": f'attachment; filename="{found.crowd}.csv"'}
    return Stream(lines(rows), media_type="text/csv; charset=utf-8", headers=headers)


def lines(rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Yield CSV text; the mark at its head lets spreadsheets read Chinese."""
    yield "\ufeff" + _csv([COLUMNS])
    batch: list[tuple[str, ...]] = []
    for row in rows:
        batch.append(tuple(f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in row))
        if len(batch) == LINES:
            yield _csv(batch)
            batch = []
    yield _csv(batch)


def _csv(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _export_out(export: Export, job: str | None = None) -> ExportOut:
    return ExportOut(export.export, export.crowd, export.who, iso(export.at), export.masked, export.rows,
                     export.is_done, job)  # fmt: skip


ROUTER = Router("/", route_handlers=[post_export, get_exports, get_export])
