"""The ledger's own control: a model beside it, audit and rebuild, contradicting sources, files of earlier releases."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from huozhao.backends.memory.ledger import MemoryLedger
from huozhao.backends.sqlite.ledger import SqliteLedger
from huozhao.flows.stock.audit import Difference, audit, rebuild_levels
from huozhao.supply.ledger import Count, Hold, Ledger, Move, Refused, Reservation

SKUS, SHOPS, ORDERS = ("tea", "cup"), ("north", "south"), tuple(f"o{n}" for n in range(6))
LINES = st.tuples(st.sampled_from(SKUS), st.sampled_from(SHOPS), st.integers(1, 5))
WORLD = ("supplier", "sold", "lost")
DAY_MS, QUARTER_MS = 86_400_000, 21_600_000
LOTS: dict[str, int | None] = {"old": 2, "dry": 4, "new": None}
BUCKETS = ("supplier", "in_transit", "on_hand", "sold", "returned", "lost", "quarantine")


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    opened: Ledger = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


class AgainstModel(RuleBasedStateMachine):
    """Both ledgers against a dictionary of buckets by lot and one of orders, written without the rules they share.

    A quarter of a day passes with each step. Lot "new" never expires, "old" on day 2 and "dry" on day 4.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.ledgers: list[Ledger] = [MemoryLedger(), SqliteLedger(Path(self.folder.name) / "ledger.db")]
        # (sku, shop, lot, bucket) -> units; what nobody named a lot for has lot "".
        self.units: dict[tuple[str, str, str, str], int] = {}
        self.orders: dict[str, tuple[str, tuple[Hold, ...]]] = {}
        self.clock = 0

    def teardown(self) -> None:
        for ledger in self.ledgers:
            ledger.close()
        self.folder.cleanup()

    @property
    def now(self) -> int:
        return self.clock * QUARTER_MS

    def have(self, sku: str, shop: str, bucket: str, *lots: str) -> int:
        return sum(self.units.get((sku, shop, lot, bucket), 0) for lot in lots or ("", *LOTS))

    def carry(self, sku: str, shop: str, source: str, target: str, taken: dict[str, int]) -> None:
        for lot, units in taken.items():
            self.units[sku, shop, lot, source] = self.have(sku, shop, source, lot) - units
            self.units[sku, shop, lot, target] = self.have(sku, shop, target, lot) + units

    def first(self, sku: str, shop: str, bucket: str, units: int, today: int = -1) -> dict[str, int]:
        """Return the units of each lot that leave, by the order in which the lots above expire."""
        taken: dict[str, int] = {}
        for lot in ("old", "dry", "", "new"):
            some = min(units - sum(taken.values()), self.have(sku, shop, bucket, lot))
            if some > 0 and not (LOTS.get(lot) is not None and LOTS[lot] < today):  # type: ignore[operator]
                taken[lot] = some
        return taken

    def agree(self, answers: list[object]) -> object:
        self.clock += 1
        assert answers[0] == answers[1]
        return answers[0]

    @rule(sku=st.sampled_from(SKUS), shop=st.sampled_from(SHOPS), units=st.integers(0, 20))
    def count(self, sku: str, shop: str, units: int) -> None:
        entry = Count(f"c{self.clock}", sku, shop, units, self.now, "till")
        got = self.agree([ledger.post([entry])[0] for ledger in self.ledgers])
        reserved, free = self.have(sku, shop, "reserved"), self.have(sku, shop, "on_hand")
        assert got == ("below_reserved" if units < reserved else "posted")
        change = max(0, units - reserved) - free
        if change >= 0:
            self.carry(sku, shop, "lost", "on_hand", {"": change})
        else:
            self.carry(sku, shop, "on_hand", "lost", self.first(sku, shop, "on_hand", -change))

    @rule(sku=st.sampled_from(SKUS), shop=st.sampled_from(SHOPS), units=st.integers(0, 9),
          lot=st.sampled_from(sorted(LOTS)))  # fmt: skip
    def count_a_lot(self, sku: str, shop: str, units: int, lot: str) -> None:
        entry = Count(f"c{self.clock}", sku, shop, units, self.now, "till", lot, LOTS[lot])
        got = self.agree([ledger.post([entry])[0] for ledger in self.ledgers])
        reserved, free = self.have(sku, shop, "reserved", lot), self.have(sku, shop, "on_hand", lot)
        assert got == ("below_reserved" if units < reserved else "posted")
        change = max(0, units - reserved) - free
        named = max(0, min(change, self.have(sku, shop, "on_hand", "")))
        self.carry(sku, shop, "on_hand", "lost", {"": named})
        self.carry(sku, shop, "lost", "on_hand", {lot: change + 0})

    @rule(sku=st.sampled_from(SKUS), shop=st.sampled_from(SHOPS), units=st.integers(1, 9),
          way=st.sampled_from([(a, b) for a in BUCKETS for b in BUCKETS if a != b]),
          lot=st.sampled_from(["", "", *LOTS]))  # fmt: skip
    def move(self, sku: str, shop: str, units: int, way: tuple[str, str], lot: str) -> None:
        entry = Move(f"m{self.clock}", sku, shop, *way, units, self.now, "", lot, LOTS.get(lot))  # type: ignore[arg-type]
        got = self.agree([ledger.post([entry])[0] for ledger in self.ledgers])
        if way[0] in WORLD:
            taken = {lot: units}
        elif lot and way[0] != "in_transit":
            taken = {lot: min(units, self.have(sku, shop, way[0], lot))}
        else:
            taken = self.first(sku, shop, way[0], units)
        assert got == ("posted" if sum(taken.values()) == units else "short")
        if got == "posted":
            unknown = way[0] == "in_transit" or way[1] == "in_transit"
            source = {"": units} if way[0] == "in_transit" else taken
            for each, some in source.items():
                self.units[sku, shop, each, way[0]] = self.have(sku, shop, way[0], each) - some
            for each, some in ({lot: units} if unknown and way[1] != "in_transit" else
                               {"": units} if way[1] == "in_transit" else taken).items():  # fmt: skip
                self.units[sku, shop, each, way[1]] = self.have(sku, shop, way[1], each) + some

    @rule(order=st.sampled_from(ORDERS), lines=st.lists(LINES, min_size=1, max_size=3))
    def reserve(self, order: str, lines: list[tuple[str, str, int]]) -> None:
        wanted = Reservation(order, tuple(Hold(*line) for line in lines), self.now, self.now + 5 * QUARTER_MS)
        today = self.now // DAY_MS
        got = self.agree([ledger.reserve([wanted])[0] for ledger in self.ledgers])
        if order in self.orders:
            assert isinstance(got, Reservation) and got.holds == self.orders[order][1]
            return
        totals: dict[tuple[str, str], int] = {}
        for sku, shop, units in lines:
            totals[sku, shop] = totals.get((sku, shop), 0) + units
        taken = {shelf: self.first(*shelf, "on_hand", units, today) for shelf, units in totals.items()}
        if any(sum(taken[shelf].values()) < units for shelf, units in totals.items()):
            assert isinstance(got, Refused)
            return
        assert isinstance(got, Reservation) and got.state == "held"
        assert all(not hold.lots or dict(hold.lots) == taken[hold.sku, hold.shop] for hold in got.holds)
        self.orders[order] = ("held", got.holds)
        for shelf in totals:
            self.carry(*shelf, "on_hand", "reserved", taken[shelf])

    @rule(order=st.sampled_from(ORDERS), state=st.sampled_from(["sold", "released"]))
    def settle(self, order: str, state: str) -> None:
        self.agree([ledger.settle([order], state, self.now)[0] for ledger in self.ledgers])  # type: ignore[arg-type]
        self.end(order, state)

    @rule(order=st.sampled_from(ORDERS), shop=st.sampled_from(SHOPS))
    def hand_over(self, order: str, shop: str) -> None:
        state, holds = self.orders.get(order, ("", ()))
        other, today = SHOPS[1 - SHOPS.index(shop)], self.now // DAY_MS
        given = [hold for hold in holds if hold.shop == shop]
        asked = [Hold(hold.sku, other, hold.quantity) for hold in given]
        got = self.agree([ledger.hand_over(order, shop, asked, self.now) for ledger in self.ledgers])
        if not given or state not in ("held", "sold"):
            return
        taken = [self.first(hold.sku, other, "on_hand", hold.quantity, today) for hold in asked]
        if any(sum(some.values()) < hold.quantity for hold, some in zip(asked, taken, strict=True)):
            assert isinstance(got, Refused)
            return
        assert isinstance(got, Reservation)
        bucket = "reserved" if state == "held" else "sold"
        for hold, some in zip(given, taken, strict=True):
            self.carry(hold.sku, shop, bucket, "on_hand", lots_of(hold))
            self.carry(hold.sku, other, "on_hand", bucket, some)
        self.orders[order] = (state, got.holds)

    @rule(later=st.integers(0, 6))
    def expire(self, later: int) -> None:
        self.clock += later
        ended = self.agree([sorted(ledger.expire(self.now)) for ledger in self.ledgers])
        assert isinstance(ended, list)
        for order in ended:
            self.end(order, "expired")

    @rule()
    def take_expired_lots_off_sale(self) -> None:
        today = self.now // DAY_MS
        self.agree([ledger.lots.quarantine_expired(today, self.now) for ledger in self.ledgers])
        for sku in SKUS:
            for shop in SHOPS:
                for lot, last in LOTS.items():
                    if last is not None and last < today:
                        self.carry(sku, shop, "on_hand", "quarantine", {lot: self.have(sku, shop, "on_hand", lot)})

    def end(self, order: str, state: str) -> None:
        was, holds = self.orders.get(order, ("", ()))
        if was == "held":
            self.orders[order] = (state, holds)
            for hold in holds:
                self.carry(hold.sku, hold.shop, "reserved", "sold" if state == "sold" else "on_hand", lots_of(hold))

    @invariant()
    def levels_and_lots_are_what_the_model_says_and_the_books_agree(self) -> None:
        for ledger in self.ledgers:
            for level in ledger.levels():
                for bucket in ("reserved", "in_transit", "returned", "quarantine", "sold", "lost"):
                    assert getattr(level, bucket) == self.have(level.sku, level.shop, bucket), bucket
                assert level.free == self.have(level.sku, level.shop, "on_hand") >= 0
            for lot in ledger.lots.of():
                for bucket, units in (("on_hand", lot.free), ("reserved", lot.reserved), ("returned", lot.returned),
                                      ("quarantine", lot.quarantine)):  # fmt: skip
                    assert units == self.have(lot.sku, lot.shop, bucket, lot.lot) >= 0, (lot.lot, bucket)
                assert lot.expires_on == LOTS.get(lot.lot)
            assert audit(ledger).is_clean


