"""What shops take: the shadow price of scarce stock, opening, queues, zones; and many orders at once."""

from itertools import product
from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.supply.shop_map import shop_map, unit_vectors
from huozhao.supply.sourcing import NO_PRESSURE, Pressure, Promise, quote, source
from huozhao.supply.sourcing.batch import MISS_MINUTES, assign
from huozhao.supply.sourcing.quote import cheapest_holding
from huozhao.supply.sourcing.shadow import lost_walk_ins
from huozhao.supply.sourcing.zone import inside
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates

HOME = Coordinates(121.47, 31.23, "wgs84")
NOON = 12 * 60


def shop(name: str, longitude: float, **more: object) -> Shop:
    return Shop(name, name, "上海", Coordinates(longitude, 31.23, "wgs84"), **more)  # type: ignore[arg-type]


@given(st.integers(0, 12), st.integers(0, 12), st.floats(0.0, 9.0))
def test_the_shadow_price_is_the_expected_loss_counted_out(stock: int, taken: int, mean: float) -> None:
    taken = min(taken, stock)

    def loss(units: int) -> float:
        return sum((d - units) * exp(-mean) * mean**d / factorial(d) for d in range(units, 80))

    price = lost_walk_ins(np.array([stock]), np.array([taken]), np.array([mean]))[0]
    assert price == pytest.approx(loss(stock - taken) - loss(stock), abs=1e-9)
    assert price >= -1e-12


def test_a_shelf_that_walk_ins_will_empty_is_spared_for_a_farther_one_and_the_order_says_so() -> None:
    where = shop_map([shop("near", 121.48), shop("far", 121.50)])
    stock, scarce = {"tea": np.array([2, 50])}, Pressure({"tea": np.array([5.0, 5.0])})
    assert source({"tea": 1}, stock, where, HOME, NOON, Promise()).parts[0].shop == "near"
    spared = source({"tea": 1}, stock, where, HOME, NOON, Promise(), scarce)
    assert spared.parts[0].shop == "far" and "到店销售" in spared.why.zh and "walk-in" in spared.why.en
    chosen, other = spared.options
    assert (chosen.code, other.code, other.shop) == ("chosen", "takes_more", "near")
    assert other.lost_walk_ins == pytest.approx(1 - exp(-5) * (1 + 5), abs=1e-3)
    always_nearest = Pressure(scarce.walk_in, lost_sale_km=0.0)
    assert source({"tea": 1}, stock, where, HOME, NOON, Promise(), always_nearest).parts[0].shop == "near"


def test_an_open_shop_farther_away_goes_before_a_closed_near_one() -> None:
    where = shop_map([shop("near", 121.48, opens="14:00"), shop("far", 121.50)])
    sourced = source({"tea": 1}, {"tea": np.array([9, 9])}, where, HOME, NOON, Promise())
    assert sourced.parts[0].shop == "far" and "deliver later" in sourced.why.en


def test_a_queue_of_picking_is_in_the_promise_and_a_long_one_sends_the_order_on() -> None:
    where = shop_map([shop("near", 121.48, picks_per_hour=6), shop("far", 121.50, picks_per_hour=6)])
    stock = {"tea": np.array([9, 9])}
    short = source({"tea": 1}, stock, where, HOME, NOON, Promise(), Pressure(queue=np.array([5.0, 0.0])))
    idle = source({"tea": 1}, stock, where, HOME, NOON, Promise())
    assert short.parts[0].shop == "near"
    assert short.parts[0].promised_minutes == idle.parts[0].promised_minutes + 5
    busy = source({"tea": 1}, stock, where, HOME, NOON, Promise(), Pressure(queue=np.array([60.0, 0.0])))
    assert busy.parts[0].shop == "far"


def test_a_shop_delivers_only_in_its_radius_and_in_its_zone() -> None:
    square = ((121.0, 31.0), (121.4, 31.0), (121.4, 31.5), (121.0, 31.5))
    where = shop_map([shop("short", 121.48, radius_km=0.5), shop("zoned", 121.475, zone=square), shop("all", 121.52)])
    sourced = source({"tea": 1}, {"tea": np.array([9, 9, 9])}, where, HOME, NOON, Promise())
    assert sourced.parts[0].shop == "all" and sourced.parts[0].promised_minutes < 60
    assert inside(121.2, 31.2, square) and not inside(121.47, 31.23, square)


