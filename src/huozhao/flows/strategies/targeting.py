"""Whom to offer what: crowds, strategies, decisions and their lift, wired together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from huozhao.events.documents import Documents
from huozhao.events.event import Event
from huozhao.events.log import EventLog, Outcome
from huozhao.events.state import StateStore
from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.crowds.crowds import Compared, Count, Crowds, TagSets
from huozhao.flows.crowds.exports import Exports
from huozhao.flows.crowds.segments import Segments
from huozhao.flows.goods import Goods
from huozhao.flows.jobs import Jobs, Progress
from huozhao.flows.strategies.book import StrategyBook
from huozhao.flows.strategies.decision import Consented, Offering, Persons, Strategies
from huozhao.flows.strategies.lift import Lifts
from huozhao.flows.strategies.spending import Spending
from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import needs
from huozhao.terms.text import Text
from huozhao.terms.time import local_day

LABEL = Text("人群人数与策略效果", "Crowd sizes and strategies' lift")
USING_STATES = ("draft", "running", "paused")


@dataclass(frozen=True, slots=True)
class Membership:
    """What a decision asks of crowds and segments."""

    crowds: Crowds
    segments: Segments
    consents: Consented

    def holds(self, expression: str, person: str, segment: str) -> bool:
        """Tell whether a person who allows to be looked at is in the crowd of an expression."""
        return self.consents.allows(person, "personalisation") and self.crowds.holds(expression, person, segment)

    def segment(self, person: str) -> str:
        """Return the RFM segment of a person."""
        return self.segments.of(person)


@dataclass(frozen=True, slots=True)
class Use:
    """Something that uses a tag or a crowd: a strategy or another crowd."""

    kind: str
    id: str
    label: dict[str, str]
    state: str


@dataclass(frozen=True, slots=True)
class Targeting:
    """Crowds, strategies, decisions and lift of one mall."""

    saved: CrowdBook
    crowds: Crowds
    segments: Segments
    book: StrategyBook
    strategies: Strategies
    lifts: Lifts
    exports: Exports
    persons: Persons
    consents: Consented
    clock: Callable[[], int]
    zone: str
    users: list[Callable[[str, str], list[Use]]] = field(default_factory=list)

    def count(self, expression: str) -> Count:
        """Count a crowd that is being composed."""
        self.segments.sync(self.clock())
        return self.crowds.count(expression)

    def size(self, expression: str) -> int:
        """Return a crowd's size now."""
        self.segments.sync(self.clock())
        return len(self.crowds.members(expression))

    def compare(self, names: Sequence[str]) -> Compared:
        """Compare crowds, segments and tags with each other."""
        self.segments.sync(self.clock())
        return self.crowds.compare(names)

    def page(self, crowd: str, after: int, limit: int) -> list[tuple[int, str]]:
        """Return members of a saved crowd as (number, id) with numbers greater than `after`."""
        self.segments.sync(self.clock())
        return self.crowds.page(self.saved.get(crowd).expression, after, limit)

    def used_by(self, *, tag: str = "", crowd: str = "") -> list[Use]:
        """Return what uses a tag or a crowd: crowds that name it, strategies and campaigns that have not ended."""
        saved = self.saved.using(tag=tag, crowd=crowd)
        uses = [Use("crowd", found.crowd, found.label.as_dict(), "") for found in saved]
        for kept in self.book.all():
            named = needs(parse(kept.strategy.expression))
            if kept.state in USING_STATES and not _is_untouched(kept) and (tag in named.tags or crowd in named.crowds):
                uses.append(Use("strategy", kept.strategy.strategy, kept.strategy.label.as_dict(), kept.state))
        return [*uses, *(use for each in self.users for use in each(tag, crowd))]

    def names_using(self, tag: str) -> list[str]:
        """Return what uses a tag, one line each, strategies with the number of persons decided for."""
        found = []
        for use in self.used_by(tag=tag):
            decided = f", {self.lifts.decided_for(use.id)} decided for" if use.kind == "strategy" else ""
            found.append(f"{use.kind} {use.id}" + (f" ({use.state}{decided})" if use.state else ""))
        return found

    def work(self, progress: Progress) -> dict[str, Any]:
        """Do the day's work: publish segments, note sizes, measure what runs; return the counts."""
        now = self.clock()
        self.segments.publish(now)
        day = local_day(now, self.zone)
        sizes = self.crowds.note_sizes(day, lambda done, total: progress("sizes", LABEL, done, total))
        expired = self.exports.expire(now)
        return {"crowds": sizes, "strategies": self.lifts.measure_all(), "exports_expired": expired}

    def forget(self, subjects: Sequence[str]) -> int:
        """Take subjects out of exports and of what is held in memory; return how many rows went."""
        return self.exports.forget(subjects) + self.strategies.forget(subjects)


def wire(
    state: StateStore, log: EventLog, documents: Documents, record: Callable[[Sequence[Event]], list[Outcome]],
    goods: Goods, tags: TagSets, segments: Segments, persons: Persons, consents: Consented,
    jobs: Jobs, secret: Callable[[], bytes], clock: Callable[[], int], zone: str,
    crowd_changed: Callable[[], None], offering: Offering,
) -> Targeting:  # fmt: skip
    """Return the targeting of a mall; `record` appends the product's own events, `secret` masks ids in exports."""
    saved = CrowdBook(documents, lambda expression: crowds.check(expression), crowd_changed)
    crowds = Crowds(tags, saved)
    book = StrategyBook(documents, crowds.check, offering.sales.require)
    lifts = Lifts(state, documents, book, persons, consents, clock)
    strategies = Strategies(
        state, record, log.head, book, Spending(documents), persons, consents, Membership(crowds, segments, consents),
        lambda sku: item.category if (item := goods.sku(sku)) else (), lifts.value, offering,
    )  # fmt: skip
    exports = Exports(documents, crowds, saved, jobs, segments.kept, secret)
    return Targeting(saved, crowds, segments, book, strategies, lifts, exports, persons, consents, clock, zone)


def _is_untouched(kept: Any) -> bool:
    return kept.is_preset and not kept.audit
