"""WeChat's data analysis: the portrait of visitors and the visits of a day, sums that name nobody."""

from collections.abc import Mapping
from typing import Any

from huozhao.backends.wechat.client import Client
from huozhao.insight.portrait_source import NotReady
from huozhao.operations.wechat.platform import VisitDay

PORTRAIT = "/datacube/getweanalysisappiduserportrait"
VISITS = "/datacube/getweanalysisappiddailyvisittrend"


class WechatFigures:
    """A PortraitSource, and Visits."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def fetch(self, first: str, last: str) -> Mapping[str, Any]:
        """Return the portrait of the days first to last (YYYY-MM-DD); see the port."""
        return self._client.post(PORTRAIT, _days(first, last), f"{first}/{last}")

    def visits(self, day: str) -> VisitDay:
        """Return the visits of a day; see the port."""
        rows = self._client.post(VISITS, _days(day, day), day).get("list") or []
        if not rows:
            raise NotReady("visits_not_ready", f"WeChat has not counted {day} yet", retry_after_s=3600,
                           hint="asked again the next time")
        row = rows[0]
        names = ("visit_uv", "visit_uv_new", "visit_pv", "session_cnt")
        visitors, new, views, sessions = (int(row.get(name) or 0) for name in names)
        return VisitDay(day, visitors, new, views, sessions)

    def close(self) -> None:
        """Release the connections."""
        self._client.close()


def _days(first: str, last: str) -> dict[str, str]:
    return {"begin_date": first.replace("-", ""), "end_date": last.replace("-", "")}
