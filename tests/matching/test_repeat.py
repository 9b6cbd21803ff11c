"""Repeat purchase: what is used up is due after its own time, returns take back, weights are learned."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.basket_fit import learn, lines, tables
from huozhao.matching.basket_rows import History, own, rows
from huozhao.matching.baskets import Baskets, from_arrays, no_baskets, to_arrays
from huozhao.matching.logistic import fit
from huozhao.matching.purchases import Purchase, kept
from huozhao.matching.recall import repeat
from huozhao.terms.ids import Ids

SKUS = Ids.of(["cup", "milk", "rice", "soap", "tea"])
PLACE = {name: SKUS.place(name) for name in SKUS.names()}


def bought(*rows_: tuple[int, int, str]) -> Baskets:
    """Learn from (shopper, day, sku)."""
    who, day, sku = zip(*rows_, strict=True)
    return learn(SKUS, lines(np.array(who), np.array(day), np.array([PLACE[s] for s in sku])))


def weekly_milk() -> Baskets:
    """Sixty shoppers buy milk every 7 days; each bought one cup at the start, every other one rice each month."""
    told = [(u, 7 * week + u % 7, "milk") for u in range(60) for week in range(8)]
    told += [(u, u % 7, "cup") for u in range(60)] + [(u, 28 * m + u % 7, "rice") for u in range(0, 60, 2)
                                                      for m in range(2)]
    return bought(*told)


def test_what_is_used_up_each_week_is_due_after_a_week_and_not_the_day_after() -> None:
    learned = weekly_milk()
    mine = [Purchase("milk", 100), Purchase("milk", 107), Purchase("cup", 100)]
    assert repeat.recall(learned, mine, 108) == []
    found = repeat.recall(learned, mine, 114)
    assert [c.sku for c in found] == ["milk"] and found[0].evidence == ("milk",) and found[0].source == "repeat"


def test_the_products_usual_rhythm_speaks_where_the_shopper_has_none_yet() -> None:
    learned = weekly_milk()
    assert [c.sku for c in repeat.recall(learned, [Purchase("milk", 100)], 107)] == ["milk"]
    assert repeat.recall(learned, [Purchase("cup", 100)], 190) == []


def test_a_shoppers_own_rhythm_wins_over_the_usual_one() -> None:
    learned = weekly_milk()
    slow = [Purchase("milk", day) for day in (0, 30, 60, 90, 120)]
    assert repeat.recall(learned, slow, 128) == []
    assert [c.sku for c in repeat.recall(learned, slow, 148)] == ["milk"]


def test_what_was_sent_back_was_never_bought() -> None:
    learned = weekly_milk()
    back = [Purchase("milk", 100, 1), Purchase("milk", 103, -1)]
    assert kept(back) == [] and repeat.recall(learned, back, 110) == [] and repeat.next_basket(learned, back, 110) == []
    half = kept([Purchase("tea", 1, 2), Purchase("tea", 5, 1), Purchase("tea", 6, -2)])
    assert half == [Purchase("tea", 1, 1)]


def test_the_next_basket_holds_what_is_due_and_names_what_led_to_the_rest() -> None:
    found = repeat.next_basket(weekly_milk(), [Purchase("milk", 100), Purchase("milk", 107)], 114)
    assert found[0].sku == "milk" and found[0].source == "repeat"
    others = [c for c in found if c.sku != "milk"]
    assert others and all(c.source == "basket" for c in others)
    assert {c.sku: c.evidence for c in others}["rice"] == ("milk",)


def test_what_is_bought_often_and_is_not_due_is_no_call_to_restock() -> None:
    often = [Purchase("milk", 100), Purchase("milk", 107), Purchase("rice", 107)]
    found = {c.sku: c for c in repeat.next_basket(weekly_milk(), often, 108)}
    assert found["milk"].source == "repeat" and found["milk"].evidence == () and "rice" not in found
    later = {c.sku: c for c in repeat.next_basket(weekly_milk(), often, 115)}
    assert later["milk"].evidence == ("milk",)


def test_nothing_known_is_nothing_said() -> None:
    assert repeat.recall(no_baskets(), [Purchase("milk", 1)], 9) == []
    assert repeat.recall(weekly_milk(), [], 9) == [] and repeat.next_basket(weekly_milk(), [], 9) == []
    assert repeat.next_basket(weekly_milk(), [Purchase("ghost", 1)], 9) == []


def test_the_weights_are_learned_and_come_back_from_arrays() -> None:
    learned = weekly_milk()
    assert len(learned.blend.weights)
    again = from_arrays(to_arrays(learned))
    mine = [Purchase("milk", 100), Purchase("rice", 93)]
    assert repeat.next_basket(again, mine, 114) == repeat.next_basket(learned, mine, 114)
    assert from_arrays(to_arrays(no_baskets())).skus.names() == []


def test_one_purchase_ever_teaches_no_weights_but_serves() -> None:
    learned = bought((0, 1, "tea"), (0, 1, "cup"))
    assert not len(learned.blend.weights)
    found = {c.sku for c in repeat.next_basket(learned, [Purchase("tea", 1)], 9)}
    assert "cup" in found and "tea" not in found


histories = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60), st.sampled_from(SKUS.names())), min_size=1,
                     max_size=60)


@given(histories)
def test_rhythms_and_rates_stay_in_their_bounds(told: list[tuple[int, int, str]]) -> None:
    learned = bought(*told)
    assert (learned.again >= 0).all() and (learned.again <= 1).all() and (learned.gap_days >= 0.99).all()
    days = sorted({(day, PLACE[sku]) for u, day, sku in told if u == told[0][0]})
    history = History(np.array([i for _, i in days]), np.array([d for d, _ in days]))
    mine = own(learned, history, 61)
    assert mine.times.sum() == len(days) and (mine.gap >= 0.99).all() and (mine.since >= 0).all()
    found = rows(learned, history, 61)
    assert np.isfinite(found.signs).all() and set(mine.items) <= set(found.items.tolist())
    assert (found.led_by[found.is_own] == found.items[found.is_own]).all()


def test_what_follows_a_basket_equals_the_formula() -> None:
    learned = tables(SKUS, lines(np.array([0, 0, 1, 1]), np.array([1, 2, 1, 2]),
                                 np.array([PLACE["tea"], PLACE["cup"], PLACE["tea"], PLACE["cup"]])))
    near, values = learned.after.row(PLACE["tea"])
    assert near.tolist() == [PLACE["cup"]] and abs(values[0] - 2 / (2 + 5)) < 1e-6


def test_logistic_weights_find_the_odds_they_were_drawn_from() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(20_000, 2))
    y = rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + 1.5 * x[:, 0] - 0.7 * x[:, 1])))
    blend = fit(x, y)
    assert blend is not None
    np.testing.assert_allclose(blend.weights / blend.spreads, [1.5, -0.7], atol=0.08)
    assert abs(blend.probability(x).mean() - y.mean()) < 1e-3
    assert fit(x, np.zeros(20_000, bool)) is None
