"""A state file of an older version is filled again from the log where its tables had another shape."""

from pathlib import Path

from huozhao.backends.sqlite.state import SqliteState
from huozhao.events.state import Fold, Table, Write


def fold(name: str, table: Table) -> Fold:
    return Fold(name, (table,), frozenset(), lambda recorded: ())


OLD = Table("facts", ("shopper", "field"), put=("value",))
SAME = Table("orders", ("shopper",), add=("n",))


def test_a_fold_of_another_shape_starts_anew_and_the_others_stay(tmp_path: Path) -> None:
    state = SqliteState(tmp_path / "state.db", (fold("facts", OLD), fold("orders", SAME)))
    state.apply("facts", 0, 7, [Write("facts", ("u", "city"), put={"value": "x"})])
    state.apply("orders", 0, 7, [Write("orders", ("u",), {"n": 3})])
    state.close()
    wider = Table("facts", ("shopper", "field"), put=("value", "origin"))
    state = SqliteState(tmp_path / "state.db", (fold("facts", wider), fold("orders", SAME)))
    assert (state.position("facts"), state.position("orders")) == (0, 7)
    assert state.scan("facts") == [] and state.scan("orders") == [{"shopper": "u", "n": 3}]
    assert state.apply("facts", 0, 1, [Write("facts", ("u", "city"), put={"value": "y", "origin": "told"})])
    state.close()


def test_a_key_of_another_order_is_another_shape(tmp_path: Path) -> None:
    state = SqliteState(tmp_path / "state.db", (fold("facts", OLD),))
    state.apply("facts", 0, 7, [])
    state.close()
    turned = Table("facts", ("field", "shopper"), put=("value",))
    state = SqliteState(tmp_path / "state.db", (fold("facts", turned),))
    assert state.position("facts") == 0
    state.close()
