"""`huozhao connect`: a mall that exists already becomes this one's source."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from huozhao.flows.connectors.desk import Connectors
    from huozhao.settings import Settings

# Keys of each pull that a dry run reads, unless told otherwise: enough to meet what would be refused.
SAMPLE = 20_000


def connect(
    mall: Annotated[str, typer.Argument(help="litemall, mall, mall4j, yudao, or the path of a mapping file (.toml)")],
    dsn: Annotated[str, typer.Option(envvar="HUOZHAO_CONNECT_DSN",
                                     help="mysql://user:password@host:3306/database; a user with SELECT only")],
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="report what would be taken, keep nothing")] = False,
    sample: Annotated[int, typer.Option(help="rows of each table that a dry run reads; 0 = all")] = SAMPLE,
    consented: Annotated[str, typer.Option(
        help="purposes these shoppers consented to elsewhere: personalisation,marketing …, or none")] = "",
    zone: Annotated[str, typer.Option(help="time zone of the mall's database, when it is not that of the mall")] = "",
    again: Annotated[bool, typer.Option("--again", help="read everything anew; what is known counts once")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as one JSON object")] = False,
) -> None:
    """Read what is new in the database of a mall: goods, stock, shoppers, orders, acts. Nothing is written to it."""
    from huozhao.cli.progress import watching
    from huozhao.flows.connectors.connector import Wanted
    from huozhao.flows.imports.door import purposes_in
    from huozhao.settings import load

    wanted = Wanted(purposes_in(consented), sample if dry_run else 0)
    with _desk(load(data), dry_run) as desk, watching(quiet=as_json) as watch:
        report = desk.pull(mall, dsn, wanted, watch, zone, again).as_dict()
        report |= {"dry_run": dry_run, "remedies": _remedies(desk, report)}
    typer.echo(json.dumps(report, ensure_ascii=False)) if as_json else _show(report)


@contextmanager
def _desk(settings: "Settings", dry_run: bool) -> "Iterator[Connectors]":
    """Yield the desk, or for a dry run that of a mall in memory that knows the same goods and has read as far."""
    from huozhao.app import open_app

    with open_app(settings) as mall:
        if not dry_run:
            yield mall.connectors
            return
        storage = replace(settings.storage, backend="memory")
        with open_app(replace(settings, storage=storage)) as trial:
            trial.imports.seed(mall.imports)
            trial.connectors.seed(mall.connectors)
            yield trial.connectors


def _remedies(desk: "Connectors", report: dict[str, Any]) -> dict[str, str]:
    """Return by reason what was wrong with a refused row, and how to mend it."""
    codes = {code for each in report["pulls"] for code in each["refused_by_reason"]}
    found: dict[str, str] = {}
    for each in desk.documents.list("failed_event", limit=1_000, newest=True) if codes else ():
        if each.body["code"] in codes:
            found.setdefault(each.body["code"], f"{each.body['message']} → {each.body['hint']}")
    return found


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"huozhao connect {report['mall']}" + (" (试算,未保存 dry run)" if report["dry_run"] else "")
    table = Table("读取 pull", "内容 what", "待读 waiting", "已读 read", "行 rows", "接受 accepted", "重复 duplicate",
                  "拒绝 refused", title=title)
    for each in report["pulls"]:
        sign = "" if each["reconciles"] else " ≠"
        counts = [f"{each[name]:,}" for name in ("keys", "read", "rows", "accepted", "duplicate", "refused")]
        table.add_row(each["pull"], each["what"], *counts)
        for code, rows in each["refused_by_reason"].items():
            table.add_row("", f"{code}{sign}", "", "", "", "", "", f"{rows:,} ({each['first_refused'].get(code, '')})")
    console = Console()
    console.print(table)
    states = ", ".join(f"{each['code']} {each['word'] or '?'}: {each['orders']:,}" for each in report["order_states"])
    if states:
        console.print(f"订单状态 order states: {states}")
    for code, remedy in report["remedies"].items():
        console.print(f"· {code}: {remedy}", markup=False)
    notes = [each["note"] for each in report["pulls"] if each["note"]] + ([report["hint"]] if report["hint"] else [])
    for note in {note["en"]: note for note in notes}.values():
        console.print(f"· {note['zh']}\n  {note['en']}", markup=False)
    if any(each["refused"] for each in report["pulls"]) and not report["dry_run"]:
        console.print("→ huozhao failed list: 每一行被拒的原因和改法 why each row was refused, and how to mend it")
