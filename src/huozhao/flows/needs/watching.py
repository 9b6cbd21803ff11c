"""Keep the book of needs up: at once for who did something, every night for everybody, for regions and for the odds."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.event import Recorded
from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.needs.book import PERSONAL, NeedBook
from huozhao.flows.needs.demand import Levels, levels_of
from huozhao.flows.needs.finding import Finder
from huozhao.flows.needs.learning import Learning
from huozhao.flows.needs.popups import Popups
from huozhao.flows.needs.pushes import Pushes
from huozhao.flows.needs.reading import KINDS
from huozhao.flows.needs.regional import Regional
from huozhao.flows.needs.regions_now import RegionsNow
from huozhao.insight.folds import ACTIVITY
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

LABEL = Text("发现早期需求", "Seeing needs early")
NAMES = frozenset({*KINDS, "Order Paid"})
# What is more than this waits for the night.
MOST_STIRRED = 20_000
LEAST_ACTS = 2


class _Stirred:
    """Persons who did something that may begin or end a need, since the book was brought up to date for them."""

    def __init__(self) -> None:
        self.shoppers: set[str] = set()
        self.lock = threading.Lock()

    def add(self, shoppers: set[str]) -> None:
        """Note shoppers, as long as there is room."""
        with self.lock:
            if len(self.shoppers) < MOST_STIRRED:
                self.shoppers |= shoppers

    def take(self) -> set[str]:
        """Return the shoppers noted and note nobody."""
        with self.lock:
            found, self.shoppers = self.shoppers, set()
            return found


@dataclass(frozen=True, slots=True)
class Watch:
    """Brings the book of needs up to date."""

    state: StateStore
    book: NeedBook
    finder: Finder
    regional: Regional
    regions: RegionsNow
    learning: Learning
    pushes: Pushes
    popups: Popups
    levels: Levels
    _stirred: _Stirred = field(default_factory=_Stirred)

    def applied(self, fold: str, batch: Sequence[Recorded]) -> None:
        """Note who did something when the fold of activity has taken it up."""
        if fold == ACTIVITY.name:
            self._stirred.add({r.event.shopper for r in batch if r.event.name in NAMES and r.event.shopper})

    def refresh(self) -> int:
        """Bring the book up to date for who did something since the last time; return for how many persons."""
        persons = {self.finder.known.person(shopper) for shopper in self._stirred.take()}
        for person in sorted(persons):
            self.book.settle(person, self.finder.of(person))
        return len(persons)

    def stage(self, step: Callable[[int, int], None]) -> dict[str, Any]:
        """Do the night's work: odds, everybody's needs, regions, push proposals, levels; return the counts."""
        if not self.finder.policy.on:
            return {"needs": 0}
        now, zone = self.finder.clock(), self.finder.zone
        today = local_day(now, zone)
        odds = self.learning.learn(today, str(now))
        step(1, 4)
        self._stirred.take()
        found = self._everybody(today)
        step(2, 4)
        regional = self.regional.find(today, now)
        self.regions.keep(regional)
        step(3, 4)
        pushes = self.pushes.propose([each.need for each in regional if self.book.get(each.need.id).state == "open"])
        self.popups.expire()
        step(4, 4)
        return {"needs": found, "regions": len(regional), "pushes": pushes, "odds": odds.source}

    def _everybody(self, today: int) -> int:
        """Settle the book for everybody with acts in the window, and for who has a need in it; note the level."""
        held = {kept.need.shopper for kept in self.book.all(PERSONAL)}
        level: dict[str, float] = {}
        count = 0
        for person in self._active(today, held):
            needs = self.finder.of(person)
            self.book.settle(person, needs)
            count += len(needs)
            for theme, value in levels_of(needs).items():
                level[theme] = level.get(theme, 0.0) + value
        self.levels.note(today, level)
        return count

    def _active(self, today: int, held: set[str]) -> Iterator[str]:
        known, policy = self.finder.known, self.finder.policy
        since = today - max(policy.window_days, policy.search_days)
        acts: dict[str, int] = {}
        for row in rows(self.state, ACTIVITY):
            if row["name"] in ("Product Viewed", "Products Searched") and int(row["day"] or 0) > since:
                person = known.person(str(row["shopper"]))
                acts[person] = acts.get(person, 0) + int(row["n"] or 0)
        held = held | self.finder.supplies.persons()
        yield from sorted(held | {person for person, n in acts.items() if n >= LEAST_ACTS})
