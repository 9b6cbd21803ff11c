"""When a shelf rings, how loudly, and when it stops."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.alerts import Shelf, State, judged, severity, to_order, why

SHELF = Shelf(available=3, in_transit=0, safety_stock=10, reorder_point=25, order_up_to=40, mean_per_day=5, pack_size=6,
              least=1, lead_days=3)
shelves = st.builds(
    lambda free, way, safety, more, up, pack, least: Shelf(
        free, way, safety, safety + more, safety + more + up, 2.0, pack, least, 3.0),
    st.integers(0, 80), st.integers(0, 80), st.integers(0, 40), st.integers(0, 30), st.integers(0, 30),
    st.integers(1, 12), st.integers(1, 30))


def test_it_rings_under_the_safety_stock_and_stops_when_an_order_covers_it_or_goods_came() -> None:
    assert judged(replace(SHELF, available=10), "") == ""
    assert judged(replace(SHELF, available=9), "") == "open"
    ordered = replace(SHELF, in_transit=42)
    assert judged(ordered, "open") == "covered"
    assert judged(replace(ordered, available=45, in_transit=0), "covered") == ""


def test_one_unit_to_and_fro_does_not_ring_twice() -> None:
    assert judged(replace(SHELF, available=10), "open") == "open"
    assert judged(replace(SHELF, available=11), "open") == ""


@given(shelves)
def test_what_it_advises_is_in_packs_and_ends_it(shelf: Shelf) -> None:
    units = to_order(shelf)
    assert units % shelf.pack_size == 0 and (units == 0) == (shelf.position >= shelf.order_up_to)
    came = replace(shelf, available=shelf.available + shelf.in_transit + units, in_transit=0)
    assert came.available >= shelf.order_up_to
    if shelf.available < shelf.safety_stock and units and shelf.order_up_to > shelf.reorder_point:
        assert judged(replace(shelf, in_transit=shelf.in_transit + units), "open") == "covered"


@given(shelves, st.sampled_from(["", "open", "covered"]))
def test_judging_twice_changes_nothing_more(shelf: Shelf, was: State) -> None:
    once = judged(shelf, was)
    assert judged(shelf, once) == once
    if shelf.available < shelf.safety_stock:
        assert once, "under the safety stock there is always an alert"


def test_the_sentence_says_what_there_is_what_comes_and_what_to_do() -> None:
    assert severity(replace(SHELF, available=0)) == "out"
    assert severity(SHELF) == "urgent" and severity(replace(SHELF, available=20)) == "low"
    told = why(replace(SHELF, in_transit=4), "2026-12-01", True)
    assert "还能卖 0.6 天" in told.zh and "逾期" in told.zh and "建议补 36 件" in told.zh
    assert "safety stock of 10" in told.en and "order 36" in told.en
    assert "enough" in why(replace(SHELF, in_transit=60)).en


def test_a_shelf_that_the_plan_wants_empty_is_not_told_to_wait_for_goods_that_do_not_come() -> None:
    told = why(Shelf(available=0, in_transit=0, safety_stock=1, reorder_point=0, order_up_to=0, mean_per_day=0.05))
    assert "没有在途" in told.zh and "暂不用补" in told.zh and "wants none" in told.en
