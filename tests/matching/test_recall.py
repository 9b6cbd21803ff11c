"""Recall: neighbours are exact, similar shoppers are found at request, complements are no substitutes."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.candidates import Taste
from huozhao.matching.fit import Exponents, capped, neighbours, norms, sparse, top_lists, transposed
from huozhao.matching.model import Model, empty, from_arrays, to_arrays
from huozhao.matching.recall import goes_with, item_cf, user_cf
from huozhao.terms.ids import Ids

NOW = 1_800_000_000_000


def model_of(tastes: np.ndarray, baskets: np.ndarray | None = None) -> Model:
    """A model of a small dense table shoppers × goods; goods are named g0, g1 …"""
    users, items = tastes.shape

    def table(dense: np.ndarray) -> object:
        rows, columns = np.nonzero(dense)
        return sparse(rows, columns, dense[rows, columns], dense.shape)  # type: ignore[arg-type]

    x = table(tastes)
    together = neighbours(table(baskets), items) if baskets is not None else empty(items)  # type: ignore[arg-type]
    return Model(
        "m", Ids.of([f"g{i}" for i in range(items)]), Ids.of([f"u{i}" for i in range(users)]),
        neighbours(x, items), together, x, capped(transposed(x, items), 200), norms(x),  # type: ignore[arg-type]
        tastes.sum(axis=0).astype(np.float32),
    )


dense = st.integers(1, 6).flatmap(lambda u: st.integers(1, 6).flatmap(lambda i: st.lists(
    st.lists(st.integers(0, 9), min_size=i, max_size=i), min_size=u, max_size=u)))


@given(dense)
def test_neighbours_equal_the_formula_written_out(rows: list[list[int]]) -> None:
    table, by = np.array(rows), Exponents()
    found = model_of(table).related
    x, breadth = np.log1p(table), np.maximum((table > 0).sum(axis=1), 1)
    degree = np.maximum((x * x).sum(axis=0), 1e-9)
    wanted = (x * (breadth ** -by.shopper)[:, None]).T @ x / degree[:, None] ** by.source / degree ** by.target
    np.fill_diagonal(wanted, 0)
    got = np.zeros_like(wanted)
    for i in range(found.rows):
        places, values = found.row(i)
        assert (np.diff(values) <= 0).all()
        got[i, places] = values
    np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-6)


def two_crowds() -> np.ndarray:
    """Shoppers 0-4 love goods 0-3, shoppers 5-9 love goods 4-7; shopper 0 has not met g3."""
    table = np.zeros((10, 8), int)
    table[:5, :4] = table[5:, 4:] = 6
    table[0, 3] = 0
    return table


def taste(sku: str, weight: int = 6, at: int = NOW) -> Taste:
    return Taste(sku, weight, 0, at)


def test_similar_shoppers_lead_to_what_they_love() -> None:
    found = user_cf.recall(model_of(two_crowds()), "u0", [taste("g0"), taste("g1"), taste("g2")])
    new = [c for c in found if c.sku not in ("g0", "g1", "g2")]
    assert new[0].sku == "g3" and new[0].evidence and set(new[0].evidence) <= {"g0", "g1", "g2"}


def test_a_newcomer_nobody_learned_of_is_served_from_this_session() -> None:
    model = model_of(two_crowds())
    assert {c.sku for c in item_cf.recall(model, [taste("g5")], NOW)} == {"g4", "g6", "g7"}
    assert user_cf.recall(model, "stranger", [taste("g5")])[0].sku in {"g4", "g5", "g6", "g7"}


def test_what_happened_just_now_weighs_more_than_last_month() -> None:
    old = taste("g0", at=NOW - 40 * 86_400_000)
    assert item_cf.recall(model_of(two_crowds()), [old, taste("g5")], NOW)[0].evidence == ("g5",)


def test_unknown_goods_and_dislikes_lead_nowhere() -> None:
    model = model_of(two_crowds())
    assert item_cf.recall(model, [taste("no such"), taste("g0", -5)], NOW) == []
    assert user_cf.recall(model, "u0", []) == [] and goes_with.recall(model, "no such") == ([], [])


def test_bought_in_one_basket_is_a_complement_and_looked_at_instead_a_substitute() -> None:
    phones, case = [0, 1], 2
    views, baskets = np.zeros((8, 4), int), np.zeros((8, 4), int)
    views[:, phones] = 5
    baskets[:4, [0, case]] = 1
    baskets[4:, [1, case]] = 1
    views += baskets
    complements, substitutes = goes_with.recall(model_of(views, baskets), "g0")
    assert [c.sku for c in complements] == ["g2"]
    assert [c.sku for c in substitutes] == ["g1"]


def test_a_model_comes_back_from_its_arrays() -> None:
    model = model_of(two_crowds())
    again = from_arrays("m", to_arrays(model))
    for name in ("related", "tastes", "fans"):
        np.testing.assert_array_equal(getattr(again, name).indices, getattr(model, name).indices)
    assert again.skus.names() == model.skus.names()


def test_what_follows_a_product_is_found_after_it_and_not_before_it() -> None:
    alone = model_of(np.eye(3, dtype=int) * 5)
    model = replace(alone, following=sparse(np.array([0]), np.array([1]), np.array([2.0]), (3, 3)))
    found = item_cf.recall(model, [taste("g0")], NOW)
    assert [(c.sku, c.evidence) for c in found] == [("g1", ("g0",))]
    assert item_cf.recall(model, [taste("g1")], NOW) == []
    assert item_cf.recall(model, [taste("g0")], NOW, source="complement") == []


def test_a_version_kept_from_before_followers_were_learned_is_read() -> None:
    arrays = {name: a for name, a in to_arrays(model_of(two_crowds())).items() if not name.startswith("following")}
    assert item_cf.recall(from_arrays("old", arrays), [taste("g5")], NOW)


def test_learned_lists_leave_out_what_is_known_and_what_is_blocked() -> None:
    model = model_of(two_crowds())
    blocked = np.zeros(8, bool)
    blocked[7] = True
    places, scores = top_lists(model.tastes, model.related, model.popular, blocked, 0, 10, 20)
    assert places[0, 0] == 3 and scores[0, 0] > scores[0, 1]
    for shopper, row in enumerate(places):
        known = set(model.tastes.row(shopper)[0].tolist())
        assert not known & set(row.tolist()) and 7 not in row


def test_ids_are_found_by_their_bytes() -> None:
    ids = Ids.of(["乙", "a", "甲", "a", "bb"])
    assert len(ids) == 4 and all(ids.name(ids.place(name)) == name for name in ("a", "bb", "甲", "乙"))
    assert ids.place("c") == -1 and Ids.of([]).place("x") == -1
