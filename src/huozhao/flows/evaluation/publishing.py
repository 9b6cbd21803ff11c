"""Put a newly learned version in use, or keep it aside: by the guard, or because an operator holds another one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.artifacts import Arrays, VersionedArtifacts
from huozhao.events.documents import Documents
from huozhao.flows.evaluation.ground import Ground, newest_day
from huozhao.flows.evaluation.guard import Verdict, judge, published
from huozhao.terms.text import Text
from huozhao.terms.time import HOUR_MS, local_day

MATCHING, RANKER = "matching", "ranker"
HOLD, ACTS = "model_hold", "model_act"


@dataclass(frozen=True, slots=True)
class Publishing:
    """Stores versions with the verdict on them, and notes what became of each."""

    on: Ground
    artifacts: VersionedArtifacts
    documents: Documents
    clock: Callable[[], int]
    is_guarded: bool = True

    def matching(self, version: str, arrays: Arrays, about: Mapping[str, Any]) -> dict[str, Any]:
        """Judge and store a version of the model of goods and shoppers; return the verdict and its stored name."""
        now = self.clock()
        today = local_day(now, self.on.zone)
        if self.is_guarded:
            verdict = judge(self.on, self.artifacts.load(MATCHING), today)
        else:
            verdict = published("unguarded", "未开启守门", "the guard is off (matching.guard)")
        # A day that has just begun is not counted as seen: what is to come of it may still judge.
        seen = min(newest_day(self.on.state, today), local_day(now - HOUR_MS, self.on.zone))
        return self.store(MATCHING, version, arrays, {**about, "through": seen}, verdict)

    def store(
        self, kind: str, version: str, arrays: Arrays, about: Mapping[str, Any], verdict: Verdict
    ) -> dict[str, Any]:
        """Store a version, in use if the verdict says so and no operator holds another; return what became of it."""
        held = self.documents.get(HOLD, kind)
        if held is not None and verdict.is_published and self.artifacts.version(kind):
            verdict = Verdict("held", "held", Text(
                "运营人员已退回并锁定较早的版本，新版本只保存不上线",
                "an operator went back to an earlier version and holds it: kept, not put in use"), verdict.figures)
        body = {**about, "verdict": verdict.as_dict()}
        name = self.artifacts.save(kind, version, arrays, body, current=verdict.is_published)
        self.note(kind, name, verdict.state, verdict.reason, "")
        return {"version": name, "state": verdict.state, "code": verdict.code, "reason": verdict.reason.as_dict()}

    def note(self, kind: str, version: str, act: str, reason: Text, who: str) -> None:
        """Put on record what became of a version, and through whom."""
        at = self.clock()
        self.documents.put(ACTS, f"{at:015d}-{version}", {
            "kind": kind, "version": version, "act": act, "reason": reason.as_dict(), "who": who, "at": at})
