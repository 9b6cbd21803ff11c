"""Weekly reports: the shelf of them, and each as a page to read, print and send."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.weekly.page import Lang, page
from huozhao.flows.weekly.pdf import pdf
from huozhao.http.wire import Words
from huozhao.terms.time import day_name, day_of, iso

Format = Literal["html", "pdf"]
MEDIA: dict[Format, str] = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


class ReportOut(msgspec.Struct, frozen=True):
    """The report of a week, named by its Monday, with what stands out in it."""

    week: str
    last_day: str
    written_at: str
    said: list[Words]


class ReportPage(msgspec.Struct, frozen=True):
    """Reports, newest first."""

    items: list[ReportOut]
    next: str | None


class ReportIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which week to report on: its Monday, or none for the last complete week."""

    week: str | None = None


@get("/reports", summary="Read the list of reports", tags=["operations"], sync_to_thread=True)
def get_reports(mall: App) -> ReportPage:
    """Return the weekly reports, newest first."""
    return ReportPage([_out(each) for each in mall.operating.reports.all()], None)


@post("/reports", status_code=200, summary="Write a report now", tags=["operations"], sync_to_thread=True)
def write_report(mall: App, data: ReportIn) -> ReportOut:
    """Write the report of a complete week, anew if it stands already."""
    mall.folds.reached(mall.log.head())
    return _out(mall.operating.reports.write(day_of(data.week, "week") if data.week else None))


@get("/reports/{week:str}", summary="Read a report", tags=["operations"], sync_to_thread=True)
def get_report(
    mall: App, week: str,
    lang: Annotated[Lang, QueryParameter(description="language of the page")] = "zh",
    format: Annotated[Format, QueryParameter(description="html, or pdf with the extra `pdf`")] = "html",
) -> Response[bytes]:  # fmt: skip
    """Return the report of the week that begins on a Monday, or the `latest`, as one HTML page or as a PDF."""
    return Response(report_file(mall, week, lang, format), media_type=MEDIA[format])


def report_file(mall: App, week: str, lang: Lang, format: Format) -> bytes:
    """Return a report as a file."""
    def shop(id: str) -> str:
        found = mall.goods.shop(id)
        return found.name if found else id or "–"

    body, name = mall.operating.reports.get(week).body, mall.settings.mall.name
    return pdf(body, name, lang, shop) if format == "pdf" else page(body, name, lang, shop).encode()


def _out(found: Document) -> ReportOut:
    monday = found.body["monday"]
    return ReportOut(day_name(monday), day_name(monday + 6), iso(found.body["written_at"]),
                     [Words(**each) for each in found.body["said"]])  # fmt: skip


ROUTER = Router("/", route_handlers=[get_reports, write_report, get_report])
