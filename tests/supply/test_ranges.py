"""Growing niches are told from chance, and an assortment fills at least the baskets it says."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from huozhao.supply.assortment import assort, filled, reverse_exclude
from huozhao.supply.growth import benjamini_hochberg, find_growth


def test_what_grows_is_found_and_chance_is_not() -> None:
    chance = np.random.default_rng(7)
    flat = chance.poisson(8.0, (300, 12)).astype(float)
    grows = chance.poisson(np.repeat([4.0, 12.0, 40.0], 4), (10, 12)).astype(float)
    found = find_growth(np.vstack([flat, grows]), np.vstack([flat, grows]).sum(axis=0))
    assert sum(each.grows for each in found[:300]) <= 1
    assert sum(each.grows for each in found[300:]) >= 8


def test_a_mall_that_grows_as_a_whole_has_no_niche_for_that() -> None:
    weekly = np.tile(np.repeat([10.0, 20.0, 40.0], 4), (20, 1))
    assert not any(each.grows for each in find_growth(weekly, weekly.sum(axis=0)))


def test_false_discoveries_are_bounded_as_published() -> None:
    # The example of Benjamini and Hochberg (1995), section 3: four of fifteen are called at 5 %.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324,
         0.4262, 0.5719, 0.6528, 0.759, 1]
    assert (benjamini_hochberg(np.array(p)) <= 0.05).sum() == 4


def test_whole_baskets_count_and_not_single_goods() -> None:
    baskets = [frozenset("ab")] * 6 + [frozenset("cx")] * 4 + [frozenset("cy")] * 4 + [frozenset("cz")] * 4
    found = assort(baskets, 2)
    assert set(found.held) == {"a", "b"} and found.filled > found.by_sales


@given(some.lists(some.frozensets(some.sampled_from("abcdefgh"), min_size=1), min_size=1, max_size=40),
       some.integers(1, 8))  # fmt: skip
def test_an_assortment_has_room_and_fills_what_it_says(baskets: list[frozenset[str]], room: int) -> None:
    sold = Counter(sku for basket in baskets for sku in basket)
    held = reverse_exclude(baskets, room, sold)
    assert len(held) == min(room, len(sold))
    assert assort(baskets, room).filled == filled(baskets, held)
