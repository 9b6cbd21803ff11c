"""Periods of a scene: dates, days of every year, lunar days, solar terms, holidays, kinds of days, weekdays, hours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from huozhao.matching.context import Context
from huozhao.matching.scenes.fields import Field, Wrong, choice, each, inside, listed, mapping, whole
from huozhao.terms.calendar import FESTIVALS, calendar_day
from huozhao.terms.holidays import HOLIDAYS
from huozhao.terms.lunar import TERMS, lunar_date
from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH, day_name

MOST_DAYS = 60
_DAYS = Text("天", "days")
# Days in a month of the yearly calendar; a lunar month has at most 30.
_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = tuple(
    Text(f"周{zh}", en)
    for zh, en in zip(
        "一二三四五六日",
        ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
        strict=True,
    )
)
_KINDS = {"workday": Text("工作日", "workdays"), "off": Text("休息日", "days off"), "weekend": Text("周末", "weekends"),
          "makeup": Text("调休上班的周末", "weekends that are worked")}  # fmt: skip
_DAY_WORDS = {code: code for code in _KINDS} | {
    "工作日": "workday",
    "休息日": "off",
    "周末": "weekend",
    "调休": "makeup",
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEK_WORDS = {word: str(n) for n, (en, zh) in enumerate(zip(_ENGLISH, "一二三四五六日", strict=True))
               for word in (en, en[:3], zh, f"周{zh}", f"星期{zh}", str(n + 1))}  # fmt: skip
FEASTS: Mapping[str, Text] = {**HOLIDAYS, **FESTIVALS}


def _known(texts: Mapping[str, Text]) -> dict[str, str]:
    return {code: code for code in texts} | {text.zh: code for code, text in texts.items()}


_TERM_WORDS, _FEAST_WORDS = (
    _known(TERMS),
    _known(FEASTS)
    | {
        "元旦节": "new_year",
        "清明": "tomb_sweeping",
        "端午": "dragon_boat",
        "中秋": "mid_autumn",
        "国庆": "national_day",
        "五一": "labour_day",
    },
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one value to another, both inside. Where it goes round (a year, a day), `first` may be the greater."""

    first: int
    last: int

    def holds(self, value: int) -> bool:
        """Tell whether a value is inside, going round when the span does."""
        if self.first <= self.last:
            return self.first <= value <= self.last
        return value >= self.first or value <= self.last


@dataclass(frozen=True, slots=True)
class Around:
    """A named day with the days before and after it that belong to the period; `during` = the named days as well."""

    name: str
    before: int = 0
    after: int = 0
    during: bool = True


def _span(read: Callable[[Any], int], example: str, is_round: bool = True) -> Callable[[Any], Span]:
    def reader(value: Any) -> Span:
        if isinstance(value, Mapping):
            given = mapping(value, ("from", "to"), example)
            found = Span(inside(given, "from", read), inside(given, "to", read))
        else:
            found = Span(read(value), read(value))
        if not is_round and found.first > found.last:
            raise Wrong(
                Text("结束早于开始", "it ends before it begins"),
                Text("把 from 和 to 对调", "turn from and to round"),
                ("to",),
            )
        return found

    return reader


def _date(value: Any) -> int:
    try:
        return (date.fromisoformat(str(value)) - EPOCH).days
    except ValueError:
        raise Wrong(
            Text(f"{value!r} 不是日期", f"{value!r} is no date"), Text("写成 2027-03-05", "write 2027-03-05")
        ) from None


def _month_day(lengths: tuple[int, ...]) -> Callable[[Any], int]:
    """Return a reader of MM-DD that gives 100 * month + day."""

    def read(value: Any) -> int:
        found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", str(value).strip())
        month, day = (int(found[1]), int(found[2])) if found else (0, 0)
        if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
            raise Wrong(
                Text(f"{value!r} 不是月-日", f"{value!r} is no month and day"),
                Text('写成 "03-05"（月-日）', 'write "03-05" (month-day)'),
            )
        return 100 * month + day

    return read


def _clock(value: Any) -> int:
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?", str(value).strip())
    minute = 60 * int(found[1]) + int(found[2] or 0) if found else -1
    if not 0 <= minute <= 1440 or (found and found[2] and int(found[2]) > 59):
        raise Wrong(
            Text(f"{value!r} 不是钟点", f"{value!r} is no time of day"),
            Text('写成 "07:30"（24 小时制，加引号）', 'write "07:30" (24 hours, in quotes)'),
        )
    return minute


def _hours(value: Any) -> Span:
    given = mapping(value, ("from", "to"), '{from: "07:00", to: "09:30"}')
    first, last = inside(given, "from", _clock), inside(given, "to", _clock)
    if first % 1440 == last % 1440:
        raise Wrong(
            Text("开始和结束是同一时刻", "it begins and ends at the same time"),
            Text("全天就不用写 hours", "leave hours out for the whole day"),
        )
    return Span(first % 1440, (last - 1) % 1440)


def _around(name: str, words: Mapping[str, str]) -> Callable[[Any], Around]:
    def read(value: Any) -> Around:
        if not isinstance(value, Mapping):
            return Around(choice(value, words))
        given = mapping(value, (name, "before", "after", "during"), f"{{{name}: {next(iter(words))}, before: 7}}")
        before, after = (
            inside(given, side, lambda n: whole(n or 0, 0, MOST_DAYS, _DAYS)) for side in ("before", "after")
        )
        is_during = given.get("during", True) not in (False, "false")
        return Around(inside(given, name, lambda code: choice(code, words)), before, after, is_during)

    return read


