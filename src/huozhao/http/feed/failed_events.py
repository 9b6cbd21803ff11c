"""The failed-events list: read, download, replay, remove."""

import csv
import io
from collections.abc import Iterator, Sequence

import msgspec
from litestar import Router, delete, get, post
from litestar.response import Stream

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.failed_events import KIND, FailedEvents
from huozhao.http.wire import ReceiptOut, page_of, receipt_out
from huozhao.terms.time import iso

COLUMNS = ("id", "at", "source", "code", "message", "field", "hint", "raw")
CSV_PAGE = 1_000


class FailedEventOut(msgspec.Struct, frozen=True):
    """One refused event or row, with the reason and what to do; personal data in `raw` is masked."""

    id: str
    at: str
    source: str
    code: str
    message: str
    field: str | None
    hint: str
    raw: str


class FailedEventPage(msgspec.Struct, frozen=True):
    """Failed events, newest first."""

    items: list[FailedEventOut]
    next: str | None


class ReplayIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The failed events to try again; null for all."""

    ids: list[str] | None = None


def failed_out(failed: Document) -> FailedEventOut:
    """Return a failed event for the wire."""
    body = failed.body
    return FailedEventOut(failed.id, iso(failed.at), body["source"], body["code"], body["message"],
                          body["field"], body["hint"], body["raw"])


@get("/failed-events", summary="Read what was refused", tags=["events"], sync_to_thread=True)
def get_failed_events(mall: App, after: str = "", limit: int = 50) -> FailedEventPage:
    """Return refused events and rows, newest first."""
    items = [failed_out(each) for each in _list(mall).page(after, limit)]
    return FailedEventPage(items, page_of(items, limit, "id"))


@get("/failed-events.csv", summary="Download what was refused", tags=["events"], media_type="text/csv",
     sync_to_thread=True)
def get_failed_events_csv(mall: App) -> Stream:
    """Return the whole list as CSV (UTF-8 with a mark, so that spreadsheets read Chinese)."""
    headers = {"Content-Disposition": 'attachment; filename="failed-events.csv"'}
    return Stream(csv_pieces(mall), media_type="text/csv; charset=utf-8", headers=headers)


@post("/failed-events/replay", status_code=200, summary="Try again", tags=["events"], sync_to_thread=True)
def replay_failed_events(mall: App, data: ReplayIn) -> ReceiptOut:
    """Try refused events again after their cause is mended; those that pass leave the list."""
    return receipt_out(_list(mall).replay(data.ids))


@delete("/failed-events/{failed_event:str}", status_code=204, summary="Remove", tags=["events"],
        sync_to_thread=True)
def delete_failed_event(mall: App, failed_event: str) -> None:
    """Remove one refused event from the list."""
    _list(mall).delete(failed_event)


def csv_pieces(mall: App) -> Iterator[str]:
    """Yield the list as CSV text, oldest first, a page at a time."""
    yield "\ufeff" + _csv([COLUMNS])
    after = ""
    while page := mall.documents.list(KIND, after=after, limit=CSV_PAGE):
        after = page[-1].id
        yield _csv([[_safe(str(getattr(failed_out(each), name) or "")) for name in COLUMNS] for each in page])


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _safe(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _list(mall: App) -> FailedEvents:
    return FailedEvents(mall.documents, mall.collect)


ROUTER = Router("/", route_handlers=[get_failed_events, get_failed_events_csv, replay_failed_events,
                                     delete_failed_event])
