"""A week as a PDF: the same figures as the page. Chinese needs no font file; readers bring the standard Song font."""

from collections.abc import Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from huozhao.flows.board.figures import figure
from huozhao.flows.weekly.page import DAYS, EVEN, HEADS, NONE, STATES, Lang, NameOf, change_of, segment, title_of
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

FONT, INK, QUIET, LINE, NOW, BEFORE = "STSong-Light", "#1f2d2a", "#6b7f79", "#e3ebe8", "#1c7d68", "#c3cfcb"
TONES = {"good": "#14795f", "bad": "#b23a2e", "": INK}
# As reportlab counts them.
Align = Literal[0, 2]
LEFT: Align = 0
RIGHT: Align = 2
WIDTH, MARGIN, COLUMNS = 595.28, 45.0, 2
INNER = WIDTH - 2 * MARGIN
# A heading asks for so much room below it (pt).
FOOT = 140.0


def pdf(week: Mapping[str, Any], mall: str, lang: Lang, shop: NameOf) -> bytes:
    """Return the report in one language; BadInput where the extra `pdf` is not installed."""
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.platypus import SimpleDocTemplate
    except ImportError:
        raise BadInput("pdf_not_installed", "PDF needs reportlab", field="format",
                       hint="pip install 'huozhao[pdf]', or print the page from the browser") from None
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet, title = _Sheet(lang), title_of(week, mall)
    parts = [
        sheet.line(title, 18), sheet.line(Text("与前一周相比", "compared with the week before"), 9, QUIET),
        *sheet.said(week), *sheet.charts(week), *sheet.figures(week),
        *sheet.cut(week["segments"], Text("顾客分群", "By segment"), partial(segment, lang=lang)),
        *sheet.cut(week["categories"], Text("类目", "By category"), lambda cut: cut or "–"),
        *sheet.cut(week["shops"], Text("门店", "By shop"), shop),
        *sheet.found(week["alerts"], Text("异常指标", "Unusual figures")),
        *sheet.found(week["corrections"], Text("推荐自我修正", "Corrections of recommendation")),
        *sheet.found(week["trends"], Text("趋势", "Trends")),
    ]  # fmt: skip
    written = BytesIO()
    # Invariant: the same week gives the same bytes.
    SimpleDocTemplate(written, title=sheet.say(title), author=mall, leftMargin=MARGIN, rightMargin=MARGIN,
                      topMargin=MARGIN, bottomMargin=MARGIN, invariant=1).build(parts)
    return written.getvalue()


