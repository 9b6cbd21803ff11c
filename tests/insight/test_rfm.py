"""RFM: the same values score the same, the merchant's words decide."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huozhao.insight.rfm import SEGMENTS, Measures, Orders, Thresholds, measure, quantile_thresholds, rule_texts, score
from huozhao.insight.rhythm import RHYTHM_GAPS, RHYTHM_SHARE
from huozhao.insight.rhythm_loop import by_blocks

CUTS = Thresholds((7, 30, 60, 120), (1, 2, 4, 8), (1_000, 5_000, 20_000, 80_000), low_value_fen=2_000)


def one(recency: int, frequency: int, money: int, span: int = 0, rhythm: int = -1, coupons: int = -1) -> str:
    measures = Measures(*(np.array([v], np.int64) for v in (recency, frequency, money, span, rhythm, coupons)))
    return SEGMENTS[int(score(measures, CUTS).segment[0])]


def unknown(like: np.ndarray) -> np.ndarray:
    return np.full_like(like, -1)


def test_a_vip_bought_within_a_week_often_and_of_high_value() -> None:
    assert one(7, 9, 90_000, span=60) == "vip"
    assert one(8, 9, 90_000, span=60) != "vip"
    assert one(3, 9, 9_000, span=60) != "vip"


def test_churn_warning_needs_thirty_silent_days_and_a_broken_rhythm() -> None:
    assert one(45, 6, 50_000, span=60) == "churn_warning"
    assert one(29, 6, 50_000, span=60) == "steady"
    assert one(45, 2, 50_000, span=60) == "steady", "45 days are within twice the shopper's own gap"


def test_with_enough_orders_the_shoppers_own_rhythm_decides() -> None:
    assert one(45, 6, 50_000, span=60, rhythm=50) == "steady", "a pause of 50 days is usual for this shopper"
    assert one(45, 6, 50_000, span=200, rhythm=40) == "churn_warning", "though twice the mean gap is 80 days"


def test_the_rhythm_is_the_ninety_five_per_cent_point_of_the_gaps() -> None:
    days = [0, 3, 5, 25, 26, 100, 105, 140, 141]
    orders = Orders(np.array([0] * 5 + [1] * 4), np.array(days), np.ones(9, np.int64))
    assert measure(orders, 3, today=200).rhythm_days.tolist() == [20, -1, -1], "nearest rank of 1, 2, 3, 20"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 900)), max_size=200))
def test_the_rhythm_is_that_of_numpy_for_every_shopper(rows: list[tuple[int, int]]) -> None:
    who, day = (np.array([row[n] for row in rows], np.int64) for n in (0, 1))
    found = measure(Orders(who, day, np.ones(len(rows), np.int64)), 4, today=1000).rhythm_days
    for shopper in range(4):
        gaps = np.diff(np.sort(day[who == shopper]))
        wanted = np.quantile(gaps, 0.95, method="inverted_cdf") if len(gaps) >= 4 else -1
        assert found[shopper] == wanted
    frequency = np.bincount(who, minlength=4)
    starts, looped = np.concatenate([[0], np.cumsum(frequency)]), np.full(4, -1, np.int64)
    by_blocks(who, day, starts, np.empty(len(rows), np.int32), looped, RHYTHM_GAPS, RHYTHM_SHARE)
    assert looped.tolist() == found.tolist(), "the loop that large malls use says the same"


def test_where_coupons_are_known_a_bargain_hunter_uses_them() -> None:
    mine = replace(CUTS, coupon_share=0.5)
    for coupons, segment in ((-1, "bargain_hunter"), (5, "bargain_hunter"), (4, "steady")):
        measures = Measures(*(np.array([v], np.int64) for v in (10, 9, 9 * 1_500, 80, -1, coupons)))
        assert SEGMENTS[score(measures, mine).segment[0]] == segment


def test_every_segment_has_its_rule_in_words() -> None:
    found = rule_texts(replace(CUTS, vip_days=9, coupon_share=0.5))
    assert set(found) == set(SEGMENTS) and "9 天" in found["vip"].zh and "50%" in found["bargain_hunter"].en


def test_bargain_hunters_buy_often_and_little() -> None:
    assert one(10, 9, 9 * 1_500, span=80) == "bargain_hunter"


def test_new_once_dormant_and_none_are_told_apart() -> None:
    assert [one(5, 1, 900), one(90, 1, 900), one(200, 5, 900), one(-1, 0, 0)] == ["new", "once", "dormant", "none"]


def test_measures_count_days_orders_and_money() -> None:
    orders = Orders(np.array([0, 0, 2]), np.array([90, 97, 50]), np.array([500, 700, 100]))
    found = measure(orders, 3, today=100)
    assert found.recency_days.tolist() == [3, -1, 50]
    assert found.frequency.tolist() == [2, 0, 1]
    assert found.monetary_fen.tolist() == [1200, 0, 100]
    assert found.span_days.tolist() == [7, 0, 0]


rows = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 30), st.integers(0, 10**6)), min_size=1, max_size=60)


@given(rows, st.randoms())
def test_equal_shoppers_score_equally_and_order_does_not_matter(rows: list[tuple[int, int, int]], rng: object) -> None:
    def scored(given_rows: list[tuple[int, int, int]]) -> dict[tuple[int, int, int], tuple[int, ...]]:
        r, f, m = (np.array(c, np.int64) for c in zip(*given_rows, strict=True))
        measures = Measures(r, f, m, np.zeros_like(r), unknown(r), unknown(r))
        found = score(measures, quantile_thresholds(measures))
        out: dict[tuple[int, int, int], tuple[int, ...]] = {}
        for row, *marks in zip(given_rows, found.r, found.f, found.m, found.segment, strict=True):
            mark = tuple(int(x) for x in marks)
            assert out.setdefault(row, mark) == mark
        return out

    shuffled = rows[:]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scored(rows) == scored(shuffled)


@given(rows)
def test_scores_stay_between_one_and_five_and_rise_with_value(rows: list[tuple[int, int, int]]) -> None:
    r, f, m = (np.array(c, np.int64) for c in zip(*rows, strict=True))
    measures = Measures(r, f, m, np.zeros_like(r), unknown(r), unknown(r))
    found = score(measures, quantile_thresholds(measures))
    for marks, values, sign in ((found.r, r, -1), (found.f, f, 1), (found.m, m, 1)):
        assert marks.min() >= 1 and marks.max() <= 5
        order = np.argsort(sign * values, kind="stable")
        assert (np.diff(marks[order]) >= 0).all()


def test_the_merchant_can_move_every_threshold() -> None:
    measures = Measures(*(np.array([v], np.int64) for v in (20, 3, 30_000, 40, -1, -1)))
    assert SEGMENTS[score(measures, CUTS).segment[0]] == "steady"
    mine = replace(CUTS, frequency=(1, 1, 2, 3), monetary_fen=(1, 2, 3, 4), vip_days=20)
    assert SEGMENTS[score(measures, mine).segment[0]] == "vip"
