"""Coupons price a basket to the fen: fair to the shopper, the same whatever the order, never below nothing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.operations.coupons.benefit import (
    Benefit,
    Tier,
    benefit_from_dict,
    benefit_to_dict,
    delivery_off_fen,
    distance,
    gives_gift,
    most_off_fen,
    off_fen,
)
from huozhao.operations.coupons.coupon import (
    Coupon,
    Given,
    coupon_from_dict,
    coupon_to_dict,
    expires_at,
    is_exhausted,
)
from huozhao.operations.coupons.pricing import DELIVERY, ORDER, BasketLine, Candidate, best, by_coupon, price, standing
from huozhao.operations.coupons.refunds import PaidLine, refund_fen, refund_repriced_fen
from huozhao.operations.coupons.scope import ALL, Scope, covers
from huozhao.operations.coupons.split import split
from huozhao.operations.coupons.words import in_words, reason
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS

FEN = st.integers(0, 30_000)


@st.composite
def benefits(draw: st.DrawFn) -> Benefit:
    """Draw a benefit that an operator may write."""
    kind = draw(st.sampled_from(("reduction", "tiered", "discount", "fixed", "gift", "free_delivery")))
    if kind == "free_delivery":
        return Benefit(kind, cap_fen=draw(FEN), threshold_fen=draw(FEN))
    if kind == "discount":
        return Benefit(kind, percent=draw(st.integers(1, 99)), cap_fen=draw(FEN), threshold_fen=draw(FEN))
    if kind == "gift":
        return Benefit(kind, threshold_fen=draw(FEN), gift_sku="gift")
    if kind == "fixed":
        return Benefit(kind, (Tier(0, draw(st.integers(1, 30_000))),))
    n = 1 if kind == "reduction" else draw(st.integers(1, 3))
    steps = draw(st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 9_000)), min_size=n, max_size=n))
    tiers, at, off = [], 0, 0
    for step, more in steps:
        at, off = at + max(step, more), off + more
        tiers.append(Tier(at, off))
    return Benefit(kind, tuple(tiers), repeats=kind == "reduction" and draw(st.booleans()))


SCOPES = st.sampled_from((
    ALL, Scope(categories=("shirts",)), Scope(skus=("a", "b")), Scope(without_categories=("shirts",)),
    Scope(categories=("shirts",), without_skus=("a",)),
))  # fmt: skip
LINES = st.lists(
    st.builds(BasketLine, st.sampled_from("abcd"), st.integers(1, 4), FEN,
              st.sampled_from(((), ("clothes", "shirts"), ("food",))), st.booleans()),
    min_size=1, max_size=5,
)  # fmt: skip


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Draw what a shopper might hold."""
    held = []
    for i in range(draw(st.integers(0, 6))):
        benefit = draw(benefits())
        layer = DELIVERY if benefit.kind == "free_delivery" else draw(st.sampled_from(ORDER[:-1]))
        held.append(Candidate(
            f"v{i}", f"c{i}", layer, benefit, draw(SCOPES), draw(st.booleans()), draw(st.none() | FEN),
            draw(st.integers(0, 5_000)), draw(st.none() | st.integers(1, 9))))  # fmt: skip
    return held


@given(LINES, candidates(), FEN)
def test_no_line_is_ever_paid_below_nothing_and_the_parts_add_up(
    lines: list[BasketLine], held: list[Candidate], fee: int
) -> None:
    priced = price(lines, held, fee)
    assert all(0 <= off <= line.amount_fen for off, line in zip(priced.discounts, lines, strict=True))
    of_goods = [each for each in priced.applied if each.candidate.layer != DELIVERY]
    assert sum(each.off_fen for each in of_goods) == priced.discount_fen
    assert all(sum(each.by_line) == each.off_fen for each in of_goods)
    assert 0 <= priced.delivery_off_fen <= fee
    assert priced.total_fen == priced.before_fen + fee - sum(by_coupon(priced).values()) >= 0
    assert all(not off or not line.no_coupons for off, line in zip(priced.discounts, lines, strict=True))


@given(LINES, candidates(), st.randoms())
def test_the_order_in_which_lines_and_coupons_are_listed_changes_no_price(
    lines: list[BasketLine], held: list[Candidate], chance: st.DataObject
) -> None:
    moved, mixed = list(lines), list(held)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = best(lines, held), best(moved, mixed)
    assert first.total_fen == second.total_fen
    assert by_coupon(first) == by_coupon(second)
    per_sku = [{sku: sum(off for line, off in zip(each.lines, each.discounts, strict=True) if line.sku == sku)
                for sku in "abcd"} for each in (first, second)]
    assert per_sku[0] == per_sku[1]


