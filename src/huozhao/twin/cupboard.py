"""What shoppers have at home: whoever just bought something does not need it again at once."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from huozhao.twin.assortment import KINDS
from huozhao.twin.city import City
from huozhao.twin.visits import Look, Visit

# Days that a thing lasts that is not used up; clothes and gadgets are bought anew about twice a year.
LASTS_DAYS = 180.0


class Cupboard:
    """Remembers when each shopper last bought of each type: `last` (n, kinds) in ms.

    What would be bought is bought with probability 1 − exp(−days since / days it lasts): a memory that fades.
    """

    def __init__(self, city: City) -> None:
        self._kind, self._seed = city.assortment.kind, city.settings.seed
        cycles = np.array([kind.cycle_days for _, kind in KINDS], dtype=float)
        self._lasts_ms = np.where(cycles > 0, cycles, LASTS_DAYS) * 86_400_000
        self.last = np.full((len(city.people.ids), len(KINDS)), -np.inf)

    def wants(self, visit: Visit, sku: int, at: int) -> bool:
        """Tell whether a shopper has room for a product at an instant (ms); the chance is that of the visit."""
        kind = self._kind[sku]
        left = float(np.exp(-(at - self.last[visit.shopper, kind]) / self._lasts_ms[kind]))
        return left < 1e-6 or bool(np.random.default_rng([*visit.seed, 9, int(kind)]).random() >= left)

    def put(self, shopper: int, skus: Iterable[int], at: int) -> None:
        """Remember what was bought at an instant (ms)."""
        for sku in skus:
            self.last[shopper, self._kind[sku]] = at

    def sift(self, visit: Visit, until: int) -> Visit:
        """Return a visit without what there is at home already; remember what it bought if that was before `until`."""
        looks = tuple(self._sifted(visit, look) for look in visit.looks)
        if visit.checks_out and not visit.cancels and visit.at < until:
            self.put(visit.shopper, (look.sku for look in looks if look.quantity), visit.at)
        return replace(visit, looks=looks)

    def _sifted(self, visit: Visit, look: Look) -> Look:
        return look if not look.quantity or self.wants(visit, look.sku, visit.at) else replace(look, quantity=0)
