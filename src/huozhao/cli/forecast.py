"""`huozhao forecast SKU`: what is expected of one SKU. `huozhao forecast --worth`: what each input is worth."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def forecast(
    sku: Annotated[str, typer.Argument(help="the SKU to look at")] = "",
    shop: Annotated[str, typer.Option(help="one shop; all together when left out")] = "",
    level: Annotated[str, typer.Option(help="all, or city or shop to see the parts that add up")] = "all",
    worth: Annotated[bool, typer.Option("--worth", help="show instead what each input of forecasts is worth")] = False,
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print it as one JSON object")] = False,
) -> None:
    """Show what is expected of a SKU, with quantiles, the model, its past error and what went in."""
    from huozhao.app import open_app
    from huozhao.settings import load

    if not sku and not worth:
        raise typer.BadParameter("name a SKU, or ask with --worth what each input is worth")
    with open_app(load(data)) as mall:
        shown = mall.forecasts.learn.report() if worth else mall.forecasts.look(sku, shop, mall.clock(), level)
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
    else:
        (_show_worth if worth else _show)(shown)


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("next days", "mean", *shown["sums"][0]["quantiles"], title=f"{shown['sku']} {shown['shop']}")
    for name, sums in (("", shown["sums"]), *((part["name"], part["sums"]) for part in shown["parts"])):
        for each in sums:
            quantiles = (f"{q:.1f}" for q in each["quantiles"].values())
            table.add_row(f"{name} {each['days']}".strip(), f"{each['mean']:.1f}", *quantiles)
    console = Console(highlight=False)
    console.print(table)
    lost = sum(day["lost"] for day in shown["history"])
    model, error = shown["model"], shown["backtest_wape"]
    console.print(f"model: {model['zh']} ({model['en']}); past error of a week: {error}")
    console.print(f"lost in stock-outs of the last {len(shown['history'])} days, estimated: {lost:.1f} units")
    for note in shown["notes"]:
        console.print(f"- {note['zh']} ({note['en']})")


def _show_worth(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if shown["learned_at"] is None:
        console.print("还没有学习过：先运行 huozhao run。Nothing was learned yet: run `huozhao run` first.")
        return
    table = Table("输入 input", "用到 cases", "误差 WAPE", "不用时 without", "95 %", "结论 verdict")
    for each in shown["inputs"]:
        table.add_row(f"{each['label']['zh']}\n{each['label']['en']}", f"{each['cases']} / {each['sums']}",
                      f"{each['with_it']:.1%}", f"{each['without']:.1%}",
                      f"{each['low']:+.2%} … {each['high']:+.2%}",
                      f"{each['verdict']['zh']}\n{each['verdict']['en']}")  # fmt: skip
    console.print(table)
