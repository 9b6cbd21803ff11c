"""Rank: blended scores, tags, a reason a person understands; the shelf behind them."""

import numpy as np

from huozhao.matching.candidates import Candidate, Ranked, Taste
from huozhao.matching.pool import pool
from huozhao.matching.rank import blend, reason, search_order
from huozhao.matching.shelf import content, decay_heat, fill, popular
from huozhao.terms.goods import Sku


def goods(sku: str, *category: str, listed: bool = True, **attributes: str) -> Sku:
    return Sku(sku, sku, f"商品{sku}", category, 100, attributes=attributes, listed=listed)


def test_sources_add_up_and_the_strongest_gives_the_reason() -> None:
    found = blend([
        Candidate("a", "item_cf", 8.0, ("x",)), Candidate("b", "item_cf", 4.0, ("x",)),
        Candidate("b", "user_cf", 3.0, ("y",)), Candidate("c", "popular", 99.0),
    ], "home")  # fmt: skip
    assert [item.sku for item in found] == ["b", "a", "c"]
    assert found[0].source == "user_cf" and found[0].evidence == ("y",)


def test_a_pool_holds_each_product_once_with_share_and_place_in_every_source() -> None:
    found = pool([Candidate("a", "item_cf", 8.0), Candidate("b", "item_cf", 2.0), Candidate("b", "popular", 5.0)])
    assert found.skus == ("a", "b")
    assert found.scores.sum(axis=1).tolist() == [1.0, 1.25]
    assert found.places.max(axis=1).tolist() == [1.0, 1.0] and np.count_nonzero(found.places) == 3


def test_taste_moves_hits_of_a_search_but_never_brings_in_what_is_no_hit() -> None:
    text = np.array([1.0, 0.9, 0.0], np.float32)
    order = search_order(text, np.array([0.0, 1.0, 1.0], np.float32))
    assert order.argmax() == 1 and order[2] == 0
    assert search_order(text, np.zeros(3, np.float32)).tolist() == text.tolist()


def test_reasons_name_the_product_they_follow_from() -> None:
    shelf = {"x": goods("x")}
    assert reason(Ranked("a", 1, "item_cf", ("x",)), shelf, {}).text.zh == "因为你关注过“商品x”"
    assert reason(Ranked("a", 1, "item_cf", ("x",)), shelf, {"x": 1}).text.zh == "买了“商品x”的人也喜欢"
    assert reason(Ranked("a", 1, "user_cf", ("x",)), shelf, {}).text.zh == "与你相似的用户还购买了"
    assert reason(Ranked("a", 1, "popular"), shelf, {}).text.en == "Popular in the mall"


def test_a_cold_mall_shows_its_newest_goods() -> None:
    shelf = fill([Sku("a", "a", "A", launched_on="2026-01-01"), Sku("b", "b", "B", launched_on="2026-02-01")], {})
    assert [c.sku for c in popular(shelf)] == ["b", "a"]


def test_heat_halves_in_a_fortnight() -> None:
    assert decay_heat([(100, "a", 8), (86, "a", 8), (100, "b", -5)], 100) == {"a": 12.0, "b": 0.0}


def test_new_goods_of_a_liked_category_are_found() -> None:
    shelf = fill([goods("a", "美妆", "面膜"), goods("new", "美妆", "面膜"), goods("t", "茶")], {"a": 5.0})
    assert [c.sku for c in content(shelf, [Taste("a", 6, 0, 1)])] == ["new"]
