"""Stock in memory says what the ledger says, whatever was posted, reserved and sold in between."""

from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.flows.stock import shelf
from huozhao.flows.stock.shelf import ShelfStock
from huozhao.supply.ledger import Count, Hold, Reservation

SHOPS, SKUS = ("S1", "S2"), ("a", "b", "c")
acts = st.tuples(st.sampled_from(("count", "reserve", "ask")), st.sampled_from(SKUS), st.sampled_from(SHOPS),
                 st.integers(0, 5))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(acts, max_size=25), st.sampled_from((1, 3, 5_000)))
def test_stock_in_memory_equals_the_ledger(done: list[tuple[str, str, str, int]], most: int) -> None:
    ledger, kept = MemoryLedger(), shelf.MOST_FOLLOWED
    shelf.MOST_FOLLOWED = most
    try:
        stock = ShelfStock(ledger)
        for n, (act, sku, shop, units) in enumerate(done):
            if act == "count":
                ledger.post([Count(f"k{n}", sku, shop, units, n)])
            elif act == "reserve" and units:
                ledger.reserve([Reservation(f"o{n}", (Hold(sku, shop, units),), n, n + 9)])
            else:
                stock.of(SHOPS)
        told = {level.shop: {} for level in ledger.levels()} | {shop: dict[str, int]() for shop in SHOPS}
        for level in ledger.levels():
            if level.tracked:
                told[level.shop][level.sku] = level.available
        assert [dict(free) for free in stock.of(SHOPS)] == [told[shop] for shop in SHOPS]
    finally:
        shelf.MOST_FOLLOWED = kept
