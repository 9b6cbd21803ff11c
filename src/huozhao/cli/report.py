"""`huozhao report`: the weekly report as a file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of the report."""

    zh = "zh"
    en = "en"


def report(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    week: Annotated[str, typer.Option(help="Monday of the week, YYYY-MM-DD; empty = the last complete week")] = "",
    lang: Annotated[Lang, typer.Option(help="language")] = Lang.zh,
    out: Annotated[Path | None, typer.Option(help="file to write; empty = report.html or report.pdf")] = None,
    pdf: Annotated[bool, typer.Option(help="as PDF, with the extra huozhao[pdf]")] = False,
) -> None:
    """Write the report of a week as one HTML page or PDF, ready to be read, sent or printed."""
    from huozhao.app import open_app
    from huozhao.http.operation.reports import report_file
    from huozhao.settings import load
    from huozhao.terms.time import day_name, day_of

    with open_app(load(data)) as mall:
        written = mall.operating.reports.write(day_of(week, "week") if week else None)
        monday = day_name(written.body["monday"])
        file = out or Path("report.pdf" if pdf else "report.html")
        file.write_bytes(report_file(mall, monday, lang.value, "pdf" if pdf else "html"))
    typer.echo(f"{file}: {monday}")
