"""What every ledger promises of lots, of who holds unpaid, and of its sums."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.stock.audit import Difference, audit, rebuild_levels
from huozhao.supply.ledger import Cap, Count, Hold, Ledger, Lot, Move, Refused, Reservation, Taken
from huozhao.supply.lots import takers

DAY_MS = 86_400_000


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened: Ledger = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def receive(ledger: Ledger, lot: str, units: int, expires_on: int | None = None, key: str = "") -> list[str]:
    entry = Move(key or f"in-{lot}", "milk", "north", "supplier", "on_hand", units, 1, "", lot, expires_on)
    return list(ledger.post([entry]))


def order(name: str, units: int, at: int = 1, holder: str = "") -> Reservation:
    return Reservation(name, (Hold("milk", "north", units),), at, 10**15, holder=holder)


def lots(ledger: Ledger) -> dict[str, tuple[int, int, int]]:
    return {lot.lot: (lot.free, lot.reserved, lot.quarantine) for lot in ledger.lots.of(["milk"], ["north"])}


def test_what_expires_first_leaves_first_and_goods_without_a_date_last(ledger: Ledger) -> None:
    receive(ledger, "undated", 5)
    receive(ledger, "late", 5, 30)
    receive(ledger, "soon", 5, 10)
    held = ledger.reserve([order("o", 12)])[0]
    assert isinstance(held, Reservation)
    assert held.holds[0].lots == (("soon", 5), ("late", 5), ("undated", 2))
    ledger.settle(["o"], "sold", 2)
    assert lots(ledger) == {"": (0, 0, 0), "soon": (0, 0, 0), "late": (0, 0, 0), "undated": (3, 0, 0)}
    assert audit(ledger).is_clean


def test_a_lot_is_sold_on_its_last_day_and_never_after_it(ledger: Ledger) -> None:
    receive(ledger, "soon", 3, 10)
    receive(ledger, "late", 2, 11)
    assert isinstance(ledger.reserve([order("on the day", 1, 10 * DAY_MS)])[0], Reservation)
    refused = ledger.reserve([order("after", 4, 11 * DAY_MS)])[0]
    assert isinstance(refused, Refused) and refused.short[0].available == 2
    held = ledger.reserve([order("the rest", 2, 11 * DAY_MS)])[0]
    assert isinstance(held, Reservation) and held.holds[0].lots == (("late", 2),)


def test_expired_lots_go_to_quarantine_once_and_on_record(ledger: Ledger) -> None:
    receive(ledger, "soon", 3, 10)
    assert ledger.lots.quarantine_expired(10, 10 * DAY_MS) == 0
    assert ledger.lots.quarantine_expired(11, 11 * DAY_MS) == 1
    assert ledger.lots.quarantine_expired(11, 11 * DAY_MS) == 0
    assert lots(ledger)["soon"] == (0, 0, 3)
    (level,) = ledger.levels()
    assert (level.available, level.quarantine) == (0, 3)
    moved = ledger.moves("milk", "north")[-1].move
    assert (moved.source, moved.target, moved.quantity, moved.note, moved.lot) == (
        "on_hand", "quarantine", 3, "expired", "soon")
    assert audit(ledger).is_clean


def test_goods_get_their_lots_by_a_count_without_becoming_more(ledger: Ledger) -> None:
    ledger.post([Count("all", "milk", "north", 10, 1)])
    named = [Count("a", "milk", "north", 6, 2, "", "A", 20), Count("b", "milk", "north", 5, 3, "", "B")]
    assert ledger.post(named) == ["posted", "posted"]
    assert lots(ledger) == {"": (0, 0, 0), "A": (6, 0, 0), "B": (5, 0, 0)}
    assert ledger.levels()[0].on_hand == 11
    assert ledger.post([Count("less", "milk", "north", 8, 4)]) == ["posted"]
    assert lots(ledger)["A"] == (3, 0, 0)
    assert audit(ledger).is_clean


def test_a_count_of_a_lot_is_stale_when_the_lot_or_the_whole_shelf_was_counted_later(ledger: Ledger) -> None:
    ledger.post([Count("a", "milk", "north", 6, 20, "", "A"), Count("b", "milk", "north", 2, 10, "", "B")])
    assert lots(ledger) == {"": (0, 0, 0), "A": (6, 0, 0), "B": (2, 0, 0)}
    assert ledger.post([Count("a2", "milk", "north", 9, 19, "", "A")]) == ["stale"]
    assert ledger.post([Count("all", "milk", "north", 8, 30), Count("b2", "milk", "north", 9, 29, "", "B")]) == [
        "posted", "stale"]


def test_a_delivery_with_another_date_is_refused_and_a_count_corrects_the_date(ledger: Ledger) -> None:
    assert receive(ledger, "A", 3, 10) == ["posted"]
    assert receive(ledger, "A", 3, 12, "again") == ["lot_differs"]
    assert ledger.post([Count("label", "milk", "north", 3, 5, "", "A", 12)]) == ["posted"]
    assert receive(ledger, "A", 3, 12, "again") == ["posted"]
    assert ledger.lots.named("A") == [Lot("milk", "north", "A", 12, 6, counted_at=5)]
    assert receive(ledger, "A", 3, 12, "again") == ["duplicate"]


def test_a_move_names_its_lot_and_takes_no_other(ledger: Ledger) -> None:
    receive(ledger, "A", 3, 10)
    receive(ledger, "B", 3, 20)
    moved = [Move("q", "milk", "north", "on_hand", "quarantine", 2, 2, "", "B"),
             Move("r", "milk", "north", "on_hand", "quarantine", 2, 2, "", "B")]
    assert ledger.post(moved) == ["posted", "short"]
    assert lots(ledger) == {"": (0, 0, 0), "A": (3, 0, 0), "B": (1, 0, 2)}


def test_a_recall_finds_the_orders_that_took_of_a_lot_and_what_came_back(ledger: Ledger) -> None:
    receive(ledger, "A", 3, 10)
    receive(ledger, "B", 9, 20)
    ledger.reserve([order("first", 2), order("second", 3), order("third", 1)])

    def took(lot: str) -> list[Taken]:
        return takers(posted.move for posted in ledger.lots.moves(lot))

    ledger.settle(["first", "second"], "sold", 2)
    ledger.post([Move("back", "milk", "north", "sold", "returned", 1, 3, "order second", "A")])
    assert took("A") == [Taken("first", "milk", "north", 2), Taken("second", "milk", "north", 1, 1)]
    assert [(lot.shop, lot.free, lot.reserved, lot.returned) for lot in ledger.lots.named("A")] == [("north", 0, 0, 1)]
    assert ledger.lots.named("") == [] and ledger.lots.moves("") == []


def test_the_database_refuses_a_level_that_its_lots_do_not_add_up_to(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db")
    receive(ledger, "A", 3, 10)
    with sqlite3.connect(tmp_path / "ledger.db") as hand:
        with pytest.raises(sqlite3.IntegrityError, match="do not add up"):
            hand.execute("UPDATE levels SET free = 9")
        with pytest.raises(sqlite3.IntegrityError):
            hand.execute("UPDATE lots SET free = -1 WHERE lot = 'A'")
        hand.execute("UPDATE lots SET free = 4 WHERE lot = 'A'")
    found = audit(ledger)
    assert Difference("milk", "north", "free", 4, 3, "moves", "A") in found.differences
    assert Difference("milk", "north", "free", 4, 3, "moves") in found.differences
    rebuild_levels(ledger)
    assert audit(ledger).is_clean and lots(ledger)["A"] == (3, 0, 0)
    ledger.close()


def test_a_file_without_lots_is_opened_and_can_name_them(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as old:
        old.execute("CREATE TABLE reservations(\"order\" TEXT PRIMARY KEY, holds BLOB NOT NULL, at INTEGER NOT NULL, "
                    "expires_at INTEGER NOT NULL, state TEXT NOT NULL, settled_at INTEGER NOT NULL) "
                    "STRICT, WITHOUT ROWID")  # fmt: skip
        old.execute("CREATE TABLE moves(position INTEGER PRIMARY KEY, key TEXT NOT NULL, sku TEXT NOT NULL, "
                    "shop TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, quantity INTEGER NOT NULL, "
                    "at INTEGER NOT NULL, note TEXT NOT NULL, fingerprint TEXT) STRICT")  # fmt: skip
        old.execute("INSERT INTO moves VALUES(1, 'm', 'milk', 'north', 'supplier', 'on_hand', 3, 1, '', 'x')")
        old.execute("INSERT INTO reservations VALUES('old', ?, 1, 9, 'held', 0)", (b'[["milk","north",1]]',))
    old.close()
    ledger = SqliteLedger(tmp_path / "ledger.db")
    assert ledger.moves("milk", "north")[0].move.lot == ""
    kept = ledger.reserve([order("old", 1)])[0]
    assert isinstance(kept, Reservation) and kept.holds == (Hold("milk", "north", 1),)
    ledger.close()


def test_a_cap_counts_what_is_held_unpaid_and_is_free_again_after_payment(ledger: Ledger) -> None:
    ledger.post([Count("c", "milk", "north", 100, 1)])
    cap = Cap(orders=2, units=9)
    held = ledger.reserve([order("a", 3, holder="ann"), order("b", 5, holder="ann")], cap)
    assert all(isinstance(each, Reservation) for each in held)
    assert ledger.reserve([order("c", 1, holder="ann")], cap) == [Refused(held=(2, 8))]
    assert isinstance(ledger.reserve([order("d", 1, holder="bob")], cap)[0], Reservation)
    ledger.settle(["a"], "sold", 2)
    assert ledger.reserve([order("c", 5, holder="ann")], cap) == [Refused(held=(1, 5))]
    assert isinstance(ledger.reserve([order("c", 4, holder="ann")], cap)[0], Reservation)
    again = ledger.reserve([order("c", 4, holder="ann")], cap)[0]
    assert isinstance(again, Reservation) and again.order == "c"
    assert isinstance(ledger.reserve([order("e", 50, holder="ann")])[0], Reservation)


def test_a_cap_holds_among_threads_that_ask_at_once(ledger: Ledger) -> None:
    ledger.post([Count("c", "milk", "north", 100, 1)])
    results: list[bool] = []

    def ask(worker: int) -> None:
        for n in range(5):
            got = ledger.reserve([order(f"{worker}-{n}", 1, holder="ann")], Cap(orders=7))[0]
            results.append(isinstance(got, Reservation))

    threads = [threading.Thread(target=ask, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == 7


def test_a_holder_is_forgotten_with_the_payment_or_when_asked(ledger: Ledger) -> None:
    ledger.post([Count("c", "milk", "north", 100, 1)])
    ledger.reserve([order("a", 3, holder="ann"), order("b", 3, holder="ann")])
    paid = ledger.settle(["a"], "sold", 2)[0]
    assert paid is not None and paid.holder == ""
    assert ledger.checking.forget(["ann", "bob"]) == 1
    assert ledger.checking.forget(["ann"]) == 0
    kept = ledger.reserve([order("b", 3)])[0]
    assert isinstance(kept, Reservation) and (kept.holder, kept.state) == ("", "held")


def test_sums_and_pages_say_what_the_levels_say(ledger: Ledger) -> None:
    ledger.post([Count(f"{sku}{shop}", sku, shop, units, 1) for sku, shop, units in
                 (("cup", "north", 1), ("cup", "south", 2), ("tea", "north", 4), ("tea", "south", 8))])
    ledger.reserve([Reservation("o", (Hold("tea", "south", 3),), 1, 99)])
    ledger.post([Move("q", "cup", "south", "on_hand", "quarantine", 1, 2)])
    by_shop = ledger.totals.by_shop()
    assert [(t.name, t.on_hand, t.reserved, t.quarantine) for t in by_shop] == [
        ("north", 5, 0, 0), ("south", 9, 3, 1)]
    assert [(t.name, t.on_hand) for t in ledger.totals.by_shop(["tea"])] == [("north", 4), ("south", 8)]
    head, shops, skus = ledger.totals.standing()
    assert (head, shops) == (ledger.head(), by_shop)
    assert [(t.name, t.on_hand) for t in skus] == [("cup", 2), ("tea", 12)]
    assert ledger.totals.count() == 4
    assert [level.sku for level in ledger.totals.quarantined(9)] == ["cup"]
    levels = ledger.levels()
    assert ledger.totals.page("", "", ("", ""), 3) == levels[:3]
    assert ledger.totals.page("", "", ("tea", "north"), 3) == levels[3:]
    assert ledger.totals.page("", "south", ("cup", "south"), 3) == levels[3:]
    assert ledger.totals.page("cup", "", ("", ""), 1) == levels[:1]
