"""The main job: catch up, know every shopper, match goods to them, plan the stock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.flows.jobs import Progress
from huozhao.terms.text import Text

# A stage does its work and returns its part of the summary; `step(done, total)` reports progress.
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the main job."""

    name: str
    label: Text
    work: Callable[[Step], dict[str, Any]]


def run(stages: Sequence[Stage], progress: Progress) -> dict[str, Any]:
    """Do the stages in order and return their summaries by name."""
    summary: dict[str, Any] = {}
    for stage in stages:
        progress(stage.name, stage.label, 0, 0)
        summary[stage.name] = stage.work(_step(stage, progress))
    return summary


def _step(stage: Stage, progress: Progress) -> Step:
    return lambda done, total: progress(stage.name, stage.label, done, total)
