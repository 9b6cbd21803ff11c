"""Reports on the shelf: the last complete week is written once, by schedule or on demand, and kept two years."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.weekly.gathering import Gathering, last_monday, weekday
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import day_of, local_day

KIND, LABEL = "weekly_report", Text("写周报", "Writing the weekly report")
KEPT = 104


@dataclass(frozen=True, slots=True)
class Reports:
    """Keeps the reports of weeks by their Monday."""

    gathering: Gathering
    documents: Documents
    clock: Callable[[], int]
    zone: str
    report_weekday: int

    def write(self, monday: int | None = None) -> Document:
        """Write the report of the week from a Monday (the last complete one by default), anew if it stands already."""
        newest = last_monday(self.clock(), self.zone)
        wanted = newest if monday is None else monday
        if weekday(wanted) or wanted > newest:
            raise BadInput("week_not_over", "a report is of a complete week from Monday to Sunday", field="week",
                           hint="name the Monday of a week that is over")
        put = self.documents.put(KIND, f"{wanted:06d}", self.gathering.week(wanted) | {"written_at": self.clock()})
        old = self.all()[KEPT:]
        if old:
            self.documents.delete(KIND, [each.id for each in old])
        return put

    def due(self) -> dict[str, Any]:
        """Write the last week's report if its weekday has come and it has not been written."""
        now = self.clock()
        monday = last_monday(now, self.zone)
        is_due = weekday(local_day(now, self.zone)) + 1 >= self.report_weekday
        if not is_due or self.documents.get(KIND, f"{monday:06d}") is not None:
            return {"written": 0}
        self.write(monday)
        return {"written": 1}

    def all(self) -> list[Document]:
        """Return the reports, newest first."""
        return self.documents.list(KIND, limit=2 * KEPT, newest=True)

    def get(self, week: str) -> Document:
        """Return the report of the week that begins on a Monday (YYYY-MM-DD), or the newest for `latest`."""
        found = self.all()[:1] if week == "latest" else [self.documents.get(KIND, f"{day_of(week, 'week'):06d}")]
        if not found or found[0] is None:
            raise NotFound("unknown_report", f"there is no report of the week {week!r}", field="week",
                           hint="see GET /v1/reports")
        return found[0]
