"""Evaluations for the faces: made as jobs, kept as documents, the newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.evaluation.ground import Ground, newest_day
from huozhao.flows.evaluation.report import OURS, evaluate
from huozhao.flows.jobs import Jobs, Progress
from huozhao.matching.evaluate.split import DAYS, last_days
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

KIND, LABEL = "evaluation", Text("留出评估", "Evaluating on held-out days")
MOST_DAYS = 60
Step = Callable[[int, int], None]
# What else a report tells, for example what the logged pages say of the ranker.
Also = Callable[[], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Starts evaluations and keeps their reports."""

    on: Ground
    jobs: Jobs
    clock: Callable[[], int]
    also: Also = dict

    def start(self, days: int = DAYS) -> Document:
        """Evaluate in the background; Conflict while an evaluation is under way."""
        require_days(days)
        return self.jobs.start("evaluate", lambda progress: self.work(progress, days))

    def run(self, days: int, watch: Progress) -> dict[str, Any]:
        """Evaluate here and now, on record like any other job, and return the report."""
        require_days(days)
        job = self.jobs.run("evaluate", lambda progress: self.work(progress, days), watch)
        return self.get(job.body["summary"]["evaluation"]).body

    def work(self, progress: Progress, days: int = DAYS) -> dict[str, Any]:
        """Evaluate as a job and return what is in its summary."""
        return self.stage(lambda done, total: progress(KIND, LABEL, done, total), days)

    def stage(self, step: Step, days: int = DAYS) -> dict[str, Any]:
        """Evaluate on the last days on record, keep the report, and return its summary."""
        at = self.clock()
        step(0, 0)
        split = last_days(newest_day(self.on.state, local_day(at, self.on.zone)), days)
        body = {**evaluate(self.on, split, step), "at": at, **self.also()}
        id = f"{at:015d}"
        self.on.documents.put(KIND, id, body)
        found: dict[str, Any] = {"evaluation": id, "state": body["state"], "shoppers": body["shoppers"]}
        tasks = body["tasks"]
        return found | ({"ndcg_20": round(tasks["any"]["models"][OURS]["ndcg@20"], 4)} if tasks else {})

    def list(self, limit: int = 50) -> list[Document]:
        """Return the reports, newest first."""
        return self.on.documents.list(KIND, limit=limit, newest=True)

    def get(self, id: str) -> Document:
        """Return one report; NotFound when there is none."""
        found = self.on.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_evaluation", f"there is no evaluation {id!r}", field="evaluation",
                           hint="see GET /v1/evaluations")  # fmt: skip
        return found


def require_days(days: int) -> None:
    """Raise BadInput unless the number of days can be held out."""
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("days_not_possible", f"{days} days cannot be held out", field="days",
                       hint=f"1 to {MOST_DAYS}, for example {DAYS}")
