"""What a basket amounts to and how far it is from its next discount."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


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
class Tier:
    """From `threshold_fen` on an order costs `saves_fen` less."""

    threshold_fen: int
    saves_fen: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What lacks until the next tier; `gap_fen` 0 and no tier ahead where all are reached.

    `saves_fen` is what the next tier saves beyond what the basket has already (`has_fen`).
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


def gap_of(amount_fen: int, tiers: Sequence[Tier]) -> Gap:
    """Return the gap to the lowest tier that saves more than the one reached; tiers in any order."""
    has = max((tier.saves_fen for tier in tiers if tier.threshold_fen <= amount_fen), default=0)
    ahead = [tier for tier in tiers if tier.threshold_fen > amount_fen and tier.saves_fen > has]
    if not ahead:
        top = max((tier.threshold_fen for tier in tiers), default=0)
        return Gap(amount_fen, top, 0, 0, has)
    next_one = min(ahead, key=lambda tier: (tier.threshold_fen, -tier.saves_fen))
    lacks = next_one.threshold_fen - amount_fen
    return Gap(amount_fen, next_one.threshold_fen, lacks, next_one.saves_fen - has, has)
