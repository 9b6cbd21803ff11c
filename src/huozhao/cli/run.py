"""`huozhao run`: the main job, in the foreground."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def run(
    data: Annotated[Path, typer.Option(help="data folder")] = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as one JSON object")] = False,
) -> None:
    """Know every shopper, match goods to them, forecast and plan the stock; prints a summary."""
    from huozhao.app import open_app
    from huozhao.cli.progress import watching
    from huozhao.settings import load

    with open_app(load(data)) as mall, watching(quiet=as_json) as watch:
        job = mall.jobs.run("run", mall.run, watch)
    summary = job.body["summary"]
    typer.echo(json.dumps(summary, ensure_ascii=False)) if as_json else _show(summary)


def _show(summary: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("stage", "result", "value", title="huozhao run")
    for stage, values in summary.items():
        for name, value in values.items():
            table.add_row(stage, name.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value))
            stage = ""
    console = Console()
    console.print(table)
    console.print(
        "next: [bold]huozhao plan[/bold], [bold]huozhao recommend --shopper ID[/bold], "
        "or look at it all with [bold]huozhao serve[/bold]"
    )
