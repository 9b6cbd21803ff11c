"""The context of one request: when, where, in what weather, on what kind of day, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huozhao.terms.place import Coordinates


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather at a place, degrees Celsius. `change_c` is today's mean less the mean of the three days before.

    `condition` is one of clear, cloudy, rain, snow, fog, storm, haze or empty; `source` says how it is known:
    observed, forecast, set (by an operator) or climatology. `recent_c` are the means of the days before, yesterday
    first, as far as they are known.
    """

    mean_c: float
    low_c: float
    high_c: float
    change_c: float = 0.0
    condition: str = ""
    source: str = "climatology"
    recent_c: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """When and where a page is made. `at` is in ms; `day` (day number), `weekday` (Monday = 0), `hour` are local.

    `minute` is that of the hour. `days` are codes of the calendar (workday, weekend, holiday:spring_festival,
    term:lidong, lunar:12-23 …). `tags` holds the shopper's tags by code, empty unless there is consent to personal
    recommendation.
    """

    at: int
    day: int
    weekday: int
    hour: int
    place: Coordinates | None = None
    city: str = ""
    province: str = ""
    weather: Weather | None = None
    days: frozenset[str] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)
    minute: int = 0
