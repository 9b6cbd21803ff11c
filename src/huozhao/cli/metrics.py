"""`huozhao metrics`: what the figures mean, and that they follow from the log."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from huozhao.flows.board.recompute import Compared

app = typer.Typer(no_args_is_help=True, help="What the figures of the board mean, and that they follow from the log.")
Data = Annotated[Path, typer.Option(help="data folder")]


@app.command("list")
def list_metrics() -> None:
    """List every metric with its definition."""
    from rich.console import Console
    from rich.table import Table

    from huozhao.operations.metrics import METRICS

    table = Table("指标 metric", "名称 name", "定义 definition", "单位 unit")
    for metric in METRICS:
        table.add_row(metric.name, f"{metric.label.zh} {metric.label.en}", metric.formula, metric.unit)
    Console().print(table)


@app.command("recompute")
def recompute(
    data: Data = Path("data"),
    check: Annotated[bool, typer.Option("--check", help="only compare with the log, change nothing")] = False,
) -> None:
    """Compute the figures anew from the log; with --check, compare what is stored and exit 1 where it differs."""
    from huozhao.app import open_app
    from huozhao.backends.memory.state import MemoryState
    from huozhao.flows.board.recompute import rebuild, verify
    from huozhao.operations.facts import fold_board
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        if not check:
            events = rebuild(mall.state, mall.folds)
            typer.echo(f"{events} 个事件已重算 events folded anew")
        fold = fold_board(mall.settings.mall.timezone)
        found = verify(mall.log, mall.state, mall.documents, fold, MemoryState([fold]))
    _show(found)
    if not found.is_same:
        raise typer.Exit(1)


def _show(found: "Compared") -> None:
    typer.echo(f"{found.events} events, {found.rows} rows compared, {found.differences} differences")
    if found.erased:
        typer.echo(f"  {found.erased} 行含已删除顾客的合计 rows hold sums of erased shoppers")
    for each in found.first:
        typer.echo(f"  {each.table} {each.key}: stored {each.stored}, by the log {each.computed}")
