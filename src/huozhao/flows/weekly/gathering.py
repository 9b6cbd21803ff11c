"""Gathering a week: plain data that a report is written from, without anybody in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.board.desk import BoardDesk
from huozhao.flows.correction.desk import Corrections
from huozhao.flows.trends.desk import Trends
from huozhao.operations.board.cards import Card, cards
from huozhao.operations.board.cuts import METRICS_OF, By, CutRow
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.text import Text
from huozhao.terms.time import day_start, local_day

WEEK = 7
MOST_ROWS, MOST_SAID = 10, 6
# Changes smaller than this are not worth a sentence.
LEAST_CHANGE = 0.05
CHARTED = ("gmv", "conversion", "recommendation_ctr", "visits")


@dataclass(frozen=True, slots=True)
class Gathering:
    """Reads a week from the board, the corrections and the trends."""

    board: BoardDesk
    corrections: Corrections
    trends: Trends
    zone: str

    def week(self, monday: int) -> dict[str, Any]:
        """Return the week that begins on a local day, with the week before beside it."""
        last = monday + WEEK - 1
        known = self.board.boards.periods(last, 2 * WEEK, live=False)
        found, before = cards(known, last, WEEK), cards(known, last - WEEK, WEEK)
        since, until = day_start(monday, self.zone), day_start(last + 1, self.zone)
        return {
            "monday": monday,
            "figures": [_figure(card, past) for card, past in zip(found, before, strict=True)],
            "said": [text.as_dict() for text in stands_out(found)],
            "segments": self._cut("segment", until - 1), "categories": self._cut("category", until - 1),
            "shops": self._cut("shop", until - 1),
            "alerts": [{"day": each.body["day"], "is_bad": each.body["is_bad"], **each.body["said"]}
                       for each in self.board.alerts.findings.all() if monday <= each.body["day"] <= last],
            "corrections": _headlines(self.corrections.findings.all(), since, until),
            "trends": _headlines(self.trends.findings.all(), since, until),
        }  # fmt: skip

    def _cut(self, by: By, now: int) -> dict[str, Any]:
        rows = self.board.cuts.of(by, now, WEEK)[:MOST_ROWS]
        metrics = [metric.name for metric in METRICS_OF[by]][:5]
        return {"metrics": metrics, "rows": [_row(row, metrics) for row in rows]}


def last_monday(now: int, zone: str) -> int:
    """Return the local day on which the last complete week began."""
    today = local_day(now, zone)
    return today - weekday(today) - WEEK


def weekday(day: int) -> int:
    """Return the weekday of a local day, 0 = Monday."""
    return (day + 3) % WEEK


def stands_out(found: Sequence[Card]) -> list[Text]:
    """Return the greatest changes against the week before, in sentences."""
    moved = [(card, card.value / card.previous - 1) for card in found
             if card.value is not None and card.previous and card.metric.better]  # fmt: skip
    moved.sort(key=lambda each: -abs(each[1]))
    return [_sentence(card, change) for card, change in moved if abs(change) >= LEAST_CHANGE][:MOST_SAID]


def _sentence(card: Card, change: float) -> Text:
    is_up, is_good = change > 0, (change > 0) == (card.metric.better == "up")
    name, size = card.metric.label, f"{abs(change):.0%}"
    zh = f"{name.zh}{'上升' if is_up else '下降'} {size}{'' if is_good else '，需要留意'}"
    return Text(zh, f"{name.en} {'rose' if is_up else 'fell'} by {size}{'' if is_good else ': look into it'}")


def _figure(card: Card, before: Card) -> dict[str, Any]:
    days = [value for _, value in card.series] if card.metric.name in CHARTED else []
    past = [value for _, value in before.series] if card.metric.name in CHARTED else []
    return {"metric": card.metric.name, "value": card.value, "previous": card.previous, "days": days, "past": past}


def _row(row: CutRow, metrics: Iterable[str]) -> dict[str, Any]:
    return {"cut": row.cut, "values": [row.values[name][0] for name in metrics],
            "previous": [row.values[name][1] for name in metrics]}  # fmt: skip


def _headlines(found: Iterable[Document], since: int, until: int) -> list[dict[str, Any]]:
    return [{"state": each.body["state"], **each.body["headline"]} for each in found
            if since <= each.body["found_at"] < until]  # fmt: skip


def label_of(metric: str) -> Text:
    """Return the name of a metric."""
    return BY_NAME[metric].label
