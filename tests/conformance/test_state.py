"""Every state store keeps the promises of its port, and all of them agree."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.backends.memory.state import MemoryState
from huozhao.backends.sqlite.state import SqliteState
from huozhao.events.state import Fold, StateStore, Table, Write

PAIRS = Table("pairs", key=("shopper", "sku"), add=("views", "orders"), put=("last", "note"))
FOLD = Fold("pairs", (PAIRS,), frozenset(), lambda _: [])


@pytest.fixture(params=["memory", "sqlite"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    made = MemoryState([FOLD]) if request.param == "memory" else SqliteState(tmp_path / "state.db", [FOLD])
    yield made
    made.close()


def test_sums_add_up_and_puts_keep_the_newest_of_each_column(state: StateStore) -> None:
    state.apply("pairs", 0, 3, [
        Write("pairs", ("s", "a"), add={"views": 1}, put={"last": "new"}, at=9),
        Write("pairs", ("s", "a"), add={"views": 2}, put={"last": "old", "note": "kept"}, at=5),
    ])
    state.apply("pairs", 3, 4, [Write("pairs", ("s", "a"), add={"orders": 1}, put={"note": "late"}, at=1)])
    assert state.get("pairs", ("s", "a")) == {
        "shopper": "s", "sku": "a", "views": 3, "orders": 1, "last": "new", "note": "kept"}


def test_a_fold_that_is_elsewhere_changes_nothing(state: StateStore) -> None:
    write = [Write("pairs", ("s", "a"), add={"views": 1})]
    assert state.apply("pairs", 0, 5, write) is True
    assert state.apply("pairs", 0, 5, write) is False
    assert state.position("pairs") == 5
    assert state.columns("pairs", ["views"]) == {"views": [1]}


def test_rows_are_scanned_by_prefix_in_key_order_and_by_cursor(state: StateStore) -> None:
    keys = [("s2", "a"), ("s1", "c"), ("s1", "a"), ("s1", "b")]
    state.apply("pairs", 0, 1, [Write("pairs", key, add={"views": 1}) for key in keys])
    assert [row["sku"] for row in state.scan("pairs", ("s1",))] == ["a", "b", "c"]
    assert [row["sku"] for row in state.scan("pairs", after=("s1", "b"))] == ["c", "a"]
    assert len(state.scan("pairs", limit=2)) == 2
    assert state.count("pairs") == 4
    assert state.get("pairs", ("nobody", "x")) is None


def test_reset_forgets_rows_and_position(state: StateStore) -> None:
    state.apply("pairs", 0, 7, [Write("pairs", ("s", "a"), add={"views": 1})])
    state.reset("pairs")
    assert (state.position("pairs"), state.scan("pairs")) == (0, [])


WRITES = st.lists(st.builds(
    Write, st.just("pairs"), st.tuples(st.sampled_from("st"), st.sampled_from("ab")),
    st.dictionaries(st.sampled_from(["views", "orders"]), st.integers(-5, 5), max_size=2),
    st.dictionaries(st.sampled_from(["last", "note"]), st.integers(0, 99), max_size=2), st.integers(0, 4),
), max_size=30)


@settings(max_examples=60, deadline=None)
@given(writes=WRITES, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_all_stores_agree_however_the_writes_are_cut_into_batches(
    tmp_path_factory: pytest.TempPathFactory, writes: list[Write], cuts: list[int]
) -> None:
    whole, cut = MemoryState([FOLD]), SqliteState(tmp_path_factory.mktemp("state") / "s.db", [FOLD])
    whole.apply("pairs", 0, len(writes), writes)
    edges = sorted({0, len(writes), *(c for c in cuts if c < len(writes))})
    for start, end in pairwise(edges):
        assert cut.apply("pairs", start, end, writes[start:end])
    assert cut.scan("pairs") == whole.scan("pairs")
    cut.close()


def test_columns_are_read_of_some_rows_only(state: StateStore) -> None:
    keys = [("s1", "a"), ("s1", "b"), ("s2", "a")]
    state.apply("pairs", 0, 1, [Write("pairs", key, add={"views": n}) for n, key in enumerate(keys)])
    assert state.columns("pairs", ["sku", "views"], ("s1",)) == {"sku": ["a", "b"], "views": [0, 1]}
    assert state.columns("pairs", ["shopper"], least=("views", 1)) == {"shopper": ["s1", "s2"]}
    assert state.columns("pairs", ["views"], ("s1",), ("views", 9)) == {"views": []}
