"""Who is held out of top-ups, so that what these change can be measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.people.standing import Known
from huozhao.operations.assignment import is_held_out
from huozhao.operations.decisions import HOLD_OUT, TREATMENT
from huozhao.operations.offers import Offer
from huozhao.operations.strategies import Budget, Cap, Strategy
from huozhao.operations.top_up.folds import TOP_UP_ARMS
from huozhao.operations.top_up.policy import Policy
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.text import Text

SOURCE = "top_up"


@dataclass(frozen=True, slots=True)
class Arms:
    """Puts shoppers who may be looked at into arms, where they stay."""

    state: StateStore
    known: Known
    hold_out: float

    def of(self, shopper: str) -> str:
        """Return the arm of a shopper: where they are on record, else where the hash puts them; "" for nobody."""
        if not shopper or not self.known.allows(shopper, PERSONALISATION):
            return ""
        kept = [row for member in self.known.members(shopper) if (row := self.state.get(TOP_UP_ARMS.name, (member,)))]
        if kept:
            return str(min(kept, key=lambda row: int(row["since"] or 0))["arm"])
        return HOLD_OUT if is_held_out(SOURCE, self.known.person(shopper), self.hold_out) else TREATMENT

    def recorded(self, _: str) -> Iterator[tuple[str, int, str, int]]:
        """Yield (shopper, since, arm, version) of all that is on record."""
        for row in rows(self.state, TOP_UP_ARMS):
            yield str(row["shopper"]), int(row["since"] or 0), str(row["arm"]), 0


@dataclass(frozen=True, slots=True)
class MeasuredTopUp:
    """Top-ups as something that is measured."""

    strategy: Strategy


@dataclass(frozen=True, slots=True)
class OneTopUp:
    """The one thing that is measured here."""

    policy: Policy

    def running(self) -> Sequence[MeasuredTopUp]:
        """Return it."""
        return [self.get(SOURCE)]

    def get(self, id: str) -> MeasuredTopUp:
        """Return it."""
        return MeasuredTopUp(Strategy(
            id, Text("凑单", "top-up"), "", Offer("message", {}), ("page",), Cap(), Budget(), 0, None,
            self.policy.hold_out, None, None, self.policy.lift_days))

    def version(self, id: str, version: int) -> Strategy | None:
        """Return nothing: the hold-out is what the settings say."""
        return None
