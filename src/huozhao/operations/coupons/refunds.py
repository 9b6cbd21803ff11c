"""What a return gives back: the money paid for the goods, with their share of every discount kept out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of an order: units, unit price and what came off the whole line (fen)."""

    sku: str
    quantity: int
    price_fen: int
    discount_fen: int = 0

    @property
    def paid_fen(self) -> int:
        """What was paid for the line."""
        return self.quantity * self.price_fen - self.discount_fen


def refund_fen(lines: Sequence[PaidLine], before: Mapping[str, int], back: Mapping[str, int]) -> int:
    """Return the fen for sku → units that come back now, after sku → units that came back before.

    Units of a SKU come back line by line in the order of the lines. The refund of k units of a line is
    floor(paid × k / units) in all, so that the parts of several returns sum to what was paid, to the fen.
    """
    after = {sku: before.get(sku, 0) + units for sku, units in back.items()}
    return _value(lines, {**before, **after}) - _value(lines, before)


def refund_repriced_fen(paid_fen: int, refunded_fen: int, kept_price_fen: int) -> int:
    """Return the refund where what is kept is priced anew, because it no longer reaches a threshold.

    paid − refunded before − price of what is kept, never below 0: a return never costs the shopper money, and when all
    is back all that was paid is back. (Min-spend check after a return, as in common marketplace rules.)
    """
    return max(0, paid_fen - refunded_fen - kept_price_fen)


def _value(lines: Sequence[PaidLine], units: Mapping[str, int]) -> int:
    left, total = dict(units), 0
    for line in lines:
        now = min(line.quantity, left.get(line.sku, 0))
        left[line.sku] = left.get(line.sku, 0) - now
        total += line.paid_fen * now // line.quantity
    return total
