"""New goods: what fits first, what was shown less before what was shown enough, one place in five."""

from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.candidates import Candidate, Ranked, Taste
from huozhao.matching.recall import newest
from huozhao.matching.shelf import Shelf, fill
from huozhao.terms.goods import Sku
from huozhao.terms.time import EPOCH

TODAY = 20_000


def goods(sku: str, category: str, days_ago: int | None) -> Sku:
    from datetime import timedelta

    day = None if days_ago is None else (EPOCH + timedelta(days=TODAY - days_ago)).isoformat()
    return Sku(sku, sku, sku, (category,), launched_on=day)


def shelf() -> Shelf:
    return fill([goods("tea", "茶", 2), goods("cup", "杯", 2), goods("old", "茶", 90), goods("soon", "茶", -3),
                 goods("undated", "茶", None), goods("known", "茶", None)], {"known": 5.0, "tea": 1.0})


def test_new_is_what_was_launched_of_late_or_what_nobody_has_met() -> None:
    assert newest.new_goods(shelf(), TODAY) == {"cup": 2.0, "tea": 2.0, "undated": 15.0}
    odd = fill([Sku("x", "x", "x", launched_on="2026-02-31")], {})
    assert newest.new_goods(odd, TODAY) == {"x": 15.0}


def test_the_categories_a_shopper_likes_come_first() -> None:
    new = newest.new_goods(shelf(), TODAY)
    found = newest.recall(new, shelf(), [Taste("known", 6, 0, 1)], {})
    assert [c.sku for c in found] == ["tea", "undated", "cup"] and found[0].source == "newest"
    liked = [Candidate("cup", "content", 0.9, ("mug",))]
    assert newest.recall(new, shelf(), [], {}, liked=liked)[0] == Candidate(
        "cup", "newest", 0.5 ** (2 / 14) * 1.1, ("mug",))


def test_what_was_shown_less_comes_before_what_was_shown_enough() -> None:
    new = newest.new_goods(shelf(), TODAY)
    assert newest.recall(new, shelf(), [], {"cup": 5_000})[0].sku == "tea"


def test_every_fifth_place_is_given_to_new_goods() -> None:
    ranked = [Ranked(f"r{i}", 1.0, "item_cf") for i in range(20)]
    new = [Candidate(f"n{i}", "newest", 1.0) for i in range(9)]
    made = newest.placed(ranked, new, 12)
    assert [r.sku for r in made] == ["r0", "r1", "r2", "r3", "n0", "r4", "r5", "r6", "r7", "n1", "r8", "r9"]
    assert [r.sku for r in newest.placed([], new, 3)] == ["n0", "n1", "n2"]
    assert newest.placed(ranked, [], 3) == ranked[:3]


lists = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(lists, lists, st.integers(0, 12))
def test_no_product_is_placed_twice_and_none_is_lost(ranked: list[str], new: list[str], limit: int) -> None:
    made = [r.sku for r in newest.placed([Ranked(s, 1.0, "popular") for s in ranked],
                                         [Candidate(s, "newest", 1.0) for s in new], limit)]
    assert len(made) == len(set(made)) == min(limit, len(set(ranked) | set(new)))
