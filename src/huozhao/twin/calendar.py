"""How busy a day is: weekday, holidays and weather, from real calendars where present."""

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

WEEKDAY = (0.92, 0.9, 0.94, 0.97, 1.08, 1.25, 1.2)
HOLIDAY_LIFT = 1.25
# Rain and snow keep people at home: more orders from the sofa.
WET_LIFT = 1.08


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off by ISO date, and warmth and wetness by month-day taken from one recorded year."""

    seed: int
    off: dict[str, bool] = field(default_factory=dict)
    weather: dict[str, tuple[float, bool]] = field(default_factory=dict)

    def busy(self, day: date) -> float:
        """Return the day's activity as a multiple of a usual day."""
        off = self.off.get(day.isoformat())
        base = WEEKDAY[day.weekday()] if off is None else (HOLIDAY_LIFT if off else WEEKDAY[2])
        return base * (WET_LIFT if self.weather_of(day)[1] else 1.0)

    def is_free(self, day: date) -> bool:
        """Tell whether people are off work."""
        return self.off.get(day.isoformat(), day.weekday() >= 5)

    def weather_of(self, day: date) -> tuple[float, bool]:
        """Return the day's highest temperature (°C) and whether it is wet.

        Elsewhere generated: 10 + 17·cos(2π(day of year − 200)/365), wet on 18 % of days, by seed.
        """
        known = self.weather.get(f"{day.month:02d}-{day.day:02d}")
        if known:
            return known
        rng = np.random.default_rng([self.seed, 3, day.toordinal()])
        warmth = 10 + 17 * float(np.cos(2 * np.pi * (day.timetuple().tm_yday - 200) / 365))
        return warmth + 3 * float(rng.normal()), bool(rng.random() < 0.18)


def read_calendar(seed: int, data: Path | None) -> Calendar:
    """Read holidays and Beijing's weather of one year from the data folder, as far as they are there."""
    return Calendar(seed, _holidays(data), _weather(data)) if data else Calendar(seed)


def _holidays(data: Path) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for path in sorted((data / "holidays-cn").glob("20*.json")):
        found.update({row["date"]: row["isOffDay"] for row in json.loads(path.read_text("utf-8"))["days"]})
    return found


def _weather(data: Path) -> dict[str, tuple[float, bool]]:
    path = data / "weather-cn" / "atmosphere.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["城市"] == "北京" and row["日期"].startswith("2021-")]
    return {
        row["日期"][5:10]: (float(row["最高温度"].rstrip("°")), any(sign in row["天气"] for sign in "雨雪"))
        for row in rows
    }
