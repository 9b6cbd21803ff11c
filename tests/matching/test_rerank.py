"""Rerank: what may stand, what is lifted or lowered, how a zone is laid out, and with which propensities."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.matching.rerank.adjust import Adjust, fatigue
from huozhao.matching.rerank.lay_out import Shape, lay_out, likeness
from huozhao.matching.rerank.read import read_rule
from huozhao.matching.rerank.rules import MerchRule, rule_to_dict
from huozhao.matching.rerank.stand import Stands, is_consumable
from huozhao.terms.errors import BadInput
from huozhao.terms.goods import Sku


def goods(sku: str, *category: str, listed: bool = True, price: int = 100, cost: int | None = None,
          **attributes: str) -> Sku:  # fmt: skip
    return Sku(sku, sku, f"商品{sku}", category, price, cost, attributes=attributes, listed=listed)


def by_sku(*all_goods: Sku) -> dict[str, Sku]:
    return {sku.sku: sku for sku in all_goods}


def rule(kind: str, **body: object) -> MerchRule:
    return read_rule(kind, {"kind": kind, **body})


def ranked(*skus: str) -> list[tuple[str, float]]:
    return [(sku, 1.0 - n / 100) for n, sku in enumerate(skus)]


def free(_: str) -> tuple[str, str]:
    return "", ""


def test_each_product_that_may_not_stand_has_its_code() -> None:
    shelf = by_sku(goods("a"), goods("b", listed=False), goods("c"), goods("d"), goods("e"), goods("f", "情趣"),
                   goods("g", brand="甲"), goods("h", price=100, cost=95))  # fmt: skip
    rules = [rule("block", goods={"attributes": {"brand": "甲"}}), rule("margin_floor", floor=0.1)]
    stands = Stands(shelf, "home", {"c": 1}, {}, {"e"}, lambda sku: sku != "d", ("情趣",), (), rules)
    codes = {sku: stands.why_not(sku) for sku in (*shelf, "ghost")}
    assert codes == {
        "a": ("", ""), "b": ("unlisted", ""), "c": ("bought", ""), "d": ("undeliverable", ""), "e": ("excluded", ""),
        "f": ("sensitive", ""), "g": ("blocked", "block"), "h": ("margin", "margin_floor"), "ghost": ("unlisted", ""),
    }  # fmt: skip


def test_what_is_used_up_comes_back_and_what_is_due_decides_where_it_is_known() -> None:
    assert not is_consumable(goods("a"), 1)
    assert is_consumable(goods("a"), 2) and is_consumable(goods("a", consumable="yes"), 1)
    shelf = by_sku(goods("milk"), goods("sofa"))
    bought = {"milk": 3, "sofa": 1}
    assert Stands(shelf, bought=bought, due={"milk": 0.6, "sofa": 0.01}).why_not("milk") == ("", "")
    assert Stands(shelf, bought=bought, due={"milk": 0.05}).why_not("milk")[0] == "bought"


def test_sensitive_goods_stand_where_they_are_asked_for() -> None:
    shelf = by_sku(goods("a", "健康", "情趣"))
    for placement, code in (("home", "sensitive"), ("popup", "sensitive"), ("search", ""), ("category", "")):
        assert Stands(shelf, placement, sensitive=("情趣",)).why_not("a")[0] == code


def test_one_category_does_not_fill_the_zone_while_others_remain() -> None:
    shelf = by_sku(*(goods(f"m{i}", "面膜") for i in range(9)), *(goods(f"t{i}", "茶") for i in range(9)))
    order = ranked(*[f"m{i}" for i in range(9)], *[f"t{i}" for i in range(9)])
    page = [item.sku for item in lay_out(order, free, shelf, Shape(10)).placed]
    assert sum(sku.startswith("m") for sku in page[:8]) == 4
    only = {sku: item for sku, item in shelf.items() if sku.startswith("m")}
    assert len(lay_out(order[:9], free, only, Shape(9)).placed) == 9


def test_unlike_goods_come_forward_as_far_as_diversity_counts() -> None:
    shelf = by_sku(goods("m0", "美妆", "面膜"), goods("m1", "美妆", "面膜"), goods("t", "食品", "茶"))
    order = [("m0", 1.0), ("m1", 0.9), ("t", 0.8)]
    laid = {d: [p.sku for p in lay_out(order, free, shelf, Shape(3, d, leaf_share=1)).placed] for d in (0.0, 0.5)}
    assert laid == {0.0: ["m0", "m1", "t"], 0.5: ["m0", "t", "m1"]}
    assert likeness(list(shelf.values()))[0].tolist() == pytest.approx([0.8, 0.8, 0.0])


def test_a_pin_takes_its_place_and_one_that_may_not_stand_does_not() -> None:
    shelf = by_sku(*(goods(sku) for sku in "abcd"))
    rules = [rule("pin", goods={"skus": ["d"]}, position=2)]
    laid = lay_out(ranked(*"abcd"), free, shelf, Shape(3), rules)
    assert [(p.sku, p.pinned_by) for p in laid.placed] == [("a", ""), ("d", "pin"), ("b", "")]
    gone = lay_out(ranked(*"abcd"), lambda sku: ("blocked", "x") if sku == "d" else ("", ""), shelf, Shape(3), rules)
    assert [p.sku for p in gone.placed] == ["a", "b", "c"]


def test_boosts_burials_pressing_stock_and_fatigue_multiply() -> None:
    rules = [rule("boost", goods={"category": ["茶"]}, factor=2), rule("bury", goods={"skus": ["t"]}, factor=0.5),
             rule("stock_pressure", days=60, factor=1.5)]  # fmt: skip
    adjust = Adjust(rules, {"t": 9}, 8, {"t": 90.0})
    assert [(c.rule, c.factor) for c in adjust.changes(goods("t", "茶"))] == [
        ("boost", 2.0), ("bury", 0.5), ("stock_pressure", 1.5), ("fatigue", 0.25)]
    assert adjust.changes(goods("other")) == ()
    assert [fatigue(n, 3) for n in range(8)] == [1, 1, 1, 0.5, 0.25, 0.125, 0.1, 0.1] and fatigue(99, 0) == 1


def test_favour_lifts_what_a_source_found_as_well_as_it_found_it() -> None:
    shares = {"best": 1.0, "half": 0.5}
    adjust = Adjust([rule("favour", source="newest", factor=3)], found=lambda sku, source: shares.get(sku, 0.0))
    assert [c.factor for sku in ("best", "half") for c in adjust.changes(goods(sku))] == [3.0, 2.0]
    assert adjust.changes(goods("unfound")) == () and adjust.moved(["best"]) == ["best"]
    with pytest.raises(BadInput, match="source"):
        rule("favour", source="search", factor=3)


def test_new_goods_get_every_fifth_place() -> None:
    shelf = by_sku(*(goods(f"a{n}") for n in range(9)), goods("new1"), goods("new2"))
    laid = lay_out(ranked(*(f"a{n}" for n in range(9))), free, shelf, Shape(10), fresh=("new1", "new2"))
    assert [p.sku for p in laid.placed][4] == "new1" and [p.sku for p in laid.placed][9] == "new2"


@given(st.integers(2, 8), st.floats(0.05, 0.5), st.integers(0, 10**6))
def test_the_first_place_explores_with_the_propensity_that_is_logged(n: int, share: float, seed: int) -> None:
    shelf = by_sku(*(goods(f"g{i}") for i in range(n)))
    first = lay_out(ranked(*shelf), free, shelf, Shape(2, explore=share), chance=Random(seed)).placed[0]
    # A zone of two places looks at the best six.
    expected = share / min(n, 6) + (1 - share) * (first.sku == "g0")
    assert first.propensity == pytest.approx(expected)


def test_logged_propensities_are_how_often_items_stand_there() -> None:
    shelf = by_sku(*(goods(f"g{i}") for i in range(4)))
    seen, said = Counter[str](), dict[str, float]()
    for seed in range(4_000):
        first = lay_out(ranked(*shelf), free, shelf, Shape(1, explore=0.4), chance=Random(seed)).placed[0]
        seen[first.sku] += 1
        said[first.sku] = first.propensity
    assert sum(said.values()) == pytest.approx(1.0)
    for sku, times in seen.items():
        assert times / 4_000 == pytest.approx(said[sku], abs=4 * np.sqrt(said[sku] / 4_000))


def test_the_same_seed_lays_out_the_same_zone() -> None:
    shelf = by_sku(*(goods(f"g{i}") for i in range(30)))
    one, two = (lay_out(ranked(*shelf), free, shelf, Shape(10, explore=0.5), chance=Random("r")) for _ in range(2))
    assert one == two


@pytest.mark.parametrize(("body", "field"), [
    ({"kind": "spell"}, "kind"), ({"kind": "pin", "position": 1}, "goods"),
    ({"kind": "pin", "goods": {"skus": ["a"]}}, "position"),
    ({"kind": "boost", "goods": {"skus": ["a"]}, "factor": 99}, "factor"),
    ({"kind": "block", "goods": {"skus": "a"}}, "goods.skus"),
    ({"kind": "block", "goods": {"skus": ["a"]}, "placements": ["cellar"]}, "placements"),
    ({"kind": "block", "goods": {"skus": ["a"]}, "starts_at": 5, "ends_at": 5}, "ends_at"),
    ({"kind": "block", "goods": {"attributes": {"brand": 1}}}, "goods.attributes"),
    ({"kind": "block", "goods": {"min_price_fen": -1}}, "goods.min_price_fen"),
])  # fmt: skip
def test_a_rule_that_cannot_stand_names_its_field(body: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_rule("r", body)
    assert refused.value.field == field


def test_a_rule_reads_back_as_it_was_written() -> None:
    found = rule("boost", goods={"skus": ["b", "a"], "category": ["茶"]}, factor=2, placements=["home"],
                 segments=["vip"], starts_at=1, ends_at=2)  # fmt: skip
    assert read_rule("boost", rule_to_dict(found)) == found
    assert found.applies("home", {"vip"}, 1) and not found.applies("home", set(), 1)
    assert not found.applies("cart", {"vip"}, 1) and not found.applies("home", {"vip"}, 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=30), st.integers(1, 12),
       st.floats(0.1, 1.0))
def test_a_zone_without_diversity_is_laid_out_alike_on_the_short_way(
    drawn: list[tuple[int, int]], places: int, share: float
) -> None:
    found = by_sku(*(goods(f"g{n}", f"k{kind}") for n, (kind, _) in enumerate(drawn)))
    listed = sorted(((f"g{n}", 1.0 + score) for n, (_, score) in enumerate(drawn)), key=lambda pair: -pair[1])
    shape, cap = Shape(places, leaf_share=share), (rule("category_cap", goods={"category": ["k1"]}, share=0.2),)

    def why_not(sku: str) -> tuple[str, str]:
        return ("", "") if sku in found else ("unlisted", "")

    short = lay_out(listed, why_not, found, shape, cap)
    # A new good that may not stand makes lay_out weigh every place as on the home page, and changes nothing.
    long = lay_out(listed, why_not, found, shape, cap, fresh=("nowhere",))
    assert short.placed == long.placed
