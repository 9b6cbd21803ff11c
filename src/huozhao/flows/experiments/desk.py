"""Experiments on the desk: written, started, measured, reported, decided; the winner becomes a rule of the mall."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.flows.experiments.book import DECIDED, RUNNING, ExperimentBook, Kept
from huozhao.flows.experiments.measuring import Measuring
from huozhao.flows.experiments.planning import Plan, Planning
from huozhao.flows.experiments.readings import Readings
from huozhao.flows.merch_rules import REMOVED, RuleBook
from huozhao.matching.rerank.rules import rule_to_dict
from huozhao.operations.experiments.experiment import experiment_from_dict
from huozhao.operations.experiments.folds import EXPOSURES
from huozhao.operations.experiments.report import Reading, Report, report
from huozhao.operations.experiments.verdict import Verdict, verdict
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

LABEL = Text("实验测算", "Measuring experiments")
# A server that was off for long does not read a year at once.
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Told:
    """All that is to be said of an experiment: the newest report, the verdict, and each day's report before."""

    kept: Kept
    newest: Report | None
    verdict: Verdict | None
    days: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class ExperimentDesk:
    """Answers operators about experiments."""

    book: ExperimentBook
    measuring: Measuring
    readings: Readings
    planning: Planning
    rules: RuleBook
    clock: Callable[[], int]
    zone: str

    def report(self, id: str) -> Told:
        """Return the report of an experiment from what was measured; nothing of shoppers is read."""
        kept = self.book.get(id)
        days = tuple(report(kept.made, reading) for reading in self.readings.all(id))
        if not days:
            return Told(kept, None, None, ())
        ran = days[-1].reading.day - local_day(kept.started_at, self.zone) + 1
        return Told(kept, days[-1], verdict(kept.made, days[-1], ran), days)

    def measure(self, id: str) -> int:
        """Measure the days of an experiment that are not measured yet, and its newest day anew; return how many."""
        kept = self.book.get(id)
        if not kept.started_at:
            return 0
        now = self.clock()
        first, last = (local_day(at, self.zone) for at in (kept.started_at, kept.stopped_at or now))
        known = {reading.day for reading in self.readings.all(id)}
        wanted = [day for day in range(first, last + 1) if day not in known or day >= last - 1][-MOST_DAYS:]
        for day in wanted:
            self.readings.keep(id, self._read(kept, first, day, now))
        return len(wanted)

    def recompute(self, id: str) -> tuple[int, list[int]]:
        """Compute all readings anew from what the log says; return how many, and the days whose figures differ."""
        before = {reading.day: reading for reading in self.readings.all(id)}
        self.readings.drop(id)
        measured = self.measure(id)
        after = {reading.day: reading for reading in self.readings.all(id)}
        return measured, [day for day, reading in sorted(before.items())
                          if day in after and after[day].metrics != reading.metrics]  # fmt: skip

    def stage(self, progress: Callable[[int, int], None]) -> dict[str, Any]:
        """Measure all that run, every night; return the counts."""
        running = [kept for kept in self.book.all() if kept.state == RUNNING]
        days = 0
        for done, kept in enumerate(running):
            progress(done, len(running))
            days += self.measure(kept.made.experiment)
        return {"experiments": len(running), "days": days}

    def plan(self, body: Mapping[str, Any]) -> Plan:
        """Return how long an experiment would take, from the mall's own past."""
        return self.planning.plan(experiment_from_dict("plan", body))

    def stop(self, id: str, who: str) -> Kept:
        """Stop an experiment and measure its last day."""
        kept = self.book.stop(id, who, self.clock())
        self.measure(id)
        return kept

    def decide(self, id: str, arm: str, who: str) -> Kept:
        """Take an arm: its rules become rules of the mall for everybody, which undo takes off again.

        The rules are written first, under ids of their own: what breaks between is repaired by deciding again.
        """
        kept, now = self.book.get(id), self.clock()
        if arm not in kept.rules:
            raise BadInput("unknown_arm", f"there is no arm {arm!r}", field="arm",
                           hint=f"one of {', '.join(kept.rules)}")  # fmt: skip
        for n, rule in enumerate(kept.rules[arm]):
            self.rules.write(rule_id(id, n), rule_to_dict(rule), who, now)
        decided = self.book.decide(id, arm, who, now)
        self.measure(id)
        return decided

    def undo(self, id: str, who: str) -> Kept:
        """Take the last change back; the rules of an arm that was taken go with it."""
        kept, now = self.book.get(id), self.clock()
        undone = self.book.undo(id, who, now)
        if kept.state == DECIDED:
            for n in range(len(kept.rules.get(kept.winner, ()))):
                if self.rules.get(rule_id(id, n)).state != REMOVED:
                    self.rules.remove(rule_id(id, n), who, now)
        return undone

    def arms(self, id: str) -> Mapping[str, str]:
        """Return the arm of every shopper id that met an experiment, for figures cut by arm; NotFound without it."""
        self.book.get(id)
        return {str(row["shopper"]): str(row["arm"]) for row in self.measuring.state.scan(EXPOSURES.name, (id,))}

    def _read(self, kept: Kept, first: int, day: int, now: int) -> Reading:
        return self.measuring.read(kept.made, first, day, now)


def rule_id(experiment: str, n: int) -> str:
    """Return the id of a rule that an experiment left."""
    return f"from_{experiment}"[:60] + f"_{n + 1}"
