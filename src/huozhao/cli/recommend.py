"""`huozhao recommend`: one shopper's list, with the reason of each item."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def recommend(
    shopper: Annotated[str, typer.Option(help="id of the shopper")],
    limit: Annotated[int, typer.Option(min=1, max=200, help="most goods to show")] = 10,
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Recommend goods to one shopper; a newcomer gets what is popular."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        personal = bool(mall.shoppers.tastes(shopper))
        items = [
            {
                "sku": item.sku.sku,
                "title": item.sku.title,
                "price_fen": item.sku.price_fen,
                "score": item.score,
                "reason": {"code": item.reason.code, "text": item.reason.text.as_dict(),
                           "evidence": list(item.reason.evidence)},
            }
            for item in mall.pages.recommend(shopper, limit)
        ]
        shown = {"shopper": shopper, "personal": personal, "model": mall.learned.model().version, "items": items}
    typer.echo(json.dumps(shown, ensure_ascii=False)) if as_json else _show(shown)


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("商品 SKU", "名称 title", "价格 price", "为什么 why", title=f"huozhao recommend {shown['shopper']}")
    for item in shown["items"]:
        why = item["reason"]["text"]
        price = f"{item['price_fen'] / 100:,.2f}"
        table.add_row(item["sku"], item["title"], price, f"{why['zh']}\n[dim]{why['en']}[/dim]")
    Console().print(table)
    if not shown["items"]:
        typer.echo("还没有商品 no goods yet: huozhao import goods FILE")
