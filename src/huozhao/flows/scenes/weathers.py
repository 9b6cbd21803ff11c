"""The weather of a city: set by an operator, else told by a service, else what is usual; with the days before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Documents
from huozhao.matching.context import Weather
from huozhao.matching.scenes.fields import Wrong
from huozhao.matching.scenes.ports import Spot, WeatherProvider
from huozhao.matching.scenes.weather import sky
from huozhao.terms.errors import BadInput
from huozhao.terms.regions import plain_name
from huozhao.terms.time import HOUR_MS

SET, NOTED = "weather_set", "weather_day"
BACK_DAYS, USUAL_HOURS, LONGEST_HOURS = 7, 12, 24 * 14
# How far low and high lie from a mean that is set alone (°C).
HALF_C = 4.0


@dataclass(frozen=True, slots=True)
class SetWeather:
    """Weather that an operator set for a city until an instant (ms)."""

    city: str
    weather: Weather
    who: str
    at: int
    until: int


class Weathers:
    """Puts the sources of weather in order and remembers what past days were like."""

    def __init__(
        self, documents: Documents, usual: WeatherProvider, service: WeatherProvider | None, clock: Callable[[], int]
    ) -> None:
        self._documents, self._usual, self._service, self._clock = documents, usual, service, clock
        self._days: dict[tuple[str, int], float | None] = {}
        self._set: dict[str, SetWeather] | None = None

    def weather(self, spot: Spot, at: int, day: int) -> Weather | None:
        """Return the weather of a local day in a city, None where nothing is known, not even what is usual."""
        if not spot.city and not spot.province:
            return None
        mine = self._sets().get(spot.city)
        if mine is not None and mine.at <= at < mine.until:
            return self._after(spot, mine.weather, at, day)
        found = self._service.weather(spot, at, day) if self._service else None
        return self._with_days(spot, found, day) if found else self._usual.weather(spot, at, day)

    def note(self, spot: Spot, day: int, weather: Weather) -> None:
        """Remember what a day was like, for falls of temperature over the days that follow."""
        name = f"{spot.city}:{day:06d}"
        self._documents.put(NOTED, name, {"mean_c": weather.mean_c, "source": weather.source})
        old = [doc.id for doc in self._documents.list(NOTED, after=f"{spot.city}:", limit=100)
               if doc.id.startswith(f"{spot.city}:") and doc.id < f"{spot.city}:{day - 2 * BACK_DAYS:06d}"]
        if old:
            self._documents.delete(NOTED, old)
        self._days.pop((spot.city, day), None)

    def set(self, city: str, given: dict[str, Any], who: str, day: int) -> SetWeather:
        """Let weather stand for a city for some hours, on record with who said so."""
        name, now = plain_name(city), self._clock()
        hours = int(given.get("hours") or USUAL_HOURS)
        if not 1 <= hours <= LONGEST_HOURS:
            raise BadInput("hours_out_of_range", f"{hours} is not in 1…{LONGEST_HOURS}", field="hours",
                           hint="for how many hours it should stand")
        weather = read_weather(given)
        body = {"mean_c": weather.mean_c, "low_c": weather.low_c, "high_c": weather.high_c, "sky": weather.condition,
                "recent_c": list(weather.recent_c), "who": who, "at": now, "until": now + hours * HOUR_MS}
        self._documents.put(SET, name, body)
        self._set = None
        self.note(Spot(name, ""), day, weather)
        return _set(name, body)

    def unset(self, city: str) -> bool:
        """Take back what was set for a city; tell whether there was anything."""
        self._set = None
        return self._documents.delete(SET, [plain_name(city)]) > 0

    def all_set(self) -> list[SetWeather]:
        """Return what is set and still stands."""
        return [found for found in self._sets().values() if found.until > self._clock()]

    def _sets(self) -> dict[str, SetWeather]:
        if self._set is None:
            self._set = {doc.id: _set(doc.id, doc.body) for doc in self._documents.list(SET, limit=1_000)}
        return self._set

    def _with_days(self, spot: Spot, found: Weather, day: int) -> Weather:
        """Add what is remembered of the days before, where the source itself does not say."""
        if found.recent_c:
            return found
        recent: list[float] = []
        for ago in range(1, BACK_DAYS + 1):
            mean = self._mean(spot.city, day - ago)
            if mean is None:
                break
            recent.append(mean)
        change = found.mean_c - sum(recent[:3]) / 3 if len(recent) >= 3 else 0.0
        return replace(found, recent_c=tuple(recent), change_c=round(change, 1))

    def _after(self, spot: Spot, given: Weather, at: int, day: int) -> Weather:
        """Set weather beside the days before: those given, else remembered, else usual."""
        found = self._with_days(spot, given, day)
        if found.recent_c:
            before = found.recent_c
        else:
            usual = self._usual.weather(spot, at, day)
            before = usual.recent_c if usual else ()
        change = found.mean_c - sum(before[:3]) / len(before[:3]) if before else 0.0
        return replace(found, recent_c=before, change_c=round(change, 1))

    def _mean(self, city: str, day: int) -> float | None:
        key = (city, day)
        if key not in self._days:
            if len(self._days) > 20_000:
                self._days.clear()
            found = self._documents.get(NOTED, f"{city}:{day:06d}")
            self._days[key] = float(found.body["mean_c"]) if found else None
        return self._days[key]


def read_weather(given: dict[str, Any]) -> Weather:
    """Return weather that a person writes: mean_c, and if they like low_c, high_c, sky, recent_c (yesterday first)."""
    mean = float(given["mean_c"])
    low, high = (float(mean + side if given.get(name) is None else given[name])
                 for name, side in (("low_c", -HALF_C), ("high_c", HALF_C)))
    if not -60 <= low <= mean <= high <= 60:
        raise BadInput("weather_unlikely", f"{low:g} ≤ {mean:g} ≤ {high:g} °C does not hold or is out of range",
                       field="mean_c", hint="the low is at most the mean, the mean at most the high, all within ±60 °C")
    recent = tuple(float(value) for value in given.get("recent_c") or ())[:BACK_DAYS]
    change = mean - sum(recent[:3]) / len(recent[:3]) if recent else 0.0
    try:
        kind = sky(given["sky"]) if given.get("sky") else ""
    except Wrong as wrong:
        raise BadInput("unknown_sky", wrong.message.en, field="sky", hint=wrong.hint.en) from None
    return Weather(mean, low, high, round(change, 1), kind, "set", recent)


def _set(city: str, body: dict[str, Any]) -> SetWeather:
    weather = Weather(body["mean_c"], body["low_c"], body["high_c"], 0.0, body["sky"], "set", tuple(body["recent_c"]))
    return SetWeather(city, weather, body["who"], int(body["at"]), int(body["until"]))
