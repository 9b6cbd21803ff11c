"""`huozhao experiments`: what runs, what it shows, and the proof that the figures follow from the log."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Experiments: which way is better, by what shoppers do.")
Data = Annotated[Path, typer.Option(help="data folder")]
Id = Annotated[str, typer.Argument(help="id of the experiment")]


@app.command("list")
def list_all(data: Data = Path("data")) -> None:
    """List experiments with their state."""
    from rich.console import Console
    from rich.table import Table

    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        found = mall.experiments.book.all()
    table = Table("编号 id", "名称 name", "状态 state", "组 arms", "目标 goals")
    for kept in found:
        made = kept.made
        table.add_row(made.experiment, made.label.zh, kept.state, ", ".join(arm.arm for arm in made.arms),
                      ", ".join(made.goals))  # fmt: skip
    Console().print(table)


@app.command("report")
def report(experiment: Id, data: Data = Path("data")) -> None:
    """Say what an experiment shows, as last measured."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        told = mall.experiments.report(experiment)
    if told.newest is None or told.verdict is None:
        typer.echo("还没有测算过 not measured yet")
        return
    for text in (told.verdict.said, told.verdict.change):
        typer.echo(f"{text.zh}\n{text.en}")
    for each in told.newest.comparisons:
        interval = each.interval
        shown = "–" if interval is None else f"{interval.value:+.2%} ({interval.low:+.2%} … {interval.high:+.2%})"
        typer.echo(f"{each.metric}  {each.arm}: {shown}")


@app.command("measure")
def measure(experiment: Id, data: Data = Path("data")) -> None:
    """Measure the days of an experiment that are not measured yet, and its newest day anew."""
    from huozhao.app import open_app
    from huozhao.settings import load

    with open_app(load(data)) as mall:
        mall.folds.catch_up()
        typer.echo(f"测算了 {mall.experiments.measure(experiment)} 天 days measured")


@app.command("recompute")
def recompute(experiment: Id, data: Data = Path("data")) -> None:
    """Compute all figures of an experiment anew from the log, and say on which days they differ."""
    from huozhao.app import open_app
    from huozhao.settings import load
    from huozhao.terms.time import day_name

    with open_app(load(data)) as mall:
        mall.folds.catch_up()
        days, differing = mall.experiments.recompute(experiment)
    said = ", ".join(map(day_name, differing)) if differing else "无 none"
    typer.echo(f"重算 {days} 天 days computed anew；有出入 differing: {said}")
