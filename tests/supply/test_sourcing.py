"""The nearest shop that can."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.supply import shop_map as maps
from huozhao.supply.shop_map import nearest_holding, shop_map, unit_vectors
from huozhao.supply.sourcing import PARCEL_MINUTES, Promise, Sourced, promised_minutes, source, wait_minutes
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates

HOME = Coordinates(121.47, 31.23, "wgs84")


def shop(name: str, longitude: float | None, kind: str = "shop") -> Shop:
    place = None if longitude is None else Coordinates(longitude, 31.23, "wgs84")
    return Shop(name, name, "上海", place, kind=kind)


def buy(
    shops: list[Shop], lines: dict[str, int], stock: dict[str, list[int]], place: Coordinates | None = HOME
) -> Sourced:
    arrays = {sku: np.array(units, dtype=np.int64) for sku, units in stock.items()}
    return source(lines, arrays, shop_map(shops), place, 12 * 60, Promise())


def test_the_nearest_shop_that_holds_everything_serves_the_order() -> None:
    shops = [shop("far", 121.60), shop("near", 121.48), shop("mid", 121.50)]
    sourced = buy(shops, {"tea": 1, "cup": 2}, {"tea": [9, 9, 9], "cup": [9, 1, 2]})
    assert [part.shop for part in sourced.parts] == ["mid"]
    assert sourced.parts[0].distance_km is not None and 2.8 < sourced.parts[0].distance_km < 2.9
    assert "mid" in sourced.why.zh and "nearest" in sourced.why.en


def test_an_order_is_split_only_when_no_shop_holds_all() -> None:
    shops = [shop("near", 121.48), shop("mid", 121.50), shop("far", 121.60)]
    sourced = buy(shops, {"tea": 3, "cup": 2}, {"tea": [1, 3, 0], "cup": [1, 0, 2]})
    assert {part.shop: part.lines for part in sourced.parts} == {"mid": {"tea": 3}, "far": {"cup": 2}}
    assert "分单" in sourced.why.zh


def test_what_no_shop_has_is_named_with_the_units_that_lack() -> None:
    assert buy([shop("near", 121.48)], {"tea": 5}, {"tea": [2]}).missing == {"tea": 3}


def test_without_a_place_the_warehouse_comes_first_and_then_the_fullest_shop() -> None:
    shops = [shop("a", 121.48), shop("depot", 121.50, "warehouse"), shop("b", None)]
    assert buy(shops, {"tea": 1}, {"tea": [9, 1, 20]}, None).parts[0].shop == "depot"
    assert buy(shops, {"tea": 2}, {"tea": [9, 1, 20]}, None).parts[0].shop == "b"


def test_the_promise_waits_for_the_shop_to_open() -> None:
    closed = Shop("s", "s", opens="09:00", closes="21:00")
    assert wait_minutes(closed, 8 * 60) == 60
    assert wait_minutes(closed, 22 * 60) == 11 * 60
    assert wait_minutes(Shop("s", "s", opens="20:00", closes="02:00"), 60) == 0
    assert promised_minutes(closed, 3.0, 12 * 60, Promise(15, 18.0, 10.0)) == 15 + 13
    assert promised_minutes(closed, 11.0, 12 * 60, Promise()) == PARCEL_MINUTES


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 60), st.integers(1, 3))
def test_the_search_equals_brute_force_with_and_without_the_tree(seed: int, count: int, lines: int) -> None:
    rng = np.random.default_rng(seed)
    places = np.stack([rng.uniform(-180, 180, count), rng.uniform(-90, 90, count)])
    shops = [Shop(str(n), str(n), place=Coordinates(float(a), float(b), "wgs84")) for n, (a, b) in enumerate(places.T)]
    where = shop_map(shops)
    stock = [rng.integers(0, 3, count) for _ in range(lines)]
    wanted = [int(units) for units in rng.integers(1, 3, lines)]
    here = Coordinates(float(rng.uniform(-180, 180)), float(rng.uniform(-90, 90)), "wgs84")
    point = unit_vectors(np.array([here.longitude]), np.array([here.latitude]))[0]
    able = [n for n in range(count) if all(have[n] >= want for have, want in zip(stock, wanted, strict=True))]
    km = where.distances(here)
    best = min((km[n] for n in able), default=None)
    for row in (nearest_holding(where, point, stock, wanted), _tree(where, point, stock, wanted)):
        assert (row == -1) == (best is None)
        assert best is None or abs(km[row] - best) < 1e-3


def _tree(where, point, stock, wanted) -> int:  # type: ignore[no-untyped-def]
    kept, maps.FIRST_CANDIDATES = maps.FIRST_CANDIDATES, 2
    try:
        return maps._search_tree(where, point, stock, wanted)
    finally:
        maps.FIRST_CANDIDATES = kept


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(1, 4))
def test_the_parts_add_up_to_the_basket_and_no_shop_gives_more_than_it_has(seed: int, count: int, lines: int) -> None:
    rng = np.random.default_rng(seed)
    shops = [shop(str(n), 121 + float(rng.uniform())) for n in range(count)]
    stock = {f"s{n}": [int(units) for units in rng.integers(0, 4, count)] for n in range(lines)}
    wanted = {sku: int(rng.integers(1, 6)) for sku in stock}
    sourced = buy(shops, wanted, stock)
    if sourced.missing:
        assert all(sum(stock[sku]) + units == wanted[sku] for sku, units in sourced.missing.items())
        return
    assert {sku: sum(part.lines.get(sku, 0) for part in sourced.parts) for sku in wanted} == wanted
    for part in sourced.parts:
        assert all(units <= stock[sku][int(part.shop)] for sku, units in part.lines.items())
