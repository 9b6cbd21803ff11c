"""The calendar of a day in China: day off or workday, holiday, festival, lunar date, solar term, and how sure it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from huozhao.terms.holidays import Confidence, day_off
from huozhao.terms.lunar import LunarDate, lunar_date, solar_term
from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH

FESTIVALS: dict[str, Text] = {
    "valentine": Text("情人节", "Valentine's Day"), "women": Text("妇女节", "Women's Day"),
    "arbor": Text("植树节", "Arbor Day"), "may_20": Text("520", "520"), "children": Text("儿童节", "Children's Day"),
    "june_18": Text("618", "618"), "teachers": Text("教师节", "Teachers' Day"),
    "double_11": Text("双11", "Double 11"), "double_12": Text("双12", "Double 12"),
    "christmas": Text("圣诞节", "Christmas"), "mothers": Text("母亲节", "Mother's Day"),
    "fathers": Text("父亲节", "Father's Day"), "lantern": Text("元宵节", "Lantern Festival"),
    "qixi": Text("七夕", "Qixi"), "double_ninth": Text("重阳节", "Double Ninth"), "laba": Text("腊八", "Laba"),
    "little_new_year": Text("小年", "Little New Year"), "new_years_eve": Text("除夕", "Lunar New Year's Eve"),
}  # fmt: skip
_FIXED = {(2, 14): "valentine", (3, 8): "women", (3, 12): "arbor", (5, 20): "may_20", (6, 1): "children",
          (6, 18): "june_18", (9, 10): "teachers", (11, 11): "double_11", (12, 12): "double_12",
          (12, 25): "christmas"}  # fmt: skip
_MOON = {(1, 15): "lantern", (7, 7): "qixi", (9, 9): "double_ninth", (12, 8): "laba", (12, 23): "little_new_year"}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day: `holiday` and `term` are codes or empty, `festivals` codes, `lunar` None where no table reaches."""

    day: int
    weekday: int
    is_off: bool
    holiday: str
    festivals: tuple[str, ...]
    lunar: LunarDate | None
    term: str
    confidence: Confidence

    @property
    def codes(self) -> frozenset[str]:
        """The day in codes: workday or off, weekend, makeup, holiday:…, festival:…, term:…, lunar:month-day."""
        found = ["off" if self.is_off else "workday", *(f"festival:{code}" for code in self.festivals)]
        found += ["weekend"] if self.weekday >= 5 else []
        found += ["makeup"] if self.weekday >= 5 and not self.is_off else []
        found += [f"holiday:{self.holiday}"] if self.holiday else []
        found += [f"term:{self.term}"] if self.term else []
        if self.lunar:
            found.append(f"lunar:{'leap-' * self.lunar.is_leap}{self.lunar.month}-{self.lunar.day}")
        return frozenset(found)


@lru_cache(maxsize=4_096)
def calendar_day(day: int) -> CalendarDay:
    """Return what the calendar says of a day number; it never fails, whatever the year."""
    off, when = day_off(day), EPOCH + timedelta(days=day)
    return CalendarDay(day, when.weekday(), off.is_off, off.holiday, _festivals(day, when), lunar_date(day),
                       solar_term(day), off.confidence)  # fmt: skip


def days_to_holiday(holiday: str, day: int, within: int) -> int | None:
    """Return how many days it is until a holiday begins: 0 during it, None when it is further than `within` days."""
    return next((ahead for ahead in range(within + 1) if day_off(day + ahead).holiday == holiday), None)


def _festivals(day: int, when: date) -> tuple[str, ...]:
    moon, tomorrow = lunar_date(day), lunar_date(day + 1)
    found = [_FIXED.get((when.month, when.day), ""), _nth_sunday(when)]
    if moon and not moon.is_leap:
        found.append(_MOON.get((moon.month, moon.day), ""))
    if tomorrow and (tomorrow.month, tomorrow.day, tomorrow.is_leap) == (1, 1, False):
        found.append("new_years_eve")
    return tuple(code for code in found if code)


def _nth_sunday(when: date) -> str:
    if when.weekday() != 6:
        return ""
    return {(5, 2): "mothers", (6, 3): "fathers"}.get((when.month, (when.day + 6) // 7), "")
