"""The desk of trends: found at night, followed by pages (a bounded boost) and by the plan, on record and undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.events.state import StateStore
from huozhao.flows.audit import changed
from huozhao.flows.findings import Findings
from huozhao.flows.goods import Goods
from huozhao.flows.search.query_log import QueryLog
from huozhao.flows.trends.following import Following
from huozhao.flows.trends.reading import (
    Kind,
    Weekly,
    buyers_of,
    first_day_of,
    mean_units,
    read_interest,
    read_searches,
    week_of,
)
from huozhao.operations.trends.rising import Rising, find_rising
from huozhao.operations.trends.said import extra_units, factor_of, lift_of, rising_said, season_said
from huozhao.operations.trends.season import Season, find_seasons
from huozhao.supply.signals import Signal
from huozhao.terms.errors import Conflict
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, local_day

KIND, LABEL = "trend", Text("寻找趋势", "Looking for trends")
WHO = "trends"
ON, UNDONE, OVER = "on", "undone", "over"
STATES = (ON, UNDONE, OVER)
RISING, SEASON = "rising", "season"
HORIZON_DAYS, FOLLOW_DAYS, QUIET_DAYS, KEPT_DAYS = 14, 14, 60, 365
SHOWN_WEEKS, MOST_SKUS, MOST_NEW = 52, 24, 20
Find = Callable[[str, int], Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Trends:
    """Finds trends and keeps what became of them. `find` names the goods of a search."""

    state: StateStore
    findings: Findings
    goods: Goods
    queries: QueryLog
    find: Find
    following: Following
    clock: Callable[[], int]
    zone: str
    false_alarms_a_week: float
    boost: float

    def build(self) -> dict[str, Any]:
        """Judge every category and search, note what rises, and let go what does no more. Return the counts."""
        now = self.clock()
        today = local_day(now, self.zone)
        sources = [read_interest(self.state, self.goods, today), read_searches(self.queries, today)]
        watched = sum(len(source.themes) for source in sources)
        bodies: dict[str, dict[str, Any]] = {}
        standing: set[str] = set()
        units = mean_units(self.state, today)
        for source in sources:
            found = find_rising(source.themes, source.counts, source.total, self.false_alarms_a_week, watched)
            standing |= {mark_of(source.kind, each.theme) for each in found if each.low > 1.0}
            for each in found:
                if each.rises:
                    bodies[mark_of(source.kind, each.theme)] = self._rising(source, each, units, today)
        for season in find_seasons(sources[0].themes, sources[0].counts, sources[0].total):
            mark = mark_of("category", season.theme)
            if season.comes and mark not in bodies:
                bodies[mark] = self._season(sources[0], season, units, today)
                standing.add(mark)
        self._settle(standing, now)
        new = [self._write(mark, body, now) for mark, body in list(bodies.items())[:MOST_NEW]]
        return {"judged": watched, "rising": len(bodies), "new": sum(new)}

    def step(self, id: str, what: str, who: str) -> Document:
        """Stop following a trend (`undo`), or follow it again (`follow`)."""
        found, now = self.findings.get(id), self.clock()
        allowed = ON if what == "undo" else UNDONE
        if found.body["state"] != allowed:
            raise Conflict("trend_state", f"the trend is {found.body['state']}; it cannot {what} now", field="id",
                           hint=f"{what} needs the state {allowed}")
        put = self.findings.change(found, {"state": UNDONE if what == "undo" else ON}, who, what, now)
        if what == "undo":
            self.following.stop(put.body, who, now)
        else:
            self.following.follow(put.body, who, now + FOLLOW_DAYS * DAY_MS, now, by_hand=True)
        return put

    def signals(self, _: int) -> list[Signal]:
        """Return what trends tell the plan: units beyond the forecast, by SKU."""
        return [Signal(row["sku"], Text(body["name"], body["name"]), max(1, body["people"]), row["units"], "",
                       HORIZON_DAYS, needs=(f"trend:{found.id}",))
                for found in self.findings.all(ON) for body in (found.body,)
                for row in body["goods"] if row["units"] > 0]  # fmt: skip

    def _rising(self, source: Weekly, found: Rising, units: dict[str, float], today: int) -> dict[str, Any]:
        since = source.first + 7 * min(found.since, source.counts.shape[1] - 1)
        said = rising_said(found, _name(found.theme), since, source.kind == "search")
        body = self._body(source, found.theme, RISING, found.low, units, today)
        return body | {
            "headline": said.as_dict(), "ratio": found.ratio, "low": found.low, "high": found.high,
            "share": found.share, "usual": found.usual, "since": since, "evidence": min(found.evidence, 1e9),
            "bar": found.bar, "peak": 0, "index": [],
        }  # fmt: skip

    def _season(self, source: Weekly, found: Season, units: dict[str, float], today: int) -> dict[str, Any]:
        peak = first_day_of(week_of(today) + found.peak)
        body = self._body(source, found.theme, SEASON, found.low, units, today)
        return body | {
            "headline": season_said(found, _name(found.theme), peak).as_dict(), "ratio": found.ratio,
            "low": found.low, "high": min(found.high, 1e9), "share": 0.0, "usual": 0.0, "since": today,
            "evidence": 0.0, "bar": 0.0, "peak": peak, "index": list(found.index),
        }  # fmt: skip

    def _body(
        self, source: Weekly, theme: str, how: str, low: float, units: dict[str, float], today: int
    ) -> dict[str, Any]:
        lift, at = lift_of(low), source.themes.index(theme)
        skus = self._skus(source.kind, theme, units)
        goods = [{"sku": sku, "title": self._title(sku),
                  "units": round(extra_units(units.get(sku, 0.0), HORIZON_DAYS, lift, how == SEASON), 2)}
                 for sku in skus]  # fmt: skip
        weeks = min(SHOWN_WEEKS, source.counts.shape[1])
        return {
            "kind": source.kind, "theme": theme, "name": _name(theme), "how": how, "lift": lift,
            "factor": factor_of(lift, self.boost), "rule": f"trend_{mark_of(source.kind, theme)}", "goods": goods,
            "people": buyers_of(self.state, skus, today),
            "weeks": [float(x) for x in source.counts[at, -weeks:]],
            "mall": [float(x) for x in source.total[-weeks:]],
            "first_week": source.first + 7 * (source.counts.shape[1] - weeks),
        }  # fmt: skip

    def _skus(self, kind: Kind, theme: str, units: dict[str, float]) -> list[str]:
        if kind == "search":
            return [sku for sku, _ in self.find(theme, MOST_SKUS)]
        mine = [item.sku for item in self.goods.skus() if item.listed and "/".join(item.category) == theme]
        return sorted(mine, key=lambda sku: (-units.get(sku, 0.0), sku))[:MOST_SKUS]

    def _title(self, sku: str) -> str:
        item = self.goods.sku(sku)
        return item.title if item else sku

    def _write(self, mark: str, body: dict[str, Any], now: int) -> bool:
        """Keep a trend, new or as it now stands; return whether it is new."""
        before = next((each for each in self.findings.all() if each.body["rule"] == body["rule"]), None)
        ends = now + FOLLOW_DAYS * DAY_MS
        if before is not None and before.body["state"] == ON:
            self.findings.documents.put(KIND, before.id, {**before.body, **body}, before.version)
            self.following.follow(body, WHO, ends, now)
            return False
        if before is not None and before.body["state"] == UNDONE and _changed_at(before) > now - QUIET_DAYS * DAY_MS:
            return False
        started = {**body, "state": ON, "found_at": now}
        first = changed({"audit": []}, started, WHO, "find", now)["audit"][0]
        id = f"{local_day(now, self.zone):06d}-{mark}"
        self.findings.documents.put(KIND, id, {**started, "audit": [{**first, "from": {}, "to": {"state": ON}}]})
        self.following.follow(body, WHO, ends, now)
        return True

    def _settle(self, standing: set[str], now: int) -> None:
        """Let trends go that rise no more, and those that are long over."""
        for found in self.findings.all(ON):
            if mark_of(found.body["kind"], found.body["theme"]) not in standing:
                self.findings.change(found, {"state": OVER}, WHO, "end", now)
                self.following.stop(found.body, WHO, now)
        self.findings.let_go(
            lambda each: each.body["state"] != ON and each.body["found_at"] < now - KEPT_DAYS * DAY_MS)


def mark_of(kind: str, theme: str) -> str:
    """Return the short name of a theme, safe in a path and the same each night."""
    return blake2b(f"{kind}\n{theme}".encode(), digest_size=8).hexdigest()


def _name(theme: str) -> str:
    return theme.rpartition("/")[2]


def _changed_at(found: Document) -> int:
    return int(found.body["audit"][-1]["at"])


def kept(documents: Documents) -> Findings:
    """Return the trends that documents hold."""
    return Findings(documents, KIND, STATES, "/v1/trends")
