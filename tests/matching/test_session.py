"""Sessions: what came next before comes next again, whoever looks; an erased shopper's sessions are gone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.candidates import Taste
from huozhao.matching.recall import session
from huozhao.matching.session_fit import Acts, learn, tables
from huozhao.matching.session_rows import rows, similar
from huozhao.matching.sessions import Sessions, from_arrays, no_sessions, to_arrays, without
from huozhao.terms.ids import Ids

NOW, MINUTE = 1_800_000_000_000, 60_000
SKUS = Ids.of(list("abcdef"))


def learned(*walks: str, owners: list[str] | None = None) -> Sessions:
    """Learn from sessions written as words: one letter an act."""
    number = np.repeat(np.arange(len(walks)), [len(w) for w in walks])
    item = np.array([SKUS.place(letter) for walk in walks for letter in walk])
    names = owners or [""] * len(walks)
    shoppers = Ids.of([name for name in names if name])
    return learn(SKUS, Acts(number, item), shoppers, np.array([shoppers.place(name) if name else -1 for name in names]))


def looked(letters: str, until: int = NOW) -> list[Taste]:
    """Tastes of a session of one act a minute that ends at `until`."""
    return [Taste(x, 1, 0, until - (len(letters) - 1 - n) * MINUTE) for n, x in enumerate(letters)]


WALKS = ["abc", "abc", "abd", "efd", "efd", "abc"] * 10


def test_an_act_in_this_session_changes_what_comes_next_and_names_it() -> None:
    held = learned(*WALKS)
    found = session.recall(held, looked("ab"), NOW)
    assert found[0].sku == "c" and found[0].source == "session" and found[0].evidence == ("b",)
    assert session.recall(held, looked("abf"), NOW)[0].sku == "d"


def test_no_session_no_word() -> None:
    held = learned(*WALKS)
    assert session.recall(held, looked("ab", NOW - 31 * MINUTE), NOW) == []
    assert session.recall(held, [Taste("a", -3, 0, NOW)], NOW) == []
    assert session.recall(no_sessions(), looked("ab"), NOW) == [] and session.recall(held, looked("zz"), NOW) == []


def test_a_session_ends_with_a_pause() -> None:
    earlier, now = looked("ef", NOW - 40 * MINUTE), looked("ab")
    assert [t.sku for t in session.going_on(earlier + now, NOW)] == ["a", "b"]
    near = looked("ef", NOW - 20 * MINUTE)
    assert [t.sku for t in session.going_on(near + now, NOW)] == ["e", "f", "a", "b"]


def test_rules_equal_the_formula() -> None:
    held = tables(SKUS, Acts(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 2])))
    near, values = held.next.row(0)
    assert dict(zip(near.tolist(), values.round(5).tolist(), strict=True)) == {2: 0.75, 1: 0.5}


def test_similar_sessions_equal_the_formula_written_out() -> None:
    held = tables(SKUS, Acts(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 2, 3])))
    total, led = similar(held, np.array([0, 1]), len(SKUS))
    first, second = (0.25 + 1) / np.sqrt(2), 1 / np.sqrt(3)
    np.testing.assert_allclose(total[:4], [first, first + second, second, second])
    assert led[2] == 1


def test_sessions_of_an_erased_shopper_are_gone_and_the_rest_stands() -> None:
    held = learned("abc", "efd", "aef", owners=["eve", "", "adam"])
    left = without(held, ["eve"])
    assert left.shoppers.names() == ["adam"] and left.count == 2 and left.owner.tolist() == [-1, 0]
    assert left.items.tolist() == [SKUS.place(x) for x in "efdaef"]
    assert left.held_by.row(SKUS.place("e"))[0].tolist() == [1, 0]
    assert without(held, ["nobody"]).count == 3


walks = st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=1, max_size=20)


@given(walks, st.text("abcdef", min_size=1, max_size=12))
def test_signs_are_finite_and_arrays_come_back(told: list[str], current: str) -> None:
    held = learned(*told)
    found = rows(held, np.array([SKUS.place(x) for x in current]))
    assert np.isfinite(found.signs).all() and len(found.items) == len(set(found.items.tolist()))
    again = from_arrays(to_arrays(held))
    assert session.recall(again, looked(current), NOW) == session.recall(held, looked(current), NOW)
    assert not {c.sku for c in session.recall(held, looked(current), NOW)} & set(current)
