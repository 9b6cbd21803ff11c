"""Complements are bought with each other or soon after; substitutes are looked at, or taken, instead of each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.basket_fit import lines
from huozhao.matching.model import no_model
from huozhao.matching.pairs import Pairs, from_arrays, no_pairs, to_arrays
from huozhao.matching.pairs_fit import learn
from huozhao.matching.recall import goes_with
from huozhao.terms.ids import Ids

SKUS = Ids.of(["case", "charger", "phone1", "phone2", "tea"])
PLACE = {name: SKUS.place(name) for name in SKUS.names()}
PHONES = np.array([1 if name.startswith("phone") else -1 for name in SKUS.names()])


def learned(
    bought: list[tuple[int, int, str]], seen: list[tuple[int, str]] = (),  # type: ignore[assignment]
    exchanged: dict[tuple[str, str], int] | None = None, leaf: np.ndarray = PHONES,
) -> Pairs:  # fmt: skip
    """Learn from (shopper, day, sku) bought and (session, sku) seen."""
    who, day, item = np.array([(u, d, PLACE[s]) for u, d, s in bought], np.int64).reshape(-1, 3).T
    session, looked = np.array([(n, PLACE[s]) for n, s in seen], np.int64).reshape(-1, 2).T
    swaps = {(PLACE[a], PLACE[b]): n for (a, b), n in (exchanged or {}).items()}
    return learn(SKUS, lines(who, day, item), (session, looked), leaf, swaps)


def names(found: list) -> list[str]:
    return [c.sku for c in found]


PHONE_AND_CASE = [(u, 1, s) for u in range(6) for s in (("phone1" if u % 2 else "phone2"), "case")]
OTHERS = [(u, 1, "tea") for u in range(6, 20)]
COMPARED = [(n, s) for n in range(8) for s in ("phone1", "phone2")]


def test_a_case_goes_with_a_phone_and_another_phone_stands_for_it() -> None:
    pairs = learned(PHONE_AND_CASE + OTHERS, COMPARED)
    complements, substitutes = goes_with.recall(no_model(), "phone1", pairs=pairs)
    assert names(complements) == ["case"] and complements[0].evidence == ("phone1",)
    assert names(substitutes) == ["phone2"] and substitutes[0].source == "substitute"


def test_what_is_bought_within_a_week_after_counts_and_a_fortnight_after_does_not() -> None:
    after = [(u, 1, "phone1") for u in range(6)] + [(u, 5, "charger") for u in range(6)]
    assert names(goes_with.recall(no_model(), "phone1", pairs=learned(after + OTHERS))[0]) == ["charger"]
    late = [(u, d + 20 * (s == "charger"), s) for u, d, s in after]
    assert goes_with.recall(no_model(), "phone1", pairs=learned(late + OTHERS))[0] == []


def test_what_is_bought_together_no_more_than_by_chance_goes_with_nothing() -> None:
    everywhere = [(u, 1, s) for u in range(10) for s in ("tea", "phone1" if u < 5 else "phone2")]
    assert goes_with.recall(no_model(), "phone1", pairs=learned(everywhere))[0] == []


def test_an_exchange_tells_what_stands_for_what() -> None:
    pairs = learned(OTHERS, exchanged={("phone1", "phone2"): 2})
    assert names(goes_with.recall(no_model(), "phone2", pairs=pairs)[1]) == ["phone1"]


def test_two_of_one_leaf_have_to_be_bought_together_twice_as_strongly() -> None:
    both = [(u, 1, s) for u in range(6) for s in ("phone1", "phone2", "case")] + OTHERS
    seen = COMPARED + [(8 + n, s) for n in range(4) for s in ("phone1", "case")]
    assert "phone2" not in names(goes_with.recall(no_model(), "phone1", pairs=learned(both, seen))[0])
    apart = np.full(len(SKUS), -1)
    assert "phone2" in names(goes_with.recall(no_model(), "phone1", pairs=learned(both, seen, leaf=apart))[0])


def test_nothing_learned_falls_back_to_the_model() -> None:
    assert goes_with.recall(no_model(), "phone1", pairs=no_pairs()) == ([], [])
    assert goes_with.recall(no_model(), "ghost", pairs=learned(OTHERS)) == ([], [])


rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.sampled_from(SKUS.names())), max_size=40)
looks = st.lists(st.tuples(st.integers(0, 8), st.sampled_from(SKUS.names())), max_size=40)


@given(rows, looks)
def test_no_pair_is_both_no_product_goes_with_itself_and_arrays_come_back(
    bought: list[tuple[int, int, str]], seen: list[tuple[int, str]]
) -> None:
    pairs = learned(bought, seen)
    again = from_arrays(to_arrays(pairs))
    for i, name in enumerate(SKUS.names()):
        with_, instead = set(pairs.complements.row(i)[0].tolist()), set(pairs.substitutes.row(i)[0].tolist())
        assert not with_ & instead and i not in with_ | instead
        assert goes_with.recall(no_model(), name, pairs=again) == goes_with.recall(no_model(), name, pairs=pairs)
    for table in (pairs.complements, pairs.substitutes):
        assert ((table.values > 0) & (table.values <= 1 + 1e-6)).all()