def _is_around(around: Around, day: int, on: Callable[[int], bool]) -> bool:
    if on(day):
        return around.during
    if any(on(day + ahead) for ahead in range(1, around.before + 1)):
        return True
    return any(on(day - ago) for ago in range(1, around.after + 1))


def _on_term(value: tuple[Around, ...], context: Context) -> bool:
    def term(name: str) -> Callable[[int], bool]:
        return lambda day: calendar_day(day).term == name

    return any(_is_around(around, context.day, term(around.name)) for around in value)


def _on_feast(value: tuple[Around, ...], context: Context) -> bool:
    def feast(name: str) -> Callable[[int], bool]:
        return lambda day: name == calendar_day(day).holiday or name in calendar_day(day).festivals

    return any(_is_around(around, context.day, feast(around.name)) for around in value)


def _on_lunar(value: tuple[Span, ...], context: Context) -> bool:
    found = lunar_date(context.day)
    return found is not None and any(span.holds(100 * found.month + found.day) for span in value)


def _on_yearly(value: tuple[Span, ...], context: Context) -> bool:
    when = EPOCH + timedelta(days=context.day)
    return any(span.holds(100 * when.month + when.day) for span in value)


def _around_rule(texts: Mapping[str, Text]) -> Callable[[tuple[Around, ...]], Text]:
    def say(a: Around) -> Text:
        name, sides = texts[a.name], []
        sides += [Text(f"前 {a.before} 天", f"{a.before} days before")] if a.before else []
        sides += [Text(f"后 {a.after} 天", f"{a.after} days after")] if a.after else []
        sides = ([Text("当天" if texts is TERMS else "期间", "during")] if a.during else []) + sides
        return Text(name.zh + "、".join(s.zh for s in sides), f"{name.en}: " + ", ".join(s.en for s in sides))

    return lambda value: listed([say(around) for around in value])


def _spans_rule(zh: Callable[[int], str], en: Callable[[int], str]) -> Callable[[tuple[Span, ...]], Text]:
    def say(write: Callable[[int], str], span: Span, to: str) -> str:
        return write(span.first) if span.first == span.last else f"{write(span.first)}{to}{write(span.last)}"

    return lambda value: listed([Text(say(zh, s, "至"), say(en, s, " to ")) for s in value])


def _clock_rule(value: tuple[Span, ...]) -> Text:
    texts = [
        f"{s.first // 60:02d}:{s.first % 60:02d}–{(s.last + 1) % 1440 // 60:02d}:{(s.last + 1) % 60:02d}" for s in value
    ]
    return listed([Text(text, text) for text in texts])


def _today(context: Context) -> Text:
    return Text(day_name(context.day), day_name(context.day))


def _day_in_words(context: Context) -> Text:
    """Say what the calendar knows of the day."""
    day = calendar_day(context.day)
    found = [_WEEKDAYS[day.weekday], _KINDS["off" if day.is_off else "workday"]]
    found += [FEASTS[code] for code in (day.holiday, *day.festivals) if code]
    found += [TERMS[day.term]] if day.term else []
    moon = f"农历{'闰' * day.lunar.is_leap}{day.lunar.month}月{day.lunar.day}日" if day.lunar else ""
    lunar = f"lunar {day.lunar.month}-{day.lunar.day}" if day.lunar else ""
    return Text(
        " · ".join([*(t.zh for t in found), moon]).strip(" ·"), " · ".join([*(t.en for t in found), lunar]).strip(" ·")
    )


def _now(context: Context) -> Text:
    text = f"{context.hour:02d}:{context.minute:02d}"
    return Text(text, text)


def _zh_month(value: int) -> str:
    return f"{value // 100}月{value % 100}日"


def _en_month(value: int) -> str:
    return f"{value // 100:02d}-{value % 100:02d}"


_date_span = _span(_date, "{from: 2027-03-05, to: 2027-04-05}", is_round=False)
_year_span = _span(_month_day(_MONTHS), '{from: "03-05", to: "04-05"}')
_moon_span = _span(_month_day((30,) * 12), '{from: "12-08", to: "01-15"}')
FIELDS: dict[str, Field] = {
    "dates": Field(lambda v: each(v, _date_span), lambda v, c: any(s.holds(c.day) for s in v),
                   _spans_rule(day_name, day_name), _today, 3),
    "yearly": Field(lambda v: each(v, _year_span), _on_yearly,
                    _spans_rule(_zh_month, _en_month), _today, 2),
    "lunar": Field(lambda v: each(v, _moon_span), _on_lunar,
                   _spans_rule(lambda n: "农历" + _zh_month(n), lambda n: "lunar " + _en_month(n)), _day_in_words, 2),
    "terms": Field(lambda v: each(v, _around("term", _TERM_WORDS)), _on_term, _around_rule(TERMS), _day_in_words, 2),
    "holidays": Field(lambda v: each(v, _around("holiday", _FEAST_WORDS)), _on_feast, _around_rule(FEASTS),
                      _day_in_words, 2),
    "days": Field(lambda v: each(v, lambda w: choice(w, _DAY_WORDS)), lambda v, c: bool(c.days.intersection(v)),
                  lambda v: listed([_KINDS[code] for code in v]), _day_in_words, 1),
    "weekdays": Field(lambda v: each(v, lambda w: int(choice(w, _WEEK_WORDS))), lambda v, c: c.weekday in v,
                      lambda v: listed([_WEEKDAYS[n] for n in v]), _day_in_words, 1),
    "hours": Field(lambda v: each(v, _hours), lambda v, c: any(s.holds(60 * c.hour + c.minute) for s in v),
                   _clock_rule, _now, 2),
}  # fmt: skip
