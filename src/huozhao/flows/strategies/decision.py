"""A decision: which strategy a shopper meets in a channel, in which arm, and what they are offered."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from huozhao.events.catalogue import StrategyDecided
from huozhao.events.event import Event, event
from huozhao.events.log import Outcome
from huozhao.events.state import StateStore
from huozhao.flows.strategies.book import StrategyBook
from huozhao.flows.strategies.spending import Spending
from huozhao.insight.folds import ACTIVITY, BOUGHT
from huozhao.operations.assignment import is_held_out
from huozhao.operations.decisions import DECISIONS, FOLD, HOLD_OUT, NO_ARM, TREATMENT, Decided, decided_of
from huozhao.operations.offers import Offer, usual_categories
from huozhao.operations.strategies import CHANNELS, Budget, Situation, Spent, Strategy, Verdict, decide
from huozhao.terms.errors import BadInput, Conflict, HuozhaoError
from huozhao.terms.text import Text

LOCKS, MOST_ANSWERS = 64, 10_000
NO_CONSENT = Text("顾客未同意营销用途", "the shopper has not consented to marketing")
NOBODY = Text("没有适合的策略", "no strategy qualifies")
HELD_OUT = Text("对照留出组：不给优惠，用来衡量效果", "held out: no offer, so that the effect can be measured")
WON = Text("“{zh}”期望增量价值最高", "“{en}” has the highest expected incremental value")
KNOWN = Text("此请求已有决策", "this request was decided before")


class Persons(Protocol):
    """Who belongs together."""

    def person(self, subject: str, /) -> str:
        """Return the canonical id of a subject's person."""
        ...

    def members(self, subject: str, /) -> Sequence[str]:
        """Return all ids of a subject's person."""
        ...


class Gives(Protocol):
    """What makes an offer real."""

    def __call__(
        self, strategy: str, version: int, label: Text, offer: Offer, categories: Sequence[str], shopper: str,
        decision: str,
    ) -> tuple[str, ...]:  # fmt: skip
        """Give what a decision offers, once a decision; return the vouchers."""
        ...


class Arbiter(Protocol):
    """What keeps the whole mall from disturbing a shopper too often."""

    def hindered(self, person: str, channel: str) -> str:
        """Return why nothing may interrupt a person through a channel now, empty when it may."""
        ...

    def claim(self, key: str, person: str, channel: str) -> bool:
        """Claim a place under the caps, once a key; False when there is none left."""
        ...


class OnSale(Protocol):
    """Which sales are on."""

    def of(self, offer: Offer) -> str | None:
        """Return the sale that an offer stands for now, "" for offers of no sale, None when none is on."""
        ...

    def require(self, offer: Offer) -> None:
        """Raise Conflict where an offer is of a sale and none is live that it could stand for."""
        ...


class Consented(Protocol):
    """What shoppers allow."""

    def allows(self, subject: str, purpose: str, /) -> bool:
        """Tell whether a purpose is allowed now."""
        ...


class Crowds(Protocol):
    """Who is in which crowd, now."""

    def holds(self, expression: str, person: str, segment: str) -> bool:
        """Tell whether a person who is in an RFM segment is in the crowd of an expression."""
        ...

    def segment(self, person: str) -> str:
        """Return the RFM segment of a person."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; without an offer `arm` says whether the shopper is held out or no strategy qualified."""

    decision: str
    shopper: str
    strategy: str
    label: Text | None
    version: int
    arm: str
    channel: str
    segment: str
    offer: Offer | None
    categories: tuple[str, ...]
    reason: Text
    verdicts: tuple[Verdict, ...] = ()
    is_repeated: bool = False
    vouchers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offering:
    """What a decision asks of the rest of the mall: who gives, who may be disturbed, which sales are on."""

    give: Gives
    arbiter: Arbiter
    sales: OnSale


@dataclass(slots=True)
class _Recent:
    """What was decided moments ago and may not have been folded yet, by subject."""

    rows: dict[str, list[tuple[int, Decided]]] = field(default_factory=dict)
    answers: OrderedDict[tuple[str, str], Decision] = field(default_factory=OrderedDict)


