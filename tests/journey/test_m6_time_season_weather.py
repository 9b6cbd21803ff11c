"""M6: a fall of temperature brings warm things, a working morning brings breakfast; the calendar never runs out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.scening import WUHAN, preview, scene, seen, stock
from tests.shopping import Mall, shopping

NOW = datetime.now(UTC) + timedelta(hours=8)


@pytest.fixture
def mall() -> Iterator[Mall]:
    with shopping() as mall:
        stock(mall, coat="羽绒服", scarf="羊毛围巾", bun="早餐面包", milk="早餐牛奶", bag="通勤包",
              nuts="坚果礼盒", mug="陶瓷杯")
        mall.did("ann", "Product Viewed", sku="mug")
        mall.send()
        yield mall


def set_weather(mall: Mall, city: str, **weather: Any) -> None:
    answer = mall.http.put(f"/v1/weather/{city}", json=weather)
    assert answer.status_code == 200, answer.text


def test_a_fall_of_temperature_brings_warm_things_to_that_city_only(mall: Mall) -> None:
    scene(mall, "cold", {"weather": {"drop": {"by_c": 6, "days": 3}}}, {"words": ["羽绒", "围巾"]},
          title={"zh": "保暖御寒专区", "en": "Keep warm"})  # fmt: skip
    assert seen(mall, "cold", "ann", place=WUHAN) is None, "the usual weather is no cold wave"
    set_weather(mall, "武汉", mean_c=4, recent_c=[12, 13, 11])
    assert set(seen(mall, "cold", "ann", place=WUHAN) or ()) == {"coat", "scarf"}
    assert seen(mall, "cold", "ann", city="长沙") is None
    assert "降温" in preview(mall, "cold", place=WUHAN)["check"]["rule"]["zh"]
    set_weather(mall, "武汉", mean_c=9, recent_c=[12, 13, 11])
    assert seen(mall, "cold", "ann", place=WUHAN) is None, "four degrees are not six"
    assert mall.http.delete("/v1/weather/武汉").status_code == 204
    assert seen(mall, "cold", "ann", place=WUHAN) is None


def test_rain_snow_and_heat_are_scenes_of_their_own(mall: Mall) -> None:
    scene(mall, "wet", {"weather": {"sky": ["rain", "snow"]}}, {"words": ["通勤包"]})
    scene(mall, "hot", {"weather": {"sky": ["heat"]}}, {"words": ["牛奶"]})
    set_weather(mall, "武汉", mean_c=8, sky="雨")
    assert seen(mall, "wet", "ann", city="武汉") == ["bag"]
    set_weather(mall, "武汉", mean_c=32, high_c=37, sky="晴")
    assert seen(mall, "wet", "ann", city="武汉") is None
    assert seen(mall, "hot", "ann", city="武汉") == ["milk"]


def test_a_scene_of_these_hours_is_there_and_one_of_others_is_not(mall: Mall) -> None:
    begin, end = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    scene(mall, "now", {"period": {"hours": [{"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"}]}}, {"words": ["早餐"]})
    scene(mall, "then", {"period": {"hours": [{"from": f"{end:%H:%M}", "to": f"{begin:%H:%M}"}]}}, {"words": ["通勤"]})
    assert set(seen(mall, "now", "ann") or ()) == {"bun", "milk"}
    assert seen(mall, "then", "ann") is None


@pytest.mark.parametrize(("at", "shown"), [
    ("2026-11-25T08:00:00+08:00", True), ("2026-11-25T09:30:00+08:00", False), ("2026-11-28T08:00:00+08:00", False),
    ("2026-02-14T08:00:00+08:00", True), ("2026-10-01T08:00:00+08:00", False), ("2027-10-01T08:00:00+08:00", False),
    ("2031-03-05T08:00:00+08:00", True), ("2101-03-07T08:00:00+08:00", True),
])  # fmt: skip
def test_the_morning_rush_of_working_days_in_any_year(mall: Mall, at: str, shown: bool) -> None:
    scene(mall, "rush", {"period": {"days": ["workday"], "hours": [{"from": "06:30", "to": "09:30"}]}},
          {"words": ["早餐", "通勤"]})
    assert preview(mall, "rush", at=at)["shown"] is shown


@pytest.mark.parametrize("year", range(2027, 2036))
def test_new_years_goods_come_two_weeks_before_in_years_nobody_has_published(mall: Mall, year: int) -> None:
    from huozhao.terms.lunar import lunar_date
    from huozhao.terms.time import EPOCH, day_name

    first = next(day for day in range((datetime(year, 1, 15).date() - EPOCH).days, 10**6)
                 if (moon := lunar_date(day)) and (moon.month, moon.day) == (1, 1))
    before = {"holiday": "春节", "before": 14, "during": False}
    scene(mall, "nian", {"period": {"holidays": [before]}}, {"words": ["礼盒"]})
    shown = {ago: preview(mall, "nian", at=f"{day_name(first - ago)}T12:00:00+08:00")["shown"] for ago in (20, 10, 0)}
    assert shown == {20: False, 10: True, 0: False}


def test_solar_terms_and_lunar_days(mall: Mall) -> None:
    scene(mall, "winter", {"period": {"terms": [{"term": "立冬", "before": 1, "after": 3}]}}, {"words": ["羽绒"]})
    scene(mall, "laba", {"period": {"lunar": [{"from": "12-08", "to": "12-08"}]}}, {"words": ["坚果"]})
    assert preview(mall, "winter", at="2026-11-10T12:00:00+08:00")["shown"]
    assert not preview(mall, "winter", at="2026-11-12T12:00:00+08:00")["shown"]
    assert preview(mall, "laba", at="2027-01-15T12:00:00+08:00")["shown"]
