"""Which lots will be left when they expire."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.supply.expiry import expiring
from huozhao.supply.ledger import Lot
from huozhao.supply.lots import first_expired_first_out


def lot(name: str, expires_on: int | None, free: int, shop: str = "north") -> Lot:
    return Lot("milk", shop, name, expires_on, free)


def test_later_lots_get_only_the_demand_that_earlier_ones_leave() -> None:
    found = expiring([lot("B", 14, 30), lot("A", 11, 10)], 10, 20, {("milk", "north"): 6.0})
    assert [(each.lot.lot, each.days_left, each.expected, each.left_over) for each in found] == [
        ("A", 2, 10.0, 0.0), ("B", 5, 20.0, 10.0)]


def test_a_lot_that_has_expired_sells_no_more_and_takes_no_demand_from_others() -> None:
    found = expiring([lot("old", 9, 50), lot("new", 10, 4)], 10, 20, {("milk", "north"): 6.0})
    assert [(each.lot.lot, each.days_left, each.expected) for each in found] == [("old", 0, 0.0), ("new", 1, 4.0)]


def test_nothing_is_expected_where_nothing_is_known_of_demand_and_undated_or_late_lots_are_left_out() -> None:
    found = expiring([lot("A", 12, 3), lot("B", None, 3), lot("C", 99, 3), lot("D", 12, 0)], 10, 20, {})
    assert [(each.lot.lot, each.expected, each.left_over) for each in found] == [("A", None, None)]


LOTS = st.lists(st.builds(lot, st.text("abc", min_size=1, max_size=3), st.none() | st.integers(0, 9),
                          st.integers(0, 9)), max_size=6, unique_by=lambda each: each.lot)  # fmt: skip


@given(LOTS, st.integers(0, 60), st.none() | st.integers(0, 9))
def test_slices_never_take_more_than_there_is_and_leave_nothing_that_expires_earlier(
    lots: list[Lot], quantity: int, today: int | None
) -> None:
    taken = dict(first_expired_first_out(lots, "on_hand", quantity, today))
    sellable = [each for each in lots if today is None or each.expires_on is None or each.expires_on >= today]
    assert sum(taken.values()) == min(quantity, sum(each.free for each in sellable))
    assert all(0 < units <= next(each.free for each in sellable if each.lot == name) for name, units in taken.items())
    last = max((each.expires_on if each.expires_on is not None else 99 for each in sellable if each.lot in taken),
               default=-1)  # fmt: skip
    earlier = [each for each in sellable if (each.expires_on if each.expires_on is not None else 99) < last]
    assert all(taken.get(each.lot, 0) == each.free for each in earlier)
