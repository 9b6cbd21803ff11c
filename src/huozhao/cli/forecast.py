"""`huozhao forecast SKU`: what is expected of one SKU."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def forecast(
    sku: Annotated[str, typer.Argument(help="the SKU to look at")],
    shop: Annotated[str, typer.Option(help="one shop; all together when left out")] = "",
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print it as one JSON object")] = False,
) -> None:
    """Show what is expected of a SKU, with quantiles, the model, its past error and what went in."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        shown = mall.forecasts.look(sku, shop, mall.clock())
    typer.echo(json.dumps(shown, ensure_ascii=False)) if as_json else _show(shown)


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("next days", "mean", *shown["sums"][0]["quantiles"], title=f"{shown['sku']} {shown['shop']}")
    for each in shown["sums"]:
        table.add_row(str(each["days"]), f"{each['mean']:.1f}", *(f"{q:.1f}" for q in each["quantiles"].values()))
    console = Console(highlight=False)
    console.print(table)
    lost = sum(day["lost"] for day in shown["history"])
    model, error = shown["model"], shown["backtest_wape"]
    console.print(f"model: {model['zh']} ({model['en']}); past error of a week: {error}")
    console.print(f"lost in stock-outs of the last {len(shown['history'])} days, estimated: {lost:.1f} units")
    for note in shown["notes"]:
        console.print(f"- {note['zh']} ({note['en']})")
