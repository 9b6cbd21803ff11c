"""`huozhao trial`: the whole loop against the usual way, on simulated cities, with intervals."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from huozhao.cli.trials.arms import Arm
    from huozhao.cli.trials.book import Book
    from huozhao.cli.trials.living import Size
    from huozhao.flows.jobs import Progress


def trial(
    out: Annotated[Path, typer.Option(help="folder of the trial; given again, the trial goes on")] = Path("trial"),
    arms: Annotated[str, typer.Option(help="the first is compared with each other")] = "loop,usual,no_intent,no_near",
    seeds: Annotated[int, typer.Option(min=2, max=1_000, help="cities, each lived through under every arm")] = 10,
    first_seed: Annotated[int, typer.Option(min=0, help="seed of the first city")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="days that a city lives")] = 28,
    warm_days: Annotated[int, typer.Option(min=0, help="of these, days before anything is measured")] = 7,
    shops: Annotated[int, typer.Option(min=1, max=200, help="shops in a city")] = 5,
    shoppers: Annotated[int, typer.Option(min=10, max=100_000, help="shoppers in a city")] = 150,
    skus: Annotated[int, typer.Option(min=10, max=10_000, help="goods on sale")] = 90,
    nights: Annotated[int, typer.Option(min=1, max=14, help="nights from one main job to the next")] = 1,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="runs at a time")] = 1,
    keep: Annotated[Path | None, typer.Option(help="data folder of a mall whose console shall show the report")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as one JSON object")] = False,
) -> None:
    """Let the same cities live in malls run in different ways; writes report.json and report.html."""
    from huozhao.cli.progress import watching
    from huozhao.cli.trials.arms import arms_of
    from huozhao.cli.trials.book import Book, report
    from huozhao.cli.trials.living import Size
    from huozhao.cli.trials.pages import html
    from huozhao.terms.errors import BadInput

    if warm_days >= days:
        raise BadInput("nothing_measured", f"{warm_days} of {days} days are not measured", field="warm_days",
                       hint="let a city live longer than it warms up")
    size = Size(shops=shops, shoppers=shoppers, skus=skus, days=days, warm_days=warm_days, nights=nights)
    wanted, cities, book = arms_of(arms), range(first_seed, first_seed + seeds), Book(out, size)
    book.begin()
    with watching(quiet=as_json) as watch:
        _live(book, wanted, cities, jobs, watch)
    made = report(book.runs(wanted, cities), wanted, size)
    (out / "report.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
    (out / "report.html").write_text(html(made), "utf-8")
    if keep is not None:
        _keep(keep, made)
    typer.echo(json.dumps(made, ensure_ascii=False)) if as_json else _show(made, out)


def _live(book: "Book", arms: "Sequence[Arm]", seeds: Sequence[int], jobs: int, watch: "Progress") -> None:
    from huozhao.terms.text import Text

    days, left = book.size.days, book.left(arms, seeds)
    label = Text("逐城逐日生活", "Living day by day, city by city")
    total = len(arms) * len(seeds) * days
    done = total - len(left) * days

    def lived_days(day: int) -> None:
        watch("trial", label, done + day, total)

    lived_days(0)
    for run in _runs(left, book.size, jobs, lived_days):
        book.keep(run)
        done += days
        lived_days(0)


def _runs(
    left: "Sequence[tuple[Arm, int]]", size: "Size", jobs: int, lived_days: Callable[[int], None]
) -> Iterator[dict[str, Any]]:
    """Yield runs as they are finished, `jobs` of them at a time in processes of their own; one alone tells its days."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    from huozhao.cli.demo import shapes
    from huozhao.cli.trials.living import lived

    places = shapes()
    if jobs == 1:
        yield from (lived(arm, seed, size, places, lambda day, _: lived_days(day)) for arm, seed in left)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        waiting = [pool.submit(lived, arm, seed, size, places) for arm, seed in left]
        yield from (future.result() for future in as_completed(waiting))


def _keep(data: Path, made: dict[str, Any]) -> None:
    from huozhao.app import open_trials
    from huozhao.settings import load

    with open_trials(load(data)) as trials:
        typer.echo(f"控制台可见 shown in the console: {trials.keep(made)}")


def _show(made: dict[str, Any], out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    from huozhao.cli.trials.pages import said

    console = Console()
    labels = {arm["arm"]: arm["label"] for arm in made["arms"]}
    measures = {measure["name"]: measure for measure in made["measures"]}
    for other in dict.fromkeys(each["other"] for each in made["comparisons"]):
        title = f"{labels[other]['zh']} {labels[other]['en']}"
        table = Table("", made["arms"][0]["arm"], other, "", title=title)
        for each in (one for one in made["comparisons"] if one["other"] == other):
            measure = measures[each["measure"]]
            means = (said(measure["unit"], each[mean]) for mean in ("arm_mean", "other_mean"))
            table.add_row(_both(measure["label"]), *means, _both(each["words"]))
        console.print(table)
    for line in made["troubles"]:
        console.print(line, style="red")
    console.print(f"报告 report: {out / 'report.html'}")


def _both(words: dict[str, str]) -> str:
    return f"{words['zh']}\n{words['en']}"
