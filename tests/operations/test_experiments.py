"""Experiments as rules: who is in, in which arm, what is compared, and the verdict on constructed malls."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huozhao.operations.experiments.designs import Outcomes, arm_of, stacked, takes_part
from huozhao.operations.experiments.effect import Part
from huozhao.operations.experiments.experiment import (
    Experiment,
    experiment_from_dict,
    experiment_to_dict,
    frozen_while_running,
    overlapping,
)
from huozhao.operations.experiments.intervals import fixed, rho_for, sequential
from huozhao.operations.experiments.moments import Moments, moments
from huozhao.operations.experiments.power import days_needed
from huozhao.operations.experiments.report import Reading, Report, reading_from_dict, reading_to_dict, report
from huozhao.operations.experiments.verdict import Verdict, verdict
from huozhao.terms.errors import BadInput

ARMS = [{"arm": "control", "weight": 0.5}, {"arm": "new_first", "weight": 0.5, "label": {"zh": "新品优先"}}]


def written(**changes: object) -> Experiment:
    return experiment_from_dict("e", {"arms": ARMS, "goals": ["conversion"], "before_days": 0, **changes})


def test_an_experiment_reads_back_as_it_was_written() -> None:
    made = written(guardrails=["refund_rate"], design="shop", layer="home", low=0.2, high=0.6)
    assert experiment_from_dict("e", experiment_to_dict(made)) == made


@pytest.mark.parametrize(("changes", "field"), [
    ({"arms": ARMS[:1]}, "arms"), ({"arms": [*ARMS, ARMS[0]]}, "arms"), ({"goals": []}, "goals"),
    ({"arms": [{"arm": "a", "weight": 0.5}, {"arm": "b", "weight": 0.4}]}, "arms"),
    ({"goals": ["coverage"]}, "goals"), ({"goals": ["sense"]}, "goals"), ({"low": 0.5, "high": 0.5}, "low"),
    ({"design": "coin"}, "design"), ({"worth": 0}, "worth"), ({"layer": "A layer"}, "layer"),
    ({"design": "switchback", "arms": [{"arm": "a", "weight": 0.6}, {"arm": "b", "weight": 0.4}]}, "arms"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        written(**changes)
    assert refused.value.field == field


def test_two_experiments_of_one_layer_share_no_shopper_and_those_of_two_layers_are_independent() -> None:
    low, high, other = written(high=0.5), written(low=0.5), written(layer="search")
    people = [f"u{n}" for n in range(4_000)]
    sets = [{p for p in people if takes_part(made, p, 0.0)} for made in (low, high)]
    assert sets[0].isdisjoint(sets[1]) and sets[0] | sets[1] == set(people)
    assert overlapping(low, [high, other]) == "" and overlapping(low, [written(low=0.4)]) == ""
    rival = experiment_from_dict("rival", experiment_to_dict(written(low=0.4)))
    assert overlapping(low, [rival]) == "rival"


def test_whoever_is_held_out_from_experiments_is_in_none() -> None:
    inside = sum(takes_part(written(), f"u{n}", 0.2) for n in range(10_000))
    assert abs(inside / 10_000 - 0.8) < 0.015, "about 3.7 standard errors"


@given(st.text(min_size=1, max_size=20), st.integers(0, 40_000), st.integers(0, 40_000))
def test_the_arm_of_a_shopper_is_the_same_on_every_day(person: str, day: int, other: int) -> None:
    made = written()
    assert arm_of(made, person, day) == arm_of(made, person, other) in ("control", "new_first")


@given(st.integers(0, 5_000), st.integers(1, 7))
def test_a_switchback_gives_each_arm_the_same_number_of_blocks(pair: int, days: int) -> None:
    made = written(design="switchback", block_days=days)
    first = pair * 2 * days
    arms = [arm_of(made, "", day) for day in range(first, first + 2 * days)]
    assert arms.count("control") == days and len(set(arms[:days])) == 1


def test_what_shoppers_stand_on_may_not_change_while_they_are_in_it() -> None:
    made = written(low=0.2, high=0.4)
    assert frozen_while_running(made, written(low=0.1, high=0.9, guardrails=["refund_rate"], label={"zh": "新"})) == ""
    assert frozen_while_running(made, written(low=0.3, high=0.4)) == "low"
    assert frozen_while_running(made, written(low=0.2, high=0.4, goals=["gmv"])) == "goals"
    assert frozen_while_running(made, written(low=0.2, high=0.4, arms=[*reversed(ARMS)])) == "arms"


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=30), st.integers(1, 29))
def test_moments_of_two_parts_add_up_to_those_of_the_whole(rows: list[list[int]], cut: int) -> None:
    units = np.array(rows, np.float64)
    assert moments(units[:cut]) + moments(units[cut:]) == moments(units)
    assert np.allclose(moments(units).covariance(), np.cov(units.T))


def built(rates: tuple[float, ...], shoppers: int, seed: int, keep: tuple[float, ...] = ()) -> Reading:
    """Return what is known of a mall whose arms have these shares of buyers; `keep` of each arm is on record."""
    dice = np.random.default_rng(seed)
    arms, counts = [], []
    for arm, rate in enumerate(rates):
        size = int(shoppers * (keep[arm] if keep else 1))
        bought = (dice.random(size) < rate).astype(np.float64)
        arms.append(moments(stacked(bought, None, None, None)))
        counts.append(size)
    return Reading(20_000, 0, tuple(counts), tuple(counts), 0, 0, {"conversion": tuple(arms)})


def judged(
    rates: tuple[float, ...], shoppers: int = 3_000, seed: int = 7, keep: tuple[float, ...] = (), **changes: object
) -> tuple[Report, Verdict]:
    made = written(**changes)
    found = report(made, built(rates, shoppers, seed, keep))
    return found, verdict(made, found, 10)


def test_a_true_rise_is_called_better_and_its_interval_holds_the_truth() -> None:
    found, said = judged((0.10, 0.15))
    interval = found.comparisons[0].interval
    assert (said.code, said.arm) == ("winner", "new_first") and interval is not None
    assert interval.low > 0 and interval.low < 0.5 < interval.high and "新品优先" in said.said.zh


def test_two_equal_arms_are_not_told_apart_and_the_missing_shoppers_are_named() -> None:
    _, said = judged((0.10, 0.10))
    assert said.code == "open" and said.more_units and said.more_days and "more shoppers" in said.change.en


def test_a_true_fall_says_to_keep_what_there_is() -> None:
    assert judged((0.15, 0.10))[1].code == "control_wins"


def test_a_broken_split_silences_every_figure() -> None:
    found, said = judged((0.10, 0.15), keep=(1.0, 0.85))
    assert not found.split.is_sound and said.code == "split_broken"


def test_differences_too_small_to_matter_are_called_so() -> None:
    assert judged((0.5, 0.5), 60_000, worth=0.05)[1].code == "alike"


def test_few_shoppers_get_no_figure() -> None:
    found, said = judged((0.10, 0.15), 40)
    assert found.comparisons[0].interval is None and said.code == "too_few"


def test_a_winner_that_harms_a_guardrail_is_not_rolled_out() -> None:
    made = written(guardrails=["refund_rate"])
    reading = built((0.10, 0.15), 3_000, 7)
    dice = np.random.default_rng(3)
    refunds = tuple(moments(stacked(dice.random(3_000) * share, np.ones(3_000), None, None)) for share in (0.1, 0.3))
    both = Reading(reading.day, 0, reading.shoppers, reading.units, 0, 0, {**reading.metrics, "refund_rate": refunds})
    assert verdict(made, report(made, both), 10).code == "guardrail"


def test_several_arms_are_corrected_and_each_interval_agrees_with_its_p_value() -> None:
    arms = [{"arm": name, "weight": 1 / 4} for name in ("control", "a", "b", "c")]
    found, _ = judged((0.10, 0.10, 0.118, 0.15), 4_000, arms=arms)
    for each in found.comparisons:
        assert each.interval is not None
        clear = each.interval.low > 0 or each.interval.high < 0
        assert clear == (each.corrected.p_value < 0.05)
    levels = [each.corrected.alpha for each in found.comparisons]
    assert min(levels) == pytest.approx(0.05 / 3) and max(levels) <= 0.05


def test_looking_a_hundred_times_cheats_nobody() -> None:
    dice = np.random.default_rng(11)
    rho = rho_for(2_000)
    naive = ours = 0
    for _ in range(200):
        draws = dice.normal(size=(100, 2, 20)).cumsum(axis=2)[:, :, -1].cumsum(axis=0)
        n = 20 * np.arange(1, 101)
        value, error = (draws[:, 0] - draws[:, 1]) / n, np.sqrt(2 / n)
        looks = [(Part(float(v), float(e)), int(2 * s)) for v, e, s in zip(value, error, n, strict=True)][2:]
        naive += any(fixed(look, 1e6).p_value < 0.05 for look, _ in looks[::10])
        ours += any(sequential(look, size, rho).p_value < 0.05 for look, size in looks)
    assert ours / 200 <= 0.05 < naive / 200


def test_arms_of_shops_are_compared_by_shops_and_not_by_shoppers() -> None:
    dice = np.random.default_rng(5)
    shop_rates = dice.normal(0.2, 0.06, 40).clip(0.02)
    shop = np.repeat(np.arange(40), 100)
    bought = (dice.random(4_000) < shop_rates[shop]).astype(np.float64)
    outcomes = Outcomes(shop % 2, shop, stacked(bought, None, None, None))
    clustered, plain = outcomes.by_arm(2, True), outcomes.by_arm(2, False)
    assert [arm.n for arm in clustered] == [20, 20] and [arm.n for arm in plain] == [2_000, 2_000]
    reading = Reading(1, 0, (2_000, 2_000), (20, 20), 0, 0, {"conversion": tuple(clustered)})
    error = report(written(design="shop"), reading).comparisons[0].effect
    naive = report(written(), Reading(1, 0, (2_000,) * 2, (2_000,) * 2, 0, 0, {"conversion": tuple(plain)}))
    assert error is not None and naive.comparisons[0].effect is not None
    assert error.absolute.error > 1.3 * naive.comparisons[0].effect.absolute.error, "shoppers of one shop are alike"


def test_cuped_takes_out_what_was_there_before() -> None:
    dice = np.random.default_rng(3)
    before = dice.gamma(2, 50, 2_000)
    after = before * 0.8 + dice.normal(0, 20, 2_000)
    rows = stacked(after, None, before, None)
    arms = (moments(rows[:1_000]), moments(rows[1_000:]))
    reading = Reading(1, 0, (1_000, 1_000), (1_000, 1_000), 0, 0, {"gmv": arms})
    effects = [report(written(goals=["gmv"], before_days=days), reading).comparisons[0].effect for days in (0, 14)]
    assert effects[0] is not None and effects[1] is not None
    assert effects[1].kept == pytest.approx(1 - np.corrcoef(before, after)[0, 1] ** 2, abs=0.02)
    assert effects[1].absolute.error < 0.5 * effects[0].absolute.error


def test_a_reading_is_kept_as_plain_data_and_read_again() -> None:
    reading = built((0.1, 0.2), 200, 1)
    assert reading_from_dict(reading_to_dict(reading)) == reading
    assert Moments() + reading.metrics["conversion"][0] == reading.metrics["conversion"][0]


def test_days_needed_follow_the_shoppers_seen_and_then_the_last_pace() -> None:
    assert days_needed(150, [100, 180, 240]) == 2
    assert days_needed(300, [100, 180, 240]) == 4 and days_needed(0, []) == 0
