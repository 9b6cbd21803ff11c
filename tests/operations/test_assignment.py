"""Assignment: the published hash, to the digit, and shares that hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.assignment import bucket, bucket_ranges, choose, fnv1a_32, is_held_out

# GrowthBook packages/sdk-js/test/cases.json (MIT), "hash", version 2: seed, value, bucket.
HASHES = (
    ("seed", "a", 0.0505), ("seed", "b", 0.2696), ("foo", "ab", 0.2575), ("foo", "def", 0.2019),
    ("89123klj", "8952klfjas09ujkasdf", 0.124), ("90850943850283058242805", "123", 0.7516),
    ("()**(%$##$%#$#", '___)((*":&', 0.0128),
)  # fmt: skip
# The same file, "hash", version 1 = one pass of FNV-1a modulo 1000.
ONE_PASS = (("a", 220), ("b", 77), ("ab", 946), ("def", 652), ("8952klfjas09ujkasdf", 549), ("123", 11),
            ('___)((*":&', 563))
# The same file, "getBucketRange": weights, coverage, ranges.
RANGES = (
    ([0.5, 0.5], 1, [(0, 0.5), (0.5, 1)]), ([0.5, 0.5], 0.5, [(0, 0.25), (0.5, 0.75)]),
    ([0.5, 0.5], 0, [(0, 0), (0.5, 0.5)]), ([0.25] * 4, 1, [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]),
    ([0.4, 0.6], 1, [(0, 0.4), (0.4, 1)]), ([0.2, 0.3, 0.5], 1, [(0, 0.2), (0.2, 0.5), (0.5, 1)]),
    ([0.2, 0.3, 0.5], 0.2, [(0, 0.04), (0.2, 0.26), (0.5, 0.6)]), ([0.5, 0.5], -0.2, [(0, 0), (0.5, 0.5)]),
    ([0.5, 0.5], 1.5, [(0, 0.5), (0.5, 1)]), ([0.4, 0.1], 1, [(0, 0.5), (0.5, 1)]),
    ([0.7, 0.6], 1, [(0, 0.5), (0.5, 1)]), ([0.4, 0.5999], 1, [(0, 0.4), (0.4, 0.9999)]),
)  # fmt: skip


@pytest.mark.parametrize(("seed", "value", "expected"), HASHES)
def test_the_hash_is_the_published_one(seed: str, value: str, expected: float) -> None:
    assert bucket(seed, value) == expected


@pytest.mark.parametrize(("text", "expected"), ONE_PASS)
def test_one_pass_of_the_hash_is_the_published_one(text: str, expected: int) -> None:
    assert fnv1a_32(text) % 1000 == expected


@pytest.mark.parametrize(("weights", "coverage", "expected"), RANGES)
def test_the_ranges_are_the_published_ones(
    weights: list[float], coverage: float, expected: list[tuple[float, float]]
) -> None:
    assert bucket_ranges(weights, coverage) == [pytest.approx(pair) for pair in expected]


def test_a_hold_out_of_ten_per_cent_holds_about_ten_per_cent_of_many_shoppers() -> None:
    held = sum(is_held_out("vip", f"u{n}", 0.1) for n in range(20_000))
    assert abs(held / 20_000 - 0.1) < 0.007, "three standard errors"


def test_two_strategies_hold_out_different_shoppers() -> None:
    both = sum(is_held_out("a", f"u{n}", 0.1) and is_held_out("b", f"u{n}", 0.1) for n in range(20_000))
    assert both < 20_000 * 0.02


@given(st.text(max_size=40), st.text(max_size=40), st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_a_greater_share_only_adds_shoppers_and_any_text_is_an_id(seed: str, unit: str, one: float, two: float) -> None:
    small, large = sorted((one, two))
    assert is_held_out(seed, unit, large) or not is_held_out(seed, unit, small)
    assert is_held_out(seed, unit, small) == is_held_out(seed, unit, small)


@given(st.floats(0, 0.9999), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_every_bucket_belongs_to_exactly_one_arm(place: float, parts: list[int]) -> None:
    ranges = bucket_ranges([part / sum(parts) for part in parts])
    assert sum(low <= place < high for low, high in ranges) == (choose(place, ranges) >= 0)
    assert choose(place, [(0.0, 1.0)]) == 0 and choose(place, []) == -1