@settings(max_examples=150)
@given(LINES, candidates(), FEN)
def test_the_best_combination_is_the_best_of_all_that_are_allowed(
    lines: list[BasketLine], held: list[Candidate], fee: int
) -> None:
    layers = [[None, *(each for each in held if each.layer == layer and not each.alone)] for layer in ORDER]
    allowed = [tuple(filter(None, chosen)) for chosen in product(*layers)]
    allowed += [(each,) for each in held if each.alone]
    found = best(lines, held, fee)
    assert found.worth_fen == max(price(lines, chosen, fee).worth_fen for chosen in allowed)
    used = [each.candidate for each in found.applied]
    assert len({each.layer for each in used}) == len(used)
    assert len(used) == 1 or not any(each.alone for each in used)


@given(benefits(), FEN, FEN)
def test_more_eligible_goods_never_take_less_off_and_never_more_than_they_cost(
    benefit: Benefit, amount: int, more: int
) -> None:
    off = off_fen(benefit, amount)
    assert 0 <= off <= amount
    assert off_fen(benefit, amount + more) >= off
    assert gives_gift(benefit, amount) <= gives_gift(benefit, amount + more)
    most = most_off_fen(benefit)
    assert most is None or off <= most


@given(benefits(), FEN)
def test_the_distance_to_the_next_tier_is_exactly_what_lacks(benefit: Benefit, amount: int) -> None:
    found = distance(benefit, amount)
    if found.next_fen:
        reached = off_fen(benefit, found.next_fen) > found.off_fen or gives_gift(benefit, found.next_fen) or (
            delivery_off_fen(benefit, found.next_fen, 1) == 1)
        assert found.next_fen == amount + found.gap_fen and reached
        if benefit.kind != "discount" or amount < benefit.threshold_fen:
            assert off_fen(benefit, found.next_fen - 1) == found.off_fen


@given(benefits())
def test_a_benefit_reads_back_as_it_was_written(benefit: Benefit) -> None:
    assert benefit_from_dict(benefit_to_dict(benefit)) == benefit


@given(st.lists(FEN, min_size=1, max_size=8), st.floats(0, 1))
def test_money_is_split_to_the_fen_and_no_part_is_above_its_weight(weights: list[int], share: float) -> None:
    total = int(sum(weights) * share)
    parts = split(total, weights)
    assert sum(parts) == total
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(st.lists(st.builds(PaidLine, st.sampled_from("abc"), st.integers(1, 5), st.integers(0, 900)), min_size=1,
                max_size=4), st.data())  # fmt: skip
def test_returns_in_any_pieces_give_back_exactly_what_was_paid(lines: list[PaidLine], data: st.DataObject) -> None:
    lines = [PaidLine(line.sku, line.quantity, line.price_fen,
                      data.draw(st.integers(0, line.quantity * line.price_fen))) for line in lines]
    left = {sku: sum(line.quantity for line in lines if line.sku == sku) for sku in "abc"}
    before: dict[str, int] = {}
    given_back = 0
    while any(left.values()):
        sku = data.draw(st.sampled_from([sku for sku, units in left.items() if units]))
        units = data.draw(st.integers(1, left[sku]))
        refund = refund_fen(lines, before, {sku: units})
        assert refund >= 0
        given_back += refund
        before[sku] = before.get(sku, 0) + units
        left[sku] -= units
    assert given_back == sum(line.paid_fen for line in lines)


def test_a_threshold_counts_goods_after_earlier_discounts() -> None:
    lines = [BasketLine("a", 1, 10_000)]
    promotion = Candidate("p", "p", "promotion", Benefit("discount", percent=10), ALL)
    coupon = Candidate("v", "c", "mall", Benefit("reduction", (Tier(10_000, 2_000),)), ALL)
    assert price(lines, [promotion, coupon]).total_fen == 9_000
    assert best(lines, [promotion, coupon]).total_fen == 8_000, "without the promotion the shopper pays less"
    found = standing(lines, coupon, [promotion])
    assert (found.eligible_fen, found.gap_fen, found.saves_fen) == (9_000, 1_000, 2_000)


