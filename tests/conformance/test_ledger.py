"""What every stock ledger promises, run on each embedded back end."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.supply.ledger import BUCKETS, Count, Hold, Ledger, Level, Move, Refused, Reservation, rebuild


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened: Ledger = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def counted(ledger: Ledger, quantity: int, sku: str = "tea", shop: str = "north") -> None:
    assert ledger.post([Count(f"count-{sku}-{shop}", sku, shop, quantity, 1)]) == ["posted"]


def basket(order: str, *holds: tuple[str, str, int], expires_at: int = 100) -> Reservation:
    return Reservation(order, tuple(Hold(*hold) for hold in holds), 1, expires_at)


def level(ledger: Ledger, sku: str = "tea", shop: str = "north") -> Level:
    return ledger.levels([sku], [shop])[0]


def test_a_count_sets_what_is_available(ledger: Ledger) -> None:
    counted(ledger, 7)
    assert (level(ledger).on_hand, level(ledger).available, level(ledger).tracked) == (7, 7, True)


def test_the_same_count_twice_counts_once_and_another_under_its_key_is_a_conflict(ledger: Ledger) -> None:
    first, other = Count("k", "tea", "north", 7, 1), Count("k", "tea", "north", 9, 1)
    assert ledger.post([first, first, other]) == ["posted", "duplicate", "conflict"]
    assert ledger.post([first]) == ["duplicate"]
    assert level(ledger).on_hand == 7


def test_an_older_count_that_comes_late_changes_nothing(ledger: Ledger) -> None:
    assert ledger.post([Count("b", "tea", "north", 7, 20), Count("a", "tea", "north", 9, 10)]) == ["posted", "stale"]
    assert level(ledger).on_hand == 7


def test_a_count_below_what_is_reserved_stops_the_sale_and_says_so(ledger: Ledger) -> None:
    counted(ledger, 5)
    ledger.reserve([basket("o", ("tea", "north", 4))])
    assert ledger.post([Count("again", "tea", "north", 3, 2)]) == ["below_reserved"]
    assert (level(ledger).available, level(ledger).reserved) == (0, 4)


def test_a_move_that_takes_more_than_there_is_changes_nothing(ledger: Ledger) -> None:
    counted(ledger, 2)
    assert ledger.post([Move("m", "tea", "north", "on_hand", "sold", 3, 2)]) == ["short"]
    assert level(ledger).on_hand == 2


def test_goods_in_transit_are_not_yet_available(ledger: Ledger) -> None:
    ledger.post([Move("po", "tea", "north", "supplier", "in_transit", 12, 1)])
    assert (level(ledger).in_transit, level(ledger).available, level(ledger).tracked) == (12, 0, False)
    ledger.post([Move("in", "tea", "north", "in_transit", "on_hand", 10, 2)])
    assert (level(ledger).in_transit, level(ledger).available, level(ledger).tracked) == (2, 10, True)


def test_a_basket_over_two_shops_is_held_wholly_or_not_at_all(ledger: Ledger) -> None:
    counted(ledger, 3)
    counted(ledger, 1, "cup", "south")
    lost = ledger.reserve([basket("o1", ("tea", "north", 1), ("cup", "south", 2))])[0]
    assert isinstance(lost, Refused)
    assert (lost.short[0].sku, lost.short[0].wanted, lost.short[0].available) == ("cup", 2, 1)
    assert level(ledger).available == 3
    assert isinstance(ledger.reserve([basket("o2", ("tea", "north", 1), ("cup", "south", 1))])[0], Reservation)
    assert (level(ledger).available, level(ledger, "cup", "south").available) == (2, 0)


def test_two_lines_of_one_sku_are_summed_before_the_check(ledger: Ledger) -> None:
    counted(ledger, 3)
    lost = ledger.reserve([basket("o", ("tea", "north", 2), ("tea", "north", 2))])[0]
    assert isinstance(lost, Refused)
    assert lost.short[0].wanted == 4


def test_the_same_order_reserves_once(ledger: Ledger) -> None:
    counted(ledger, 3)
    first, again = ledger.reserve([basket("o", ("tea", "north", 2)), basket("o", ("tea", "north", 2))])
    assert first == again
    assert level(ledger).available == 1


def test_payment_sells_what_was_held_and_a_second_payment_changes_nothing(ledger: Ledger) -> None:
    counted(ledger, 3)
    ledger.reserve([basket("o", ("tea", "north", 2))])
    sold = ledger.settle(["o", "o", "unknown"], "sold", 5)
    assert [known and known.state for known in sold] == ["sold", "sold", None]
    assert (level(ledger).on_hand, level(ledger).reserved, level(ledger).sold) == (1, 0, 2)


def test_a_cancelled_order_gives_its_goods_back(ledger: Ledger) -> None:
    counted(ledger, 3)
    ledger.reserve([basket("o", ("tea", "north", 2))])
    ledger.settle(["o"], "released", 5)
    assert level(ledger).available == 3
    assert ledger.settle(["o"], "sold", 6)[0] == Reservation("o", (Hold("tea", "north", 2),), 1, 100, "released", 5)


def test_what_is_not_paid_in_time_is_free_again(ledger: Ledger) -> None:
    counted(ledger, 3)
    ledger.reserve([basket("o", ("tea", "north", 2), expires_at=10)])
    assert ledger.expire(9) == []
    assert ledger.expire(10) == ["o"]
    assert ledger.expire(10) == []
    assert level(ledger).available == 3


def test_paying_holds_an_order_longer_once_and_only_while_it_is_held(ledger: Ledger) -> None:
    counted(ledger, 3)
    ledger.reserve([basket("o", ("tea", "north", 2), expires_at=10)])
    longer = ledger.extend("o", 30)
    assert longer is not None and (longer.expires_at, longer.extended) == (30, True)
    assert ledger.extend("o", 90) == longer
    assert ledger.expire(29) == [] and ledger.expire(30) == ["o"]
    ended = ledger.extend("o", 90)
    assert ended is not None and (ended.state, ended.expires_at) == ("expired", 30)
    assert ledger.extend("ghost", 90) is None


def test_moves_are_read_in_order_page_by_page(ledger: Ledger) -> None:
    counted(ledger, 3)
    counted(ledger, 4, "cup")
    ledger.reserve([basket("o", ("tea", "north", 2))])
    first = ledger.moves("tea", "north", limit=1)
    rest = ledger.moves("tea", "north", after=first[0].position)
    assert [posted.move.target for posted in first + rest] == ["on_hand", "reserved"]
    assert len(ledger.moves(None, None)) == 3


def test_forty_threads_cannot_sell_fifty_units_twice(ledger: Ledger) -> None:
    counted(ledger, 50)
    held: list[int] = []

    def shop(worker: int) -> None:
        for turn in range(5):
            result = ledger.reserve([basket(f"{worker}-{turn}", ("tea", "north", 1))])[0]
            held.append(isinstance(result, Reservation))

    threads = [threading.Thread(target=shop, args=(worker,)) for worker in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(held) == 50
    assert (level(ledger).available, level(ledger).reserved) == (0, 50)


names = st.sampled_from(["tea", "cup"])
shops = st.sampled_from(["north", "south"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("count"), names, shops, st.integers(0, 20)),
        st.tuples(
            st.sampled_from([(a, b) for a in BUCKETS for b in BUCKETS if a != b]), names, shops, st.integers(1, 20)
        ),
        st.tuples(st.just("reserve"), names, shops, st.integers(1, 8)),
        st.tuples(st.sampled_from(["sold", "released"]), st.integers(0, 9)),
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps)
def test_both_ledgers_agree_and_their_levels_follow_from_their_moves(tmp_path_factory, steps) -> None:  # type: ignore[no-untyped-def]
    ledgers: list[Ledger] = [MemoryLedger(), SqliteLedger(tmp_path_factory.mktemp("l") / "ledger.db")]
    for ledger in ledgers:
        for number, step in enumerate(steps):
            _take(ledger, number, step)
        stored = {(row.sku, row.shop): row for row in ledger.levels()}
        rebuilt = rebuild(posted.move for posted in ledger.moves(None, None, limit=10_000))
        assert {key: _bare(row) for key, row in rebuilt.items()} == {k: _bare(r) for k, r in stored.items()}
    assert ledgers[0].levels() == ledgers[1].levels()
    assert ledgers[0].moves(None, None, limit=10_000) == ledgers[1].moves(None, None, limit=10_000)
    for ledger in ledgers:
        ledger.close()


def _take(ledger: Ledger, number: int, step) -> None:  # type: ignore[no-untyped-def]
    match step:
        case ("count", sku, shop, quantity):
            ledger.post([Count(f"k{number}", sku, shop, quantity, number)])
        case ("reserve", sku, shop, quantity):
            ledger.reserve([basket(f"o{number % 10}", (sku, shop, quantity))])
        case ((source, target), sku, shop, quantity):
            if "reserved" not in (source, target):
                ledger.post([Move(f"k{number}", sku, shop, source, target, quantity, number)])
        case (state, order):
            ledger.settle([f"o{order}"], state, number)


def _bare(row: Level) -> tuple[int, ...]:
    return (row.free, row.reserved, row.in_transit, row.returned, row.sold, row.lost, row.quarantine)
