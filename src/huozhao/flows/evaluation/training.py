"""Training as one job: its stages one after another, each on record when done, taken up again after a crash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.jobs import Jobs, Progress
from huozhao.flows.run import Stage
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

KIND, LABEL = "train", Text("夜间训练", "Nightly training")
CHECKPOINT, CURRENT = "training", "current"


@dataclass(frozen=True, slots=True)
class Training:
    """Learns everything that pages draw on. A stage that a killed process left is done again; those before are not."""

    stages: Sequence[Stage]
    jobs: Jobs
    documents: Documents
    clock: Callable[[], int]

    def start(self) -> Document:
        """Train in the background; Conflict while a training is under way."""
        return self.jobs.start(KIND, self.work)

    def resume(self) -> Document | None:
        """Take up a training that a killed process left, None when there is none."""
        if not self._unfinished():
            return None
        try:
            return self.start()
        except Conflict:
            return None

    def work(self, progress: Progress) -> dict[str, Any]:
        """Do the stages that are not done yet, and return the summaries of all by name."""
        done = self._unfinished() or {}
        begun = done.get("begun_at", self.clock())
        summary: dict[str, Any] = dict(done.get("summary", {}))
        for stage in self.stages:
            if stage.name not in summary:
                progress(stage.name, stage.label, 0, 0)
                self._note(begun, summary, False)
                summary[stage.name] = stage.work(_step(stage, progress))
        self._note(begun, summary, True)
        return summary

    def _unfinished(self) -> dict[str, Any] | None:
        """Return what a training of the last day left unfinished."""
        found = self.documents.get(CHECKPOINT, CURRENT)
        if found is None or found.body["is_done"] or self.clock() - found.body["begun_at"] > DAY_MS:
            return None
        return found.body

    def _note(self, begun: int, summary: dict[str, Any], is_done: bool) -> None:
        self.documents.put(CHECKPOINT, CURRENT, {"begun_at": begun, "summary": summary, "is_done": is_done})


def _step(stage: Stage, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage.name, stage.label, done, total)
