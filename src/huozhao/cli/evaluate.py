"""`huozhao evaluate`: how well the mall's own last days are foretold from those before, beside plain baselines."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

COLUMNS = ("recall@10", "recall@20", "ndcg@10", "ndcg@20", "mrr@20", "coverage", "novelty", "gini")
TASKS = {"any": "任意商品 any good", "new": "没碰过的商品 goods new to the shopper"}


def evaluate(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    days: Annotated[int, typer.Option(min=1, max=60, help="how many of the last days are held out")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as one JSON object")] = False,
) -> None:
    """Learn from the days before, rank every good for each shopper, and look at what they chose; exit 1 on too few."""
    from huozhao.app import open_app
    from huozhao.cli.progress import folding, watching
    from huozhao.settings import load

    with watching(quiet=as_json) as watch, open_app(load(data), folding(watch)) as mall:
        body = mall.judging.evaluations.run(days, watch)
    typer.echo(json.dumps(body, ensure_ascii=False)) if as_json else _show(body)
    if body["state"] == "too_few":
        raise typer.Exit(1)


def _show(body: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for need in body["needs"]:
        label = need["label"]
        console.print(f"数据不足 too few: {label['zh']} {label['en']}: {need['has']:,} 个，"
                      f"至少需要 needs at least {need['needs']:,}")
    if body["state"] == "too_few":
        console.print("  → 多等几天、导入历史，或用 --days 加长留出期 wait, import history, or hold out more --days")
        return
    console.print(f"{body['first_day']} – {body['last_day']}: {body['shoppers']:,} 位顾客 shoppers "
                  f"({body['known_shoppers']:,} 老 known, {body['new_shoppers']:,} 新 new), "
                  f"{body['goods']:,} 个商品全部参与排序 goods, all of them ranked；目标 target: {body['target']}")
    for task, told in body["tasks"].items():
        _task(console, task, told)


def _task(console: Any, task: str, told: dict[str, Any]) -> None:
    from rich.table import Column, Table

    table = Table(Column("", no_wrap=True), *COLUMNS, title=TASKS[task])
    for name, figures in told["models"].items():
        table.add_row(name, *(_said(figures, column) for column in COLUMNS))
    for segment, figures in told["segments"].get("huozhao", {}).items():
        table.add_row(f"  {segment} ({figures['shoppers']:,})", *(_said(figures, column) for column in COLUMNS))
    console.print(table)
    for name, gap in told["ahead"].items():
        console.print(f"  NDCG@20 − {name}: {gap['mean']:+.4f} ({gap['low']:+.4f} … {gap['high']:+.4f}, 95 %)")


def _said(figures: dict[str, float], column: str) -> str:
    half = figures.get(f"{column}±")
    return f"{figures[column]:.4f}" + (f"±{half:.4f}" if half else "")
