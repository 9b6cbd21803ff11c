"""Learning from history: every part equals its formula written out, tuning sees no test, all is the same twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.matching.fit.alikes import alikes
from huozhao.matching.fit.history import History, Order, Split, history, split
from huozhao.matching.fit.learning import learn_history
from huozhao.matching.fit.parts import Setting, grounds, part_scores, scores
from huozhao.matching.fit.ranking import Places, best, joined, places, places_in_lists, recall_ndcg
from huozhao.matching.fit.rows import SIGNS, rows
from huozhao.matching.fit.spectral import directions
from huozhao.matching.fit.tables import sparse
from huozhao.matching.fit.transitions import BACKWARD, IN, OUT, WINDOW, transitions
from huozhao.matching.fit.tune import untuned
from huozhao.matching.fit.walk import Kin, along, fans, through_kin

cells = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6), st.integers(1, 9)), min_size=1, max_size=30,
                 unique_by=lambda cell: cell[:2])  # fmt: skip


def some(found: list[tuple[int, int, int]], order: Order = "timed") -> History:
    who, what, weight = (np.array(column) for column in zip(*found, strict=True))
    return history(who, what, weight, np.arange(len(who)), (6, 7), order)


def dense(known: History) -> np.ndarray:
    x = np.zeros((known.shoppers, known.size))
    x[known.owner(), known.items] = known.x
    return x


@settings(deadline=None, max_examples=40)
@given(cells, *(st.floats(0.2, 1),) * 3, st.sampled_from([1.0, 1.5]), st.sampled_from([1, 0.6]))
def test_scores_through_similar_shoppers_equal_the_formula(
    found: list[tuple[int, int, int]], a: float, b: float, c: float, locality: float, fading: float
) -> None:
    known = some(found)
    x, who = dense(known), np.arange(6)
    faded = np.zeros_like(x)
    for u in who:
        row = known.items[known.starts[u] : known.starts[u + 1]]
        faded[u, row] = x[u, row] * fading ** np.arange(len(row))[::-1]
    degree, breadth = np.maximum((x * x).sum(0), 1e-3), np.maximum((x > 0).sum(1), 1)
    alike = (faded / degree**b) @ x.T / breadth**a
    np.fill_diagonal(alike, 0)
    wanted = alike**locality @ x / degree**c
    got = through_kin(known, fans(known), Kin(a, b, c, locality, fading), who)
    np.testing.assert_allclose(got, wanted, rtol=2e-3, atol=1e-5)


@settings(deadline=None, max_examples=40)
@given(cells)
def test_transitions_equal_the_formula(found: list[tuple[int, int, int]]) -> None:
    known = some(found)
    forward, times = np.zeros((7, 7)), np.zeros((7, 7))
    for u in range(6):
        row = known.items[known.starts[u] : known.starts[u + 1]]
        for p, i in enumerate(row):
            for q in range(p + 1, min(len(row), p + WINDOW + 1)):
                forward[i, row[q]] += 1 / (q - p)
                times[i, row[q]] += 1
    both = forward + BACKWARD * forward.T
    out, into = np.maximum(both.sum(1), 1e-6), np.maximum(both.sum(0), 1e-6)
    moves = transitions(known)
    table = moves.following()
    got = np.zeros((7, 7))
    got[np.repeat(np.arange(7), np.diff(table.starts)), table.indices] = table.values
    np.testing.assert_allclose(got, both * out[:, None] ** -OUT * into**-IN, rtol=1e-4, atol=1e-6)
    assert moves.times.sum() == times.sum()
    assert all((np.diff(moves.targets[a:b]) > 0).all() for a, b in zip(moves.starts, moves.starts[1:], strict=False))


def test_of_many_followers_the_heaviest_are_kept() -> None:
    known = some([(u, i, 1) for u in range(6) for i in range(7)])
    short, whole = transitions(known, keep=2).following(), transitions(known).following()
    for i in range(7):
        np.testing.assert_allclose(short.row(i)[1], whole.row(i)[1][:2])


def test_an_unordered_history_has_no_transitions() -> None:
    assert not len(transitions(some([(0, 1, 1), (0, 2, 1)], "unordered")).targets)


def test_along_a_table_the_newest_good_counts_most() -> None:
    known = some([(0, 1, 1), (0, 2, 1)])
    table = sparse(np.array([1, 2]), np.array([3, 4]), np.array([1.0, 1.0]), (7, 7))
    assert along(known, table, 0.5, np.array([0]))[0].tolist() == [0, 0, 0, 0.5, 1, 0, 0]


@settings(deadline=None, max_examples=40)
@given(cells)
def test_blended_scores_are_the_weighed_sum_of_their_parts(found: list[tuple[int, int, int]]) -> None:
    ground = grounds(some(found))
    setting = Setting(weights=(("kin", 2.0), ("following", 3.0), ("spectral", 0.5), ("popular", 0.1)))
    wanted = sum(weight * part_scores(ground, setting, part, np.arange(6)) for part, weight in setting.weights)
    np.testing.assert_allclose(scores(ground, setting, np.arange(6)), wanted, rtol=1e-4, atol=1e-5)


def test_directions_are_those_of_an_exact_decomposition() -> None:
    rng = np.random.default_rng(0)
    who, what = np.nonzero(rng.random((60, 30)) < 0.3)
    known = history(who, what, np.ones(len(who)), np.arange(len(who)), (60, 30))
    x = dense(known)
    scaled = x * np.maximum(x.sum(1, keepdims=True), 1) ** -0.5 * np.maximum((x * x).sum(0), 1e-9) ** -0.5
    exact = np.linalg.svd(scaled)[2][:5]
    found = directions(known, rank=5)
    np.testing.assert_allclose(np.abs(exact @ found).sum(), 5, rtol=0.02)
    np.testing.assert_array_equal(found, directions(known, rank=5))


@settings(deadline=None, max_examples=60)
@given(cells, st.sampled_from(["timed", "ordered", "unordered"]))
def test_a_split_parts_a_history_and_looks_only_forward(found: list[tuple[int, int, int]], order: Order) -> None:
    whole = some(found, order)
    parted = split(whole)
    for u in range(6):
        known = parted.known.items[parted.known.starts[u] : parted.known.starts[u + 1]].tolist()
        held = parted.wanted[parted.starts[u] : parted.starts[u + 1]].tolist()
        row = whole.items[whole.starts[u] : whole.starts[u + 1]].tolist()
        assert sorted(known + held) == sorted(row)
        assert order == "unordered" or known + held == row


def test_places_are_counted_among_goods_not_yet_known_and_ties_are_against_us() -> None:
    known = history(np.array([0, 0]), np.array([0, 1]), np.ones(2), np.arange(2), (1, 5))
    asked = Split(known, np.array([0, 2]), np.array([3, 4], np.int32))
    row = np.array([[9.0, 8.0, 5.0, 5.0, 7.0]], np.float32)
    assert places(asked, np.array([0]), row).place.tolist() == [2, 0]
    assert best(known, np.array([0]), row, 5)[0].tolist() == [4, 2, 3, -1, -1]
    assert places_in_lists(asked, [0], np.array([[4, 3, -1]], np.int32)).place.tolist() == [1, 0]
    first, last = Places(np.array([0, 0]), np.array([1, 0]), 1), Places(np.array([0]), np.array([5]), 1)
    assert recall_ndcg(first, 2) == (1.0, 1.0) and recall_ndcg(last, 2) == (0.0, 0.0)
    assert recall_ndcg(joined([first, last]), 2) == (0.5, 0.5)


def test_likeness_is_the_cosine_of_terms_and_the_hotter_come_first_among_equals() -> None:
    terms = sparse(np.array([0, 1, 2, 3]), np.array([0, 0, 0, 1]), np.ones(4), (4, 2))
    table = alikes(terms, 2, np.array([0, 1, 5, 0], np.float32), keep=1)
    assert table.row(0)[0].tolist() == [2] and table.row(0)[1].tolist() == pytest.approx([1.0])
    assert not len(table.row(3)[0])


def crowds(seed: int = 0, shoppers: int = 300) -> History:
    """Six crowds who walk each its own row of goods in order, with a little chance."""
    rng = np.random.default_rng(seed)
    walks = []
    for u in range(shoppers):
        walk = (np.arange(6) + rng.integers(0, 10)) % 10 + 10 * (u % 6)
        walks += [(u, int(w if rng.random() > 0.15 else rng.integers(0, 60)), t) for t, w in enumerate(walk)]
    found = {(u, i): 100 * t + u for u, i, t in walks}
    who, what = np.array(list(found)).T
    return history(who, what, np.ones(len(who)), np.array(list(found.values())), (shoppers, 60))


def test_tuning_finds_what_foretells_and_is_the_same_twice() -> None:
    whole = crowds()
    learned, again = learn_history(whole), learn_history(whole)
    about = learned.about()
    assert about == again.about() and about["trials"] > 20
    assert about["validation"]["blend"]["ndcg_20"] >= max(
        about["validation"][p]["ndcg_20"] for p in ("kin", "popular"))  # fmt: skip
    goods, _ = learned.best(np.arange(10))
    np.testing.assert_array_equal(goods, again.best(np.arange(10))[0])
    for u, row in enumerate(goods):
        known = whole.items[whole.starts[u] : whole.starts[u + 1]]
        assert not set(known.tolist()) & set(row.tolist())
    assert np.mean([int(row[0]) // 10 == u % 6 for u, row in enumerate(goods)]) > 0.6


def test_blocked_goods_stand_in_no_list() -> None:
    blocked = np.zeros(60, np.bool_)
    blocked[:30] = True
    goods, _ = learn_history(crowds()).best(np.arange(20), blocked)
    assert goods[goods >= 0].min() >= 30


def test_few_acts_keep_the_stated_defaults() -> None:
    learned = learn_history(some([(0, 1, 1), (1, 1, 1), (1, 2, 1)]))
    assert learned.tuned == untuned() and learned.trees is None
    assert learned.best(np.array([0]))[0][0, 0] == 2


def test_each_candidate_has_every_sign_and_none_is_missing() -> None:
    ground = grounds(crowds())
    found = rows(ground, Setting(weights=(("kin", 1.0), ("following", 1.0))), np.arange(5))
    assert found.signs.shape == (5, found.goods.shape[1], len(SIGNS)) and np.isfinite(found.signs).all()
    last = ground.known.items[ground.known.starts[1] - 1]
    to, value = ground.following.row(int(last))
    direct = dict(zip(to.tolist(), value.tolist(), strict=True))
    wanted = [direct.get(int(g), 0.0) for g in found.goods[0]]
    np.testing.assert_allclose(found.signs[0, :, SIGNS.index("move_last")], wanted, rtol=1e-4)
