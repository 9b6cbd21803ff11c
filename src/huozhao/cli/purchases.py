"""`huozhao purchases`: orders to suppliers as files, and their answers back."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Purchase orders: list them, export them, import suppliers' answers.")
Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


@app.command("list")
def list_orders(
    data: Data = Path("data"),
    state: Annotated[str, typer.Option(help="open, or one state such as sent; empty = all")] = "open",
    supplier: Annotated[str, typer.Option(help="only of this supplier")] = "",
    late: Annotated[bool, typer.Option("--late", help="only what is overdue")] = False,
    limit: Annotated[int, typer.Option(min=1, help="most to show, newest first")] = 50,
    as_json: Json = False,
) -> None:
    """Show purchase orders, newest first."""
    import msgspec

    from huozhao.app import open_app
    from huozhao.http.supply.purchase_wire import purchase_out
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.purchasing.reading.page(state, "", supplier, late, "", limit, mall.clock())
        items = [msgspec.to_builtins(purchase_out(mall, body)) for body in found]
    if as_json:
        typer.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    _show(items)


@app.command("export")
def export(
    orders: Annotated[list[str] | None, typer.Argument(help="ids of orders; none = all drafts")] = None,
    to: Annotated[Path, typer.Option(help="file to write, .xlsx or .csv")] = Path("purchase-orders.xlsx"),
    send: Annotated[bool, typer.Option("--send", help="put on record that the orders went out by this file")] = False,
    data: Data = Path("data"),
) -> None:
    """Write orders into a sheet that suppliers fill in; the same sheet is imported again."""
    from huozhao.app import open_app
    from huozhao.http.supply.purchase_files import sheet
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        desk, now = mall.purchasing, mall.clock()
        drafts = desk.reading.page("draft", "", "", False, "", 10_000, now) if not orders else []
        names = orders or [body["id"] for body in drafts]
        if send:
            for name in names:
                desk.purchases.send(name, "file", "cli", now)
        bodies = [desk.purchases.book.get(name).body for name in names]
        to.write_bytes(sheet(mall, bodies, "csv" if to.suffix.lower() == ".csv" else "xlsx"))
    typer.echo(f"已写入 written: {to} ({len(bodies)} 张采购单 orders)")


@app.command("import")
def import_answers(
    files: Annotated[list[Path], typer.Argument(help="sheets with the suppliers' answers, .xlsx or .csv")],
    data: Data = Path("data"),
    as_json: Json = False,
) -> None:
    """Take suppliers' answers: units confirmed and the day they come; bad rows are listed with the fix."""
    import msgspec

    from huozhao.app import open_app
    from huozhao.http.supply.purchase_files import answered_out, tables
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        opened = [table for file in files for table in tables(file)]
        found = mall.purchasing.sheets.load(opened, "cli", mall.clock())
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(answered_out(found)), ensure_ascii=False))
        return
    typer.echo(f"行 rows {found.rows} · 确认 confirmed {found.confirmed} · 未变 unchanged {found.unchanged} · "
               f"空白 blank {found.blank} · 失败 refused {len(found.refused)}")
    for bad in found.refused[:20]:
        typer.echo(f"  第 {bad.row} 行 row [{bad.field}]: {bad.message}\n    → {bad.hint.zh} / {bad.hint.en}")


def _show(items: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "供应商 supplier", "门店 shop", "状态 state", "待到 to come", "预计 due", "逾期 late",
                  title="采购单 purchase orders")
    for item in items:
        table.add_row(item["id"], item["supplier_name"], item["shop_name"], item["state"],
                      str(sum(line["open"] for line in item["lines"])), item["due_at"][:10],
                      str(item["late_days"] or ""))
    Console().print(table)
