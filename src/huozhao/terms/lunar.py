"""The Chinese lunar date and the solar term of a day, from `cnlunar` where it knows the year and by formula beyond."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import pi, radians, sin

from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH

# In the order of the year, from about 5 January; term n begins at solar longitude 285° + 15° n.
TERMS: dict[str, Text] = {
    "xiaohan": Text("小寒", "Minor Cold"), "dahan": Text("大寒", "Major Cold"),
    "lichun": Text("立春", "Start of Spring"), "yushui": Text("雨水", "Rain Water"),
    "jingzhe": Text("惊蛰", "Awakening of Insects"), "chunfen": Text("春分", "Spring Equinox"),
    "qingming": Text("清明", "Clear and Bright"), "guyu": Text("谷雨", "Grain Rain"),
    "lixia": Text("立夏", "Start of Summer"), "xiaoman": Text("小满", "Grain Buds"),
    "mangzhong": Text("芒种", "Grain in Ear"), "xiazhi": Text("夏至", "Summer Solstice"),
    "xiaoshu": Text("小暑", "Minor Heat"), "dashu": Text("大暑", "Major Heat"),
    "liqiu": Text("立秋", "Start of Autumn"), "chushu": Text("处暑", "End of Heat"),
    "bailu": Text("白露", "White Dew"), "qiufen": Text("秋分", "Autumn Equinox"),
    "hanlu": Text("寒露", "Cold Dew"), "shuangjiang": Text("霜降", "Frost's Descent"),
    "lidong": Text("立冬", "Start of Winter"), "xiaoxue": Text("小雪", "Minor Snow"),
    "daxue": Text("大雪", "Major Snow"), "dongzhi": Text("冬至", "Winter Solstice"),
}  # fmt: skip
CODES = tuple(TERMS)
_BY_NAME = {text.zh: code for code, text in TERMS.items()}


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A date of the Chinese lunar calendar; the year is that in which the lunar year began."""

    year: int
    month: int
    day: int
    is_leap: bool = False


@lru_cache(maxsize=4_096)
def lunar_date(day: int) -> LunarDate | None:
    """Return the lunar date of a day number; None where no table reaches (before 1900, after 2099)."""
    from cnlunar import Lunar

    when = EPOCH + timedelta(days=day)
    if not 1901 <= when.year <= 2099:
        return None
    found = Lunar(datetime(when.year, when.month, when.day, 12))
    return LunarDate(found.lunarYear, found.lunarMonth, found.lunarDay, bool(found.isLunarLeapMonth))


@lru_cache(maxsize=4_096)
def solar_term(day: int) -> str:
    """Return the code of the solar term that begins on a day number in China, empty for none."""
    when = EPOCH + timedelta(days=day)
    return _terms(when.year).get((when.month, when.day), "")


@lru_cache(maxsize=64)
def _terms(year: int) -> dict[tuple[int, int], str]:
    """Return the days of a year on which a term begins, as (month, day) to code."""
    from cnlunar import Lunar

    if 1901 <= year <= 2099:
        known = Lunar(datetime(year, 6, 1, 12)).thisYearSolarTermsDic
        return {(month, day): _BY_NAME[name] for name, (month, day) in known.items()}
    return terms_by_formula(year)


def terms_by_formula(year: int) -> dict[tuple[int, int], str]:
    """Return the same by the sun's apparent longitude, exact to about a quarter of an hour."""
    found = {}
    first = (date(year, 1, 1) - EPOCH).days
    for day in range(first, first + (366 if date(year, 12, 31).timetuple().tm_yday == 366 else 365)):
        # Midnight in China is 16 h UTC of the day before.
        begins, ends = (int(_longitude(at - 8 / 24) // 15) for at in (day, day + 1))
        if begins != ends:
            when = EPOCH + timedelta(days=day)
            found[when.month, when.day] = CODES[(ends - 19) % 24]
    return found


def _longitude(days: float) -> float:
    """Return the sun's apparent longitude in degrees, 0 to 360, at days since 1970 (UTC).

    Meeus, Astronomical Algorithms (1998), chapter 25, low accuracy (0.01°).
    """
    t = (days + 2440587.5 - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    node = (125.04 - 1934.136 * t) * pi / 180
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360
