"""Predicted tags: nothing of the future is looked at, models are sums, thresholds do not flicker, words are whole."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.insight.predicted import card as cards
from huozhao.insight.predicted import curves, words
from huozhao.insight.predicted.definitions import BY_TAG, PREDICTIONS, Bounds, columns_for
from huozhao.insight.predicted.evidence import reasons
from huozhao.insight.predicted.features import AsOf, measure
from huozhao.insight.predicted.history import CODE, KINDS, NEVER, History, Subjects, sort
from huozhao.insight.predicted.membership import carriers, leading
from huozhao.insight.predicted.quality import auc, auc_difference, calibration_table, psi, quality
from huozhao.insight.predicted.samples import Asked, Sample, order_model, sample
from huozhao.insight.predicted.themes import NAMES, themes_of
from huozhao.insight.predicted.train import Split, train
from huozhao.insight.predicted.windows import windows

TODAY = 20_000
WINDOW = windows(TODAY - 400, TODAY, (30,), 100)


def history(rows: list[tuple[int, int, str, int, int]], shoppers: int = 4, things: int = 6) -> History:
    """Return a history of (shopper, day, kind, subject, fen), each done once."""
    subjects = Subjects([f"t{i}" for i in range(things)], ["a", "b"], np.arange(things, dtype=np.int32) % 2,
                        np.zeros((things, len(NAMES)), np.bool_), np.full(things, NEVER, np.int32))  # fmt: skip
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[]] * 5
    shopper, day, subject = (np.array(columns[i], np.int32) for i in (0, 1, 3))
    kind = np.array([CODE[name] for name in columns[2]], np.int8)
    return sort(History([f"s{i}" for i in range(shoppers)], subjects, shopper, day, kind, subject,
                        np.ones(len(rows), np.int64), np.array(columns[4], np.int64)))  # fmt: skip


ACTS = st.lists(st.tuples(st.integers(0, 3), st.integers(TODAY - 120, TODAY + 60), st.sampled_from(KINDS),
                          st.integers(0, 5), st.integers(0, 9_000)), max_size=60)  # fmt: skip


@given(rows=ACTS)
def test_features_do_not_change_with_what_happens_after_the_cut_off(rows: list[tuple[int, int, str, int, int]]) -> None:
    whole, past = history(rows), history([row for row in rows if row[1] <= TODAY])
    at = AsOf(TODAY, 100)
    assert np.array_equal(measure(whole, at).values, measure(past, at).values, equal_nan=True)


@given(rows=ACTS)
def test_features_of_blocks_are_those_of_the_whole(rows: list[tuple[int, int, str, int, int]]) -> None:
    whole = history(rows)
    at = AsOf(TODAY, 100)
    blocks = [measure(block, at).values for block in whole.blocks(3)]
    assert np.array_equal(np.concatenate(blocks), measure(whole, at).values, equal_nan=True)


def test_features_say_what_was_done() -> None:
    day = TODAY
    measured = measure(history([
        (0, day, "view", 1, 0), (0, day - 1, "view", 1, 0), (0, day - 40, "view", 2, 0), (0, day - 2, "cart", 1, 0),
        (0, day - 3, "cart", 2, 0), (0, day - 1, "bought", 2, 500), (0, day - 1, "order", 5, 500),
        (0, day - 11, "order", 5, 1500), (0, day - 1, "coupon", 5, 100), (0, day - 1, "paid_by", 3, 0),
        (0, day - 11, "paid_by", 3, 0), (0, day - 5, "paid_by", 4, 0), (0, day - 1, "review", 2, 400),
    ]), AsOf(day))  # fmt: skip
    wanted = {"views_7": 2, "views_30": 2, "open_carts_7": 1, "most_views_of_one_7": 2, "orders_30": 2,
              "spent_30": 20, "days_since_order": 1, "mean_gap_days": 10, "coupon_share_90": 0.5,
              "method_share": 2 / 3, "methods": 2, "method_was_last": 1, "mean_stars": 4, "active_days_7": 5,
              "known_days": 41, "mean_order": 10}  # fmt: skip
    assert {name: float(measured[name][0]) for name in wanted} == pytest.approx(wanted, rel=1e-6)
    assert measured.method[0] == 3 and measured.method[1] == -1
    assert measured.leading[0] == 1 and measured.newest[0] == -1
    assert np.isnan(measured["days_since_view"][1]) and measured["views_7"][1] == 0


@given(first=st.integers(0, 400), last=st.integers(0, 900), horizon=st.integers(1, 90), back=st.integers(1, 365))
def test_windows_lie_in_the_order_of_time_and_within_what_is_on_record(
    first: int, last: int, horizon: int, back: int
) -> None:
    found = windows(first, last, (horizon, 2), back)
    if found is None:
        return
    assert max(found.train) + found.horizon <= found.valid and found.valid + found.horizon <= found.test
    assert found.test + found.horizon == last
    assert min(found.train) - found.look_back + 1 >= first and found.look_back >= found.horizon


def additive(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    x = rng.normal(size=(rows, 3)).astype(np.float32)
    x[rng.random(rows) < 0.2, 1] = np.nan
    logit = 1.5 * np.abs(x[:, 0]) - 1.5 + np.where(np.isnan(x[:, 1]), 1.0, 0.0)
    return x, rng.random(rows) < 1 / (1 + np.exp(-logit))


def test_curves_find_a_bent_effect_and_what_does_not_apply() -> None:
    rng = np.random.default_rng(1)
    x, y = additive(rng, 6000)
    model = curves.fit(x, y, ("bent", "gap", "noise"), 0.3)
    assert [name for name, _ in model.importance()][-1] == "noise"
    later, happened = additive(rng, 4000)
    assert quality(model.probability(later), happened).auc > 0.7
    by_name = dict(zip(model.features, model.curves, strict=True))
    assert by_name["gap"].missing > by_name["gap"].values.max() + 0.4
    bent = by_name["bent"].values
    assert bent[0] > bent[len(bent) // 2] + 0.8 < bent[-1] + 0.8


def test_contributions_add_up_to_the_log_odds_and_average_to_nothing() -> None:
    x, y = additive(np.random.default_rng(2), 3000)
    model = curves.calibrated(curves.fit(x, y, ("a", "b", "c"), 0.3), x, y)
    constant = model.slope * model.base + model.intercept
    for row in x[:20]:
        said = curves.sigmoid(np.array([constant + model.contributions(row).sum()]))
        assert said[0] == pytest.approx(model.probability(row[None])[0], abs=1e-9)
    mean = np.mean([model.contributions(row) for row in x], axis=0)
    assert np.abs(mean).max() < 1e-6


def test_a_model_comes_back_from_its_arrays_and_gives_the_same() -> None:
    x, y = additive(np.random.default_rng(3), 500)
    model = curves.calibrated(curves.fit(x, y, ("a", "b", "c"), 3.0), x, y)
    back = curves.from_arrays(curves.to_arrays(model))
    assert np.array_equal(back.probability(x), model.probability(x)) and back.features == model.features


def test_auc_counts_pairs_and_its_error_is_that_of_resampling() -> None:
    rng = np.random.default_rng(4)
    y = rng.random(400) < 0.3
    p = np.round(rng.normal(size=400) + y, 1)
    pairs = [(a > b) + 0.5 * (a == b) for a, b in product(p[y], p[~y])]
    value, error = auc(p, y)
    assert value == pytest.approx(np.mean(pairs))
    draws = [auc(p[i], y[i])[0] for i in (rng.integers(0, 400, 400) for _ in range(300))]
    assert error == pytest.approx(np.std(draws), rel=0.2)
    assert auc_difference(p, p, y) == (0.0, 0.0)
    assert auc(p, np.zeros(400, bool)) == (0.5, 0.5)


def test_calibration_rows_hold_everybody_and_a_perfect_forecast_has_no_error() -> None:
    rng = np.random.default_rng(5)
    p = rng.random(50_000)
    y = rng.random(50_000) < p
    found = quality(p, y)
    assert sum(row.n for row in found.table) == 50_000 and found.ece < 0.02
    assert len(calibration_table(np.full(9, 0.5), np.ones(9, bool))) == 1
    same, moved = np.array([10.0, 20.0, 70.0]), np.array([70.0, 20.0, 10.0])
    assert psi(same, 2 * same) == pytest.approx(0) and psi(same, moved) > 0.25


def part(rng: np.random.Generator, rows: int, effect: float, names: tuple[str, ...] = ("views_7", "carts_7")) -> Sample:
    x = rng.normal(size=(rows, len(names))).astype(np.float32)
    y = rng.random(rows) < 1 / (1 + np.exp(-effect * x[:, 0]))
    return Sample(names, x, y, x[:, 0] > 0)


def split(seed: int, rows: int = 1500, effect: float = 1.0) -> Split:
    rng = np.random.default_rng(seed)
    return Split(*(part(rng, rows, effect) for _ in range(3)))


def test_too_few_events_leave_the_word_to_the_rule_with_its_own_measured_quality() -> None:
    assert WINDOW is not None
    found = train("purchase_intent", split(1, rows=150), WINDOW, "1", 0, None)
    assert found.model is None and (found.card.state, found.card.why) == ("rule", "too_few")
    assert found.card.rule_quality is not None and found.card.rule_quality.auc > 0.6


def test_what_cannot_be_foretold_leaves_the_word_to_the_rule() -> None:
    assert WINDOW is not None
    found = train("purchase_intent", split(2, effect=0.0), WINDOW, "1", 0, None)
    assert found.model is None and (found.card.state, found.card.why) == ("rule", "no_better")


def test_a_model_that_is_clearly_worse_than_the_standing_one_is_not_published() -> None:
    """Training lost the feature that matters; on the same held-out days it ranks worse, so the other one stands."""
    assert WINDOW is not None
    names = ("views_7", "carts_7", "orders_7")
    rng = np.random.default_rng(6)

    def both(lost: bool) -> Sample:
        x = rng.normal(size=(3000, 3)).astype(np.float32)
        y = rng.random(3000) < 1 / (1 + np.exp(-(1.5 * x[:, 0] + 0.5 * x[:, 1])))
        if lost:
            x[:, 0] = 0.0
        return Sample(names, x, y, x[:, 0] > 0)

    standing = train("purchase_intent", Split(both(False), both(False), both(False)), WINDOW, "1", 0, None).model
    found = train("purchase_intent", Split(both(True), both(True), both(False)), WINDOW, "2", 0, standing)
    assert found.model is standing and found.card.kept.startswith("auc -")
    equal = train("purchase_intent", Split(both(False), both(False), both(False)), WINDOW, "3", 0, standing)
    assert equal.model is not standing and equal.card.kept == ""


def test_a_tag_is_entered_above_one_threshold_and_left_below_another() -> None:
    score = np.array([0.7, 0.55, 0.55, 0.4, np.nan], np.float32)
    held = np.array([False, True, False, True, True])
    assert carriers(score, held, 0.6, 0.5).tolist() == [True, True, False, False, False]
    enter, leave = Bounds(3.0, 2.0, odds=True).at(0.02)
    assert 0.02 < leave < enter < 0.07
    one, two = leading([score, score[::-1]], [np.array([True, True, False, False, False]), np.ones(5, bool)])
    assert not (one & two).any()


def test_only_sensitive_tags_see_skin_and_children_and_only_with_that_consent() -> None:
    names = measure(history([]), AsOf(TODAY)).names
    sensitive = {p.tag for p in PREDICTIONS if p.purpose == "sensitive"}
    assert sensitive == {"sensitive_skin", "life_stage:new_mother"}
    for prediction in PREDICTIONS:
        seen = {names[i] for i in columns_for(prediction, names)}
        told = {name for name in seen if name.startswith(("sensitive_skin", "skin_care", "baby"))}
        assert not told or prediction.tag in sensitive, (prediction.tag, told)


def test_nobody_is_sampled_who_does_not_allow_the_purpose() -> None:
    rows = [(s, TODAY - 40 - d, "order", 5, 1000) for s in range(4) for d in range(3)]
    allowed = np.array([True, False, True, False])
    asked = [Asked(BY_TAG["churn_risk"], allowed, 0.0)]
    found = sample(history(rows), asked, AsOf(TODAY - 35), 30, 1)["churn_risk"]
    assert len(found.happened) == 2 and found.happened.all()


def test_every_feature_is_said_in_both_languages() -> None:
    for feature in measure(history([]), AsOf(TODAY)).names:
        for value in (0.0, 0.5, 3.0, float("nan")):
            said = words.statement(feature, value)
            assert said.zh and said.en and "nan" not in said.zh + said.en and "{" not in said.zh + said.en
        assert "…" in words.name(feature).zh


def test_the_reasons_lead_with_what_raises_the_score() -> None:
    x, y = additive(np.random.default_rng(7), 3000)
    names = ("orders_90", "coupon_share_365", "views_7")
    model = curves.fit(x, y, names, 0.3)
    row = np.array([2.5, np.nan, 0.0], np.float32)
    found = reasons(model, names, row)
    assert found[0].weight > 0 and found[0].weight == max(r.weight for r in found)
    assert {r.feature for r in found[:2]} == {"orders_90", "coupon_share_365"}
    missing = next(r for r in found if r.feature == "coupon_share_365")
    assert missing.value is None and "没有" in missing.words.zh


def test_themes_are_read_from_titles_in_both_languages() -> None:
    found = dict(zip(NAMES, themes_of(("敏感肌舒缓面膜", "Baby formula milk")), strict=True))
    assert found["sensitive_skin"] and found["skin_care"] and found["baby"] and not found["student"]


def test_a_card_comes_back_from_plain_data() -> None:
    assert WINDOW is not None
    made = train("purchase_intent", split(8), WINDOW, "1", 5, None).card
    assert cards.from_dict(cards.to_dict(made)) == made


def test_a_mall_without_repeats_has_no_order_model_and_features_still_come() -> None:
    lone = history([(0, TODAY, "order", 5, 100)])
    assert order_model(lone, TODAY) is None
    assert np.isnan(measure(lone, AsOf(TODAY))["alive"][0])


@given(rows=ACTS, kept=st.lists(st.booleans(), min_size=4, max_size=4))
def test_features_of_chosen_shoppers_are_theirs(rows: list[tuple[int, int, str, int, int]], kept: list[bool]) -> None:
    whole, mask = history(rows), np.array(kept)
    at = AsOf(TODAY, 100)
    chosen = whole.chosen(mask)
    assert list(chosen.shoppers) == [name for name, keep in zip(whole.shoppers, kept, strict=True) if keep]
    assert np.array_equal(measure(chosen, at).values, measure(whole, at).values[mask], equal_nan=True)
