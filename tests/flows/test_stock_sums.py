"""Sums that follow the moves are what reading everything anew would give."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.flows.stock import sums as sum_flow
from huozhao.flows.stock.sums import StockSums
from huozhao.supply.ledger import BUCKETS, Count, Hold, Move, Reservation

SKUS, SHOPS = st.sampled_from(["tea", "cup"]), st.sampled_from(["north", "south"])
MOVES = st.tuples(st.sampled_from(BUCKETS), st.sampled_from(BUCKETS)).filter(
    lambda way: way[0] != way[1] and "reserved" not in way)
STEPS = st.lists(st.one_of(
    st.tuples(st.just("count"), SKUS, SHOPS, st.integers(0, 9)),
    st.tuples(st.just("order"), SKUS, SHOPS, st.integers(1, 5)),
    st.tuples(st.just("look")), st.tuples(MOVES, SKUS, SHOPS, st.integers(1, 9))), max_size=30)  # fmt: skip


@given(STEPS, st.sampled_from([3, sum_flow.MOST_FOLLOWED]))
def test_sums_that_follow_are_the_sums_that_stand(steps, most) -> None:  # type: ignore[no-untyped-def]
    ledger, kept = MemoryLedger(), sum_flow.MOST_FOLLOWED
    sum_flow.MOST_FOLLOWED = most
    try:
        sums = StockSums(ledger)
        for n, step in enumerate((*steps, ("look",))):
            match step:
                case ("count", sku, shop, units):
                    ledger.post([Count(f"k{n}", sku, shop, units, n)])
                case ("order", sku, shop, units):
                    ledger.reserve([Reservation(f"o{n}", (Hold(sku, shop, units),), n, n + 9)])
                    ledger.settle([f"o{n - 3}"], "sold", n)
                case ("look",):
                    _, shops, skus = ledger.totals.standing()
                    assert sums.by_shop() == shops
                    assert sums.by_sku() == {total.name: total for total in skus}
                case (way, sku, shop, units):
                    ledger.post([Move(f"k{n}", sku, shop, *way, units, n)])
    finally:
        sum_flow.MOST_FOLLOWED = kept
