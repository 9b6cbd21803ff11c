"""Find the needs of one person now, with the mall's own odds."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from huozhao.flows.needs.reading import Reader, by_leaf
from huozhao.flows.standing import Known
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


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the needs of persons who consented to personal recommendation."""

    reader: Reader
    themes: Callable[[], Themes]
    find: Find
    odds: Callable[[], Odds]
    policy: Policy
    clock: Callable[[], int]
    zone: str

    @property
    def known(self) -> Known:
        """Who is one person, and what they allow."""
        return self.reader.known

    def of(self, shopper: str) -> list[Need]:
        """Return the needs of a shopper's person now, surest first; none without consent."""
        if not (self.policy.on and shopper and self.known.allows(shopper, PERSONALISATION)):
            return []
        person, now = self.known.person(shopper), self.clock()
        today = local_day(now, self.zone)
        themes = self.themes()
        leaves, searches = by_leaf(self.reader.acts(person, today), themes.leaf_of)
        if not (leaves or searches):
            return []
        asked = Asked(person, now, float(today), self.odds(), self.policy)
        found = [looked for need in by_views(leaves, themes, asked) if (looked := self._looked(need)) is not None]
        found += by_searches(searches, leaves, themes, self.find, asked) if searches else []
        return sorted(found, key=lambda need: (-need.confidence, need.id))

    def _looked(self, need: Need) -> Need | None:
        """Return a need with how long the goods were looked at; None where that was no more than running past."""
        dwell = self.reader.dwell_ms(need.shopper, need.seen, self.clock(), self.policy.window_days)
        if dwell is None:
            return need
        if dwell < LEAST_DWELL_MS:
            return None
        told = Text(f"共停留 {_minutes(dwell)} 分钟", f"{_minutes(dwell)} minutes spent on them")
        return replace(need, evidence=(need.evidence[0], told, *need.evidence[1:]))


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:.1f}".removesuffix(".0")
