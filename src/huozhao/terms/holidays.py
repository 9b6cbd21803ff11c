"""Days off in China, in layers: the published table, the law's days, rules of the calendar. No year is too far."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from huozhao.terms.lunar import lunar_date, solar_term
from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH

# official: the State Council's table for that year. statutory: the days the law names; days that are swapped with a
# weekend are not known yet. computed: rules of the calendar only.
Confidence = Literal["official", "statutory", "computed"]
HOLIDAYS: dict[str, Text] = {
    "new_year": Text("元旦", "New Year's Day"), "spring_festival": Text("春节", "Spring Festival"),
    "tomb_sweeping": Text("清明节", "Tomb-Sweeping Day"), "labour_day": Text("劳动节", "Labour Day"),
    "dragon_boat": Text("端午节", "Dragon Boat Festival"), "mid_autumn": Text("中秋节", "Mid-Autumn Festival"),
    "national_day": Text("国庆节", "National Day"),
}  # fmt: skip
_OFFICIAL = {
    "New Year's Day": "new_year", "Spring Festival": "spring_festival", "Tomb-sweeping Day": "tomb_sweeping",
    "Labour Day": "labour_day", "Dragon Boat Festival": "dragon_boat", "National Day": "national_day",
    "Mid-autumn Festival": "mid_autumn",
}  # fmt: skip
_STATUTORY = (
    ("new year's day", "new_year"), ("chinese new year", "spring_festival"), ("tomb", "tomb_sweeping"),
    ("labor", "labour_day"), ("dragon", "dragon_boat"), ("autumn", "mid_autumn"), ("national", "national_day"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayOff:
    """Whether a day is off, the holiday it belongs to (empty for none), and how sure that is."""

    is_off: bool
    holiday: str
    confidence: Confidence


@lru_cache(maxsize=4_096)
def day_off(day: int) -> DayOff:
    """Return what is known of a day number: from the published table, else the law's days, else rules."""
    when = EPOCH + timedelta(days=day)
    return _official(when) or _statutory(when) or _computed(day, when)


def _official(when: date) -> DayOff | None:
    import chinese_calendar

    try:
        is_off, name = chinese_calendar.get_holiday_detail(when)
    except NotImplementedError:
        return None
    return DayOff(is_off, _OFFICIAL.get(name or "", "") if is_off else "", "official")


def _statutory(when: date) -> DayOff | None:
    days = _law(when.year)
    if not days:
        return None
    holiday = days.get(when, "")
    return DayOff(bool(holiday) or when.weekday() >= 5, holiday, "statutory")


@lru_cache(maxsize=64)
def _law(year: int) -> dict[date, str]:
    from holidays import country_holidays

    named = country_holidays("CN", years=year, language="en_US")
    return {
        when: code
        for when, name in named.items()
        if (code := next((code for part, code in _STATUTORY if part in name.lower()), ""))
    }


def _computed(day: int, when: date) -> DayOff:
    holiday = _by_date(when) or _by_moon(day) or ("tomb_sweeping" if solar_term(day) == "qingming" else "")
    return DayOff(bool(holiday) or when.weekday() >= 5, holiday, "computed")


def _by_date(when: date) -> str:
    fixed = {1: ("new_year", 1), 5: ("labour_day", 2), 10: ("national_day", 3)}
    name, last = fixed.get(when.month, ("", 0))
    return name if when.day <= last else ""


def _by_moon(day: int) -> str:
    """Return the holiday that the moon sets: the eve and first three days of the year, 5-5, 8-15."""
    today, next_day = lunar_date(day), lunar_date(day + 1)
    if today is None or next_day is None:
        return ""
    is_eve = (next_day.month, next_day.day, next_day.is_leap) == (1, 1, False)
    if is_eve or (today.month == 1 and today.day <= 3):
        return "spring_festival"
    moons = {(5, 5): "dragon_boat", (8, 15): "mid_autumn"}
    return "" if today.is_leap else moons.get((today.month, today.day), "")
