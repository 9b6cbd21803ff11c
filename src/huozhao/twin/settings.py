"""What can be chosen about the city."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CitySettings:
    """Size, seed and habits of the city; the same settings make the same city.

    `asleep` is the share of shoppers who bought once and have drifted away before the days that are told in full.
    With `one_warehouse` no shop serves orders: all goods lie in the depot and go out as parcels. `scenes` = the
    operator declares zones for places, hours and weather; `messages` = starts strategies and a campaign, writes to
    shoppers daily and offers top-ups. `reduction` = large baskets cost less.
    `one_by_one` leaves one supplier a day to a person; `desk` readies knowledge, coupons, an experiment and a campaign
    for one to look at.
    """

    seed: int = 7
    shops: int = 24
    shoppers: int = 2_000
    skus: int = 300
    days: int = 28
    zone: str = "Asia/Shanghai"
    sessions_a_day: float = 0.4
    asleep: float = 0.12
    one_warehouse: bool = False
    scenes: bool = True
    messages: bool = False
    reduction: bool = False
    approve: bool = True
    one_by_one: bool = True
    desk: bool = True
    nights_between_runs: int = 1
    approve_after_minutes: int = 360
    data: Path | None = None
