"""What the city shows of supply: a depot, suppliers who come late or in parts, lots that spoil, a fault, a niche."""

from collections import Counter
from datetime import date, timedelta

import pytest

from huozhao.terms.time import DAY_MS, EPOCH, day_start, parse_instant
from huozhao.twin.assortment import FLAWED, IMPROVED, KINDS
from huozhao.twin.city import City, make_city
from huozhao.twin.earlier import FILE, earlier_orders, oldest_orders
from huozhao.twin.history import nearest_shop
from huozhao.twin.reviews import FAULT, FAULT_BEGAN_DAYS, NO_FAULT, reviews
from huozhao.twin.settings import CitySettings
from huozhao.twin.shelves import Sold, depot, shelves
from huozhao.twin.shops import DEPOT
from huozhao.twin.sources import TERMS, answer_to, chance_of, delivery, lot_of
from huozhao.twin.visits import PROMOTED, PROMOTED_DAYS, plan_day

FIRST = date(2026, 8, 3)
DAY = (FIRST - EPOCH).days
FOUR_WEEKS = CitySettings(seed=3, shops=4, shoppers=200, skus=160, days=28, sessions_a_day=1.5)
ORDER = {"lines": [{"sku": f"g{n}", "quantity": 10, "open": 10} for n in range(40)]}


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(FOUR_WEEKS, FIRST)


def test_every_shop_is_filled_from_the_depot_and_every_supplier_is_described(city: City) -> None:
    assert city.depot["shop"] == DEPOT and city.depot["kind"] == "warehouse"
    assert {shop["supplied_from"] for shop in city.shops} == {DEPOT}
    assert {item["supplier"] for item in city.assortment.goods} <= TERMS.keys()


def test_what_spoils_lies_in_lots_that_can_still_be_sold_today(city: City) -> None:
    sold, today = Sold({(sku, 0): 60 for sku in range(160)}), DAY + 28
    counts = [*shelves(city, sold, 28, today), *depot(city, sold, 28, today)]
    keeps = city.assortment.keeps
    assert len({each["key"] for each in counts}) == len(counts) and {each["shop"] for each in counts} >= {DEPOT}
    dated = [each for each in counts if "lot" in each]
    assert dated and {each["sku"] for each in dated} <= keeps.keys()
    assert all(each["lot"] or not each["on_hand"] for each in counts if each["sku"] in keeps and each["on_hand"])
    first, last = (EPOCH + timedelta(days=today + days) for days in (0, max(keeps.values())))
    assert all(first.isoformat() <= each["expires_on"] <= last.isoformat() for each in dated)


def test_the_orders_of_earlier_weeks_lie_before_the_past_and_hold_ever_more_of_what_rises(city: City) -> None:
    homes = [nearest_shop(city, shopper) for shopper in range(len(city.people.ids))]
    rising = {item["sku"] for item, kind in zip(city.assortment.goods, city.assortment.kind, strict=True)
              if KINDS[kind][1].rising}  # fmt: skip
    units, ids, start = Counter[tuple[bool, int]](), list[str](), day_start(DAY, FOUR_WEEKS.zone)
    for day in range(DAY, DAY + 29):
        for event in earlier_orders(city, day, plan_day(city, day), homes):
            ids.append(event["id"])
            if event["name"] == "Order Paid":
                assert start - 56 * DAY_MS <= event["at"] < start
                window = (event["at"] - start) // (28 * DAY_MS)
                for line in event["properties"]["lines"]:
                    units[line["sku"] in rising, window] += line["quantity"]
        for line in oldest_orders(city, day, plan_day(city, day), homes):
            row = dict(zip(FILE.split(","), line.split(","), strict=True))
            at = parse_instant(row["paid_at"])
            assert start - 84 * DAY_MS <= at < start - 56 * DAY_MS and int(row["price_fen"]) > 0
            units[row["sku"] in rising, -3] += int(row["quantity"])
    assert len(set(ids)) == len(ids) and units[False, -3] > 0.7 * units[False, -2]
    assert 3 * units[True, -2] < 2 * units[True, -1] and units[False, -2] > 0.7 * units[False, -1] > 0


def test_a_shampoo_disappoints_more_and_more_and_the_range_holds_its_improved_one(city: City) -> None:
    by_spu = {item["spu"]: (number, item) for number, item in enumerate(city.assortment.goods)}
    number, flawed = by_spu[FLAWED]
    assert by_spu[IMPROVED][1]["succeeds"] == FLAWED and by_spu[IMPROVED][1]["supplier"] == flawed["supplier"]
    began = day_start(DAY + 28 - FAULT_BEGAN_DAYS, FOUR_WEEKS.zone)
    shares = []
    for at in (began - 20 * DAY_MS, began):
        said = [what["text"] for n in range(300) for _, what in reviews(city, (1, n), f"O{n}", [number], at)]
        assert all(any(words in text for words in (*FAULT, *NO_FAULT)) for text in said)
        shares.append(sum(any(words in text for words in FAULT) for text in said) / len(said))
    assert shares[0] < 0.15 and shares[1] > 0.5


def test_a_supplier_confirms_most_and_brings_no_more_than_is_open() -> None:
    rng = chance_of(3, "order-1")
    answers = answer_to(rng, ORDER)
    assert [each["sku"] for each in answers] == [line["sku"] for line in ORDER["lines"]]
    assert all(each.get("quantity", 10) in (8, 10) for each in answers)
    assert answer_to(chance_of(3, "order-1"), ORDER) == answers
    came = delivery(rng, ORDER, 0.6, {"g1": 5}, DAY)
    assert all(each["quantity"] + each["damaged"] == 6 for each in came)
    assert came[1]["expires_on"] == (FIRST + timedelta(days=4)).isoformat() and "lot" not in came[0]
    assert lot_of(0, DAY) == {}


def test_promoted_goods_sell_more_on_the_days_of_the_promotion(city: City) -> None:
    def taken(days: range) -> float:
        looks = [look for day in days for visit in plan_day(city, day) for look in visit.looks
                 if city.assortment.goods[look.sku]["category"][0] == PROMOTED]
        return sum(look.quantity > 0 for look in looks) / len(looks)

    begins = DAY + 28 + PROMOTED_DAYS[0]
    assert taken(range(begins, begins + 4)) > 1.2 * taken(range(begins - 7, begins - 3))
