"""Needs as pure functions: clusters of searches, signs, wishes, odds, rhythms with their bound on false alarms."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.matching.needs.acts import SIGNS, Act, signs, span
from huozhao.matching.needs.confidence import calibration_error, default_odds, learn
from huozhao.matching.needs.lookup import lookup
from huozhao.matching.needs.queries import ALIKE, alike, clusters
from huozhao.matching.needs.rhythm import Counts, benjamini_hochberg, rhythms
from huozhao.matching.needs.slots import BY_CODE, begins_next, weekday_of
from huozhao.matching.needs.wishes import wish
from huozhao.terms.goods import Sku

WEEK = np.array([1.0, 1, 1, 1, 1.2, 1.6, 1.5])
DAYS = list(range(20_000, 20_084))


def test_searches_that_mean_nearly_the_same_are_one_cluster() -> None:
    said = {"冬季保湿": 2, "保湿 霜 冬天": 1, "冬季保濕": 1, "冬季 保湿": 1, "防晒霜": 3}
    said |= {"ＢＡＢＹ 奶粉": 1, "baby奶粉": 1}
    found = {frozenset(cluster.queries) for cluster in clusters(said)}
    assert found == {frozenset({"冬季保湿", "保湿 霜 冬天", "冬季保濕", "冬季 保湿"}), frozenset({"防晒霜"}),
                     frozenset({"ＢＡＢＹ 奶粉", "baby奶粉"})}


def test_words_that_sound_the_same_are_alike_and_goods_that_end_alike_are_not() -> None:
    assert alike("保湿面霜", "保湿霜") >= ALIKE and alike("moisturizer", "moisturiser") >= ALIKE
    assert alike("保湿霜", "防晒霜") < ALIKE and alike("运动鞋", "运动裤") < ALIKE and alike("奶粉", "奶瓶") < ALIKE


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_a_share_and_the_same_from_both_sides_for_one_text(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1


acts = st.lists(st.builds(
    Act, st.sampled_from(("view", "compare", "favourite", "cart", "search", "order")), st.sampled_from("abc"),
    st.floats(0, 30), st.integers(1, 4)), max_size=25)


@given(acts, st.floats(0, 30))
def test_signs_are_finite_and_see_nothing_of_the_future(given_acts: list[Act], now: float) -> None:
    found = signs(span(given_acts, now, 7.0), now, 10)
    assert found.shape == (len(SIGNS),) and np.isfinite(found).all()
    past = [act for act in given_acts if act.day <= now]
    assert np.array_equal(found, signs(span(past, now, 7.0), now, 10))


def test_more_signs_mean_more_confidence_by_default() -> None:
    def looked(times: int) -> float:
        made = [Act("view", f"s{n}", 10 - n * 0.5) for n in range(times)]
        return float(default_odds().confidence(signs(span(made, 10, 7.0), 10, times)[None])[0])

    assert looked(1) < looked(3) < looked(6) < 0.6


def test_odds_are_learned_only_where_they_describe_later_time_better() -> None:
    rng = np.random.default_rng(3)
    x = rng.random((6_000, len(SIGNS)))
    p = 1 / (1 + np.exp(-(-3.0 + 2.5 * x[:, 0] + 1.5 * x[:, 6])))
    odds = learn(x, rng.random(6_000) < p, np.arange(6_000.0))
    assert odds.source == "learned" and calibration_error(odds.confidence(x), rng.random(6_000) < p) < 0.02
    assert odds.quality["log_loss"] < odds.quality["default_log_loss"]
    few = learn(x[:100], rng.random(100) < 0.1, np.arange(100.0))
    assert few.source == "default"


def test_a_wish_is_what_the_goods_looked_at_share_more_than_their_category() -> None:
    goods = {f"g{n}": Sku(f"g{n}", "", "", ("c",), attributes={"糖": "无" if n < 4 else "有", "箱": "纸"})
             for n in range(10)}
    found = wish({"g0": 2, "g1": 1, "g2": 1}, goods, list(goods.values()))
    assert found is not None and (found.attribute, found.value, found.share) == ("糖", "无", 1.0)
    assert wish({"g0": 1, "g5": 1, "g6": 1}, goods, list(goods.values())) is None


def test_the_look_up_finds_by_half_of_the_words_and_by_a_character_of_one_that_is_unknown() -> None:
    titles = {"a": "冬季保湿面霜", "b": "保湿霜", "c": "防晒霜"}
    goods = [Sku(sku, "", title, ("护肤",)) for sku, title in titles.items()]
    found = dict(lookup(goods).find("冬天保湿", 10))
    assert set(found) == {"a", "b"} and found["a"] > found["b"]


def test_slots_follow_the_calendar() -> None:
    assert weekday_of(0) == 3  # 1970-01-01 was a Thursday
    friday = next(day for day in DAYS if weekday_of(day) == 4)
    assert begins_next(BY_CODE["weekend"], friday) == friday + 1
    assert begins_next(BY_CODE["weekend"], friday + 1) == friday + 8
    assert BY_CODE["month:early"].holds(31) and not BY_CODE["month:early"].holds(30)


def region(rng: np.random.Generator, *, rate: float, burst: float, trend: float, rise: float = 1.0) -> Counts:
    """Return a region of ten categories that follow the week of its trade, in bursts, with a trend of their own."""
    week = WEEK[[weekday_of(day) for day in DAYS]]
    growth = np.exp(np.linspace(0, 1, len(DAYS))[None] * rng.normal(0, trend, (10, 1)))
    mean = rng.gamma(1.0, rate, (10, 1)) * week * growth
    if rise > 1:
        mean[0] = 2.0 * week * np.where([weekday_of(day) >= 5 for day in DAYS], rise, 1.0)
    if burst:
        mean = mean * rng.gamma(1 / burst, burst, mean.shape)
    bought = rng.poisson(mean)
    return Counts("city:x", [f"c{n}" for n in range(10)], bought, bought.sum(axis=0))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.2, 4), st.floats(0, 2), st.floats(0, 1))
def test_where_nothing_rises_alarms_stay_under_the_bound(seed: int, rate: float, burst: float, trend: float) -> None:
    rng, malls, bound = np.random.default_rng(seed), 60, 0.05
    false = sum(bool(rhythms([region(rng, rate=rate, burst=burst, trend=trend) for _ in range(4)], DAYS, bound))
                for _ in range(malls))
    # P(more than 9 of 60 | at most 5 % each) < 0.002; twelve such malls are looked at.
    assert false <= 9


def test_a_rise_of_four_at_weekends_is_found_and_named() -> None:
    rng = np.random.default_rng(1)
    found = [rhythms([region(rng, rate=2, burst=0.5, trend=0, rise=4.0)], DAYS, 0.05) for _ in range(20)]
    hits = [rise.rise for each in found for rise in each if rise.category == "c0" and rise.slot == "weekend"]
    assert len(hits) >= 17 and 3 < sum(hits) / len(hits) < 5


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_chances_keep_their_order_and_are_never_smaller(given_chances: list[float]) -> None:
    chances = np.array(given_chances)
    adjusted = benjamini_hochberg(chances)
    assert (adjusted >= chances - 1e-12).all() and (adjusted <= 1).all()
    order = np.argsort(chances, kind="stable")
    assert (np.diff(adjusted[order]) >= -1e-12).all()