def lots_of(hold: Hold) -> dict[str, int]:
    return dict(hold.lots) or {"": hold.quantity}


TestAgainstModel = AgainstModel.TestCase
TestAgainstModel.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_an_audit_lists_what_was_changed_behind_the_ledger_and_a_rebuild_mends_it(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db")
    ledger.post([Count("a", "tea", "north", 9, 1), Move("b", "tea", "north", "on_hand", "quarantine", 2, 2)])
    ledger.reserve([Reservation("o", (Hold("tea", "north", 3),), 3, 100)])
    assert audit(ledger).is_clean
    with sqlite3.connect(tmp_path / "ledger.db") as hand:
        hand.execute("UPDATE levels SET free = 40, reserved = 1")
    found = audit(ledger)
    assert found.differences == (
        Difference("tea", "north", "free", 40, 4, "moves"),
        Difference("tea", "north", "reserved", 1, 3, "moves"),
        Difference("tea", "north", "reserved", 1, 3, "reservations"),
    )
    assert rebuild_levels(ledger).differences == found.differences
    assert audit(ledger).is_clean and ledger.levels()[0].counted_at == 1
    ledger.close()


def test_a_source_that_contradicts_another_is_shown_with_the_difference(ledger: Ledger) -> None:
    ledger.post([Count("a", "tea", "north", 9, 1, "till"), Count("b", "tea", "north", 9, 2, "warehouse")])
    assert ledger.checking.conflicts() == []
    ledger.post([Count("c", "tea", "north", 6, 3, "till"), Count("d", "tea", "north", 5, 4, "till")])
    (conflict,) = ledger.checking.conflicts()
    assert (conflict.move.quantity, conflict.move.target) == (3, "lost")
    assert conflict.move.note == "count: till against warehouse"


def test_goods_in_quarantine_are_not_for_sale(ledger: Ledger) -> None:
    ledger.post([Count("a", "tea", "north", 3, 1), Move("b", "tea", "north", "on_hand", "quarantine", 2, 2)])
    (level,) = ledger.levels()
    assert (level.available, level.on_hand, level.quarantine) == (1, 1, 2)
    assert isinstance(ledger.reserve([Reservation("o", (Hold("tea", "north", 2),), 3, 9)])[0], Refused)


def test_a_file_of_an_earlier_release_is_opened_and_keeps_its_stock(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as old:
        old.execute(
            "CREATE TABLE levels(sku TEXT NOT NULL, shop TEXT NOT NULL, free INTEGER NOT NULL CHECK(free >= 0), "
            "reserved INTEGER NOT NULL, in_transit INTEGER NOT NULL, returned INTEGER NOT NULL, sold INTEGER NOT NULL, "
            "lost INTEGER NOT NULL, tracked INTEGER NOT NULL, counted_at INTEGER NOT NULL, PRIMARY KEY(sku, shop)) "
            "STRICT, WITHOUT ROWID")
        old.execute("INSERT INTO levels VALUES('tea', 'north', 7, 0, 0, 0, 0, -7, 1, 5)")
    old.close()
    ledger = SqliteLedger(tmp_path / "ledger.db")
    assert (ledger.levels()[0].available, ledger.levels()[0].quarantine) == (7, 0)
    assert ledger.post([Move("m", "tea", "north", "on_hand", "quarantine", 7, 6)]) == ["posted"]
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.db") as hand, pytest.raises(sqlite3.IntegrityError):
        hand.execute("UPDATE levels SET quarantine = -1")
