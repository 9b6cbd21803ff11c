"""Slots of time that come back: a weekday, the weekend, a part of the month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.text import Text
from huozhao.terms.time import EPOCH

_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: its code, its name, whether a day number is in it; `block` is its period (week or month)."""

    code: str
    label: Text
    holds: Callable[[int], bool]
    block: str = "week"


def weekday_of(day: int) -> int:
    """Return the weekday of a day number, Monday = 0 (1970-01-01 was a Thursday)."""
    return (day + 3) % 7


def month_day(day: int) -> int:
    """Return the day of the month of a day number, 1 to 31."""
    return (EPOCH + timedelta(days=day)).day


def _weekday(number: int) -> Slot:
    return Slot(f"weekday:{number}", Text(f"每周{_WEEKDAYS[number]}", f"every {_ENGLISH[number]}"),
                lambda day: weekday_of(day) == number)  # fmt: skip


def _month(code: str, label: Text, first: int, last: int) -> Slot:
    return Slot(f"month:{code}", label, lambda day: first <= month_day(day) <= last, "month")


SLOTS: tuple[Slot, ...] = (
    Slot("weekend", Text("每逢周末", "every weekend"), lambda day: weekday_of(day) >= 5),
    *(_weekday(number) for number in range(7)),
    _month("early", Text("每月月初", "early in the month"), 1, 7),
    _month("middle", Text("每月月中", "in the middle of the month"), 12, 18),
    _month("late", Text("每月月底", "late in the month"), 24, 31),
)
BY_CODE = {slot.code: slot for slot in SLOTS}


def masks(days: Sequence[int]) -> NDArray[np.bool_]:
    """Return which days are in which slot, shape (slots, days)."""
    return np.array([[slot.holds(day) for day in days] for slot in SLOTS], np.bool_).reshape(len(SLOTS), len(days))


def blocks(days: Sequence[int], block: str) -> NDArray[np.int64]:
    """Return the number of the week (from Monday) or month of each day, counted from 0, shape (days,)."""
    first = [(day + 3) // 7 if block == "week" else _month_number(day) for day in days]
    return np.unique(np.array(first, np.int64), return_inverse=True)[1].astype(np.int64)


def _month_number(day: int) -> int:
    when = EPOCH + timedelta(days=day)
    return when.year * 12 + when.month


def begins_next(slot: Slot, day: int, within: int = 31) -> int | None:
    """Return the next day from tomorrow on at which the slot begins, None when it is further away."""
    return next((at for at in range(day + 1, day + within + 1) if slot.holds(at) and not slot.holds(at - 1)), None)
