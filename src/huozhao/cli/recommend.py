"""`huozhao recommend`: one shopper's list, with the reason of each item."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def recommend(
    shopper: Annotated[str, typer.Option(help="id of the shopper")],
    limit: Annotated[int, typer.Option(min=1, max=200, help="most goods to show")] = 10,
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    explain: Annotated[bool, typer.Option("--explain", help="say what was found, how it was scored, what was kept out")]
    = False,
    about: Annotated[str, typer.Option(help="with --explain: why this SKU is or is not on the page")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Recommend goods to one shopper; a newcomer gets what is popular."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        if explain:
            _explain(mall, shopper, about, limit, as_json)
            return
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


def _explain(mall: Any, shopper: str, about: str, limit: int, as_json: bool) -> None:
    """Print how the home page of a shopper comes about; the look at it goes on record."""
    import msgspec

    from huozhao.flows.page import Ask
    from huozhao.flows.page.explain import explain
    from huozhao.http.what.page_explained import explanation_out
    from huozhao.privacy.principal import LOCAL

    mall.looks.looked(LOCAL, shopper, "page_explained")
    found = explain(mall.pages.made(Ask("home", shopper)), {item.sku: item for item in mall.goods.skus()}, about, limit)
    told = msgspec.to_builtins(explanation_out(found))
    typer.echo(json.dumps(told, ensure_ascii=False)) if as_json else _show_explained(told)


def _show_explained(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("位 place", "商品 SKU", "名称 title", "得分 score", "来源 found by", "为什么 why")
    for each in told["products"]:
        found = ", ".join(f"{f['source']} {f['share']:.2f}" for f in each["found"])
        factors = "".join(f"\n× {f['factor']:g} {f['label']['zh']}" for f in each["factors"])
        place = "–" if each["position"] is None else str(each["position"] + 1)
        why = each["why"]
        table.add_row(place, each["sku"], each["title"], f"{each['score']:.3f}{factors}", found,
                      f"{why['zh']} {each['rule']}\n[dim]{why['en']}[/dim]")
    Console().print(table)
    took = ", ".join(f"{t['step']} {t['ms']:.1f} ms{' ✗ ' + t['error'] if t['error'] else ''}" for t in told["took"])
    typer.echo(f"用时 took: {took}")
