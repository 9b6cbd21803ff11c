"""`huozhao tags`: the catalogue of tags, checked, published, proven and explained from the command line."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Tags: list, validate, publish, check against SQL, explain.")
Data = Annotated[Path, typer.Option(help="data folder")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON object")]
File = Annotated[Path, typer.Argument(help="YAML file with one or more definitions", exists=True, dir_okay=False)]
HERE = Path("data")


@app.command("list")
def list_tags(data: Data = HERE, as_json: Json = False) -> None:
    """Show every tag: how many shoppers carry it, its version, its rule in words."""
    with _mall(data) as mall:
        found = mall.tag_desk.all()
        rows = [{"tag": t.definition.tag, "label": t.definition.label.as_dict(), "shoppers": t.size,
                 "version": t.definition.version, "state": t.definition.state, "rule": t.rule.as_dict(),
                 "used_by": list(t.used_by), "error": t.error} for t in found]
    if as_json:
        typer.echo(json.dumps({"tags": rows}, ensure_ascii=False))
        return
    for row in rows:
        state = "" if row["state"] == "published" else f" [{row['state']}]"
        typer.echo(f"{row['shoppers']:>9,}  {row['tag']} v{row['version']}{state}  {row['label']['zh']}\n"
                   f"           {row['rule']['zh']}\n           {row['rule']['en']}")
        if row["error"]:
            typer.echo(f"           error: {row['error']}")


@app.command()
def validate(file: File, data: Data = HERE) -> None:
    """Check definitions without a word to anybody: every mistake with line, column and the way out."""
    with _mall(data) as mall:
        found, problems = mall.tag_desk.validate(file.read_text("utf-8"))
    for problem in problems:
        typer.echo(f"{file}:{problem.line}:{problem.column}: {problem.field}: {problem.message}\n  → {problem.hint}")
    if problems:
        raise typer.Exit(2)
    typer.echo(f"{len(found)} 个标签定义无误 definitions are sound")


@app.command()
def preview(file: File, data: Data = HERE, as_json: Json = False) -> None:
    """Show what definitions would give now: the exact count, some shoppers, the overlap; nothing is published."""
    import msgspec

    with _mall(data) as mall:
        found = mall.tag_desk.preview(file.read_text("utf-8"))
    if as_json:
        typer.echo(msgspec.json.encode({"previews": found}).decode())
        return
    for each in found:
        typer.echo(f"{each.tag}: {each.count:,} / {each.everyone:,} 位顾客 shoppers ({each.ms:.1f} ms)")
        typer.echo(f"  {each.rule.zh}\n  {each.rule.en}")
        for other in each.overlaps:
            typer.echo(f"  {other.share:>6.1%} 也有 also carry {other.tag}")


@app.command()
def publish(file: File, data: Data = HERE) -> None:
    """Put definitions in force and backfill them; a server that runs on the folder takes them up by itself."""
    from huozhao.cli.progress import watching
    from huozhao.flows.tags.desk import KIND

    with _mall(data) as mall, watching() as watch:
        job = mall.jobs.run(KIND, mall.tag_desk.publish(file.read_text("utf-8")), watch)
    for tag, found in (job.body["summary"] or {})["tags"].items():
        typer.echo(f"{tag} v{found['version']}: {found['shoppers']:,} 位顾客 shoppers")


@app.command()
def check(data: Data = HERE, as_json: Json = False) -> None:
    """Compute all tags once more with DuckDB and compare; exit code 1 when anybody differs."""
    import msgspec

    from huozhao.backends.duckdb.analysis import DuckAnalysis
    from huozhao.flows.tags.check import check as run

    analysis = DuckAnalysis()
    with _mall(data) as mall:
        found = run(mall.tags, analysis)
    analysis.close()
    if as_json:
        typer.echo(msgspec.json.encode({"tags": found}).decode())
    else:
        for one in found:
            some = ", ".join(one.only_live + one.only_batch)
            say = f"不同 {one.differing} differ: {some}" if one.differing else "相同 equal"
            typer.echo(f"{one.live:>9,}  {one.tag}  {say}")
    if any(one.differing for one in found):
        raise typer.Exit(1)


@app.command()
def sql(tag: str, data: Data = HERE) -> None:
    """Print a tag as SQL over the tables acts, persons, facts and members."""
    from huozhao.flows.tags.check import sql_of

    with _mall(data) as mall:
        typer.echo(sql_of(mall.tags, mall.tags.engine.book.get(tag)))


@app.command()
def explain(shopper: str, tag: str, data: Data = HERE) -> None:
    """Show why a shopper carries a tag, or why not: what the rule finds and the events behind it."""
    from huozhao.flows.tags.explain import explain as run
    from huozhao.terms.time import iso

    with _mall(data) as mall:
        found, used_by = run(mall.tags, shopper, tag), mall.tag_desk.used_by(tag)
    state = f"自 since {iso(found.since)} ({found.cause})" if found.held else "未持有 not held"
    typer.echo(f"{found.label.zh} {found.label.en} v{found.version}: {state}\n  {found.rule.zh}\n  {found.rule.en}")
    for measure in found.measures:
        typer.echo(f"  {'✓' if measure.holds else '✗'} {measure.said.zh}")
        for act in measure.acts:
            typer.echo(f"      {iso(act.at)}  {act.name}  {act.subject}  #{act.position}")
    typer.echo(f"  用于 used by: {', '.join(used_by) or '—'}")


def _mall(data: Path) -> Any:
    from huozhao.app import open_app
    from huozhao.settings import load

    return open_app(load(data))
