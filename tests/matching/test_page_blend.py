"""The learned blend: what is learned of held-out choices, own and new goods in one measure, kept and read back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.blend_fit import Lesson, calibrated, searched
from huozhao.matching.candidates import SOURCES, Candidate, Source, Taste
from huozhao.matching.page_blend import BY_HAND, LEARNED, by_repeat, from_arrays, to_arrays
from huozhao.matching.pool import COLUMN, pool
from huozhao.matching.rank import blended, weights_of
from huozhao.matching.recall import own

DAY = 86_400_000


def lesson(seed: int, tells: Source = "basket") -> Lesson:
    """A shopper who buys what `tells` puts first and what they have bought most often; other sources guess."""
    rng = np.random.default_rng(seed)
    names = [f"g{n}" for n in rng.permutation(60)]
    mine = [Taste(f"own{n}", 10 * (n + 1), n + 1, (100 - n) * DAY) for n in range(6)]
    found = [Candidate(sku, tells, 60.0 - n) for n, sku in enumerate(names)]
    for guess in ("item_cf", "user_cf"):
        found += [Candidate(f"g{n}", guess, 60.0 - place) for place, n in enumerate(rng.permutation(60))]
    made = pool([*found, *own.recall(mine)])
    wanted = {*names[:3], "own5"}
    signs = own.signs(made.rows, mine, 100 * DAY)
    return Lesson(made, signs, np.array([sku in wanted for sku in made.skus]), 3)


LESSONS = [lesson(seed) for seed in range(80)]


def test_the_source_that_tells_what_is_chosen_gains_and_guesses_lose() -> None:
    weights = searched(LESSONS, ("item_cf", "user_cf", "basket"))
    assert weights[COLUMN["basket"]] > 5 * max(weights[COLUMN["item_cf"]], weights[COLUMN["user_cf"]])
    assert weights[COLUMN["session"]] == weights_of("home")[COLUMN["session"]]


def test_own_and_new_goods_stand_in_one_order_by_how_likely_they_are_chosen() -> None:
    weights = searched(LESSONS, ("item_cf", "user_cf", "basket"))
    learned = calibrated("1", LESSONS, weights)
    assert learned is not None and learned.order == LEARNED
    fresh = lesson(999)
    made = blended(fresh.pool, "home", learned, fresh.signs)
    best = [fresh.pool.skus[row] for row in np.argsort(-made.total)[:4]]
    assert {fresh.pool.skus[row] for row in np.flatnonzero(fresh.chosen)} == set(best)
    assert float((made.total[fresh.chosen] ** 2).mean()) > 0.4 > 0.1 > float((made.total[~fresh.chosen] ** 2).mean())


def test_beside_a_product_the_weights_set_by_hand_stay() -> None:
    learned = calibrated("1", LESSONS, np.array(weights_of("home")))
    one = LESSONS[0]
    by_hand = blended(one.pool, "product", None, one.signs)
    assert (blended(one.pool, "product", learned, one.signs).total == by_hand.total).all()


def test_too_few_choices_teach_nothing() -> None:
    assert calibrated("1", LESSONS[:5], np.array(weights_of("home"))) is None
    assert (searched(LESSONS[:5], SOURCES) == weights_of("home")).all()


def test_a_blend_is_read_back_as_it_was_and_one_of_other_sources_is_not_used() -> None:
    learned = calibrated("1", LESSONS, np.array(weights_of("home")))
    assert learned is not None
    about = {"sources": list(SOURCES), "order": LEARNED}
    again = from_arrays("1", to_arrays(learned), about)
    assert again is not None and again.bias == learned.bias
    one = LESSONS[3]
    scores = [blended(one.pool, "home", blend, one.signs).total for blend in (again, learned)]
    assert (scores[0] == scores[1]).all()
    assert from_arrays("1", to_arrays(learned), {**about, "sources": ["item_cf"]}) is None
    assert from_arrays("1", {}, {**about, "order": BY_HAND}) is None


@given(st.lists(st.integers(1, 500), min_size=2, max_size=20, unique=True))
def test_plain_repeat_purchase_puts_own_goods_by_weight_before_all_others(weights: list[int]) -> None:
    mine = [Taste(f"g{w}", w, 1, DAY) for w in weights]
    made = pool([*own.recall(mine), Candidate("hot", "popular", 9.0), Candidate("new", "item_cf", 9.0)])
    total = blended(made, "home", by_repeat(), own.signs(made.rows, mine, DAY)).total
    order = [made.skus[row] for row in np.argsort(-total, kind="stable")]
    assert order == [*(f"g{w}" for w in sorted(weights, reverse=True)), "hot", "new"]


def test_what_was_bought_less_than_it_came_back_is_not_the_shoppers_own() -> None:
    assert own.recall([Taste("a", -3, 0, 1), Taste("b", 2, 0, 1), Taste("c", 2, 0, 5)])[0].sku == "c"
    assert own.signs({"a": 0, "b": 1}, [Taste("a", -3, 0, 1), Taste("b", 2, 0, DAY)], 2 * DAY)[:, 0].tolist()[0] == 0
