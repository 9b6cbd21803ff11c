"""`huozhao plan`: what to order, and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from huozhao.app import App


def plan(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    fresh: Annotated[bool, typer.Option("--fresh", help="compute a new plan even if there is one")] = False,
    limit: Annotated[int, typer.Option(min=1, help="most proposals to show")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="print the plan as one JSON object")] = False,
) -> None:
    """Show the newest replenishment plan with the arithmetic of each proposal; computes one if there is none."""
    from huozhao.app import open_app
    from huozhao.cli.progress import watching
    from huozhao.flows.planning.latest import latest
    from huozhao.settings import load
    from huozhao.supply.plan_book import Wanted

    with open_app(load(data)) as mall:
        if fresh or latest(mall.documents) is None:
            with watching(quiet=as_json) as watch:
                _compute(mall, watch)
        newest = mall.plans.newest()
        found = mall.plans.page(Wanted(newest.id), limit=limit)
        shown = {**newest.body, "items": [mall.plans.tell(proposal) for proposal in found]}
    typer.echo(json.dumps(shown, ensure_ascii=False)) if as_json else _show(shown)


def _compute(mall: "App", watch: Any) -> None:
    from huozhao.terms.text import Text

    label = Text("计算补货", "Planning stock")
    mall.planner.build(mall.clock(), lambda stage, done, total: watch(stage, label, done, total))


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for item in shown["items"]:
        sums = " ".join(f"{step['sign']}{step['value']}" for step in item["arithmetic"] if step["sign"] in "+-=")
        way = f"{item['giver']} → {item['shop']}" if item["giver"] else item["shop"] or "—"
        cut = " [yellow]✂[/yellow]" if item["state"] == "cut" else ""
        console.print(
            f"[bold]{item['quantity']:>7,}[/bold]  {item['sku']}  {item['title']}  [cyan]@{way}[/cyan]  "
            f"{item['tier']}  {item['reward_per_yuan']:.2f}/元{cut}"
        )
        console.print(f"         {item['why']['zh']}\n         [dim]{item['why']['en']}[/dim]")
        console.print(f"         [dim]需求+安全库存−现货−在途=缺口 demand+safety−stock−coming=gap:[/dim] {sums}")
    console.print(
        f"{shown['proposals']:,} 条补货建议 proposals, {shown['quantity']:,} 件 units, "
        f"{shown['value_fen'] / 100:,.2f} 元；{shown['rows']:,} 个商品×门店 shelves looked at "
        f"({len(shown['items'])} shown, --limit shows more)"
    )
