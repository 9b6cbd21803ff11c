"""What pages are made under: sizes, shares and time, as the mall's settings give them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of pages. Shares are 0…1, `budget_ms` is wall time, `shown_days` days of the mall's clock."""

    items: int = 20
    record: bool = True
    explore: float = 0.05
    diversity: float = 0.15
    budget_ms: float = 200.0
    shown_most: int = 8
    shown_days: int = 7
    log_features: bool = True
    hold_out: float = 0.0
    sensitive: tuple[str, ...] = ()
