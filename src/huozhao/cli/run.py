"""`huozhao run`: the main job, in the foreground."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer


def run(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as one JSON object")] = False,
) -> None:
    """Know every shopper, match goods to them, forecast and plan the stock; prints a summary."""
    from huozhao.app import open_app
    from huozhao.cli.progress import folding, watching
    from huozhao.settings import load

    with watching(quiet=as_json) as watch, open_app(load(data), folding(watch)) as mall:
        job = mall.jobs.run("run", mall.run, watch)
    summary = job.body["summary"]
    typer.echo(json.dumps(summary, ensure_ascii=False)) if as_json else _show(summary)


def _show(summary: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("stage", "result", "value", title="huozhao run")
    for stage, values in summary.items():
        for name, value in _lines(values):
            table.add_row(stage, name, value)
            stage = ""
    console = Console()
    console.print(table)
    console.print(
        "next: [bold]huozhao plan[/bold], [bold]huozhao recommend --shopper ID[/bold], "
        "or look at it all with [bold]huozhao serve[/bold]"
    )


def _lines(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each result of a stage as words and a value; a group of results becomes a line each."""
    for name, value in values.items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            yield from ((f"{words}: {part.replace('_', ' ')}", _said(each)) for part, each in value.items())
        else:
            yield words, _said(value)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_said(each)}" for name, each in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)
