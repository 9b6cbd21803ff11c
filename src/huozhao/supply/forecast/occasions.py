"""Occasions of the calendar: how much more or less is sold around holidays and shopping days, learned from past ones.

Around each holiday and shopping day lie phases (the days before it, it, the days after it). What a phase did is its
sales over what the ordinary days about it would have sold. A ratio that chance can explain is drawn to the one above it
(category to mall, mall to 1) by the positive-part rule of James and Stein (1961): 1 − c/z², z = its distance from that
in standard errors, c = 4 because dozens of phases are looked at. The days of a phase are known for any year, so the
same holds for the next one, moved with the moon.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.calendar import FESTIVALS, calendar_day
from huozhao.terms.holidays import HOLIDAYS, day_off
from huozhao.terms.text import Text

Floats = NDArray[np.float64]
WEEK = 7
# Days before and after that sell otherwise than usual: of the long holidays, of shopping days, of all others.
LONG = {"spring_festival": (21, 7), "national_day": (7, 3)}
SHOPPING = {"june_18": (7, 3), "double_11": (7, 3), "double_12": (5, 2)}
OTHER_HOLIDAY, FESTIVAL = (3, 1), (3, 0)
# A festival that few goods know about is not told from any other day.
MINOR = frozenset({"arbor", "laba"})
ABOUT_WEEKS = 6
CAUTION = 4.0
LEAST_FACTOR, MOST_FACTOR = 0.1, 10.0
# Further ahead than this a long holiday is only prepared for.
SOON_DAYS = 7
PHASES = {
    "early": Text("前两周", "the two weeks before"), "before": Text("前", "the days before"),
    "after": Text("后", "the days after"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """Factors on demand by occasion: of the whole mall, and of each category where it differs."""

    mall: Mapping[str, float]
    categories: Mapping[str, Mapping[str, float]]

    def factor(self, category: str, occasion: str) -> float:
        """Return the factor of one occasion for goods of a category, 1 for an ordinary day."""
        mine = self.categories.get(category, {})
        return mine.get(occasion, self.mall.get(occasion, 1.0))

    def factors(self, category: str, first_day: int, days: int) -> Floats:
        """Return the factors (days,) from a local day on."""
        return np.array([self.factor(category, occasion_of(day)) for day in range(first_day, first_day + days)])


NOTHING_LEARNED = Learned({}, {})


@lru_cache(maxsize=4_096)
def occasion_of(day: int) -> str:
    """Return the occasion of a local day as code:phase, empty for an ordinary one; the nearest and the greater holds.

    Never fails, whatever the year: see terms.calendar.
    """
    found = [(abs(away), -size, f"{code}:{_phase(away)}") for code, size, away in _near(day)]
    return min(found)[2] if found else ""


def label_of(occasion: str) -> Text:
    """Return the words for an occasion."""
    code, _, phase = occasion.partition(":")
    name = HOLIDAYS.get(code) or FESTIVALS.get(code) or Text(code, code)
    if phase == "on":
        return name
    return Text(f"{name.zh}{PHASES[phase].zh}", f"{PHASES[phase].en} {name.en}")


def learn(daily: Mapping[str, Floats], first_day: int) -> Learned:
    """Learn from units a day by category; all series begin on the local day `first_day`."""
    if not daily:
        return NOTHING_LEARNED
    length = len(next(iter(daily.values())))
    codes = [occasion_of(first_day + n) for n in range(length)]
    whole = np.sum(list(daily.values()), axis=0)
    mall = {code: _drawn(ratio, 1.0, error) for code, (ratio, error) in _ratios(whole, codes).items()}
    categories = {}
    for name, units in daily.items():
        mine = {code: _drawn(ratio, mall.get(code, 1.0), error)
                for code, (ratio, error) in _ratios(units, codes).items()}  # fmt: skip
        categories[name] = {code: value for code, value in mine.items() if value != mall.get(code)}
    return Learned(mall, {name: mine for name, mine in categories.items() if mine})


def _ratios(units: Floats, codes: list[str]) -> dict[str, tuple[float, float]]:
    """Return for each occasion its sales over the usual ones, and the standard error of that."""
    ordinary = np.array([not code for code in codes])
    usual = _usual(units, ordinary)
    judged = ordinary & (usual > 0)
    if judged.sum() < 2 * WEEK:
        return {}
    spread = float(np.square(units[judged] / usual[judged] - 1.0).mean()) ** 0.5
    found = {}
    for code in set(codes) - {""}:
        days = np.array([each == code for each in codes]) & (usual > 0)
        if days.any():
            expected = float(usual[days].sum())
            found[code] = (float(units[days].sum()) / expected, max(spread, 1e-6) / float(days.sum()) ** 0.5)
    return found


def _usual(units: Floats, ordinary: NDArray[np.bool_]) -> Floats:
    """Return for each day the mean of the same weekday's ordinary days up to six weeks away, 0 where there is none."""
    total, many = np.zeros(len(units)), np.zeros(len(units))
    kept = np.where(ordinary, units, 0.0)
    for weeks in range(1, ABOUT_WEEKS + 1):
        shift = weeks * WEEK
        if shift < len(units):
            total[shift:] += kept[:-shift]
            many[shift:] += ordinary[:-shift]
            total[:-shift] += kept[shift:]
            many[:-shift] += ordinary[shift:]
    return np.where(many > 1, total / np.maximum(many, 1), 0.0)


def _drawn(ratio: float, towards: float, error: float) -> float:
    z = (ratio - towards) / error
    kept = max(0.0, 1.0 - CAUTION / (z * z)) if z else 0.0
    return float(np.clip(towards + kept * (ratio - towards), LEAST_FACTOR, MOST_FACTOR))


def _near(day: int) -> Iterable[tuple[str, int, int]]:
    """Yield (code, size, days away) of each occasion whose phases reach the day: away < 0 before it, > 0 after it."""
    for away in range(-max(before for before, _ in LONG.values()), WEEK + 1):
        for code in _codes(day - away):
            before, after = _reach(code)
            if -before <= away <= after and not (away > 0 and code in _codes(day)):
                yield code, before, away


@lru_cache(maxsize=4_096)
def _codes(day: int) -> tuple[str, ...]:
    """Return the holiday that a day belongs to, and its festivals."""
    holiday = day_off(day).holiday
    festivals = [code for code in calendar_day(day).festivals if code not in MINOR and code != "new_years_eve"]
    return (*((holiday,) if holiday else ()), *festivals)


def _reach(code: str) -> tuple[int, int]:
    if code in LONG or code in SHOPPING:
        return LONG.get(code) or SHOPPING[code]
    return OTHER_HOLIDAY if code in HOLIDAYS else FESTIVAL


def _phase(away: int) -> str:
    if away < -SOON_DAYS:
        return "early"
    return "on" if away == 0 else "before" if away < 0 else "after"
