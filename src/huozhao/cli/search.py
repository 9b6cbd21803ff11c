"""`huozhao search`: goods for a query, with the reason of each place."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def search(
    words: Annotated[list[str], typer.Argument(help="words such as 保湿面膜 or baoshi or 100元以内的口红")],
    shopper: Annotated[str, typer.Option(help="id of a shopper whose own order is wanted")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="most goods to show")] = 10,
    category: Annotated[str, typer.Option(help="only goods of this category")] = "",
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Search the goods as a shopper would; nothing is recorded."""
    from huozhao.app import open_app
    from huozhao.flows.search.search import Query
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.search.find(Query(" ".join(words), shopper, limit, category=category))
    shown = {
        "query": " ".join(words), "how": found.how, "words": list(found.words), "corrected": found.corrected,
        "total": found.total, "personal": found.personal,
        "notes": [{"code": note.code, "text": note.text.as_dict()} for note in found.notes],
        "items": [
            {"sku": hit.sku, "title": found.goods[hit.sku].title, "price_fen": found.goods[hit.sku].price_fen,
             "score": round(hit.score, 4), "why": {factor.code: round(factor.value, 4) for factor in hit.why}}
            for hit in found.hits
        ],
    }  # fmt: skip
    typer.echo(json.dumps(shown, ensure_ascii=False)) if as_json else _show(shown)


def _show(shown: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    for note in shown["notes"]:
        typer.echo(f"{note['text']['zh']} · {note['text']['en']}")
    title = f"{shown['query']}: {shown['total']}"
    table = Table("商品 SKU", "名称 title", "价格 price", "得分 score", "为什么 why", title=title)
    for item in shown["items"]:
        why = ", ".join(f"{code} {value:g}" for code, value in item["why"].items())
        table.add_row(item["sku"], item["title"], f"{item['price_fen'] / 100:,.2f}", f"{item['score']:g}", why)
    Console().print(table)
    if not shown["items"]:
        typer.echo("还没有商品 no goods yet: huozhao import goods FILE")
