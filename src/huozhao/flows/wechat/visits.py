"""WeChat's count of visitors beside the mall's own, day by day: how many of those who came the mall could see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.jobs import Progress
from huozhao.insight.portrait_source import NotReady
from huozhao.operations.facts import VISITS
from huozhao.operations.wechat.platform import VisitDay, Visits
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, day_of, local_day

KIND, LABEL = "wechat_visits", Text("取微信访问数据", "Fetching WeChat's count of visits")
# Days that are asked for again when they are missing: WeChat is late, or the mall was off.
BACK_DAYS = 7


@dataclass(frozen=True, slots=True)
class SeenDay:
    """A day as WeChat counted it, and the visitors of whom the mall holds at least one act."""

    told: VisitDay
    own_visitors: int

    @property
    def share(self) -> float | None:
        """How many of WeChat's visitors the mall could see, 0 to 1; None without visitors."""
        return min(1.0, self.own_visitors / self.told.visitors) if self.told.visitors else None


@dataclass(frozen=True, slots=True)
class VisitBook:
    """Keeps WeChat's days; the mall's own are counted when they are read. Sums only, nobody is named."""

    source: Visits
    documents: Documents
    state: StateStore
    clock: Callable[[], int]
    zone: str

    def fetch(self, progress: Progress = lambda *_: None) -> dict[str, Any]:
        """Fetch what is missing up to yesterday; a day that is not ready is asked for again the next time."""
        taken, late = list[str](), list[str]()
        wanted = list(self._missing())
        for done, day in enumerate(wanted):
            progress(KIND, LABEL, done, len(wanted))
            try:
                told = self.source.visits(day)
            except NotReady:
                late.append(day)
                continue
            self.documents.put(KIND, day, {"visitors": told.visitors, "new_visitors": told.new_visitors,
                                           "views": told.views, "sessions": told.sessions})
            taken.append(day)
        return {"taken": taken, "not_ready": late}

    def days(self, before: str = "", limit: int = 31) -> list[SeenDay]:
        """Return days, newest first, before a day (YYYY-MM-DD)."""
        found = self.documents.list(KIND, after=before or "9999", limit=limit, newest=True)
        return [SeenDay(VisitDay(each.id, **each.body), self._own(each.id)) for each in found]

    def _own(self, day: str) -> int:
        rows = self.state.columns(VISITS.name, ("shopper", "events"), (day_of(day),))
        return sum(bool(shopper) and bool(events) for shopper, events in zip(rows["shopper"], rows["events"],
                                                                             strict=True))

    def _missing(self) -> Iterator[str]:
        yesterday = local_day(self.clock(), self.zone) - 1
        for back in range(BACK_DAYS):
            day = day_name(yesterday - back)
            if self.documents.get(KIND, day) is None:
                yield day