def test_a_shop_that_declined_is_passed_over_and_told_so() -> None:
    where = shop_map([shop("near", 121.48), shop("far", 121.50)])
    gone = Pressure(declined=frozenset({"near"}))
    sourced = source({"tea": 1}, {"tea": np.array([9, 9])}, where, HOME, NOON, Promise(), gone)
    assert sourced.parts[0].shop == "far"
    assert {option.shop: option.code for option in sourced.options} == {"far": "chosen", "near": "declined"}
    assert source({"tea": 10}, {"tea": np.array([9, 9])}, where, HOME, NOON, Promise(), gone).missing == {"tea": 1}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 60), st.integers(1, 3), st.booleans())
def test_the_choice_is_the_least_of_all_with_and_without_the_tree(
    seed: int, count: int, lines: int, by_tree: bool
) -> None:
    rng = np.random.default_rng(seed)
    shops = [
        Shop(str(n), str(n), place=Coordinates(float(rng.uniform(121, 122)), float(rng.uniform(31, 32)), "wgs84"),
             opens="09:00" if rng.random() < 0.8 else "15:00", radius_km=float(rng.uniform(1, 60)))
        for n in range(count)
    ]  # fmt: skip
    where = shop_map(shops)
    stock = [rng.integers(0, 4, count) for _ in range(lines)]
    wanted = [int(units) for units in rng.integers(1, 3, lines)]
    walk_in = {str(n): rng.uniform(0, 4, count) for n in range(lines)}
    here = Coordinates(float(rng.uniform(121, 122)), float(rng.uniform(31, 32)), "wgs84")
    point = unit_vectors(np.array([here.longitude]), np.array([here.latitude]))[0]
    terms = quote.quote(where, here, NOON, Promise(), Pressure(walk_in), list(walk_in))
    km = where.distances(here)
    able = [n for n in range(count) if all(have[n] >= want for have, want in zip(stock, wanted, strict=True))]
    full = {
        n: float(terms.minutes(np.array([n]), km[[n]])[0])
        + terms.lost_minutes * float(terms.lost(np.array([n]), stock, wanted)[0])
        for n in able
    }
    kept = quote.BRUTE_FORCE_SHOPS, quote.FIRST_CANDIDATES
    quote.BRUTE_FORCE_SHOPS, quote.FIRST_CANDIDATES = (0, 2) if by_tree else kept
    try:
        row = cheapest_holding(where, point, stock, wanted, terms)
    finally:
        quote.BRUTE_FORCE_SHOPS, quote.FIRST_CANDIDATES = kept
    assert (row == -1) == (not full)
    assert not full or full[row] <= min(full.values()) + 1e-3


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_many_orders_at_once_take_the_least_that_any_assignment_takes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    baskets = [{"tea": int(rng.integers(1, 3)), "cup": int(rng.integers(1, 3))} for _ in range(3)]
    stock = {sku: rng.integers(0, 4, 3) for sku in ("tea", "cup")}
    taking = rng.uniform(10, 90, (3, 3))

    def total(rows: tuple[int, ...]) -> float:
        left = {sku: units.copy() for sku, units in stock.items()}
        for basket, row in zip(baskets, rows, strict=True):
            for sku, units in basket.items() if row >= 0 else ():
                left[sku][row] -= units
        if any((units < 0).any() for units in left.values()):
            return float("inf")
        return sum(taking[n, row] if row >= 0 else MISS_MINUTES for n, row in enumerate(rows))

    chosen = tuple(assign(baskets, taking, stock))
    assert total(chosen) == pytest.approx(min(total(rows) for rows in product((-1, 0, 1, 2), repeat=3)))


def test_nothing_presses_by_default() -> None:
    assert not NO_PRESSURE.walk_in and NO_PRESSURE.queue is None and not NO_PRESSURE.declined
