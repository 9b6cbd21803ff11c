"""Learn the odds of an order from the mall's own past: what was done up to a day, and whether an order followed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Artifacts
from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.needs.reading import Reader, by_leaf
from huozhao.insight.folds import SHOPPERS
from huozhao.matching.logistic import Blend
from huozhao.matching.needs.acts import SIGNS, Act, newest, signs, span
from huozhao.matching.needs.confidence import Odds, default_odds, learn
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.themes import Themes
from huozhao.privacy.purposes import PERSONALISATION

KIND = "need_odds"
# Persons that the odds are learned from, chosen by a hash; what more would add is small.
MOST_PERSONS = 20_000
PAST_DAYS = 180.0
Rows = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Learning:
    """Learns odds and keeps them as an artifact; nothing in it names a shopper."""

    state: StateStore
    artifacts: Artifacts
    reader: Reader
    themes: Callable[[], Themes]
    policy: Policy

    def odds(self) -> Odds:
        """Return the newest odds, the default before there are any."""
        found = self.artifacts.load(KIND)
        if found is None or list(found.about.get("signs", ())) != list(SIGNS):
            return default_odds()
        return Odds(Blend.of_array(found.arrays["blend"]), found.about["source"], found.about["quality"])

    def version(self) -> str:
        """Return the version of the odds."""
        return self.artifacts.version(KIND)

    def learn(self, today: int, version: str) -> Odds:
        """Learn anew from all days whose horizon has passed, and keep what was learned."""
        x, ordered, day = self._samples(today)
        odds = learn(x, ordered, day)
        about: dict[str, Any] = {"signs": list(SIGNS), "source": odds.source, "quality": odds.quality}
        self.artifacts.save(KIND, version, {"blend": odds.blend.as_array()}, about)
        return odds

    def _samples(self, today: int) -> Rows:
        found = [row for person in self._persons() for row in samples(
            self._leaves(person, today), today, self.policy.window_days, self.policy.horizon_days)]
        if not found:
            return np.zeros((0, len(SIGNS))), np.zeros(0, np.bool_), np.zeros(0)
        x, ordered, day = zip(*found, strict=True)
        return np.stack(x), np.array(ordered, np.bool_), np.array(day, np.float64)

    def _leaves(self, person: str, today: int) -> Mapping[str, Sequence[Act]]:
        return by_leaf(self.reader.acts(person, today, PAST_DAYS), self.themes().leaf_of)[0]

    def _persons(self) -> Iterator[str]:
        """Yield up to 20,000 persons who consented, the same ones every time, as a hash has it."""
        known, total = self.reader.known, max(1, self.state.count(SHOPPERS.name))
        bound = min(1.0, MOST_PERSONS / total) * 2**32
        seen: set[str] = set()
        for row in rows(self.state, SHOPPERS):
            person = known.person(str(row["shopper"]))
            is_chosen = int.from_bytes(blake2b(person.encode(), digest_size=4).digest(), "big") < bound
            if is_chosen and person not in seen and known.allows(person, PERSONALISATION):
                seen.add(person)
                yield person


def samples(
    leaves: Mapping[str, Sequence[Act]], today: int, window: int, horizon: int
) -> Iterator[tuple[NDArray[np.float64], bool, float]]:
    """Yield (signs, whether an order in the category followed within `horizon` days, day) for each day of acts in it.

    A day counts where the horizon after it has passed and nothing was ordered in the category from the window's first
    act to that day: what was bought at once, on the same day, needed no foresight.
    """
    views = [act for acts in leaves.values() for act in acts if act.kind == "view"]
    for acts in leaves.values():
        orders = sorted(act.day for act in acts if act.kind == "order")
        looked = newest([act for act in acts if act.kind != "order"])
        for day in sorted({act.day for act in looked if act.day + horizon < today}):
            before = [*looked, *(Act("order", "", at) for at in orders if at <= day)]
            found = span(before, day, float(window))
            if found.is_open:
                around = sum(act.times for act in views if day - window < act.day <= day)
                yield signs(found, day, around), any(day < at <= day + horizon for at in orders), day
