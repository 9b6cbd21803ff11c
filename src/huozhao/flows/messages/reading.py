"""What operators see of messages: what waits and why, what became of the rest by day, what is left of templates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document
from huozhao.flows.messages.desk import Messages
from huozhao.flows.messages.store import MESSAGE
from huozhao.operations.messages.arbiter import REASONS
from huozhao.operations.messages.folds import DAYS, TEMPLATES
from huozhao.terms.text import Text, text_from
from huozhao.terms.time import local_day

SPAN_DAYS = 28
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Template:
    """A WeChat template: how often shoppers allowed it, how often one was used, how often WeChat said 43101."""

    template: str
    label: Text
    kind: str
    granted: int
    used: int
    refused: int


@dataclass(frozen=True, slots=True)
class DaySum:
    """How many messages of a part of the mall came to one end on a local day."""

    day: int
    part: str
    kind: str
    outcome: str
    channel: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it at a glance; `waiting` counts by reason."""

    waiting: Mapping[str, int]
    next_at: int | None
    templates: tuple[Template, ...]
    days: tuple[DaySum, ...]
    today: int


def overview(messages: Messages) -> Overview:
    """Return what waits now, and the last four weeks by day."""
    rounds = messages.round
    waits = [found.body for found in rounds.store.waiting()]
    counts = Counter(str(body["reason"]) or "not_yet" for body in waits)
    due = min((int(body["next_at"]) for body in waits), default=None)
    today = local_day(rounds.clock(), rounds.zone)
    rows = (row for day in range(today - SPAN_DAYS + 1, today + 1) for row in rounds.state.scan(DAYS.name, (day,)))
    days = tuple(_day(row) for row in rows)
    return Overview(dict(counts), due, _templates(messages), days, today)


def queue(messages: Messages, limit: int) -> list[Document]:
    """Return wishes that wait, those that are due first before others."""
    found = sorted(messages.round.store.waiting(), key=lambda each: (each.body["next_at"], each.id))
    return found[: max(1, min(limit, MOST_SHOWN))]


def reason_of(found: Document) -> Text:
    """Return in words what became of a message, or what it waits for."""
    return said(str(found.body["reason"]))


def said(code: str) -> Text:
    """Return a reason in words; what was not judged yet has none."""
    return REASONS.get(code or "not_yet", Text(code, code))


def is_waiting(found: Document) -> bool:
    """Tell whether a document is a wish that still waits."""
    return found.kind != MESSAGE


def _day(row: Mapping[str, Any]) -> DaySum:
    part, kind, outcome, channel, reason = (str(row[name]) for name in DAYS.key[1:])
    return DaySum(int(row["day"]), part, kind, outcome, channel, reason, int(row["n"] or 0))


def _templates(messages: Messages) -> tuple[Template, ...]:
    told: Mapping[str, Mapping[str, Any]] = messages.rules.templates()
    rows = {str(row["template"]): row for row in messages.round.state.scan(TEMPLATES.name)}
    found = []
    for id in sorted({*told, *rows}):
        about, row = told.get(id, {}), rows.get(id, {})
        n = {name: int(row.get(name) or 0) for name in TEMPLATES.add}
        found.append(Template(id, text_from(about.get("label"), id), about.get("kind", "service"), n["granted"],
                              n["used"], n["refused"]))  # fmt: skip
    return tuple(found)
