"""Needs for the rest of the mall: what they put on a page, what they tell the plan, what operators decide of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.flows.needs.book import PERSONAL, REGIONAL, Kept, NeedBook
from huozhao.flows.needs.demand import Levels, personal_signals, regional_signals
from huozhao.flows.needs.finding import Finder
from huozhao.flows.needs.popups import Popups
from huozhao.flows.needs.pushes import Pushes
from huozhao.flows.needs.regions_now import RegionsNow
from huozhao.flows.needs.remembered import Remembered
from huozhao.flows.needs.watching import Watch
from huozhao.flows.needs.zones import labels_of, personal_zones, region_zones, with_popup
from huozhao.matching.context import Context
from huozhao.matching.needs.need import KINDS, Need
from huozhao.matching.needs.policy import Policy
from huozhao.matching.zones import Offered
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.supply.signals import Signal
from huozhao.terms.errors import BadInput
from huozhao.terms.time import local_day

PLACEMENTS = frozenset({"home", "category", "search", "popup"})
POPUP_PLACEMENTS = frozenset({"home", "popup"})
STATES = ("open", "dismissed")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which needs are asked for; empty fields do not narrow."""

    kind: str = ""
    category: str = ""
    region: str = ""
    state: str = "open"
    shopper: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """The one door to needs. `labels` gives the words of a shopper's tags, `city_of` the city on record or empty."""

    finder: Finder
    book: NeedBook
    watch: Watch
    popups: Popups
    pushes: Pushes
    levels: Levels
    regions: RegionsNow
    labels: Callable[[str], Sequence[str]]
    city_of: Callable[[str], str]
    policy: Policy
    clock: Callable[[], int]
    zone: str
    said: Remembered[list[str]] = field(default_factory=Remembered)

    def offered(self, shopper: str, context: Context, placement: str) -> list[Offered]:
        """Return the zones of needs for a page: a shopper's own (empty = nobody known), and those of the region.

        The popup for a repeated search is at its zone, on the home page and where a popup is asked for.
        """
        if not self.policy.on or placement not in PLACEMENTS:
            return []
        regional = region_zones(self.regions.due(context.city, context.province, context.day))
        return [*self._personal(shopper, context.tags, placement), *regional]

    def of(self, shopper: str) -> list[Need]:
        """Return a shopper's needs now, without those that an operator dismissed."""
        found = self.finder.of(shopper)
        gone = self.book.dismissed([need.id for need in found]) if found else set()
        return [need for need in found if need.id not in gone]

    def find(self, asked: Asked) -> Iterator[Kept]:
        """Yield what is in the book, brought up to date, by id; BadInput for an unknown kind or state."""
        _check(asked)
        self.watch.refresh()
        person = self.finder.known.person(asked.shopper) if asked.shopper else ""
        now = self.clock()
        for kind in (REGIONAL, PERSONAL):
            for kept in self.book.all(kind):
                if kept.need.expires_at > now and _fits(kept, asked, person) and self._allowed(kept.need):
                    yield kept

    def get(self, id: str) -> Kept:
        """Return one need; NotFound when there is none or it may not be looked at any more."""
        kept = self.book.get(id)
        return kept if self._allowed(kept.need) else self.book.get("")

    def signals(self, now: int) -> list[Signal]:
        """Return what open needs tell the plan; nothing when the merchant has switched that off."""
        if not (self.policy.on and self.policy.demand):
            return []
        today = local_day(now, self.zone)
        needs = [kept.need for kept in self.find(Asked(state="open"))]
        personal = [need for need in needs if need.shopper]
        told = personal_signals(personal, self.levels.usual(today), self._cities(), self.policy.horizon_days)
        rhythms = self.regions.rises()
        regional = [(need, rhythms[need.id]) for need in needs if need.id in rhythms]
        return told + regional_signals(regional, today, self.regions.shares())

    def heat(self, id: str) -> list[float]:
        """Return the picture of a regional need by weekday, Monday first, 1 = as usual; empty for another."""
        return self.regions.heat(id)

    def told(self, shopper: str, popup: str, what: str) -> None:
        """Put on record that a shopper saw or dismissed a popup."""
        self.popups.tell(self.finder.known.person(shopper), popup, what)

    def forget(self, shoppers: Sequence[str]) -> int:
        """Remove what is kept about persons; return how much went."""
        persons = sorted({*shoppers, *(self.finder.known.person(each) for each in shoppers)})
        self.finder.forget(persons)
        self.said.forget(persons)
        return self.book.forget(persons)

    def withdrawn(self, subject: str, purpose: str, is_given: bool) -> None:
        """Remove what is kept about who withdrew the consent to personal recommendation, or is erased."""
        if purpose == PERSONALISATION and not is_given:
            self.forget([subject])

    def _personal(self, shopper: str, tags: Mapping[str, str], placement: str) -> list[Offered]:
        needs = self.of(shopper) if shopper else []
        if not needs:
            return []
        person = self.finder.known.person(shopper)
        searches = any(need.kind == "search" for need in needs)
        labels = self.said.get(person, dict(tags), lambda: self._labels(person, tags)) if searches else []
        zones = personal_zones(needs, self.finder.themes(), labels)
        popup = self.popups.offer(person, needs) if placement in POPUP_PLACEMENTS else None
        return with_popup(zones, *popup) if popup else zones

    def _labels(self, person: str, tags: Mapping[str, str]) -> list[str]:
        return list(dict.fromkeys([*self.labels(person), *labels_of(tags)]))

    def _allowed(self, need: Need) -> bool:
        return not need.shopper or self.finder.known.allows(need.shopper, PERSONALISATION)

    def _cities(self) -> Callable[[str], str]:
        known: dict[str, str] = {}

        def city(shopper: str) -> str:
            if shopper not in known:
                known[shopper] = self.city_of(shopper)
            return known[shopper]

        return city


def _fits(kept: Kept, asked: Asked, person: str) -> bool:
    need = kept.need
    names = (need.region, need.region.partition(":")[2])
    return all((
        asked.kind in ("", need.kind), asked.state in ("", "all", kept.state),
        asked.category in ("", need.theme, *need.leaves), asked.region == "" or asked.region in names,
        person in ("", need.shopper),
    ))  # fmt: skip


def _check(asked: Asked) -> None:
    if asked.kind and asked.kind not in KINDS:
        raise BadInput("unknown_kind", f"there is no kind {asked.kind!r}", field="kind",
                       hint=f"one of {', '.join(KINDS)}")
    if asked.state not in ("", "all", *STATES):
        raise BadInput("unknown_state", f"there is no state {asked.state!r}", field="state",
                       hint=f"one of {', '.join(STATES)}, all")


