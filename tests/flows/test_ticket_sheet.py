"""A ticket as a table for a supplier."""

from typing import Any

from huozhao.flows.voice.sheets import table
from huozhao.operations.voice.quotes import Quote
from huozhao.terms.time import parse_instant

BODY: dict[str, Any] = {"headline": {"zh": "漏液", "en": "It leaks"}, "title": "面膜", "spu": "mask", "supplier": "s1",
                        "people": 3, "voices": 9, "buyers": 30, "praise": 1, "returns": 0, "orders": 2,
                        "first_week": 2900, "weeks": [3], "week_voices": [9]}


def test_a_quote_of_the_small_hours_is_of_the_mall_s_own_day() -> None:
    quote = Quote("漏了", parse_instant("2026-11-03T02:30:00+08:00"), 0, 1, stars=1)
    assert table("t1", BODY, [quote], "Asia/Shanghai").splitlines()[-1] == "2026-11-03,1,漏了"
    assert table("t1", BODY, [quote], "UTC").splitlines()[-1] == "2026-11-02,1,漏了"
