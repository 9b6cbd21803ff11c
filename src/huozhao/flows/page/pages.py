"""Pages: what to show this shopper here and now, one call each, and how it came about."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from uuid import uuid4

from huozhao.flows.page.ask import Ask, check
from huozhao.flows.page.faults import Faults
from huozhao.flows.page.gather import Timer, Watch
from huozhao.flows.page.make import Drawn, Making
from huozhao.flows.page.plans import FOR_YOU, PLANS, ZonePlan
from huozhao.flows.page.record import Record
from huozhao.flows.page.spare import Spare
from huozhao.flows.page.treatment import NO_ARMS, NO_TREATMENT, Arms
from huozhao.flows.page.values import Item, Made, Page, Trace
from huozhao.flows.privacy.consents import Consents
from huozhao.matching.page_blend import BY_HAND
from huozhao.matching.scenes.folds import HELD_OUT
from huozhao.operations.assignment import is_held_out
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.place import Coordinates

# searched(query, shopper, request_id, results) puts a search on record.
Searched = Callable[[str, str, str, int], None]
MAIN, HOLD_OUT, EXPERIMENT = "main", "hold_out", "recommendations"


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes pages from live state and the newest model; `laid` adds to each page what a shopper is told on it."""

    making: Making
    consents: Consents
    record: Record
    spare: Spare
    faults: Faults
    clock: Callable[[], int]
    searched: Searched = lambda *_: None
    timer: Timer = perf_counter
    arms: Arms = NO_ARMS
    laid: list[Callable[[Page, str], Page]] = field(default_factory=list)

    def warm(self) -> None:
        """Prepare in the background what the first page would wait for: goods, models, what goods say of themselves."""
        threading.Thread(target=self._prepare, name="pages", daemon=True).start()

    def page(self, asked: Ask) -> Page:
        """Return a page and record what it shows; BadInput for an ask that cannot be answered, nothing else fails."""
        check(asked)
        now = asked.at or self.clock()
        page, drawn, trace = self._make(asked, uuid4().hex, now, PLANS[asked.placement], self.making.options.items)
        self.arms.exposed(trace.met if drawn else (), asked, now)
        if asked.shopper and self.making.options.record:
            self.record.shown(page, drawn, asked.shopper if page.personal or self._may(asked) else "", now)
            if asked.placement == "search":
                self.searched(asked.query, asked.shopper, page.request_id, sum(len(zone.items) for zone in page.zones))
        return self._laid(page, asked.shopper)

    def recommend(self, shopper: str, limit: int, place: Coordinates | None = None) -> list[Item]:
        """Return a shopper's own list, best first."""
        page, _, _ = self._make(Ask("home", shopper, place), "", self.clock(), (FOR_YOU,), limit)
        return [item for zone in page.zones if zone.zone == FOR_YOU.zone for item in zone.items]

    def made(self, asked: Ask) -> Made:
        """Return a page as it would be shown, with its trace; nothing is put on record."""
        check(asked)
        now = asked.at or self.clock()
        page, _, trace = self._make(asked, uuid4().hex, now, PLANS[asked.placement], self.making.options.items)
        held = page.popup is not None and page.popup.arm == HELD_OUT
        return Made(replace(page, popup=None) if held else page, trace)

    def _prepare(self) -> None:
        looking = self.making.looking
        steps = (looking.learned.model, looking.learned.shelf, looking.table.get, self.making.sources.known.prepare)
        try:
            for step in steps:
                step()
        except Exception as error:  # the first page meets it again, and says so
            self.faults.note("warm", f"{type(error).__name__}: {error}")

    def _laid(self, page: Page, shopper: str) -> Page:
        try:
            for lay in self.laid:
                page = lay(page, shopper)
        except Exception as error:  # a page is shown without what would be laid over it
            self.faults.note("messages", f"{type(error).__name__}: {error}")
            return replace(page, popup=None)
        return page

    def _may(self, ask: Ask) -> bool:
        return self.consents.allows(ask.shopper, PERSONALISATION)

    def _make(
        self, asked: Ask, request: str, now: int, plans: Sequence[ZonePlan], items: int
    ) -> tuple[Page, Drawn | None, Trace]:
        """Make a page, or let what was popular stand in."""
        arm = self._arm(asked)
        may = asked.personal and arm == MAIN and bool(asked.shopper) and self._may(asked)
        ask = replace(asked, shopper=asked.shopper if may else "", seed=asked.seed or request)
        trace = Trace(ask)
        watch = Watch(self.timer, self.making.options.budget_ms, self.faults, trace.took, self.timer())
        treatment = watch.run("arms", lambda: self.arms.of(ask, now), NO_TREATMENT, needed=True)
        trace.met, draw, more = treatment.met, self.making.draw, treatment.rules
        drawn = watch.run("page", lambda: draw(ask, now, watch, trace, plans, items, more), None, needed=True)
        if drawn is None or (not drawn.zones and watch.is_short):
            self.faults.count(short=True, degraded=True)
            zones = self.spare.zones(ask.placement, items)
            return Page(request, ask.placement, zones, False, "", arm, "popular", None, True), None, trace
        self.spare.keep(drawn.sight.shelf, drawn.sight.rules)
        self.faults.count(short=watch.is_short, degraded=False)
        page = Page(
            request, ask.placement, drawn.zones, drawn.sight.is_personal, drawn.sight.model.version,
            treatment.label or arm,            self._policy(), drawn.popup, watch.is_short,
        )  # fmt: skip
        return page, drawn, trace

    def _arm(self, ask: Ask) -> str:
        share = self.making.options.hold_out
        if share <= 0 or not ask.shopper:
            return MAIN
        return HOLD_OUT if is_held_out(EXPERIMENT, self.making.sources.person(ask.shopper), share) else MAIN

    def _policy(self) -> str:
        ranker, blend = self.making.ranker(), self.making.blend()
        order = f"ranker:{ranker.version}" if ranker else f"blend:{blend.version if blend else BY_HAND}"
        return f"{order};e={self.making.options.explore:g}"
