"""Arms on pages: the running experiments, the shopper's place in them, and one exposure a shopper and day on record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from huozhao.events.event import event
from huozhao.events.experiments import ExperimentExposed
from huozhao.events.log import EventLog
from huozhao.events.state import StateStore
from huozhao.flows.experiments.book import ExperimentBook, Kept
from huozhao.flows.page.ask import Ask
from huozhao.flows.page.treatment import NO_TREATMENT, Met, Treatment
from huozhao.flows.people.standing import Known
from huozhao.operations.experiments.designs import arm_of, takes_part, unit_of
from huozhao.operations.experiments.folds import EXPOSURES
from huozhao.terms.errors import HuozhaoError
from huozhao.terms.place import Coordinates
from huozhao.terms.time import local_day

MOST_TOLD = 200_000


@dataclass(frozen=True, slots=True)
class PageArms:
    """Puts shoppers into arms. `shop_near` returns the shop nearest to a place, "" when none is known.

    `hold_out` is the share of shoppers who are in no experiment at all. `appended` is called once an exposure is
    durable. `secret` keys the ids of exposures, which are the same all day and name nobody.
    """

    book: ExperimentBook
    state: StateStore
    log: EventLog
    known: Known
    shop_near: Callable[[Coordinates | None], str]
    appended: Callable[[], None]
    zone: str
    secret: Callable[[], bytes]
    hold_out: float = 0.0
    _told: dict[str, None] = field(default_factory=dict)

    def of(self, ask: Ask, now: int) -> Treatment:
        """Return what a page for a shopper who allows it is made under; the same arm on every page and day."""
        running = self.book.running()
        if not running or not ask.shopper:
            return NO_TREATMENT
        person, day = self.known.person(ask.shopper), local_day(now, self.zone)
        met = [(kept, arm, unit) for kept in running for arm, unit in self._places(kept, ask, person, day)]
        return Treatment(
            tuple(Met(kept.made.experiment, kept.made.version, arm, unit) for kept, arm, unit in met),
            tuple(rule for kept, arm, _ in met for rule in kept.rules[arm]),
        )

    def exposed(self, met: Sequence[Met], ask: Ask, now: int) -> None:
        """Put on record that a shopper met arms, in the background: a busy log costs the record, never the page."""
        for each in met:
            told = f"{each.experiment}|{ask.shopper}|{local_day(now, self.zone)}"
            id = "exposed-" + blake2b(told.encode(), key=self.secret()[:64], digest_size=16).hexdigest()
            if id not in self._told:
                self._tell(each, ask, now, id)
                self._told[id] = None
        while len(self._told) > MOST_TOLD:
            self._told.pop(next(iter(self._told)), None)

    def _tell(self, met: Met, ask: Ask, now: int, id: str) -> None:
        what = ExperimentExposed(met.experiment, met.arm, met.version, met.unit, ask.placement)
        try:
            future = self.log.submit([event(id, now, ask.shopper, what, "page")])
        except HuozhaoError:
            return
        future.add_done_callback(lambda _: self.appended())

    def _places(self, kept: Kept, ask: Ask, person: str, day: int) -> list[tuple[str, str]]:
        """Return (arm, unit) of a page in one experiment, empty when it is not in it."""
        made, where = kept.made, kept.placements
        if (where and ask.placement not in where) or not takes_part(made, person, self.hold_out):
            return []
        if made.design == "shopper":
            return [(self._earlier(kept, ask.shopper) or arm_of(made, person, day), "")]
        unit = unit_of(made, person, self.shop_near(ask.place) if made.design == "shop" else "", day)
        return [(arm_of(made, unit, day), unit)] if unit else []

    def _earlier(self, kept: Kept, shopper: str) -> str:
        """Return the arm that a person of several ids met first, so that joining ids moves nobody."""
        members = self.known.members(shopper)
        if len(members) < 2:
            return ""
        rows = [row for member in members for row in self.state.scan(EXPOSURES.name, (kept.made.experiment, member))]
        first = min(rows, key=lambda row: int(row["day"] or 0), default=None)
        return str(first["arm"]) if first and str(first["arm"]) in kept.rules else ""
