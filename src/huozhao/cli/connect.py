"""`huozhao connect`: a mall that exists already becomes this one's source."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from huozhao.terms.pulls import SAMPLE

COUNTS = {"keys": ("待读", "waiting"), "read": ("已读", "read"), "rows": ("行", "rows"),
          "accepted": ("接受", "accepted"), "duplicate": ("重复", "duplicate"), "refused": ("拒绝", "refused")}
PULLS = {"shops": "门店", "goods": "商品", "goods_gone": "已删商品", "stock": "库存", "shoppers": "顾客",
         "orders": "订单", "shipped": "发货", "received": "收货", "cancelled": "取消", "returns": "退货",
         "reviews": "评价", "views": "浏览", "favourites": "收藏", "cart": "加购", "searches": "搜索"}


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
    from huozhao.app import open_app
    from huozhao.app.apart import try_connecting
    from huozhao.cli.progress import watching
    from huozhao.flows.connectors.connector import Wanted
    from huozhao.flows.imports.door import purposes_in
    from huozhao.settings import load

    wanted = Wanted(purposes_in(consented), sample if dry_run else 0)
    with open_app(load(data)) as opened, watching(quiet=as_json) as watch:
        if dry_run:
            report = try_connecting(opened, mall, dsn, wanted, watch, zone, again)
        else:
            report = opened.connectors.pull(mall, dsn, wanted, watch, zone, again).as_dict()
            report |= {"dry_run": False, "remedies": opened.connectors.remedies(report)}
    typer.echo(json.dumps(report, ensure_ascii=False)) if as_json else _show(report)


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console()
    console.print(_table(report))
    for line in _refusals(report):
        console.print(line, markup=False)
    states = ", ".join(f"{each['code']} {each['word'] or '?'}: {each['orders']:,}" for each in report["order_states"])
    if states:
        console.print(f"订单状态 order states: {states}")
    notes = [each["note"] for each in report["pulls"] if each["note"]] + ([report["hint"]] if report["hint"] else [])
    for note in {note["en"]: note for note in notes}.values():
        console.print(f"· {note['zh']}\n  {note['en']}", markup=False)
    if any(each["refused"] for each in report["pulls"]) and not report["dry_run"]:
        console.print("→ huozhao failed list: 每一行被拒的原因和改法 why each row was refused, and how to mend it")


def _table(report: dict[str, Any]) -> Any:
    """Return what became of each pull; it fits into 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    title = f"huozhao connect {report['mall']}" + ("（试算，未保存 dry run）" if report["dry_run"] else "")
    table = Table(title=title, box=SIMPLE_HEAD)
    table.add_column("读取\npull", no_wrap=True)
    for chinese, english in COUNTS.values():
        table.add_column(f"{chinese}\n{english}", justify="right", no_wrap=True)
    for each in report["pulls"]:
        sign = "" if each["reconciles"] else " ≠"
        name = f"{PULLS.get(each['pull'], '')} {each['pull']}{sign}".strip()
        table.add_row(name, *(f"{each[count]:,}" for count in COUNTS))
    return table


def _refusals(report: dict[str, Any]) -> list[str]:
    """Return for each reason of each pull how many rows, the first of them, and how to mend it."""
    return [f"· {each['pull']}: {code} × {rows:,} ({each['first_refused'].get(code, '')})\n"
            f"  {report['remedies'].get(code, '')}"
            for each in report["pulls"] for code, rows in each["refused_by_reason"].items()]
