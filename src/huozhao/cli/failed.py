"""`huozhao failed`: what was refused, and trying it again."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="What was refused: list it, download it, try it again.")
Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]


@app.command("list")
def list_failed(
    data: Data = Path("data"),
    limit: Annotated[int, typer.Option(help="most to show, newest first")] = 20,
    as_json: Json = False,
) -> None:
    """Show refused events and rows, newest first."""
    from huozhao.app import open_app
    from huozhao.flows.failed_events import FailedEvents
    from huozhao.settings import load
    from huozhao.terms.time import iso

    with open_app(load(data)) as mall:
        found = FailedEvents(mall.documents, mall.collect).page("", limit)
        total = mall.documents.count("failed_event")
    items = [{"id": each.id, "at": iso(each.at), **each.body} for each in found]
    if as_json:
        typer.echo(json.dumps({"items": items, "total": total}, ensure_ascii=False))
        return
    _show(items, total)


@app.command("replay")
def replay(
    ids: Annotated[list[str] | None, typer.Argument(help="ids to try again; none = all")] = None,
    data: Data = Path("data"),
    as_json: Json = False,
) -> None:
    """Try refused events again after their cause is mended; those that pass leave the list."""
    from dataclasses import asdict

    from huozhao.app import open_app
    from huozhao.flows.failed_events import FailedEvents
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        receipt = FailedEvents(mall.documents, mall.collect).replay(ids or None)
    if as_json:
        typer.echo(json.dumps(asdict(receipt), ensure_ascii=False))
        return
    typer.echo(f"通过 accepted {receipt.accepted} · 已有 duplicate {receipt.duplicate} · "
               f"仍被拒绝 refused {len(receipt.refused)}")
    for refusal in receipt.refused[:10]:
        typer.echo(f"  {refusal.id}: {refusal.message} → {refusal.hint}")


@app.command("export")
def export(
    path: Annotated[Path, typer.Argument(help="CSV file to write")] = Path("failed-events.csv"),
    data: Data = Path("data"),
) -> None:
    """Write the whole list as CSV."""
    from huozhao.app import open_app
    from huozhao.http.feed.failed_events import csv_pieces
    from huozhao.settings import load

    with open_app(load(data)) as mall, path.open("w", encoding="utf-8", newline="") as file:
        for piece in csv_pieces(mall):
            file.write(piece)
    typer.echo(f"已写入 written: {path}")


def _show(items: list[dict[str, Any]], total: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "来源 source", "原因 code", "说明 message", "怎么办 hint",
                  title=f"失败列表 failed events: {total:,}")
    for item in items:
        table.add_row(item["id"], item["source"], item["code"], item["message"], item["hint"])
    Console().print(table)
