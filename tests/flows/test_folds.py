"""Folds follow the log: replay gives the same state, a failing fold stops alone and recovers."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.backends.memory.log import MemoryLog
from huozhao.backends.memory.state import MemoryState
from huozhao.backends.sqlite.state import SqliteState
from huozhao.events.catalogue import (
    Line,
    OrderCancelled,
    OrderPaid,
    OrderReturned,
    PageViewed,
    ProductAddedToCart,
    ProductDelisted,
    ProductListed,
    ProductViewed,
    Properties,
)
from huozhao.events.event import Event, Recorded, event
from huozhao.events.state import Fold, Table, Write
from huozhao.flows.folds import Folds
from huozhao.flows.subscriptions import subscriptions

FOLDS = subscriptions("Asia/Shanghai")
T0 = 1_760_000_000_000
SKUS = st.sampled_from(["a", "b"])
LINES = st.lists(st.builds(Line, SKUS, st.integers(1, 3), st.integers(0, 900)), min_size=1, max_size=2)
ORDERS = st.sampled_from(["o1", "o2", "o3"])
WHAT: st.SearchStrategy[Properties] = st.one_of(
    st.builds(ProductViewed, SKUS), st.builds(ProductAddedToCart, SKUS), st.builds(PageViewed, st.just("home")),
    st.builds(ProductListed, SKUS, SKUS, st.sampled_from(["x", "y"])), st.builds(ProductDelisted, SKUS),
    st.builds(OrderPaid, ORDERS, LINES, st.integers(0, 5000)), st.builds(OrderCancelled, ORDERS),
    st.builds(OrderReturned, ORDERS, LINES, st.integers(0, 500)),
)
STREAM = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["s1", "s2"]), WHAT), max_size=40)
TABLES = [table.name for fold in FOLDS for table in fold.tables]


def log_of(stream: list[tuple[int, str, Properties]]) -> MemoryLog:
    log = MemoryLog()
    log.append([event(f"e{n}", T0 + hours * 3_600_000, shopper, what)
                for n, (hours, shopper, what) in enumerate(stream)])
    return log


@settings(max_examples=40, deadline=None)
@given(stream=STREAM, batch=st.integers(1, 7))
def test_replay_gives_the_same_state_on_every_store_and_batch_size(
    tmp_path_factory: pytest.TempPathFactory, stream: list[tuple[int, str, Properties]], batch: int
) -> None:
    log = log_of(stream)
    whole, parts = MemoryState(FOLDS), SqliteState(tmp_path_factory.mktemp("s") / "state.db", FOLDS)
    Folds(log, whole, FOLDS).catch_up()
    live = Folds(log, parts, FOLDS, batch)
    live.catch_up()
    assert [parts.scan(t) for t in TABLES] == [whole.scan(t) for t in TABLES]
    for fold in FOLDS:
        parts.reset(fold.name)
    live.catch_up()
    assert [parts.scan(t) for t in TABLES] == [whole.scan(t) for t in TABLES]
    parts.close()


def test_a_fold_that_fails_stops_alone_says_why_and_catches_up_when_mended() -> None:
    broken = [True]

    def fragile(recorded: Recorded) -> Iterable[Write]:
        if broken[0] and recorded.event.id == "e2":
            raise ValueError("cannot read e2")
        yield Write("seen", ("all",), add={"n": 1})

    def sound(recorded: Recorded) -> Iterable[Write]:
        yield Write("heard", ("all",), add={"n": 1})

    both = (Fold("fragile", (Table("seen", ("k",), ("n",)),), frozenset(), fragile),
            Fold("sound", (Table("heard", ("k",), ("n",)),), frozenset(), sound))
    log, state = MemoryLog(), MemoryState(both)
    log.append([Event(f"e{n}", "Page Viewed", T0, "s", PageViewed("home")) for n in range(5)])
    folds = Folds(log, state, both, batch=1)
    folds.catch_up()
    assert {s.fold: (s.lag, s.error) for s in folds.status()} == {
        "fragile": (3, "ValueError: cannot read e2"), "sound": (0, "")}
    broken[0] = False
    folds.catch_up()
    assert state.get("seen", ("all",)) == {"k": "all", "n": 5}
    assert state.get("heard", ("all",)) == {"k": "all", "n": 5}


def test_the_background_thread_folds_what_is_appended(tmp_path: Path) -> None:
    log, state = MemoryLog(), MemoryState(FOLDS)
    folds = Folds(log, state, FOLDS)
    folds.start()
    log.append([event("e1", T0, "", ProductListed("a", "a", "面膜"))])
    assert folds.reached(1, timeout_s=10)
    row = state.get("goods", ("a",))
    folds.stop()
    assert row is not None and row["listed"] == 1


def test_the_background_thread_outlives_a_log_that_is_busy_and_a_listener_that_fails() -> None:
    class BusyLog(MemoryLog):
        fails = 1

        def read(self, after: int, limit: int) -> list[Recorded]:
            if self.fails:
                self.fails -= 1
                raise OSError("busy")
            return super().read(after, limit)

    def fails(fold: str, batch: Sequence[Recorded]) -> None:
        raise ValueError("cannot hear")

    log, state, heard = BusyLog(), MemoryState(FOLDS), []
    folds = Folds(log, state, FOLDS)
    folds.listen(fails)
    folds.listen(lambda fold, batch: heard.append(fold))
    folds.start(0.01)
    try:
        for n, sku in enumerate(("a", "b"), 1):
            log.append([event(f"e{n}", T0, "", ProductListed(sku, sku, "面膜"))])
            assert folds.reached(n, timeout_s=10)
    finally:
        folds.stop()
    assert heard.count("goods") >= 1 and state.get("goods", ("b",))
    assert set(heard) == {fold.name for fold in FOLDS}, "who listens after one that fails is told as well"
