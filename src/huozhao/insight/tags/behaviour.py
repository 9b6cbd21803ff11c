"""Activity by day, as the state keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One row of a shopper's activity: what was done `n` times to one subject on one local day."""

    day: int
    name: str
    subject: str
    n: int
    quantity: int = 0
    amount_fen: int = 0
