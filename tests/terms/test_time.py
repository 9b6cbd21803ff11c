"""Instants, days and the traps around them."""

import pytest

from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name, day_start, iso, local_day, local_minute, parse_instant, stamp_s


def test_a_day_begins_at_local_midnight() -> None:
    midnight = parse_instant("2026-11-23T00:00:00+08:00")
    day = local_day(midnight, "Asia/Shanghai")
    assert day_name(day) == "2026-11-23"
    assert local_day(midnight - 1, "Asia/Shanghai") == day - 1
    assert day_start(day, "Asia/Shanghai") == midnight


def test_daylight_saving_moves_the_day_with_the_clock() -> None:
    summer = parse_instant("2011-03-27T01:00:00Z")
    assert local_minute(summer - 1, "Europe/London") == 59
    assert local_minute(summer, "Europe/London") == 120


def test_an_instant_is_read_from_milliseconds_or_iso_and_written_in_utc() -> None:
    assert parse_instant("2026-11-23T08:00:00+08:00") == parse_instant("2026-11-23T00:00:00Z") == 1_795_392_000_000
    assert iso(1_795_392_000_000) == "2026-11-23T00:00:00.000Z"


@pytest.mark.parametrize(("value", "code"), [
    (1_795_392_000, "time_in_seconds"), ("2026-11-23T08:00:00", "time_without_offset"), ("soon", "time_unreadable")])
def test_a_time_that_cannot_be_meant_is_refused(value: int | str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_instant(value)
    assert refused.value.code == code


def test_a_stamp_is_plain_digits_of_seconds_or_none() -> None:
    assert stamp_s("1795392000") == 1_795_392_000
    assert {stamp_s(text) for text in ("", "-1", "1.5", "²", "١", "9" * 5_000, "1 ")} == {-1}
