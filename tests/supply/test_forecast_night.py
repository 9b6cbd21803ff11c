"""What the night learns for forecasts: occasions, the worth of inputs, errors held out, levels that add up, trees."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.flows.forecasts.global_model import HISTORY_DAYS, Rows, expected, teach
from huozhao.supply.forecast.coherence import METHODS, Level, coherent, tree_of
from huozhao.supply.forecast.informed import Learned, informed, nothing_known
from huozhao.supply.forecast.occasions import label_of, learn, occasion_of
from huozhao.supply.forecast.segments import NAMES, segment_at
from huozhao.supply.forecast.spread import Outcome, Spread, measured, scale_of
from huozhao.supply.forecast.worth import worth

EPOCH = date(1970, 1, 1)


def day(year: int, month: int, of_month: int) -> int:
    return (date(year, month, of_month) - EPOCH).days


def test_occasions_are_named_in_any_year_even_when_no_table_is_published_yet() -> None:
    assert occasion_of(day(2026, 2, 17)) == occasion_of(day(2027, 2, 6)) == "spring_festival:on"
    assert occasion_of(day(2027, 2, 1)) == "spring_festival:before"
    assert occasion_of(day(2027, 1, 20)) == "spring_festival:early"
    assert occasion_of(day(2031, 11, 11)) == "double_11:on" and occasion_of(day(2031, 7, 20)) == ""
    assert label_of("spring_festival:early").zh == "春节前两周" and label_of("double_11:on").en == "Double 11"


def test_an_occasion_is_learned_from_the_last_one_and_chance_is_not() -> None:
    first, days = day(2024, 8, 1), 400
    rng = np.random.default_rng(2)
    calm = rng.poisson(400, days).astype(float)
    wild = rng.poisson(400, days) * np.array([3.0 if occasion_of(first + n) == "national_day:on" else 1.0
                                              for n in range(days)])  # fmt: skip
    found = learn({"酒": wild, "纸": calm}, first)
    assert found.factor("酒", "national_day:on") == pytest.approx(3, rel=0.15)
    assert found.factor("纸", "national_day:on") == pytest.approx(1, abs=0.15)
    assert found.factor("酒", "qixi:on") == pytest.approx(1, abs=0.15) and found.factor("酒", "") == 1
    assert found.factors("酒", day(2025, 10, 1), 1)[0] == found.factor("酒", "national_day:on")


def test_an_input_is_worth_what_it_takes_off_the_error_and_the_interval_knows_chance() -> None:
    rng = np.random.default_rng(3)
    actual, sku = rng.poisson(20, 600).astype(float), np.arange(600) // 3
    good, bad = actual + rng.normal(0, 2, 600), actual + rng.normal(0, 4, 600)
    found = worth(actual, good, bad, sku)
    assert found.cases == 600 and found.pays is True and 0 < found.low < found.gain < found.high
    assert found.without - found.with_it == pytest.approx(found.gain)
    assert worth(actual, bad, good, sku).pays is False
    same = worth(actual, good, np.where(np.arange(600) < 20, bad, good), sku)
    assert same.cases == 20 and same.pays is None
    assert worth(np.full(600, np.nan), good, bad, sku).cases == 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 4.0, 30.0]))
def test_bounds_measured_on_days_held_out_cover_what_they_say(seed: int, rate: float) -> None:
    rng = np.random.default_rng(seed)
    def outcome() -> Outcome:
        mean = rng.gamma(4, rate / 4, 400)
        real = rng.negative_binomial(2, 2 / (2 + 7 * mean)).astype(float)
        return Outcome(real, 7 * mean, np.sqrt(7 * mean + (7 * mean) ** 2 / 3), segment_at(mean))

    ratios = measured([outcome() for _ in range(6)], len(NAMES))
    new = outcome()
    around, known = Spread({7: ratios}).around(new.mean, new.scale, new.segment, 7, (0.1, 0.9, 0.95))
    assert known.all() and (np.diff(around, axis=1) >= 0).all()
    assert np.mean(new.actual <= around[:, 1]) == pytest.approx(0.9, abs=0.06)
    assert np.mean(new.actual <= around[:, 2]) == pytest.approx(0.95, abs=0.05)


def test_bounds_widen_when_the_mall_has_become_less_steady() -> None:
    rng = np.random.default_rng(5)
    mean, scale, segment = np.full(500, 100.0), np.full(500, 10.0), np.full(500, 4)
    calm = [Outcome(rng.normal(100, 5, 500), mean, scale, segment) for _ in range(4)]
    wild = [Outcome(rng.normal(100, 20, 500), mean, scale, segment)]
    before, after = (measured(past, len(NAMES))[4, -3] for past in (calm, calm + wild))
    pooled = np.quantile(np.concatenate([each.ratio() for each in calm + wild]), 0.95)
    assert after > pooled > before


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(METHODS))
def test_whatever_the_method_rows_add_up_to_one_forecast_of_their_city_and_sku(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    tree = tree_of(list("aaabbc"), ["x", "x", "y", "x", "y", "x"])
    rows = Level(rng.gamma(2, 3, 6), rng.uniform(0.5, 5, 6))
    cities, skus = (Level(each * rng.uniform(0.7, 1.3, len(each)), rng.uniform(0.5, 5, len(each)))
                    for each in tree.sums(rows.mean))  # fmt: skip
    made = coherent(rows, cities, skus, tree, method)
    assert (made >= 0).all() and made[5] == rows.mean[5]
    if method == "top_down":
        np.testing.assert_allclose(tree.sums(made)[1][:2], skus.mean[:2])
    if method == "reconciled":
        given = np.stack([tree.sums(rows.mean)[1], np.bincount(tree.sku, cities.mean), skus.mean])[:, :2]
        total = tree.sums(made)[1][:2]
        assert (total >= given.min(axis=0) - 1e-9).all() and (total <= given.max(axis=0) + 1e-9).all()


def test_some_of_the_rows_keep_their_places_in_the_tree() -> None:
    tree = tree_of(list("aaabb"), ["x", "y", "y", "x", "y"]).take(np.array([1, 2, 4]))
    assert tree.city.tolist() == [0, 0, 1] and tree.sku.tolist() == [0, 1]
    assert tree.alone.tolist() == [False, False, True]


def test_trees_learn_over_all_rows_what_a_discount_does() -> None:
    rng = np.random.default_rng(7)
    n, days = 40, 180
    discount = np.zeros((n, days + 28))
    for row in range(n):
        for start in rng.integers(0, days + 14, 8):
            discount[row, start : start + 5] = 0.4
    units = rng.poisson(5 * np.where(discount[:, :days] > 0, 3, 1)).astype(float)
    kinds = np.zeros((n, 2), np.int64)
    rows = Rows(units, kinds, discount, np.zeros((n, days)), day(2025, 9, 1))
    trees = teach(rows)
    assert trees is not None
    path = expected(trees, rows)
    promoted = discount[:, days:] > 0
    assert path[promoted].mean() > 2 * path[~promoted].mean()
    assert path[~promoted].mean() == pytest.approx(5, rel=0.25)
    assert teach(rows.take(np.arange(5))) is None


def test_the_share_of_the_trees_and_the_measured_spread_go_into_the_forecast() -> None:
    history = np.random.default_rng(1).poisson(10, (3, HISTORY_DAYS)).astype(float)
    plain = informed(history, 7, nothing_known(3, HISTORY_DAYS, 7))
    grid = np.linspace(-1, 2, 15)
    learned = Learned(np.full((3, 28), 20.0), np.array([0.0, 0.5, 1.0]), Spread({7: np.tile(grid, (len(NAMES), 1))}))
    known = nothing_known(3, HISTORY_DAYS, 7)
    found = informed(history, 7, type(known)(known.lost, known.lift_past, known.lift_ahead, known.analogy, learned))
    np.testing.assert_allclose(found.mean, [plain.mean[0], plain.mean[1] / 2 + 70, 140])
    assert found.boosted.tolist() == [0, 0.5, 1]
    scale = scale_of(plain.residuals, plain.mean)
    assert found.quantiles[2, 0] == pytest.approx(140 + 0.5 * scale[2])


def test_rows_of_a_plan_agree_with_the_forecast_of_their_sum() -> None:
    history = np.random.default_rng(9).poisson(3, (4, HISTORY_DAYS)).astype(float)
    known = nothing_known(4, HISTORY_DAYS, 7)
    tree = tree_of(list("aaab"), ["x", "x", "y", "x"])
    learned = Learned(np.full((4, 28), np.nan), np.zeros(4), None, tree, "top_down")
    found = informed(history, 7, type(known)(known.lost, known.lift_past, known.lift_ahead, known.analogy, learned))
    together = informed(history[:3].sum(axis=0, keepdims=True), 7, nothing_known(1, HISTORY_DAYS, 7))
    assert found.mean[:3].sum() == pytest.approx(together.mean[0])
    assert found.mean[3] == pytest.approx(informed(history[3:], 7, nothing_known(1, HISTORY_DAYS, 7)).mean[0])
