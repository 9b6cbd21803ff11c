"""The lift of a strategy: what its shoppers ordered after their first decision, by arm."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from huozhao.events.documents import Documents
from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.strategies.decision import Consented, Persons
from huozhao.insight.folds import ORDERS
from huozhao.operations.decisions import DECISIONS, HOLD_OUT, TREATMENT
from huozhao.operations.lift import Lift, arm_sums, measure_lift
from huozhao.operations.strategies import Strategy, expected_value
from huozhao.privacy.purposes import MARKETING
from huozhao.terms.time import DAY_MS

KIND = "strategy_lift"
# Who was in which arm since when, by the id of what is measured: (shopper, at in ms, arm, version).
Arms = Callable[[str], Iterable[tuple[str, int, str, int]]]


class Held(Protocol):
    """Something that is measured as a strategy is."""

    @property
    def strategy(self) -> Strategy:
        """What it offers to whom."""
        ...


class Book(Protocol):
    """Where what is measured is kept: strategies, or campaigns."""

    def running(self) -> Sequence[Held]:
        """Return what runs."""
        ...

    def get(self, id: str) -> Held:
        """Return one; NotFound when there is none."""
        ...

    def version(self, id: str, version: int) -> Strategy | None:
        """Return one as it stood in a version, None when that is not kept."""
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """A lift and what it stands on: whole windows, shoppers left out for want of consent, when it was computed."""

    strategy: Strategy
    lift: Lift
    complete: int
    withdrawn: int
    at: int


@dataclass(frozen=True, slots=True)
class _First:
    """A person's first decision of a strategy."""

    at: int
    arm: str
    version: int


class Lifts:
    """Measures strategies from the tables `decisions` and `orders`."""

    def __init__(
        self, state: StateStore, documents: Documents, book: Book, persons: Persons, consents: Consented,
        clock: Callable[[], int], purpose: str = MARKETING, arms: Arms | None = None,
    ) -> None:  # fmt: skip
        """Take what is measured; `arms` gives (shopper, at, arm, version) by its id, else decisions on record count."""
        self._purpose, self._arms = purpose, arms or self._decisions
        self._state, self._documents, self._book = state, documents, book
        self._persons, self._consents, self._clock = persons, consents, clock

    def measure(self, id: str) -> Measured:
        """Measure one strategy now and keep its value for the choice between strategies."""
        strategy, now = self._book.get(id).strategy, self._clock()
        firsts = self._firsts(id)
        allowed = {person: first for person, first in firsts.items() if self._consents.allows(person, self._purpose)}
        lift = self._lift(strategy, allowed)
        complete = sum(first.at + strategy.window_days * DAY_MS <= now for first in allowed.values())
        measured = Measured(strategy, lift, complete, len(firsts) - len(allowed), now)
        revenue = lift.revenue_fen.difference if lift.revenue_fen and lift.is_clear else None
        self._documents.put(KIND, id, {"at": now, "revenue_fen": revenue, "shoppers": len(firsts)})
        return measured

    def decided_for(self, id: str) -> int:
        """Return for how many persons a strategy had decided when it was last measured."""
        found = self._documents.get(KIND, id)
        return int(found.body["shoppers"]) if found else 0

    def measure_all(self) -> int:
        """Measure every running strategy; return how many."""
        running = self._book.running()
        for kept in running:
            self.measure(kept.strategy.strategy)
        return len(running)

    def value(self, strategy: Strategy) -> float | None:
        """Return the extra margin (fen) per treated shopper as last measured, None while that is not clear."""
        found = self._documents.get(KIND, strategy.strategy)
        return expected_value(strategy, found.body["revenue_fen"]) if found else None

    def _firsts(self, id: str) -> dict[str, _First]:
        """Return every person's first decision of a strategy."""
        firsts: dict[str, _First] = {}
        for shopper, at, arm, version in self._arms(id):
            person = self._persons.person(shopper)
            if person not in firsts or at < firsts[person].at:
                firsts[person] = _First(at, arm, version)
        return firsts

    def _decisions(self, id: str) -> Iterator[tuple[str, int, str, int]]:
        for row in rows(self._state, DECISIONS):
            if row["strategy"] == id:
                yield str(row["shopper"]), int(row["at"] or 0), str(row["arm"]), int(row["version"] or 0)

    def _lift(self, strategy: Strategy, firsts: dict[str, _First]) -> Lift:
        place = {person: n for n, person in enumerate(firsts)}
        owner = {member: place[person] for person in firsts for member in self._persons.members(person)}
        start = np.array([first.at for first in firsts.values()], np.int64)
        orders, revenue = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64)
        window = strategy.window_days * DAY_MS
        for row in rows(self._state, ORDERS) if owner else ():
            who, paid = owner.get(str(row["shopper"])), int(row["paid_at"] or 0)
            if who is None or row["cancelled_at"] or not start[who] < paid <= start[who] + window:
                continue
            orders[who] += 1
            revenue[who] += int(row["total_fen"] or 0) - int(row["refunded_fen"] or 0)
        return _compare([first.arm for first in firsts.values()], orders, revenue, self._share(strategy, firsts))

    def _share(self, strategy: Strategy, firsts: dict[str, _First]) -> float:
        """Return the hold-out share that was asked for, on average over the versions that decided first."""
        shares: dict[int, float] = {}
        for first in firsts.values():
            if first.version not in shares:
                found = self._book.version(strategy.strategy, first.version)
                shares[first.version] = found.hold_out if found else strategy.hold_out
        return sum(shares[first.version] for first in firsts.values()) / len(firsts) if firsts else strategy.hold_out


def _compare(arms: list[str], orders: NDArray[np.int64], revenue: NDArray[np.int64], share: float) -> Lift:
    sums = []
    for arm in (TREATMENT, HOLD_OUT):
        inside = np.array([found == arm for found in arms], np.bool_)
        sums.append(arm_sums(orders[inside], revenue[inside]))
    return measure_lift(sums[0], sums[1], share)
