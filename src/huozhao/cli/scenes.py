"""`huozhao scenes`: scenes checked and put in force from files, looked at, and measured, from the command line."""

from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Scenes: list, check, apply from a file, preview, effect.")
Data = Annotated[Path, typer.Option(help="data folder")]
File = Annotated[Path, typer.Argument(help="YAML file with one or more scenes", exists=True, dir_okay=False)]
HERE = Path("data")


@app.command("list")
def list_scenes(data: Data = HERE) -> None:
    """Show every scene: its state, its version, what it asks for in words."""
    from huozhao.matching.scenes.conditions import rule_of
    from huozhao.matching.scenes.read import require_scene

    with _mall(data) as mall:
        kept = mall.scenes.book.all()
    for each in kept:
        scene = require_scene(each.now or each.draft)
        rule = rule_of(scene.when)
        typer.echo(f"{each.state:>7}  {each.scene} v{each.version}  {scene.title.zh}\n"
                   f"         {rule.zh}\n         {rule.en}")


@app.command()
def check(file: File, data: Data = HERE) -> None:
    """Check scenes: every mistake with line, column and the way out, and what will surprise. Nothing is changed."""
    with _mall(data) as mall:
        found, problems = mall.scenes.read(file.read_text("utf-8"))
        warnings = [(scene.scene, text) for scene, _ in found for text in mall.scenes.warnings(scene)]
    for p in problems:
        typer.echo(f"{file}:{p.line}:{p.column}: {p.field}: {p.message.zh} {p.message.en}\n  → {p.hint.zh} {p.hint.en}")
    for name, text in warnings:
        typer.echo(f"{name}: 注意 note: {text.zh}\n  {text.en}")
    if problems:
        raise typer.Exit(2)
    typer.echo(f"{len(found)} 个场景无误 scenes are sound")


@app.command()
def apply(file: File, data: Data = HERE) -> None:
    """Put scenes in force; one mistake and none of them is. A server on the same folder takes them up by itself."""
    with _mall(data) as mall:
        kept = mall.scenes.apply(file.read_text("utf-8"), f"file:{file.name}")
    for each in kept:
        typer.echo(f"{each.scene} v{each.version}: {each.state}")


@app.command()
def preview(
    city: Annotated[str, typer.Option(help="city, for example 武汉")] = "",
    at: Annotated[str, typer.Option(help="time with offset, for example 2027-03-20T08:00:00+08:00")] = "",
    shopper: Annotated[str, typer.Option(help="as this shopper")] = "", data: Data = HERE,
) -> None:  # fmt: skip
    """Show which scenes hold in a city at a time, and why the others do not."""
    from huozhao.flows.scenes.desk import Wanted
    from huozhao.terms.time import parse_instant

    with _mall(data) as mall:
        wanted = Wanted(shopper, None, city, parse_instant(at) if at else None)
        found = mall.scenes.preview(wanted)
    for judged in found.judged:
        typer.echo(f"{'✓' if judged.is_shown else '✗'} {judged.scene.scene}  {judged.scene.title.zh}"
                   + (f"  — {judged.why_not.zh} {judged.why_not.en}" if judged.why_not else ""))
        _tell(judged.check, 1)
        typer.echo("    " + ("、".join(sku.title for sku in judged.goods[:6]) or "—"))


@app.command()
def effect(data: Data = HERE) -> None:
    """Show what each scene achieves beside the shoppers for whom it is held out; exit code 1 when one does harm."""
    from huozhao.flows.scenes.effect import hurting, said

    with _mall(data) as mall:
        found = mall.scenes.effect()
    for name, each in found.items():
        text = said(each)
        typer.echo(f"{name}: {each.shows:,} 次展示 shows, {each.clicks:,} 次点击 clicks\n  {text.zh}\n  {text.en}")
    if hurting(list(found.values())):
        raise typer.Exit(1)


def _tell(check: Any, depth: int) -> None:
    found = f"({check.found.zh})" if check.found.zh else ""
    if not check.parts:
        typer.echo(f"{'  ' * depth}{'✓' if check.holds else '✗'} {check.rule.zh} {found}")
    for part in check.parts:
        _tell(part, depth + 1)


def _mall(data: Path) -> Any:
    from huozhao.app import open_app
    from huozhao.settings import load

    return open_app(load(data))
