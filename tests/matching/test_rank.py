"""Rank and rerank: blended scores, the mall's rules, a reason a person understands."""

from huozhao.matching.candidates import Candidate, Ranked, Taste
from huozhao.matching.rank import Rules, blend, is_consumable, reason, rerank
from huozhao.matching.shelf import content, decay_heat, fill, popular
from huozhao.terms.goods import Sku


def goods(sku: str, *category: str, listed: bool = True, **attributes: str) -> Sku:
    return Sku(sku, sku, f"商品{sku}", category, 100, attributes=attributes, listed=listed)


def ranked(*skus: str) -> list[Ranked]:
    return [Ranked(sku, 1.0 - n / 100, "popular") for n, sku in enumerate(skus)]


def test_sources_add_up_and_the_strongest_gives_the_reason() -> None:
    found = blend([
        Candidate("a", "item_cf", 8.0, ("x",)), Candidate("b", "item_cf", 4.0, ("x",)),
        Candidate("b", "user_cf", 3.0, ("y",)), Candidate("c", "popular", 99.0),
    ], "home")  # fmt: skip
    assert [item.sku for item in found] == ["b", "a", "c"]
    assert found[0].source == "user_cf" and found[0].evidence == ("y",)


def test_only_listed_deliverable_and_new_goods_stand() -> None:
    shelf = {sku.sku: sku for sku in (goods("a"), goods("b", listed=False), goods("c"), goods("d"), goods("e"))}
    rules = Rules(shelf, {"c": 1}, {"e"}, lambda sku: sku != "d")
    assert [item.sku for item in rerank(ranked("a", "b", "c", "d", "e", "ghost"), rules, 10)] == ["a"]


def test_what_is_used_up_comes_back() -> None:
    assert not is_consumable(goods("a"), 1)
    assert is_consumable(goods("a"), 2) and is_consumable(goods("a", consumable="yes"), 1)


def test_one_category_does_not_fill_the_page_while_others_remain() -> None:
    shelf = {f"m{i}": goods(f"m{i}", "面膜") for i in range(9)} | {f"t{i}": goods(f"t{i}", "茶") for i in range(9)}
    order = ranked(*[f"m{i}" for i in range(9)], *[f"t{i}" for i in range(9)])
    page = [item.sku for item in rerank(order, Rules(shelf, {}), 10)]
    assert sum(sku.startswith("m") for sku in page[:8]) == 4
    only = {sku: item for sku, item in shelf.items() if sku.startswith("m")}
    assert len(rerank(order, Rules(only, {}), 9)) == 9


def test_reasons_name_the_product_they_follow_from() -> None:
    shelf = {"x": goods("x")}
    assert reason(Ranked("a", 1, "item_cf", ("x",)), shelf, {}).text.zh == "因为你关注过「商品x」"
    assert reason(Ranked("a", 1, "item_cf", ("x",)), shelf, {"x": 1}).text.zh == "买了「商品x」的人也喜欢"
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
