"""Find the needs of one person now, with the mall's own odds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from huozhao.flows.needs.reading import Reader, by_leaf
from huozhao.flows.needs.remembered import Remembered
from huozhao.flows.people.standing import Known
from huozhao.matching.needs.acts import Act
from huozhao.matching.needs.confidence import Odds
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.policy import Policy
from huozhao.matching.needs.searches import Find, by_searches
from huozhao.matching.needs.themes import Themes
from huozhao.matching.needs.views import Asked, by_views
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

# Somebody who ran past several products in less than this has not looked at them.
LEAST_DWELL_MS = 6_000


class Supplies(Protocol):
    """What tells of needs by goods that are used up."""

    def of(self, person: str) -> list[Need]:
        """Return the needs of a person that the ends of their supplies tell of."""
        ...

    def persons(self) -> set[str]:
        """Return everybody who may have such a need now."""
        ...


class NoSupplies:
    """Knows of no goods that are used up."""

    def of(self, person: str) -> list[Need]:
        """Find nothing."""
        return []

    def persons(self) -> set[str]:
        """Name nobody."""
        return set()


NO_SUPPLIES = NoSupplies()


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the needs of persons who consented to personal recommendation.

    What was found in their acts is remembered until the person does something or `mark` (goods, odds) changes.
    """

    reader: Reader
    themes: Callable[[], Themes]
    find: Find
    odds: Callable[[], Odds]
    policy: Policy
    clock: Callable[[], int]
    zone: str
    mark: Callable[[], object] = lambda: 0
    supplies: Supplies = field(default_factory=NoSupplies)
    remembered: Remembered[list[Need]] = field(default_factory=Remembered)

    @property
    def known(self) -> Known:
        """Who is one person, and what they allow."""
        return self.reader.known

    def of(self, shopper: str) -> list[Need]:
        """Return the needs of a shopper's person now, surest first; none without consent."""
        if not (self.policy.on and shopper and self.known.allows(shopper, PERSONALISATION)):
            return []
        person = self.known.person(shopper)
        today = local_day(self.clock(), self.zone)
        acts, used_up = self.reader.acts(person, today), self.supplies.of(person)
        if not acts:
            return used_up
        seen = self.remembered.get(person, (today, self.mark(), acts), lambda: self._find(person, today, acts))
        return sorted([*used_up, *seen], key=lambda need: (-need.confidence, need.id)) if used_up else seen

    def forget(self, persons: Iterable[str]) -> None:
        """Drop what is remembered of persons."""
        self.remembered.forget(persons)

    def _find(self, person: str, today: int, acts: Sequence[Act]) -> list[Need]:
        themes, now = self.themes(), self.clock()
        leaves, searches = by_leaf(acts, themes.leaf_of)
        asked = Asked(person, now, float(today), self.odds(), self.policy)
        viewed = by_views(leaves, themes, asked)
        # One look into the log for all of them: it is the dearest part of a page.
        dwells = self.reader.dwells_ms(person, now, self.policy.window_days) if viewed else {}
        found = [looked for need in viewed if (looked := _looked(need, dwells)) is not None]
        found += by_searches(searches, leaves, themes, self.find, asked) if searches else []
        return sorted(found, key=lambda need: (-need.confidence, need.id))


def _looked(need: Need, dwells_ms: Mapping[str, int]) -> Need | None:
    """Return a need with how long the goods were looked at; None where that was no more than running past."""
    measured = [dwells_ms[sku] for sku in set(need.seen) if sku in dwells_ms]
    if not measured:
        return need
    if sum(measured) < LEAST_DWELL_MS:
        return None
    told = Text(f"共停留 {_minutes(sum(measured))} 分钟", f"{_minutes(sum(measured))} minutes spent on them")
    return replace(need, evidence=(need.evidence[0], told, *need.evidence[1:]))


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:.1f}".removesuffix(".0")
