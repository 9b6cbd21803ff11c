"""Read one shopper: facts, tags with evidence, RFM, what they were drawn to, their timeline."""

from dataclasses import dataclass

import numpy as np

from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.events.state import Row, StateStore
from huozhao.flows.learned import Learned
from huozhao.insight.rfm import SEGMENTS, Measures, Scores
from huozhao.insight.tags.behaviour import Act, behaviour_tags
from huozhao.insight.tags.fact import Fact, Tag, fact_tags, label
from huozhao.insight.tags.words import verb
from huozhao.matching.candidates import Taste
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, day_start

MOST_TASTES = 2_000


@dataclass(frozen=True, slots=True)
class Rfm:
    """One shopper's RFM: measures, scores 1 to 5 and the segment."""

    recency_days: int
    frequency: int
    monetary_fen: int
    r: int
    f: int
    m: int
    segment: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of one shopper. Counts are totals by name of act."""

    shopper: str
    facts: tuple[tuple[Fact, Text | None], ...]
    tags: tuple[Tag, ...]
    rfm: Rfm | None
    counts: dict[str, int]
    last_seen_at: int


@dataclass(frozen=True, slots=True)
class Line:
    """One shopper in the list; instants in ms, 0 = never."""

    shopper: str
    segment: str
    orders: int
    spent_fen: int
    last_order_at: int
    last_seen_at: int


@dataclass(frozen=True, slots=True)
class Shoppers:
    """Reads shoppers from state and log."""

    state: StateStore
    log: EventLog
    learned: Learned
    zone: str

    def find(self, words: str, segment: str, after: str, limit: int) -> list[Line]:
        """Return shoppers in the order of their ids after `after`, by part of the id and by segment."""
        if segment and segment not in SEGMENTS:
            raise BadInput("unknown_segment", f"there is no segment {segment!r}", field="segment",
                           hint=f"one of {', '.join(SEGMENTS)}")
        standing = self.learned.standing()
        ids = standing.shoppers.encoded
        kept = np.arange(len(ids)) >= np.searchsorted(ids, np.bytes_(after.encode()), side="right")
        if segment:
            kept &= standing.scores.segment == SEGMENTS.index(segment)
        if words:
            kept &= np.char.find(ids, words.encode()) >= 0
        found, scores = standing.measures, standing.scores
        return [
            Line(standing.shoppers.name(int(i)), SEGMENTS[int(scores.segment[i])], int(found.frequency[i]),
                 int(found.monetary_fen[i]), int(standing.last_order_at[i]), int(standing.last_seen_at[i]))
            for i in np.flatnonzero(kept)[:limit]
        ]

    def profile(self, shopper: str) -> Profile:
        """Return a shopper's profile; NotFound when nothing is on record."""
        seen = self.state.get("shoppers", (shopper,))
        facts = [_fact(row) for row in self.state.scan("facts", (shopper,))]
        if seen is None and not facts:
            raise NotFound("unknown_shopper", f"nothing is on record of shopper {shopper!r}", field="shopper",
                           hint="shoppers appear with their first event")
        today = self.learned.today()
        year = int(day_name(today)[:4])
        acts = self.acts(shopper)
        counts: dict[str, int] = {}
        for act in acts:
            counts[act.name] = counts.get(act.name, 0) + act.n
        return Profile(
            shopper, tuple((fact, label(fact, year)) for fact in facts),
            (*fact_tags(facts, year), *self._behaviour(acts, today)), self.rfm(shopper, today), counts,
            int((seen or {}).get("last_at") or 0),
        )  # fmt: skip

    def acts(self, shopper: str) -> list[Act]:
        """Return a shopper's activity."""
        return [
            Act(int(r["day"] or 0), str(r["name"]), str(r["subject"]), int(r["n"] or 0), int(r["quantity"] or 0),
                int(r["amount_fen"] or 0))
            for r in self.state.scan("activity", (shopper,))
        ]

    def rfm(self, shopper: str, today: int) -> Rfm | None:
        """Return a shopper's RFM as of now; None without an order that counts."""
        found = self.learned.standings.one(shopper, today, self.learned.standing())
        return _first(*found) if found else None

    def tastes(self, shopper: str) -> list[Taste]:
        """Return what a shopper was drawn to, live."""
        if not shopper:
            return []
        rows = self.state.scan("tastes", (shopper,), limit=MOST_TASTES)
        return [
            Taste(str(r["sku"]), int(r["weight"] or 0), int(r["bought"] or 0), int(r["last_at"] or 0),
                  str(r["last_name"] or ""))
            for r in rows
        ]

    def timeline(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[tuple[Recorded, Text]]:
        """Return a shopper's events, newest first, each with its label; `before` is an (at, position)."""
        return [(found, verb(found.event.name)) for found in self.log.by_shopper(shopper, before, limit)]

    def _behaviour(self, acts: list[Act], today: int) -> list[Tag]:
        found = behaviour_tags(self.learned.definitions(), acts, today, self.learned.categories())
        return [Tag(t.tag, t.layer, t.label, t.evidence, day_start(day, self.zone)) for t, day in found]


def _fact(row: Row) -> Fact:
    return Fact(str(row["field"]), str(row["value"]), str(row["source"] or ""), int(row["told_at"] or 0))


def _first(measures: Measures, scores: Scores) -> Rfm:
    return Rfm(
        int(measures.recency_days[0]), int(measures.frequency[0]), int(measures.monetary_fen[0]),
        int(scores.r[0]), int(scores.f[0]), int(scores.m[0]), SEGMENTS[int(scores.segment[0])],
    )  # fmt: skip
