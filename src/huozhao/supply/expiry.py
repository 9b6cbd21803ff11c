"""Which lots will still be there when they expire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huozhao.supply.ledger import Lot


@dataclass(frozen=True, slots=True)
class Expiring:
    """A lot that expires soon. `days_left` counts the days on which it may be sold, today included.

    `expected` is how many of its units are likely to be sold by then, None while nothing is known of demand.
    """

    lot: Lot
    days_left: int
    expected: float | None

    @property
    def left_over(self) -> float | None:
        """Units that are likely to be left when it expires."""
        return None if self.expected is None else round(self.lot.free - self.expected, 1)


def expiring(
    lots: Iterable[Lot], today: int, until: int, rates: Mapping[tuple[str, str], float]
) -> list[Expiring]:
    """Return the lots with free units that expire by the local day `until`, the earliest first.

    expected = min(units, max(0, rate × days left − units of lots that expire earlier)): what expires first is sold
    first, so later lots get only the demand that earlier ones leave. `rates` are units a day by (sku, shop).
    """
    dated = [(lot.expires_on, lot) for lot in lots if lot.free and lot.expires_on is not None]
    before: dict[tuple[str, str], int] = {}
    found = []
    for expires_on, lot in sorted(dated, key=lambda each: (each[0], each[1].sku, each[1].shop, each[1].lot)):
        shelf = (lot.sku, lot.shop)
        days, rate, earlier = max(0, expires_on - today + 1), rates.get(shelf), before.get(shelf, 0)
        if days:  # what has expired sells no more and takes no demand
            before[shelf] = earlier + lot.free
        if expires_on <= until:
            expected = None if rate is None else min(float(lot.free), max(0.0, rate * days - earlier))
            found.append(Expiring(lot, days, expected))
    return found
