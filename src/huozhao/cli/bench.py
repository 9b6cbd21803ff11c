"""`huozhao bench`: the measured figures, from a clone of the repository."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from huozhao.terms.errors import NotFound


def bench(
    figures: Annotated[list[str] | None, typer.Argument(help="names of figures; none = all")] = None,
) -> None:
    """Measure figures against their peers; one JSON line each, a table in docs/reference/figures.md."""
    script = Path("bench") / "run.py"
    if not script.exists():
        raise NotFound("no_bench", "the bench scripts are not in the package", hint="run it in a clone of Huozhao")
    raise typer.Exit(subprocess.run([sys.executable, str(script), *(figures or [])]).returncode)
