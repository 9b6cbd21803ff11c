"""`huozhao crowds`: count an expression, list saved crowds, write one as CSV with masked ids."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Crowds: count while composing, list, export.")
Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON object")]


@app.command("count")
def count(
    expression: Annotated[str, typer.Argument(help='for example: segment("vip") and not crowd("spring_sale")')],
    data: Data = Path("data"),
    as_json: Json = False,
) -> None:
    """Count a crowd exactly, and how each of its conditions narrows it."""
    from dataclasses import asdict

    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.targeting.count(expression)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    typer.echo(f"{found.shoppers:,} / {found.everyone:,} 位顾客 shoppers ({found.ms:.1f} ms)")
    for clause in found.clauses:
        typer.echo(f"  {clause.left:>12,}  ← {clause.alone:,}  {clause.text}")


@app.command("list")
def list_crowds(data: Data = Path("data"), as_json: Json = False) -> None:
    """Show the saved crowds with their sizes."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        items = [{"crowd": saved.crowd, "label": saved.label.as_dict(), "expression": saved.expression,
                  "shoppers": mall.targeting.size(saved.expression)} for saved in mall.targeting.saved.all()]
    if as_json:
        typer.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    for item in items:
        typer.echo(f"{item['crowd']}: {item['shoppers']:,}  {item['expression']}")
    if not items:
        typer.echo("还没有人群 no crowds yet: PUT /v1/crowds/<id>")


@app.command("export")
def export(
    crowd: Annotated[str, typer.Argument(help="id of a saved crowd")],
    path: Annotated[Path, typer.Argument(help="CSV file to write")] = Path("crowd.csv"),
    data: Data = Path("data"),
) -> None:
    """Write a crowd as CSV with masked ids; it goes on record."""
    from huozhao.app import open_app
    from huozhao.http.who.crowd_exports import lines
    from huozhao.privacy.principal import LOCAL
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        exports = mall.targeting.exports
        made = exports.make(crowd, LOCAL.name, True, mall.clock())
        mall.looks.looked(LOCAL, "", "crowd_export", f"{crowd} {made.rows} masked")
        with path.open("w", encoding="utf-8", newline="") as file:
            for piece in lines(exports.rows(made.export)):
                file.write(piece)
    typer.echo(f"已写入 written: {path} ({made.rows:,})")
