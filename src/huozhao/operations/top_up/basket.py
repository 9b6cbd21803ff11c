"""What a basket amounts to and how far it is from its next discount."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.operations.coupons.benefit import Benefit, Distance, off_fen


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket: units at a price (fen a unit), less what discounts of the goods take off the line (fen)."""

    sku: str
    quantity: int
    price_fen: int
    discount_fen: int = 0

    @property
    def amount_fen(self) -> int:
        """What the line costs after its own discounts, never below 0."""
        return max(0, self.quantity * self.price_fen - self.discount_fen)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lacks of eligible goods until more comes off; `gap_fen` 0 where nothing more can be had.

    `saves_fen` is what comes off at the threshold beyond what comes off already (`has_fen`).
    """

    amount_fen: int
    threshold_fen: int
    gap_fen: int
    saves_fen: int
    has_fen: int

    @property
    def is_closed(self) -> bool:
        """Whether nothing lacks."""
        return self.gap_fen == 0


def eligible_fen(lines: Sequence[Line], is_eligible: Callable[[str], bool] = lambda _: True) -> int:
    """Return what the eligible lines amount to after discounts of the goods, in fen: what thresholds are held to."""
    return sum(line.amount_fen for line in lines if is_eligible(line.sku))


def gap_of(found: Distance) -> Gap:
    """Return the gap that a distance to the next discount leaves."""
    saves = found.saves_fen - found.off_fen if found.gap_fen else 0
    return Gap(found.eligible_fen, found.next_fen, found.gap_fen, saves, found.off_fen)


def saves_with(benefit: Benefit, gap: Gap) -> Callable[[int], int]:
    """Return what more comes off (fen) once so much (fen) has been added: a percent counts what is added, too."""
    return lambda adds: off_fen(benefit, gap.amount_fen + adds) - gap.has_fen
