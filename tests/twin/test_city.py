"""The city is the same for the same seed, and sane."""

import dataclasses
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from huozhao.terms.time import EPOCH, local_day
from huozhao.twin.calendar import read_calendar
from huozhao.twin.city import City, make_city, profiles
from huozhao.twin.history import nearest_shop, past_events
from huozhao.twin.settings import CitySettings
from huozhao.twin.shops import make_shops
from huozhao.twin.visits import buying_chance, click_chance, plan_day

FIRST = date(2026, 10, 5)
DAY = (FIRST - EPOCH).days + 3
SMALL = CitySettings(seed=3, shops=4, shoppers=60, skus=80, days=7, sessions_a_day=1.0)


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(SMALL, FIRST)


def events_of(city: City, day: int) -> list[dict[str, object]]:
    return [
        event for visit in plan_day(city, day)
        for event in past_events(city, visit, *nearest_shop(city, visit.shopper), 10**15)
    ]


def test_the_same_seed_makes_the_same_city_and_the_same_days(city: City) -> None:
    again = make_city(SMALL, FIRST)
    assert again.shops == city.shops and again.assortment.goods == city.assortment.goods
    assert np.array_equal(again.people.utility, city.people.utility)
    assert plan_day(again, DAY) == plan_day(city, DAY)
    assert events_of(again, DAY) == events_of(city, DAY)
    assert profiles(again) == profiles(city)


def test_another_seed_makes_another_city(city: City) -> None:
    other = make_city(dataclasses.replace(SMALL, seed=4), FIRST)
    assert other.assortment.goods != city.assortment.goods and plan_day(other, DAY) != plan_day(city, DAY)


def test_a_day_does_not_depend_on_the_days_planned_before(city: City) -> None:
    alone = plan_day(city, DAY)
    plan_day(city, DAY - 1)
    assert plan_day(city, DAY) == alone


def test_visits_of_a_day_lie_in_that_local_day_in_order(city: City) -> None:
    visits = plan_day(city, DAY)
    assert visits and {local_day(visit.at, SMALL.zone) for visit in visits} == {DAY}
    assert [visit.at for visit in visits] == sorted(visit.at for visit in visits)


def test_event_ids_are_unique_over_days(city: City) -> None:
    ids = [event["id"] for day in range(DAY, DAY + 4) for event in events_of(city, day)]
    assert len(ids) == len(set(ids)) > 100


def test_goods_have_what_the_mall_needs_to_know_and_earn_money(city: City) -> None:
    goods = city.assortment.goods
    assert len(goods) == SMALL.skus == len({item["sku"] for item in goods})
    for item in goods:
        assert 0 < item["cost_fen"] < item["price_fen"] and item["pack_size"] > 0 and 1 <= item["lead_time_days"] <= 7
        assert len(item["category"]) == 2 and item["supplier"] and item["title"]


def test_what_is_sent_holds_no_hidden_taste(city: City) -> None:
    sent = repr([city.shops, city.assortment.goods, profiles(city), events_of(city, DAY)[:500]])
    for secret in ("utility", "taste", "thrift", "quality", "style", "habit", "trust", "asleep", "cupboard"):
        assert secret not in sent


def test_the_better_liked_is_clicked_and_bought_more_and_lower_places_are_clicked_less(city: City) -> None:
    order = np.argsort(city.people.utility[0])
    worst, best = int(order[0]), int(order[-1])
    assert buying_chance(city, 0, best) > buying_chance(city, 0, worst)
    assert click_chance(city, 0, best, 0) > click_chance(city, 0, worst, 0)
    assert click_chance(city, 0, best, 0) > click_chance(city, 0, best, 5)
    assert 0 < click_chance(city, 0, best, 0) < 1


def test_without_real_shapes_shops_and_weather_are_generated() -> None:
    shops = make_shops(3, 5, None)
    assert len({shop["shop"] for shop in shops}) == 5 and all(shop["system"] == "gcj02" for shop in shops)
    calendar = read_calendar(3, None)
    assert calendar.weather_of(FIRST) == calendar.weather_of(FIRST)
    assert calendar.busy(date(2026, 10, 10)) > calendar.busy(date(2026, 10, 14)) * 0.9


def test_a_city_may_have_two_hundred_shops_real_ones_first(shared_data: Path) -> None:
    shops = make_shops(3, 200, shared_data)
    assert len({shop["shop"] for shop in shops}) == 200
    assert {"bd09", "gcj02"} >= {shop["system"] for shop in shops} >= {"bd09"}


def test_real_shops_and_holidays_are_used_where_present(shared_data: Path) -> None:
    shops = make_shops(3, 12, shared_data)
    assert all(shop["system"] == "bd09" and 123 < shop["longitude"] < 124 for shop in shops)
    assert read_calendar(3, shared_data).is_free(date(2026, 10, 1))
    assert -40 < read_calendar(3, shared_data).weather_of(date(2026, 1, 15))[0] < 20
