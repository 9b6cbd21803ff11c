"""Alerts on figures: a complete day that leaves its usual range, told once, with what an operator did about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import standing
from huozhao.flows.board.boards import Boards
from huozhao.flows.board.figures import figure
from huozhao.flows.findings import Findings
from huozhao.operations.metrics import BY_NAME
from huozhao.operations.metrics.usual import chance_of_one, said, usual_range
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

KIND, LABEL = "figure_alert", Text("检查指标是否异常", "Looking for unusual figures")
WATCHED = ("visits", "conversion", "gmv", "average_order", "fill_rate", "delivery_time", "recommendation_ctr",
           "recommendation_sales", "coverage", "refund_rate")  # fmt: skip
HISTORY_DAYS, KEPT_DAYS = 91, 180
STATES = ("open", "seen")


@dataclass(frozen=True, slots=True)
class FigureAlerts:
    """Compares the day that has ended with what is usual, and keeps what was found.

    `apart` returns why days among some are no ordinary ones: they are compared with nothing, and nothing with them.
    """

    boards: Boards
    findings: Findings
    clock: Callable[[], int]
    false_alarms_a_week: float
    apart: Callable[[range, int], Mapping[int, Text]] = lambda days, now: {}

    def look(self) -> dict[str, Any]:
        """Look at yesterday; return how many figures were compared and how many left their range.

        Of a day that is no ordinary one it is said why nothing was compared.
        """
        now = self.clock()
        today = local_day(now, self.boards.zone)
        known = self.boards.periods(today, HISTORY_DAYS)
        days = range(today - HISTORY_DAYS - 1, today)
        apart = self.apart(days, now)
        self.findings.let_go(lambda each: each.body["day"] < today - KEPT_DAYS)
        if today - 1 in apart:
            return {"compared": 0, "found": 0, "apart": apart[today - 1].as_dict()}
        measured = [known.measures(day, 1) for day in days]
        begun = next((n for n, sums in enumerate(measured) if sums["visitors"]), len(measured))
        probability, compared, found = chance_of_one(self.false_alarms_a_week, len(WATCHED)), 0, 0
        for name in WATCHED:
            series = [BY_NAME[name].value(sums) for sums in measured]
            ordinary = [None if n < begun or day in apart else value
                        for n, (day, value) in enumerate(zip(days, series, strict=True))]
            usual = usual_range(ordinary[:-1], probability)
            value = series[-1]
            if usual is None or value is None:
                continue
            compared += 1
            if side := usual.side(value):
                found += 1
                self._keep(name, today - 1, value, (usual.usual, usual.low, usual.high), side)
        return {"compared": compared, "found": found}

    def step(self, id: str, what: str, who: str) -> Document:
        """Mark an alert as seen, or take that back (`undo`)."""
        found = self.findings.get(id)
        stands = standing(found.body)
        if (not stands) if what == "undo" else found.body["state"] == "seen":
            raise Conflict("alert_state", f"the alert is {found.body['state']}", field="id", hint="read it again")
        changes = dict(stands[-1]["from"]) if what == "undo" else {"state": "seen"}
        return self.findings.change(found, changes, who, what, self.clock())

    def _keep(self, name: str, day: int, value: float, usual: tuple[float, float, float], side: str) -> None:
        id, metric = f"{day:06d}-{name}", BY_NAME[name]
        if self.findings.documents.get(KIND, id) is not None:
            return
        low = max(0.0, usual[1])
        shown, lowest, highest = (figure(each, metric.unit) for each in (value, low, usual[2]))
        sentence = said(metric.label, shown, lowest, highest, side)
        is_bad = metric.better is not None and (side == "low") == (metric.better == "up")
        self.findings.documents.put(KIND, id, {
            "metric": name, "day": day, "value": value, "usual": usual[0], "low": low, "high": usual[2],
            "side": side, "is_bad": is_bad, "said": sentence.as_dict(), "state": "open", "audit": [],
        }, expected_version=0)  # fmt: skip


def kept(documents: Documents) -> Findings:
    """Return the alerts on figures that documents hold."""
    return Findings(documents, KIND, STATES, "/v1/board/alerts")
