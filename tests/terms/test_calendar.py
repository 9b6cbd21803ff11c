"""The calendar of a day: right where the State Council has published, and never without an answer."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.terms.calendar import calendar_day, days_to_holiday
from huozhao.terms.lunar import CODES, lunar_date, solar_term, terms_by_formula
from huozhao.terms.time import EPOCH


def number(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - EPOCH).days


@pytest.mark.parametrize("year", range(2027, 2036))
def test_years_that_nobody_has_published_have_their_holidays(year: int) -> None:
    days = [calendar_day(number(year, 1, 1) + ahead) for ahead in range(365)]
    assert {day.confidence for day in days} <= {"official", "statutory", "computed"}
    assert {day.holiday for day in days} >= {
        "new_year", "spring_festival", "tomb_sweeping", "labour_day", "dragon_boat", "mid_autumn", "national_day"}
    assert sum(day.term != "" for day in days) == 24
    new_year = next(day for day in days if day.lunar and (day.lunar.month, day.lunar.day) == (1, 1))
    assert new_year.holiday == "spring_festival"
    assert "new_years_eve" in calendar_day(new_year.day - 1).festivals


def test_2027_is_known_by_law_until_its_table_is_out() -> None:
    day = calendar_day(number(2027, 2, 6))
    assert (day.holiday, day.is_off, day.confidence) == ("spring_festival", True, "statutory")
    assert {"off", "weekend", "holiday:spring_festival", "lunar:1-1"} <= day.codes


@pytest.mark.parametrize("year", [1880, 1950, 2003, 2100, 2150, 3000])
def test_no_year_is_too_far(year: int) -> None:
    days = [calendar_day(number(year, 1, 1) + ahead) for ahead in range(365)]
    assert sum(day.term != "" for day in days) == 24
    assert any(day.holiday == "national_day" for day in days) or year < 1949


def test_the_formula_agrees_with_the_table() -> None:
    for year in range(1950, 2100, 7):
        formula = {code: when for when, code in terms_by_formula(year).items()}
        assert set(formula) == set(CODES)
        off = 0
        for day in range(number(year, 1, 1), number(year, 12, 31) + 1):
            code = solar_term(day)
            if code:
                gap = abs(day - number(year, *formula[code]))
                assert gap <= 1
                off += gap
        assert off <= 1


def test_a_swapped_weekend_is_a_workday() -> None:
    assert {"workday", "weekend", "makeup"} <= calendar_day(number(2026, 2, 14)).codes


def test_festivals_of_moon_and_sun() -> None:
    assert calendar_day(number(2026, 8, 19)).festivals == ("qixi",)
    assert calendar_day(number(2026, 5, 10)).festivals == ("mothers",)
    assert calendar_day(number(2026, 12, 22)).term == "dongzhi"
    found = lunar_date(number(2025, 7, 25))
    assert found is not None and (found.month, found.day, found.is_leap) == (6, 1, True)


def test_days_to_a_holiday() -> None:
    eve = number(2026, 2, 1)
    assert days_to_holiday("spring_festival", eve, 20) == 14
    assert days_to_holiday("spring_festival", number(2026, 2, 18), 20) == 0
    assert days_to_holiday("spring_festival", eve, 7) is None


@given(st.integers(-40_000, 100_000))
def test_every_day_has_an_answer(day: int) -> None:
    found = calendar_day(day)
    assert ("off" in found.codes) != ("workday" in found.codes)


def test_the_published_tables_agree(shared_data: Path) -> None:
    folder = shared_data / "holidays-cn"
    if not folder.is_dir():
        pytest.skip("holidays-cn is not on this machine")
    wrong = []
    for path in sorted(folder.glob("20*.json")):
        for row in json.loads(path.read_text("utf-8"))["days"]:
            when = date.fromisoformat(row["date"])
            if calendar_day((when - EPOCH).days).is_off != row["isOffDay"]:
                wrong.append(row["date"])
    assert not wrong
