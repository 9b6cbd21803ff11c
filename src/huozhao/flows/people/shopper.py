"""Read one shopper: facts, tags with evidence, RFM, what they were drawn to, their timeline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice

import numpy as np

from huozhao.events.catalogue import PURPOSE_OF
from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.learning.learned import Learned
from huozhao.flows.people.profile import Profile, Profiles, Sources
from huozhao.insight.rfm import SEGMENTS, Measures, Scores
from huozhao.insight.standing import Standing
from huozhao.insight.tags.words import verb
from huozhao.matching.candidates import Taste
from huozhao.matching.purchases import PURCHASES, Purchase
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

MOST_TASTES, PURCHASE_DAYS = 2_000, 730


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
    """Reads persons from state and log; a person is asked for by any of their subject ids."""

    state: StateStore
    log: EventLog
    learned: Learned
    zone: str
    sources: Sources = field(default_factory=Sources)

    def person(self, shopper: str) -> str:
        """Return the canonical subject id of a shopper's person."""
        return self.sources.known.person(shopper)

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
            # Part of the canonical id, or any one id of the person in full.
            kept &= (np.char.find(ids, words.encode()) >= 0) | (ids == np.bytes_(self.person(words).encode()))
        lines = (self._line(standing, int(i)) for i in np.flatnonzero(kept))
        return list(islice((line for line in lines if segment in ("", line.segment)), limit))

    def _line(self, standing: Standing, i: int) -> Line:
        """Return one shopper's line; who withdrew since the standing was computed has no orders at once."""
        name, seen = standing.shoppers.name(i), int(standing.last_seen_at[i])
        if not self.sources.known.allows(name, PERSONALISATION):
            return Line(name, "none", 0, 0, 0, seen)
        found = standing.measures
        return Line(name, SEGMENTS[int(standing.scores.segment[i])], int(found.frequency[i]),
                    int(found.monetary_fen[i]), int(standing.last_order_at[i]), seen)

    def profile(self, shopper: str) -> Profile:
        """Return the profile of a shopper's person; NotFound when nothing is on record."""
        return Profiles(self.state, self.sources).read(
            shopper, int(day_name(self.learned.today())[:4]), self.learned.now())

    def rfm(self, shopper: str) -> Rfm | None:
        """Return a shopper's RFM as of now; None without an order that counts."""
        found = self.learned.standings.one(shopper, self.learned.today(), self.learned.standing())
        return _first(*found) if found else None

    def tastes(self, shopper: str) -> list[Taste]:
        """Return what a shopper's person was drawn to, live: sums over all their subject ids."""
        if not shopper:
            return []
        found: dict[str, Taste] = {}
        for member in self.sources.known.members(shopper):
            for row in self.state.scan("tastes", (member,), limit=MOST_TASTES):
                taste = Taste(str(row["sku"]), int(row["weight"] or 0), int(row["bought"] or 0),
                              int(row["last_at"] or 0), str(row["last_name"] or ""))
                found[taste.sku] = _together(found[taste.sku], taste) if taste.sku in found else taste
        return list(found.values())

    def purchases(self, shopper: str) -> list[Purchase]:
        """Return what a shopper's person bought by day in two years, live; what came back is negative."""
        if not shopper:
            return []
        since = self.learned.today() - PURCHASE_DAYS
        return [
            Purchase(str(row["sku"]), int(row["day"] or 0), int(row["quantity"] or 0))
            for member in self.sources.known.members(shopper)
            for row in self.state.scan(PURCHASES.name, (member,), after=(member, since, ""))
        ]

    def timeline(self, shopper: str, before: tuple[int, int] | None, limit: int) -> list[tuple[Recorded, Text]]:
        """Return the events of a shopper's person, newest first, each with its label; `before` is an (at, position).

        Events of a purpose that is not consented to (any more) are left out.
        """
        allows, members = self.sources.known.allows, self.sources.known.members(shopper)
        trails = (self._trail(member, before, limit) for member in members)
        seen = merge(*trails, key=lambda found: (-found.event.at, -found.position))
        shown = (found for found in seen if allows(shopper, PURPOSE_OF.get(found.event.name, "service")))
        return [(found, verb(found.event.name)) for found in islice(shown, limit)]

    def _trail(self, member: str, before: tuple[int, int] | None, page: int) -> Iterator[Recorded]:
        """Yield one subject's events, newest first, read page by page."""
        while found := self.log.by_shopper(member, before, page):
            yield from found
            before = (found[-1].event.at, found[-1].position)


def _together(one: Taste, other: Taste) -> Taste:
    newest = max(one, other, key=lambda taste: taste.at)
    return Taste(one.sku, one.weight + other.weight, one.bought + other.bought, newest.at, newest.last_name)


def _first(measures: Measures, scores: Scores) -> Rfm:
    return Rfm(
        int(measures.recency_days[0]), int(measures.frequency[0]), int(measures.monetary_fen[0]),
        int(scores.r[0]), int(scores.f[0]), int(scores.m[0]), SEGMENTS[int(scores.segment[0])],
    )  # fmt: skip
