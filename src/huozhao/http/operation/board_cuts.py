"""The board apart (by segment, arm, placement, shop, category), as a file, and its alerts."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import QueryParameter

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.flows.board.sheets import as_csv, rows
from huozhao.http.gate.asking import who
from huozhao.http.wire import AuditOut, Words, words
from huozhao.insight.rfm import LABELS
from huozhao.operations.board.cuts import METRICS_OF, CutRow
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.time import day_name, iso

Asked = Request[Any, Any, Any]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CutMetricOut(msgspec.Struct, frozen=True):
    """A metric that the cut can tell."""

    metric: str
    label: Words
    help: Words
    unit: str
    better: str | None


class CutValueOut(msgspec.Struct, frozen=True):
    """A figure of one part: now and in the period before; null where it is undefined."""

    value: float | None
    previous: float | None


class CutRowOut(msgspec.Struct, frozen=True):
    """One part of the mall with its figures by metric; `label` where the part has a name of its own."""

    cut: str
    label: Words
    values: dict[str, CutValueOut]


class CutsOut(msgspec.Struct, frozen=True):
    """The board cut by one property, the greatest part first."""

    by: str
    days: int
    metrics: list[CutMetricOut]
    rows: list[CutRowOut]


class FigureAlertOut(msgspec.Struct, frozen=True):
    """A figure that left its usual range on a day; `is_bad` where that is the wrong direction."""

    id: str
    metric: str
    label: Words
    unit: str
    day: str
    value: float
    usual: float
    low: float
    high: float
    side: str
    is_bad: bool
    said: Words
    state: str
    audit: list[AuditOut]


class FigureAlertPage(msgspec.Struct, frozen=True):
    """Alerts, newest first."""

    items: list[FigureAlertOut]
    next: str | None


@get("/board/cuts", summary="Read the board apart", tags=["operations"], sync_to_thread=True)
def get_cuts(
    mall: App,
    by: Annotated[str, QueryParameter(description="segment, arm, placement, shop or category")],
    days: Annotated[int, QueryParameter(description="length of the period in days, 1 to 366")] = 28,
    experiment: Annotated[str, QueryParameter(description="by arm: of which experiment; empty = recommendation")] = "",
    depth: Annotated[int, QueryParameter(description="by category: 1 is the broadest")] = 1,
) -> CutsOut:
    """Return the metrics of each part of the mall for the last `days` days and the period before.

    A shopper counts in the segment and arm of now.
    """
    found = mall.operating.board.cuts.of(by, mall.clock(), days, experiment=experiment, depth=depth)
    metrics = [CutMetricOut(m.name, words(m.label), words(m.help), m.unit, m.better) for m in METRICS_OF[by]]
    return CutsOut(by, days, metrics, [_row(mall, by, row) for row in found])


@get("/board/export", summary="Take the board as a file", tags=["operations"], sync_to_thread=True)
def export(
    mall: App, kind: Annotated[Literal["csv", "xlsx"], QueryParameter(name="format")] = "csv",
    days: Annotated[int, QueryParameter(description="length of the period in days")] = 28,
) -> Response[bytes]:  # fmt: skip
    """Return every metric with its definition and its days, as CSV or XLSX."""
    header, body = rows(mall.boards.at(mall.clock(), days))
    name = f"board-{iso(mall.clock())[:10]}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "xlsx":
        from huozhao.backends.files.xlsx_table import xlsx

        return Response(xlsx("看板", header, body), media_type=EXCEL, headers=headers)
    return Response(as_csv(header, body), media_type="text/csv; charset=utf-8", headers=headers)


@get("/board/alerts", summary="Read alerts on figures", tags=["operations"], sync_to_thread=True)
def get_alerts(
    mall: App, only: Annotated[str, QueryParameter(name="state", description="open or seen; empty = both")] = ""
) -> FigureAlertPage:
    """Return figures that left their usual range, newest first."""
    return FigureAlertPage([_alert(each) for each in mall.operating.board.alerts.findings.all(only)], None)


@post("/board/alerts/{id:str}/{step:str}", status_code=200, summary="Decide about an alert", tags=["operations"],
      sync_to_thread=True)  # fmt: skip
def step_alert(mall: App, request: Asked, id: str, step: Literal["seen", "undo"]) -> FigureAlertOut:
    """Mark an alert as seen, or take that back."""
    return _alert(mall.operating.board.alerts.step(id, step, who(request)))


def _row(mall: App, by: str, row: CutRow) -> CutRowOut:
    values = {name: CutValueOut(value, previous) for name, (value, previous) in row.values.items()}
    return CutRowOut(row.cut, _label(mall, by, row.cut), values)


def _label(mall: App, by: str, cut: str) -> Words:
    if by == "segment" and cut in LABELS:
        return words(LABELS[cut])
    if by == "shop" and (shop := mall.goods.shop(cut)) is not None:
        return Words(shop.name, shop.name)
    if not cut:
        return Words("未注明", "not named")
    return Words(cut.replace("/", " / "), cut.replace("/", " / "))


def _alert(found: Document) -> FigureAlertOut:
    body = found.body
    metric = BY_NAME[body["metric"]]
    audit = [msgspec.convert({**each, "at": iso(each["at"])}, AuditOut) for each in body["audit"]]
    return FigureAlertOut(
        found.id, metric.name, words(metric.label), metric.unit, day_name(body["day"]), body["value"], body["usual"],
        body["low"], body["high"], body["side"], body["is_bad"], Words(**body["said"]), body["state"], audit,
    )  # fmt: skip


ROUTER = Router("/", route_handlers=[get_cuts, export, get_alerts, step_alert])
