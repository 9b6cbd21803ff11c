"""What shoppers think of the mall now: who trusts it how much, who has drifted away, who hears what from whom."""

import numpy as np
from numpy.typing import NDArray

from huozhao.twin.city import City
from huozhao.twin.visits import Visit

Floats = NDArray[np.float64]
# Somebody who drifted away still passes by once in so many times that others would.
ASLEEP_COMES = 0.15
# Chance a day to drift away, at full trust; twice that at none.
DRIFTS_A_DAY = 0.003
# What an experience leaves of trust, and what it adds of what is missing.
LATE_KEEPS, BAD_KEEPS, RUN_OUT_KEEPS, PLEASED_ADDS = 0.97, 0.85, 0.95, 0.1
# How much later than promised is late.
LATE_FACTOR = 1.3
# Share of experiences that are told to a friend, good and bad ones; a bad word leaves this of the friend's trust.
TELLS, TELLS_BAD, WORD_KEEPS, WAKES = 0.03, 0.06, 0.95, 0.5
# What goes wrong with goods of mean quality, and how much less with each standard deviation of quality.
GOES_WRONG, BETTER = 0.05, 0.02


class Minds:
    """Hidden and changing: `trust` (n,) 0…1, `asleep` (n,) who drifted away. Chance is drawn by visit, never in order.

    The same experiences therefore leave the same minds, and two malls that treat shoppers alike keep the same ones.
    """

    def __init__(self, city: City) -> None:
        n = len(city.people.ids)
        self._city = city
        self.trust = np.ones(n)
        self.asleep: NDArray[np.bool_] = city.people.asleep.copy()
        self.nudged = np.ones(n)
        rng = np.random.default_rng([city.settings.seed, 21])
        self._friend = np.roll(rng.permutation(n), 1)

    def comes(self, visit: Visit) -> bool:
        """Tell whether a visit that was planned happens: with the shopper's trust, seldom where they drifted away."""
        shopper = visit.shopper
        chance = self.trust[shopper] * (ASLEEP_COMES if self.asleep[shopper] else 1.0) * self.nudged[shopper]
        return bool(np.random.default_rng([*visit.seed, 6]).random() < chance)

    def drift(self, day: int) -> None:
        """Let some shoppers drift away over a day, the less they trust the mall the likelier."""
        drawn = np.random.default_rng([self._city.settings.seed, 22, day]).random(len(self.trust))
        self.asleep |= drawn < DRIFTS_A_DAY * (2 - self.trust)

    def nudge(self, shopper: int, lift: float) -> None:
        """Let a message make visits of a shopper this much likelier; 0 = it is forgotten."""
        self.nudged[shopper] = max(self.nudged[shopper], lift) if lift else 1.0

    def bought(self, shopper: int) -> None:
        """Wake a shopper who buys."""
        self.asleep[shopper], self.nudged[shopper] = False, 1.0

    def ran_out(self, shopper: int) -> None:
        """Remember that what was wanted had run out."""
        self.trust[shopper] *= RUN_OUT_KEEPS

    def received(self, visit: Visit, skus: list[int], lateness: float) -> bool:
        """Take in an order that came `lateness` times as late as promised; return whether the goods pleased."""
        shopper, rng = visit.shopper, np.random.default_rng([*visit.seed, 7])
        pleased = not any(rng.random() < self._wrong(sku) for sku in skus)
        if lateness > LATE_FACTOR:
            self.trust[shopper] *= LATE_KEEPS
        if pleased:
            self.trust[shopper] += PLEASED_ADDS * (1 - self.trust[shopper])
        else:
            self.trust[shopper] *= BAD_KEEPS
        self._tell(shopper, pleased, rng)
        return pleased

    def _tell(self, shopper: int, pleased: bool, rng: np.random.Generator) -> None:
        told, woken = rng.random(2)
        friend = self._friend[shopper]
        if pleased and told < TELLS:
            self.asleep[friend] &= woken >= WAKES
            self.trust[friend] += PLEASED_ADDS * (1 - self.trust[friend])
        elif not pleased and told < TELLS_BAD:
            self.trust[friend] *= WORD_KEEPS

    def _wrong(self, sku: int) -> float:
        return float(np.clip(GOES_WRONG - BETTER * self._city.assortment.quality[sku], 0.005, 0.2))
