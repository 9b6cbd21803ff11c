"""What can be chosen about the city."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CitySettings:
    """Size, seed and habits of the city; the same settings make the same city."""

    seed: int = 7
    shops: int = 24
    shoppers: int = 2_000
    skus: int = 300
    days: int = 28
    zone: str = "Asia/Shanghai"
    sessions_a_day: float = 0.4
    approve: bool = True
    approve_after_minutes: int = 360
    data: Path | None = None
