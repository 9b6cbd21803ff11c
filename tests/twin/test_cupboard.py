"""What is at home is not bought again at once; and the same units lie in one warehouse or in many shops."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from huozhao.terms.time import DAY_MS, EPOCH, day_start
from huozhao.twin.city import City, make_city
from huozhao.twin.cupboard import Cupboard
from huozhao.twin.history import nearest_shop, past_events, store_of
from huozhao.twin.past import stores_of
from huozhao.twin.settings import CitySettings
from huozhao.twin.shelves import Sold, depot, shelves, together
from huozhao.twin.shops import DEPOT
from huozhao.twin.visits import Visit, plan_day

FIRST = date(2026, 10, 5)
DAY = (FIRST - EPOCH).days
SMALL = CitySettings(seed=3, shops=4, shoppers=80, skus=80, days=14, sessions_a_day=1.5)
ONE = replace(SMALL, one_warehouse=True)
LATE = day_start(DAY + 60, SMALL.zone)


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(SMALL, FIRST)


@pytest.fixture(scope="module")
def visits(city: City) -> list[Visit]:
    return [visit for day in range(DAY, DAY + 10) for visit in plan_day(city, day)]


def test_the_longer_ago_the_likelier_it_is_bought_again(city: City, visits: list[Visit]) -> None:
    sku = next(n for n, item in enumerate(city.assortment.goods) if item["category"][0] == "数码配件")
    wanted = []
    for days in (0, 90, 10_000):
        home = Cupboard(city)
        for shopper in range(len(city.people.ids)):
            home.put(shopper, [sku], visits[0].at)
        wanted.append(sum(home.wants(visit, sku, visits[0].at + days * DAY_MS) for visit in visits))
    assert wanted[0] == 0 < wanted[1] < wanted[2] == len(visits)
    assert all(Cupboard(city).wants(visit, sku, visit.at) for visit in visits[:50])


def test_the_past_buys_less_of_what_is_there_and_nothing_after_its_end_is_remembered(
    city: City, visits: list[Visit]
) -> None:
    home = Cupboard(city)
    sifted = [home.sift(visit, LATE) for visit in visits]
    before, after = (sum(look.quantity for visit in each for look in visit.looks) for each in (visits, sifted))
    assert 0 < after < before
    assert [[look.sku for look in visit.looks] for visit in sifted] == [[k.sku for k in v.looks] for v in visits]
    untouched = Cupboard(city)
    for visit in visits:
        untouched.sift(visit, visits[0].at)
    assert np.isinf(untouched.last).all()


def test_one_warehouse_holds_what_all_shops_would(city: City) -> None:
    sold = Sold({(sku, shop): 30 for sku in range(80) for shop in range(4)})
    counts = [*shelves(city, sold, 14, DAY + 14), *depot(city, sold, 14, DAY + 14)]
    pooled = together(city, counts)
    units = [Counter[str](), Counter[str]()]
    for total, each in zip(units, (counts, pooled), strict=True):
        for count in each:
            total[count["sku"]] += count["on_hand"]
    assert +units[0] == +units[1] and {count["shop"] for count in pooled} == {DEPOT}
    assert len({count["key"] for count in pooled}) == len(pooled)


def test_with_one_warehouse_the_mall_has_no_shops_and_parcels_take_days(visits: list[Visit]) -> None:
    alone = make_city(ONE, FIRST)
    assert [store["shop"] for store in stores_of(alone)] == [DEPOT] and store_of(alone, 2) == DEPOT
    homes = [nearest_shop(alone, shopper) for shopper in range(len(alone.people.ids))]
    events = [event for visit in visits for event in past_events(alone, visit, *homes[visit.shopper], LATE)]
    promised = {e["properties"]["promised_minutes"] for e in events if e["name"] == "Order Delivered"}
    assert promised == {48 * 60}
    assert {e["properties"]["shop"] for e in events if e["name"] == "Order Paid"} == {DEPOT}


def test_the_merchant_changes_nothing_of_the_people(city: City) -> None:
    alone = make_city(ONE, FIRST)
    assert np.array_equal(alone.people.utility, city.people.utility)
    assert plan_day(alone, DAY + 3) == plan_day(city, DAY + 3)
