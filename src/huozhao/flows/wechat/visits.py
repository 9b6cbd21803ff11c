"""WeChat's count of visitors beside the mall's own, day by day: how many of those who came the mall could see.

WeChat counts the mini program alone, so the mall counts who came by it, too, and not who came by its other doors.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.jobs import Progress
from huozhao.insight.portrait_source import NotReady
from huozhao.operations.wechat.platform import VisitDay, Visits
from huozhao.operations.wechat.visitors import VISITORS
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, day_of, local_day

KIND, LABEL = "wechat_visits", Text("取微信访问数据", "Fetching WeChat's count of visits")
# Days that are asked for again when they are missing: WeChat is late, or the mall was off.
BACK_DAYS = 7


@dataclass(frozen=True, slots=True)
class SeenDay:
    """A day as WeChat counted it, and the visitors of whom the mall holds at least one act in the mini program.

    None before the first act that said it came from there: what was there is not told from the mall's other doors.
    """

    told: VisitDay
    own_visitors: int | None

    @property
    def share(self) -> float | None:
        """How many of WeChat's visitors the mall could see, 0 to 1; None without visitors, or where it is unknown."""
        if self.own_visitors is None or not self.told.visitors:
            return None
        return min(1.0, self.own_visitors / self.told.visitors)


@dataclass(frozen=True, slots=True)
class VisitBook:
    """Keeps WeChat's days; the mall's own are counted when they are read. Sums only, nobody is named.

    `person` says who speaks under a subject id, so that who came as a guest and logged in counts once.
    """

    source: Visits
    documents: Documents
    state: StateStore
    person: Callable[[str], str]
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
        first = self.state.scan(VISITORS.name, limit=1)
        since = int(first[0]["day"] or 0) if first else None
        return [SeenDay(VisitDay(each.id, **each.body), self._own(day_of(each.id), since)) for each in found]

    def _own(self, day: int, since: int | None) -> int | None:
        if since is None or day < since:
            return None
        found = self.state.columns(VISITORS.name, ("shopper",), (day,))["shopper"]
        return len({self.person(str(each)) for each in found})

    def _missing(self) -> Iterator[str]:
        yesterday = local_day(self.clock(), self.zone) - 1
        for back in range(BACK_DAYS):
            day = day_name(yesterday - back)
            if self.documents.get(KIND, day) is None:
                yield day
