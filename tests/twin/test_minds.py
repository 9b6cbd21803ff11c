"""What shoppers think of the mall: trust that is lost and won, drifting away, waking, words among friends."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from huozhao.terms.time import EPOCH
from huozhao.twin.city import City, make_city
from huozhao.twin.habits import MEASURED, promotion_lift
from huozhao.twin.minds import Minds
from huozhao.twin.settings import CitySettings
from huozhao.twin.visits import Visit, awake, plan_day

FIRST = date(2026, 10, 5)
DAY = (FIRST - EPOCH).days + 3
SMALL = CitySettings(seed=3, shops=4, shoppers=200, skus=80, days=7, sessions_a_day=1.5, asleep=0.3)


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(SMALL, FIRST)


@pytest.fixture(scope="module")
def visits(city: City) -> list[Visit]:
    return [visit for day in range(DAY, DAY + 6) for visit in plan_day(city, day)]


def test_who_drifted_away_seldom_comes_and_comes_like_others_once_awake(city: City, visits: list[Visit]) -> None:
    minds = Minds(city)
    asleep = [visit for visit in visits if minds.asleep[visit.shopper]]
    came = sum(minds.comes(visit) for visit in asleep)
    assert 0 < came < 0.3 * len(asleep) and all(minds.comes(v) for v in visits if not minds.asleep[v.shopper])
    for visit in asleep:
        minds.bought(visit.shopper)
    assert all(minds.comes(visit) for visit in asleep)
    assert not {v.shopper for v in awake(city, visits)} & set(np.flatnonzero(city.people.asleep).tolist())


def test_a_message_brings_more_of_those_who_drifted_away(city: City, visits: list[Visit]) -> None:
    plain, told = Minds(city), Minds(city)
    for shopper in range(len(city.people.ids)):
        told.nudge(shopper, MEASURED["message_lift_asleep"].value)
    asleep = [visit for visit in visits if plain.asleep[visit.shopper]]
    assert {v.id for v in asleep if plain.comes(v)} < {v.id for v in asleep if told.comes(v)}


def test_bad_experiences_cost_trust_and_good_ones_win_it_back(city: City, visits: list[Visit]) -> None:
    minds, visit = Minds(city), visits[0]
    minds.ran_out(visit.shopper)
    minds.received(visit, [], 2.0)
    low = minds.trust[visit.shopper]
    assert low < 0.95
    for _ in range(30):
        minds.received(visit, [], 1.0)
    assert low < minds.trust[visit.shopper] <= 1.0


def test_the_less_trust_the_more_drift_away_and_the_same_chance_is_drawn(city: City) -> None:
    trusting, doubting = Minds(city), Minds(city)
    doubting.trust[:] = 0.0
    for day in range(DAY, DAY + 40):
        trusting.drift(day)
        doubting.drift(day)
    assert set(np.flatnonzero(trusting.asleep)) < set(np.flatnonzero(doubting.asleep))


def test_the_same_experiences_leave_the_same_minds(city: City, visits: list[Visit]) -> None:
    one, two = Minds(city), Minds(city)
    for visit in visits[:100]:
        one.received(visit, [look.sku for look in visit.looks], 1.0)
    for visit in visits[:100]:
        two.received(visit, [look.sku for look in visit.looks], 1.0)
    assert np.array_equal(one.trust, two.trust) and np.array_equal(one.asleep, two.asleep)
    assert (one.trust < 1).any()


def test_needs_arise_and_pass(city: City) -> None:
    assert np.isfinite(city.people.begins).any() and np.isfinite(city.people.ends).any()
    forever = make_city(replace(SMALL, seed=3), FIRST)
    assert np.array_equal(forever.people.begins, city.people.begins)


def test_every_measured_habit_names_its_source_and_a_discount_sells_more() -> None:
    assert all(habit.source and habit.what for habit in MEASURED.values())
    assert promotion_lift(0.0) == 1.0 and 1.9 < promotion_lift(0.2) < 2.1
