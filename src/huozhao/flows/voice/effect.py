"""What offering an improved product achieved: who bought it within the window, by arm."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huozhao.events.state import StateStore
from huozhao.flows.people.standing import Known
from huozhao.operations.lift import Lift, arm_sums, measure_lift
from huozhao.operations.voice.folds import HELD_OUT, SHOWN, UPGRADES
from huozhao.privacy.purposes import PERSONALISATION
from huozhao.terms.time import local_day

WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Effects:
    """Measures tickets from the tables of offers and purchases; who takes consent back is left out."""

    state: StateStore
    known: Known
    zone: str
    share: float
    price_fen: Callable[[str], int]

    def of(self, ticket: str) -> Lift:
        """Return the lift of an offer: buyers and revenue of the improved product within 28 days of the first offer."""
        firsts: dict[str, tuple[int, str, str]] = {}
        for row in self.state.scan(UPGRADES.name, (ticket,)):
            person = self.known.person(str(row["shopper"]))
            first = (int(row["at"] or 0), str(row["arm"]), str(row["sku"]))
            if self.known.allows(person, PERSONALISATION):
                firsts[person] = min(firsts.get(person, first), first)
        sums = []
        for arm in (SHOWN, HELD_OUT):
            units = [self._units(person, at, sku) for person, (at, mine, sku) in firsts.items() if mine == arm]
            fen = [n * self.price_fen(firsts[person][2]) for person, n in
                   zip([p for p, first in firsts.items() if first[1] == arm], units, strict=True)]
            sums.append(arm_sums(np.array(units, np.int64), np.array(fen, np.int64)))
        return measure_lift(sums[0], sums[1], self.share)

    def _units(self, person: str, at: int, sku: str) -> int:
        first = local_day(at, self.zone)
        bought = sum(int(row["quantity"] or 0) for member in self.known.members(person)
                     for row in self.state.scan("purchases", (member,))
                     if row["sku"] == sku and first <= int(row["day"] or 0) <= first + WINDOW_DAYS)
        return max(0, bought)