def test_a_repeating_reduction_counts_each_time_up_to_its_cap() -> None:
    each_hundred = Benefit("reduction", (Tier(10_000, 2_000),), repeats=True, cap_fen=5_000)
    assert [off_fen(each_hundred, fen) for fen in (9_999, 10_000, 25_000, 40_000)] == [0, 2_000, 4_000, 5_000]


def test_a_flash_sale_line_takes_no_coupon_and_counts_for_no_threshold() -> None:
    lines = [BasketLine("a", 1, 9_000, no_coupons=True), BasketLine("b", 1, 5_000)]
    coupon = Candidate("v", "c", "mall", Benefit("reduction", (Tier(10_000, 2_000),)), ALL)
    assert price(lines, [coupon]).discounts == (0, 0)
    assert standing(lines, coupon).gap_fen == 5_000


def test_goods_that_are_excluded_are_out_even_when_their_category_is_in() -> None:
    scope = Scope(categories=("clothes",), without_skus=("a",))
    assert covers(scope, "b", ("clothes", "shirts"))
    assert not covers(scope, "a", ("clothes",))
    assert not covers(scope, "c", ("food",))


def test_a_return_that_breaks_the_threshold_costs_the_discount_but_never_more_than_was_paid() -> None:
    assert refund_repriced_fen(paid_fen=8_000, refunded_fen=0, kept_price_fen=6_000) == 2_000
    assert refund_repriced_fen(paid_fen=8_000, refunded_fen=0, kept_price_fen=9_000) == 0
    assert refund_repriced_fen(paid_fen=8_000, refunded_fen=2_000, kept_price_fen=0) == 6_000


def test_a_coupon_gives_no_more_than_its_quantity_and_its_budget() -> None:
    coupon = Coupon("c", Text("券", "coupon"), "mall", Benefit("fixed", (Tier(0, 500),)), quantity=3, budget_fen=1_200)
    assert is_exhausted(coupon, Given(1, 500), 500) == ""
    assert is_exhausted(coupon, Given(2, 1_000), 500) == "budget_spent"
    assert is_exhausted(coupon, Given(3, 0), 500) == "all_given"


def test_a_voucher_counts_until_the_earlier_of_its_two_ends() -> None:
    coupon = coupon_from_dict("c", {"benefit": {"kind": "fixed", "tiers": [{"threshold_fen": 0, "off_fen": 1}]},
                                    "valid_days": 7, "valid_until": 10 * DAY_MS})
    assert expires_at(coupon, DAY_MS) == 8 * DAY_MS
    assert expires_at(coupon, 9 * DAY_MS) == 10 * DAY_MS
    assert coupon_from_dict("c", coupon_to_dict(coupon)) == coupon


@pytest.mark.parametrize(("body", "field"), [
    ({"benefit": {"kind": "free"}}, "benefit.kind"),
    ({"benefit": {"kind": "discount", "percent": 100}}, "benefit.percent"),
    ({"benefit": {"kind": "reduction", "tiers": [{"threshold_fen": 100, "off_fen": 200}]}}, "benefit.tiers"),
    ({"benefit": {"kind": "tiered", "tiers": [{"threshold_fen": 200, "off_fen": 50},
                                              {"threshold_fen": 100, "off_fen": 60}]}}, "benefit.tiers"),
    ({"benefit": {"kind": "discount", "percent": 10}, "budget_fen": 100}, "benefit.cap_fen"),
    ({"benefit": {"kind": "gift"}}, "benefit.gift_sku"),
    ({"benefit": {"kind": "discount", "percent": 10}, "layer": "top"}, "layer"),
    ({"benefit": {"kind": "discount", "percent": 10}, "scope": {"skus": "a"}}, "scope.skus"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_field(body: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        coupon_from_dict("c", body)
    assert refused.value.field == field


def test_a_coupon_is_told_in_both_languages() -> None:
    tiered = Benefit("tiered", (Tier(10_000, 1_000), Tier(20_000, 3_000)))
    assert in_words(tiered).zh == "满 100 减 10 元，满 200 减 30 元"
    assert in_words(Benefit("discount", percent=15, cap_fen=5_000)).zh == "8.5 折，最多减 50 元"
    assert in_words(Benefit("gift", threshold_fen=9_900, gift_sku="cup"), "杯子").zh == "满 99 送 杯子"
    assert reason("below_threshold", 1_250).zh == "还差 12.5 元可用"
