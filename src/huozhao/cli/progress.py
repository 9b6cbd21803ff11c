"""A progress bar for long work on the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from huozhao.flows.jobs import Progress
from huozhao.terms.text import Text


@contextmanager
def watching(quiet: bool = False) -> Iterator[Progress]:
    """Yield a progress callback that draws one bar a stage on stderr; nothing is drawn when quiet."""
    if quiet:
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, int] = {}

        def watch(stage: str, label: Text, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(f"{label.zh} {label.en}", total=None)
            bars.update(tasks[stage], completed=done, total=total or None)  # type: ignore[arg-type]

        yield watch


def folding(watch: Progress) -> Callable[[int, int], None]:
    """Return a callback that shows how far the folds are behind the log."""
    label = Text("整理事件", "Reading events")
    return lambda done, total: watch("fold", label, done, total)