class _Sheet:
    """Lays the parts of a report out in one language."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def say(self, text: Text) -> str:
        return text.zh if self._lang == "zh" else text.en

    def line(self, text: Text | str, size: float = 10, colour: str = INK, align: Align = LEFT) -> "Flowable":
        """Return a paragraph."""
        from xml.sax.saxutils import escape

        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        said = text if isinstance(text, str) else self.say(text)
        # Chinese may break anywhere, English between words only.
        wrap = "CJK" if self._lang == "zh" else None
        return Paragraph(escape(said), ParagraphStyle(
            "line", fontName=FONT, fontSize=size, leading=size * 1.5, textColor=HexColor(colour), wordWrap=wrap,
            alignment=align))

    def said(self, week: Mapping[str, Any]) -> list["Flowable"]:
        if not week["said"]:
            return [self.line(EVEN)]
        return [*self._head(Text("最值得看的变化", "What stands out")),
                *(self.line("· " + self.say(Text(**each))) for each in week["said"])]

    def charts(self, week: Mapping[str, Any]) -> list["Flowable"]:
        """Return the days of each figure, two charts in a row."""
        drawn: list[Any] = []
        for each in week["figures"]:
            if each["days"]:
                label = self.line(BY_NAME[each["metric"]].label, 9)
                drawn.append([label, _chart(each["days"], each["past"], DAYS[self._lang])])
        rows = [drawn[n : n + COLUMNS] for n in range(0, len(drawn), COLUMNS)]
        rows = [[*row, *[""] * (COLUMNS - len(row))] for row in rows]
        legend = self.line(Text("实线：本周；虚线：前一周", "solid: this week; dashed: the week before"), 8, QUIET)
        head = self._head(Text("每日走势", "Day by day"))
        return [*head, self._table(rows, [INNER / COLUMNS] * COLUMNS, ruled=False), legend] if rows else []

    def figures(self, week: Mapping[str, Any]) -> list["Flowable"]:
        rows: list[list[Any]] = [[self.line(""), *(self.line(each, 9, QUIET, RIGHT) for each in HEADS)]]
        for each in week["figures"]:
            metric = BY_NAME[each["metric"]]
            change, tone = change_of(metric.name, each["value"], each["previous"])
            rows.append([
                [self.line(metric.label), self.line(metric.help, 7.5, QUIET)],
                *(self.line(figure(each[name], metric.unit), 10, INK, RIGHT) for name in ("value", "previous")),
                self.line(change, 10, TONES[tone], RIGHT),
            ])  # fmt: skip
        return [*self._head(Text("全部指标", "All figures")), self._table(rows, [INNER - 240, 85, 85, 70])]

    def cut(self, cut: Mapping[str, Any], title: Text, name: NameOf) -> list["Flowable"]:
        metrics: Sequence[str] = cut["metrics"]
        if not cut["rows"]:
            return []
        rows = [[self.line(""), *(self.line(BY_NAME[each].label, 9, QUIET, RIGHT) for each in metrics)]]
        rows += [[self.line(name(row["cut"])), *(
            self.line(figure(value, BY_NAME[each].unit), 10, INK, RIGHT)
            for each, value in zip(metrics, row["values"], strict=True))] for row in cut["rows"]]
        first = INNER * 0.28
        return [*self._head(title), self._table(rows, [first, *[(INNER - first) / len(metrics)] * len(metrics)])]

    def found(self, found: Sequence[Mapping[str, Any]], title: Text) -> list["Flowable"]:
        if not found:
            return [*self._head(title), self.line(NONE, 10, QUIET)]
        lines = (self.say(Text(each["zh"], each["en"])) + self._state(each) for each in found)
        return [*self._head(title), *(self.line(f"· {each}") for each in lines)]

    def _state(self, each: Mapping[str, Any]) -> str:
        state = STATES.get(each.get("state", ""))
        return f" · {self.say(state)}" if state else ""

    def _head(self, text: Text) -> list["Flowable"]:
        """Return a heading that does not stand at the foot of a page by itself."""
        from reportlab.platypus import CondPageBreak

        head = self.line(text, 13)
        head.spaceBefore, head.spaceAfter = 14, 4
        return [CondPageBreak(FOOT), head]

    def _table(self, rows: Sequence[list[Any]], widths: Sequence[float], *, ruled: bool = True) -> "Flowable":
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Table

        table = Table(rows, widths, repeatRows=1 if ruled else 0, style=[("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
        if ruled:
            table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE))])
        return table


def _chart(now: Sequence[float | None], before: Sequence[float | None], days: Sequence[str]) -> "Flowable":
    """Return two weeks as lines; None leaves a gap."""
    from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, String
    from reportlab.lib.colors import HexColor

    width, height, foot = INNER / COLUMNS - 24, 84.0, 16.0
    top = max((value for value in (*now, *before) if value is not None), default=0.0) or 1.0

    def at(place: int, value: float) -> tuple[float, float]:
        return 10 + place * (width - 20) / max(1, len(days) - 1), foot + 4 + value / top * (height - foot - 12)

    drawing = Drawing(width, height)
    drawing.add(Line(0, foot, width, foot, strokeColor=HexColor(LINE)))
    dashed: dict[str, Any] = {"strokeDashArray": (3, 3)}
    for values, colour, style in ((before, BEFORE, dashed), (now, NOW, {})):
        for run in _runs(values):
            points = [xy for place in run for xy in at(place, values[place] or 0.0)]
            drawing.add(PolyLine(points, strokeColor=HexColor(colour), strokeWidth=1.4, **style))
    for place, value in enumerate(now):
        if value is not None:
            drawing.add(Circle(*at(place, value), 1.8, fillColor=HexColor(NOW), strokeColor=None))
    for place, day in enumerate(days):
        drawing.add(String(at(place, 0)[0], 4, day, fontName=FONT, fontSize=7, textAnchor="middle",
                           fillColor=HexColor(QUIET)))  # fmt: skip
    return drawing


def _runs(values: Sequence[float | None]) -> list[list[int]]:
    """Return the places of values that follow one another without a gap, two or more together."""
    found: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append(place)
    return [run for run in found if len(run) > 1]
