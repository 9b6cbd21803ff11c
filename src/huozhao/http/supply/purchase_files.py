"""Purchase orders as files, answers of suppliers as files, and messages to other systems."""

import asyncio
import csv
import io
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.purchasing.sheets import HEADERS, Answered
from huozhao.http.gate.asking import who
from huozhao.http.supply.purchase_wire import OutgoingOut, delivery_out
from huozhao.http.wire import Words, words
from huozhao.terms.table import Table
from huozhao.terms.time import iso

Asked = Request[Any, Any, Any]
LARGEST_BYTES = 32 << 20
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class AnswersIn:
    """The sheet that was exported, with confirmed units and days filled in: CSV or XLSX."""

    file: UploadFile


class BadRowOut(msgspec.Struct, frozen=True):
    """A row that was not taken: where it stands in the sheet, what is wrong, in which field, and how to mend it."""

    row: int
    order: str
    sku: str
    code: str
    message: str
    field: str
    hint: Words


class AnsweredOut(msgspec.Struct, frozen=True):
    """What became of a sheet: rows = confirmed + unchanged + blank + refused."""

    rows: int
    confirmed: int
    unchanged: int
    blank: int
    refused: list[BadRowOut]
    orders: list[str]


class FailedRowOut(msgspec.Struct, frozen=True):
    """A row of an earlier sheet that waits to be mended."""

    id: str
    at: str
    source: str
    row: int
    order: str
    sku: str
    code: str
    message: str
    field: str
    hint: Words


class FailedRowPage(msgspec.Struct, frozen=True):
    """Rows that wait to be mended, the last ones first."""

    items: list[FailedRowOut]
    next: str | None


class OutgoingPage(msgspec.Struct, frozen=True):
    """Messages, newest first."""

    items: list[OutgoingOut]
    next: str | None


@get("/purchase-orders/{id:str}/export", summary="Export a purchase order", tags=["purchase orders"],
     sync_to_thread=True)  # fmt: skip
def export(
    mall: App, id: str, kind: Annotated[Literal["csv", "xlsx"], QueryParameter(name="format")] = "xlsx"
) -> Response[bytes]:
    """Return an order as a sheet; the supplier fills in what is confirmed, and the sheet can be imported again."""
    body = mall.purchasing.purchases.book.get(id).body
    data = sheet(mall, [body], kind)
    media = EXCEL if kind == "xlsx" else "text/csv; charset=utf-8"
    name = quote(f"采购单-{id}.{kind}")
    return Response(data, media_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


@post("/purchase-orders/confirmations", status_code=200, summary="Import answers of suppliers",
      tags=["purchase orders"], request_max_body_size=LARGEST_BYTES)  # fmt: skip
async def import_answers(
    mall: App, request: Asked, data: Annotated[AnswersIn, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> AnsweredOut:
    """Take the answers in a sheet; bad rows are listed with the fix, the same sheet again counts once."""
    content = await data.file.read()
    name = who(request)
    return answered_out(await asyncio.to_thread(load, mall, Path(data.file.filename).name, content, name))


@get("/purchase-orders/confirmations/failed", summary="Read failed rows", tags=["purchase orders"],
     sync_to_thread=True)  # fmt: skip
def get_failed_rows(mall: App) -> FailedRowPage:
    """Return rows of answers that could not be taken; they leave the list when a mended sheet is imported."""
    return FailedRowPage([_failed_out(each) for each in mall.purchasing.sheets.failed()], None)


@delete("/purchase-orders/confirmations/failed/{id:str}", status_code=204, summary="Dismiss a failed row",
        tags=["purchase orders"], sync_to_thread=True)  # fmt: skip
def dismiss_failed_row(mall: App, id: str) -> None:
    """Take a row off the list."""
    mall.purchasing.sheets.dismiss(id)


@get("/deliveries", summary="Read messages to other systems", tags=["deliveries"], sync_to_thread=True)
def get_deliveries(
    mall: App, only: Annotated[str, QueryParameter(name="state")] = "", after: str = "", limit: int = 100,
    to: str | None = None,
) -> OutgoingPage:
    """Return messages that wait or were given up (dead), or with state=delivered those of suppliers that arrived.

    `to` is a subscription, empty for messages to suppliers and to addresses in the settings.
    """
    limit = max(1, min(limit, 500))
    found = mall.purchasing.outbox.list(only, after, limit, to)
    return OutgoingPage([delivery_out(each.id, each.body) for each in found],
                        found[-1].id if len(found) == limit else None)


@post("/deliveries/{id:str}/retry", status_code=200, summary="Try a message again", tags=["deliveries"],
      sync_to_thread=True)  # fmt: skip
def retry(mall: App, id: str) -> OutgoingOut:
    """Try a message again now, also one that was given up."""
    return delivery_out(id, mall.purchasing.outbox.retry(id).body)


def sheet(mall: App, bodies: list[dict[str, Any]], kind: str) -> bytes:
    """Return orders as the bytes of a CSV or XLSX file."""
    rows = mall.purchasing.sheets.rows(bodies)
    if kind == "xlsx":
        from huozhao.backends.files.xlsx_table import xlsx

        return xlsx("采购单", HEADERS, rows)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def load(mall: App, name: str, content: bytes, who: str) -> Answered:
    """Take the answers in the content of a file of this name."""
    folder = Path(tempfile.mkdtemp(prefix="answers-"))
    try:
        path = folder / (name or "answers.csv")
        path.write_bytes(content)
        return mall.purchasing.sheets.load(tables(path), who, mall.clock())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tables(path: Path) -> list[Table]:
    """Open a sheet, XLSX or anything that imports read."""
    from huozhao.backends.files.tables import open_tables
    from huozhao.backends.files.xlsx_table import XlsxTable

    return [XlsxTable(path)] if path.suffix.lower() == ".xlsx" else open_tables(path)


def answered_out(found: Answered) -> AnsweredOut:
    """Return what became of a sheet for the wire."""
    bad = [BadRowOut(b.row, b.order, b.sku, b.code, b.message, b.field, words(b.hint)) for b in found.refused]
    return AnsweredOut(found.rows, found.confirmed, found.unchanged, found.blank, bad, found.orders)


def _plain(cell: str | int | float) -> str | int | float:
    """Keep spreadsheets from running a text as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def _failed_out(found: Document) -> FailedRowOut:
    return msgspec.convert({**found.body, "id": found.id, "at": iso(found.body["at"])}, FailedRowOut)


ROUTER = Router("/", route_handlers=[export, import_answers, get_failed_rows, dismiss_failed_row, get_deliveries,
                                     retry])
