"""Numbers in the ids of events show what never came."""

import random

from hypothesis import given
from hypothesis import strategies as st

from huozhao.flows.access.gaps import Gaps

NUMBERS = st.sets(st.integers(1, 300), min_size=1)
SITTINGS = st.dictionaries(st.text("ab09", min_size=16, max_size=24), NUMBERS, max_size=5)


def ids(sittings: dict[str, set[int]]) -> list[str]:
    """Return the ids of these numbers."""
    return [f"{sitting}-{number}" for sitting, numbers in sittings.items() for number in numbers]


@given(SITTINGS, st.randoms(use_true_random=False))
def test_what_is_missing_lies_below_the_highest_number_in_any_order_and_however_often(
    sittings: dict[str, set[int]], rng: random.Random
) -> None:
    gaps, told = Gaps(), ids(sittings) * 2
    rng.shuffle(told)
    gaps.note(told)
    seen = sum(map(len, sittings.values()))
    assert gaps.counts() == (seen, sum(max(numbers) for numbers in sittings.values()) - seen)


@given(SITTINGS)
def test_what_a_forgotten_sitting_lacked_stays_lost(sittings: dict[str, set[int]]) -> None:
    many, few = Gaps(), Gaps(sittings=1)
    for gaps in (many, few):
        gaps.note(ids(sittings))
    assert few.counts() == many.counts()


def test_ids_of_others_are_left_out() -> None:
    gaps = Gaps()
    sitting = "abcdefghij0123456789"
    gaps.note(["", "018f3c1a-77aa-7bbb-8ccc-123456789abc", "order-1", f"{sitting}-0", f"{sitting}-10000",
               f"{sitting.upper()}-1", f"{sitting}-1\n"])
    assert gaps.counts() == (0, 0)