class Strategies:
    """Decides for one shopper at a time; every decision is durable on record before it is answered."""

    def __init__(
        self, state: StateStore, record: Callable[[Sequence[Event]], list[Outcome]], head: Callable[[], int],
        book: StrategyBook, spending: Spending, persons: Persons, consents: Consented, crowds: Crowds,
        category: Callable[[str], Sequence[str]], measured: Callable[[Strategy], float | None],
        offering: Offering,
    ) -> None:  # fmt: skip
        self._state, self._record, self._head = state, record, head
        self._book, self._spending, self._crowds = book, spending, crowds
        self._persons, self._consents = persons, consents
        self._category, self._measured, self._offering = category, measured, offering
        self._locks = [threading.Lock() for _ in range(LOCKS)]
        self._recent, self._answering = _Recent(), threading.Lock()

    def decide(self, request: str, shopper: str, channel: str, now: int) -> Decision:
        """Decide for a shopper in a channel (empty = the strategy's first); the same request gives the same answer."""
        if channel and channel not in CHANNELS:
            raise BadInput("unknown_channel", f"there is no channel {channel!r}", field="channel",
                           hint=f"one of {', '.join(CHANNELS)}")  # fmt: skip
        person = self._persons.person(shopper)
        with self._locks[hash(person) % LOCKS]:
            known = self._recent.answers.get((shopper, request))
            if known is not None:
                return replace(known, is_repeated=True)
            allowed = self._consents.allows(shopper, "marketing")
            decision = self._given((self._decide if allowed else self._decline)(request, shopper, channel, now))
            self._keep(decision)
        return decision

    def of(self, shopper: str) -> list[Decided]:
        """Return what was decided for a person, newest first."""
        return sorted(self._history(shopper), key=lambda row: -row.at)

    def spent(self, strategy: str) -> Spent:
        """Return what a strategy has used of its budget."""
        return self._spending.spent(strategy)

    def forget(self, subjects: Sequence[str]) -> int:
        """Drop what is held in memory of some subjects; their rows of state go with the state."""
        gone = [self._recent.rows.pop(subject) for subject in subjects if subject in self._recent.rows]
        with self._answering:
            for key in [key for key in self._recent.answers if key[0] in set(subjects)]:
                del self._recent.answers[key]
        return sum(map(len, gone))

    def _given(self, made: Decision) -> Decision:
        """Give what was offered; a crash before this is made good when the request comes again."""
        if made.offer is None:
            return made
        label = made.label or Text(made.strategy, made.strategy)
        return replace(made, vouchers=self._offering.give(
            made.strategy, made.version, label, made.offer, made.categories, made.shopper, made.decision))

    def _decline(self, request: str, shopper: str, channel: str, now: int) -> Decision:
        """Offer nothing to who did not consent; on record as a fact without its shopper."""
        decision = Decision(request, shopper, "", None, 0, NO_ARM, channel, "", None, (), NO_CONSENT)
        self._log(decision, "", 0, now)
        return decision

    def _decide(self, request: str, shopper: str, channel: str, now: int) -> Decision:
        history = self._history(shopper)
        earlier = next((row for row in history if row.decision == request), None)
        if earlier is not None:
            return self._again(earlier)
        segment = self._crowds.segment(self._persons.person(shopper))
        verdicts = self._judge(shopper, segment, channel, history, now)
        while verdicts and verdicts[0].code == "won":
            winner = verdicts[0].strategy
            arm = self._arm(winner, shopper, history)
            made = self._make(request, shopper, channel, segment, winner, arm, tuple(verdicts))
            if arm == HOLD_OUT or self._claimed(made, winner):
                return self._write(made, winner, now)
            verdicts = self._judge(shopper, segment, channel, history, now)
        none = Decision(request, shopper, "", None, 0, NO_ARM, channel, segment, None, (), NOBODY, tuple(verdicts))
        return self._write(none, None, now)

    def _claimed(self, made: Decision, winner: Strategy) -> bool:
        """Count one use against the budget, and its place among all that interrupts the shopper."""
        bounded = winner.budget != Budget()
        if bounded and not self._spending.claim(winner):
            return False
        person = self._persons.person(made.shopper)
        if self._offering.arbiter.claim(f"decision:{made.decision}", person, made.channel):
            return True
        if bounded:
            self._spending.release(winner)
        return False

    def _hindered(self, strategy: Strategy, person: str, channel: str) -> str:
        """Return why a strategy cannot be offered at this moment, empty when it can."""
        if self._offering.sales.of(strategy.offer) is None:
            return "no_sale"
        return self._offering.arbiter.hindered(person, channel or strategy.channels[0])

    def _judge(
        self, shopper: str, segment: str, channel: str, history: Sequence[Decided], now: int
    ) -> list[Verdict]:
        person = self._persons.person(shopper)
        pairs = []
        for kept in self._book.running():
            strategy = kept.strategy
            at = [row.at for row in history if row.strategy == strategy.strategy]
            spent = self._spending.spent(strategy.strategy)
            member, readable = self._is_member(strategy.expression, person, segment)
            hindered = self._hindered(strategy, person, channel) if member else ""
            pairs.append((strategy, Situation(
                now, channel, member, at, spent, self._measured(strategy), readable, hindered)))
        return decide(pairs)

    def _is_member(self, expression: str, person: str, segment: str) -> tuple[bool, bool]:
        """Tell whether a person is in a crowd, and whether that could be found out: one that cannot never offers."""
        try:
            return self._crowds.holds(expression, person, segment), True
        except HuozhaoError:
            return False, False

    def _arm(self, strategy: Strategy, shopper: str, history: Sequence[Decided]) -> str:
        """Return the arm of a person: the one they were in first, else the one that the hash gives."""
        earlier = [row for row in history if row.strategy == strategy.strategy]
        if earlier:
            return min(earlier, key=lambda row: (row.at, row.decision)).arm
        held = is_held_out(strategy.strategy, self._persons.person(shopper), strategy.hold_out)
        return HOLD_OUT if held else TREATMENT

    def _make(
        self, request: str, shopper: str, channel: str, segment: str, winner: Strategy, arm: str,
        verdicts: tuple[Verdict, ...] = (),
    ) -> Decision:  # fmt: skip
        offer = winner.offer if arm == TREATMENT else None
        categories: tuple[str, ...] = ()
        if offer is not None and offer.kind == "return_coupon":
            categories = tuple(usual_categories(self._bought(shopper), int(offer.parameters["categories"])))
        if offer is not None and (sale := self._offering.sales.of(offer)):
            offer = replace(offer, parameters={**offer.parameters, "sale": sale})
        said = Text(WON.zh.format(zh=winner.label.zh), WON.en.format(en=winner.label.en))
        return Decision(
            request, shopper, winner.strategy, winner.label, winner.version, arm, channel or winner.channels[0],
            segment, offer, categories, HELD_OUT if arm == HOLD_OUT else said, verdicts,
        )  # fmt: skip

    def _write(self, decision: Decision, winner: Strategy | None, now: int) -> Decision:
        """Record a decision; one that the log knows otherwise is taken back."""
        cost = winner.offer.cost_fen if winner and decision.offer else 0
        outcome = self._log(decision, decision.shopper, cost, now)
        if outcome == "recorded":
            return decision
        if winner is not None and decision.offer is not None and winner.budget != Budget():
            self._spending.release(winner)
        raise Conflict("request_known", f"request {decision.decision!r} was decided before", field="request_id",
                       hint="give each decision a request id of its own, such as a UUID")  # fmt: skip

    def _log(self, decision: Decision, subject: str, cost_fen: int, now: int) -> Outcome:
        what = StrategyDecided(
            decision.decision, decision.strategy, decision.version, decision.arm, decision.channel, decision.segment,
            decision.offer.kind if decision.offer else "", cost_fen,
        )  # fmt: skip
        outcome = self._record([event(f"decided-{decision.decision}", now, subject, what, "strategies")])[0]
        if decision.strategy and outcome == "recorded":
            row = Decided(subject, decision.strategy, now, decision.decision, decision.version, decision.arm,
                          decision.channel, decision.segment, what.offer, cost_fen)  # fmt: skip
            self._recent.rows.setdefault(subject, []).append((self._head(), row))
        return outcome

    def _again(self, row: Decided) -> Decision:
        """Return the answer of a decision on record."""
        strategy = self._book.version(row.strategy, row.version)
        if strategy is None:
            return Decision(row.decision, row.shopper, row.strategy, None, row.version, row.arm, row.channel,
                            row.segment, None, (), KNOWN, (), True)  # fmt: skip
        made = self._make(row.decision, row.shopper, row.channel, row.segment, strategy, row.arm)
        return replace(made, is_repeated=True)

    def _history(self, shopper: str) -> list[Decided]:
        folded = self._state.position(FOLD.name)
        found: dict[str, Decided] = {}
        for member in self._persons.members(shopper):
            for row in map(decided_of, self._state.scan(DECISIONS.name, (member,))):
                found[row.decision] = row
            recent = [(at, row) for at, row in self._recent.rows.get(member, ()) if at > folded]
            found |= {row.decision: row for _, row in recent}
            if recent:
                self._recent.rows[member] = recent
            else:
                self._recent.rows.pop(member, None)
        return list(found.values())

    def _bought(self, shopper: str) -> Iterable[tuple[Sequence[str], int]]:
        for member in self._persons.members(shopper):
            for row in self._state.scan(ACTIVITY.name, (member,)):
                if row["name"] == BOUGHT:
                    yield self._category(str(row["subject"])), int(row["n"] or 0)

    def _keep(self, decision: Decision) -> None:
        with self._answering:
            self._recent.answers[(decision.shopper, decision.decision)] = decision
            while len(self._recent.answers) > MOST_ANSWERS:
                self._recent.answers.popitem(last=False)
