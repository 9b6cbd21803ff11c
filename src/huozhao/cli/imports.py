"""`huozhao import`: the merchant's own files become events."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from huozhao.app import App
    from huozhao.flows.imports.door import Imports

app = typer.Typer(no_args_is_help=True, help="Import files: CSV, Parquet, or a folder of them.")
HELP = {
    "online-retail": "Import the Online Retail II export (one row a line of an invoice).",
    "events": "Import a behaviour log (shopper, item, act, time) or events as JSON lines.",
    "goods": "Import goods (SKU, title, price, category …).",
    "shops": "Import shops and warehouses, with their coordinates.",
    "shoppers": "Import shoppers (id, registration, and what they told about themselves).",
    "orders": "Import paid orders, one row an order line.",
    "stock": "Import stock counts (SKU, shop, units on hand).",
    "returns": "Import returned goods, one row a line of an order.",
    "reviews": "Import reviews of goods; personal data in the text are masked.",
    "service-talks": "Import talks with the mall's service; personal data in the text are masked.",
    "community": "Import what shoppers do in the mall's groups.",
    "logins": "Import log-ins through WeChat: device, system, coarse place.",
    "identities": "Import which ids are one shopper's: openid, unionid, phone, member card, device.",
    "payments": "Import payments: which order, by what means, how much.",
    "exchanges": "Import exchanges of goods.",
    "cancellations": "Import cancelled orders.",
    "shares": "Import shares of goods and pages.",
    "coupons": "Import coupons: when they came, which order used them.",
    "consents": "Import what shoppers decided about each purpose.",
}


def _command(kind: str) -> Callable[..., None]:
    def run(
        path: Annotated[Path, typer.Argument(help="CSV or Parquet file, or a folder of them")],
        data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
        dry_run: Annotated[bool, typer.Option("--dry-run", help="check and count only, keep nothing")] = False,
        consented: Annotated[str, typer.Option(
            help="purposes these shoppers consented to elsewhere: personalisation,marketing …, or none")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="print the summary as one JSON object")] = False,
    ) -> None:
        import_file(kind, path, data, dry_run, as_json, consented)

    run.__doc__ = HELP[kind]
    return run


for _kind, _help in HELP.items():
    app.command(_kind, help=_help)(_command(_kind))


def import_file(
    kind: str, path: Path, data: Path, dry_run: bool, as_json: bool, consented: str = ""
) -> None:
    """Import one kind of file with a progress bar and print what became of every row."""
    from huozhao.app import open_app
    from huozhao.backends.files.tables import open_tables
    from huozhao.cli.progress import watching
    from huozhao.flows.imports.door import purposes_in
    from huozhao.settings import load
    from huozhao.terms.text import Text

    tables = open_tables(path)
    label = Text("导入", "Importing")
    with open_app(load(data)) as mall, watching(quiet=as_json) as watch, _place(mall, dry_run) as imports:
        found = imports.run(kind, tables, lambda done, total: watch("import", label, done, total),
                            purposes_in(consented))
    summary = found.as_dict()
    summary["dry_run"] = dry_run
    typer.echo(json.dumps(summary, ensure_ascii=False)) if as_json else _show(summary)


@contextmanager
def _place(mall: "App", dry_run: bool) -> "Iterator[Imports]":
    """Yield where to import: the mall, or for a dry run a mall in memory that knows the same goods and shops."""
    if not dry_run:
        yield mall.imports
        return
    from huozhao.app import open_app

    storage = replace(mall.settings.storage, backend="memory")
    with open_app(replace(mall.settings, storage=storage)) as trial:
        trial.imports.seed(mall.imports)
        yield trial.imports


def _show(summary: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"huozhao import {summary['kind']}" + ("（试算，未保存 dry run）" if summary["dry_run"] else "")
    table = Table("项目 item", "数量 count", "说明 note", title=title)
    sign = "=" if summary["reconciles"] else "≠"
    table.add_row("读入行数 rows in", f"{summary['rows']:,}", f"{sign} accepted + duplicate + refused")
    table.add_row("接受 accepted", f"{summary['accepted']:,}", "")
    table.add_row("重复 duplicate", f"{summary['duplicate']:,}", "已经在库里，不重复计算 already in")
    for code, rows in summary["refused_by_reason"].items():
        reason = summary["set_aside"].get(code)
        first = summary["first_refused"].get(code, "")
        note = f"{reason['zh']} {reason['en']}" if reason else "→ huozhao failed list"
        table.add_row(f"拒绝 refused: {code}", f"{rows:,}", f"{note} ({first})")
    if summary["anonymised"]:
        table.add_row("去除顾客 anonymised", f"{summary['anonymised']:,}",
                      "没有同意，只留事实 kept without the shopper or personal fields, for want of consent")
    for name, count in summary["events"].items():
        table.add_row(name, f"{count:,}", "事件 events")
    table.add_row("顾客 shoppers", f"{summary['shoppers']:,}", f"游客订单 guest orders {summary['guest_orders']:,}")
    table.add_row("期间 period", "", f"{summary['first_at']} … {summary['last_at']}")
    table.add_row("速度 speed", f"{summary['rows_per_s']:,}", f"行/秒 rows/s, {summary['seconds']} s")
    console = Console()
    console.print(table)
    for note in summary["notes"]:
        console.print(f"· {note['zh']} {note['en']}")
