"""`huozhao plan`: what to order, and why."""

import json
from itertools import islice
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
    from huozhao.flows import plan as plans
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        if fresh or plans.latest(mall.documents) is None:
            with watching(quiet=as_json) as watch:
                _compute(mall, watch)
        newest = plans.latest(mall.documents)
        assert newest is not None
        found = list(islice(plans.proposals(mall.documents, newest.id), limit))
        shown = {**newest.body, "items": [{"id": proposal.id, **proposal.body} for proposal in found]}
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
        console.print(
            f"[bold]{item['quantity']:>7,}[/bold]  {item['sku']}  {item['title']}  [cyan]@{item['shop'] or '—'}[/cyan]"
        )
        console.print(f"         {item['why']['zh']}\n         [dim]{item['why']['en']}[/dim]")
        console.print(f"         [dim]需求+安全库存+意向-现货+预留-在途-采购 demand+safety+intent-stock:[/dim] {sums}")
    console.print(
        f"{shown['proposals']:,} 条补货建议 proposals, {shown['quantity']:,} 件 units, "
        f"{shown['value_fen'] / 100:,.2f} 元; {shown['rows']:,} 个商品×门店 shelves looked at "
        f"({len(shown['items'])} shown, --limit shows more)"
    )
