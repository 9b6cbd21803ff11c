"""Learning to rank from impressions, on simulated shoppers whose wishes and whose looking down a page are known."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import spearmanr

from huozhao.matching import trees
from huozhao.matching.rank_learning.examination import BY_EM, EXPLORED, examination
from huozhao.matching.rank_learning.isotonic import calibration, falling, rising
from huozhao.matching.rank_learning.judging import auc, clicks_a_page, ndcg
from huozhao.matching.rank_learning.learners import linear, ranks_within
from huozhao.matching.rank_learning.learning import can_learn, learn
from huozhao.matching.rank_learning.lists import LEAST_LISTS, Lists, split

SIZE, FEATURES = 12, 6


@dataclass
class World:
    """Lists with what nobody else knows: the relevance of each item, and the examination of each position."""

    lists: Lists
    truth: np.ndarray
    share: np.ndarray


def world(count: int, seed: int, explore: float = 0.0, slope: float = 1.0) -> World:
    """Return lists that a blend ordered by the first feature, though shoppers care for others more."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, SIZE, FEATURES))
    blend = x[:, :, 0] + 0.5 * x[:, :, 1] + 0.2 * rng.normal(size=(count, SIZE))
    gamma = 1 / (1 + np.exp(-(-2.0 + 1.2 * x[:, :, 1] + 0.9 * x[:, :, 2] * (x[:, :, 3] > 0) - 0.4 * x[:, :, 0])))
    order = np.argsort(-blend, axis=1)
    propensity = np.ones((count, SIZE))
    if explore:
        for row in range(count):
            chosen = np.flatnonzero(rng.random(SIZE) < explore)
            order[row, chosen] = rng.permutation(order[row, chosen])
            propensity[row, chosen] = explore / SIZE
    share = 1 / (1 + np.arange(SIZE)) ** slope
    where = (np.arange(count)[:, None], order)
    clicked = rng.random((count, SIZE)) < share * gamma[where]
    label = np.where(clicked, np.where(rng.random((count, SIZE)) < 0.2, 3, 1), 0)
    features = x[where].reshape(-1, FEATURES).astype(np.float32)
    features[rng.random(features.shape) < 0.05] = np.nan
    group, position = np.repeat(np.arange(count), SIZE), np.tile(np.arange(SIZE), count)
    lists = Lists(features, group, position, label.ravel(), propensity.ravel(), blend[where].ravel())
    return World(lists, gamma[where].ravel(), share)


@pytest.fixture(scope="module")
def known() -> World:
    return world(6000, 1)


def agreement(truth: np.ndarray, scores: np.ndarray) -> float:
    """Return the mean rank correlation with the true order within lists."""
    one, other = truth.reshape(-1, SIZE), scores.reshape(-1, SIZE)
    return float(np.mean([spearmanr(a, b).statistic for a, b in zip(one, other, strict=True)]))


def test_the_corrected_ranker_recovers_the_true_order_better_than_the_uncorrected_and_the_blend(known: World) -> None:
    corrected = learn(known.lists, lambda *_: None)
    plain = learn(known.lists, lambda *_: None, corrected=False)
    fresh = world(600, 99)
    found = {name: agreement(fresh.truth, ranker.raw(fresh.lists)) for name, ranker in
             (("corrected", corrected), ("plain", plain))}
    blend = agreement(fresh.truth, fresh.lists.blend)
    assert found["corrected"] > found["plain"] + 0.02, found
    assert found["corrected"] > blend + 0.2, (found, blend)
    assert corrected.better.is_better and corrected.card["source"] == BY_EM
    assert corrected.card["learner"] in corrected.card["learners"]
    assert corrected.card["ece"] < 0.02, corrected.card


def test_the_chance_of_a_click_is_that_of_who_looks(known: World) -> None:
    found = learn(known.lists, lambda *_: None)
    fresh = world(800, 98)
    said = np.interp(found.raw(fresh.lists), found.knots, found.levels)
    top = said >= np.quantile(said, 0.9)
    # Examinations are known up to a factor only: the first position is taken as always looked at, as it is here.
    assert said[top].mean() == pytest.approx(fresh.truth[top].mean(), rel=0.25)
    assert (np.diff(found.levels) >= 0).all() and (np.diff(found.knots) >= 0).all()


def test_examinations_are_read_off_explored_places_where_there_are_enough() -> None:
    made = world(6000, 3, explore=0.35)
    found = examination(made.lists)
    assert found.source == EXPLORED
    assert np.abs(found.share[:SIZE] - made.share).max() < 0.12, found.share[:SIZE]


def test_without_exploration_examinations_come_from_regression_em(known: World) -> None:
    found = examination(known.lists)
    assert found.source == BY_EM and found.share[0] == 1
    rates = np.array([known.lists.clicked[known.lists.position == k].mean() for k in range(SIZE)])
    em = np.abs(found.share[:SIZE] - known.share).mean()
    assert em < np.abs(rates / rates[0] - known.share).mean(), "nearer than the bare click rates"
    assert em < 0.08


def test_too_few_lists_are_not_learned_from() -> None:
    assert not can_learn(world(300, 4).lists) and can_learn(world(6000, 5).lists)
    assert LEAST_LISTS == 2000


def test_the_estimate_off_policy_holds_the_clicks_that_the_other_order_would_earn(known: World) -> None:
    made = world(3000, 6)
    lists, scores = made.lists, np.random.default_rng(7).normal(size=len(made.lists))
    place = ranks_within(lists.group, scores)
    truth = (made.share[place] * made.truth).reshape(-1, SIZE).sum(axis=1).mean()
    share = np.concatenate((made.share, np.full(40 - SIZE, made.share[-1])))
    for found in clicks_a_page(lists, share, scores, np.full(len(lists), 0.2)):
        assert abs(found.value - truth) < 2 * (found.high - found.low), (found, truth)
        assert found.pages == 3000 and found.ess > 100


def test_a_linear_ranker_laid_out_as_trees_says_what_the_line_says() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(4000, 3)).astype(np.float32)
    soft = 1 / (1 + np.exp(-(0.5 + 2.0 * x[:, 0] - 1.0 * x[:, 2]))).astype(np.float64)
    forest = linear(x, soft, np.ones(len(x)))
    raw = forest.predict(x)
    assert np.corrcoef(raw, 2.0 * x[:, 0] - x[:, 2])[0, 1] > 0.99
    blank = forest.predict(np.full((1, 3), np.nan, np.float32))
    assert abs(float(blank[0]) - float(raw.mean())) < 0.2, "what is not known adds nothing"
    back = trees.from_arrays(forest.to_arrays()).predict(x)
    assert (back == raw).all()


def test_lists_are_split_in_the_order_of_time(known: World) -> None:
    train, valid, test = split(known.lists)
    assert train.group.max() < valid.group.min() <= valid.group.max() < test.group.min()
    assert train.count + valid.count + test.count == known.lists.count


def test_monotone_regressions_and_auc_are_those_of_the_definitions() -> None:
    assert rising(np.array([1.0, 3, 2, 4]), np.ones(4)).tolist() == [1, 2.5, 2.5, 4]
    assert falling(np.array([1.0, 3]), np.array([1.0, 3])).tolist() == [2.5, 2.5]
    assert auc(np.array([0.0, 1, 0, 1]), np.array([0.1, 0.9, 0.2, 0.2])) == pytest.approx(3.5 / 4)
    rng = np.random.default_rng(9)
    raw = rng.normal(size=20_000)
    knots, levels = calibration(raw, (rng.random(20_000) < 1 / (1 + np.exp(-raw))).astype(float), np.ones(20_000))
    assert np.abs(np.interp(raw, knots, levels) - 1 / (1 + np.exp(-raw))).mean() < 0.02 and len(knots) <= 50


def test_ndcg_counts_what_came_of_low_places_for_more() -> None:
    lists = Lists(np.zeros((4, 1), np.float32), np.zeros(4, np.int64), np.arange(4), np.array([1, 0, 0, 1]),
                  np.ones(4), np.zeros(4))
    looked = np.array([1.0, 0.5, 0.3, 0.25])
    last_first = ndcg(lists, looked, np.array([2.0, 1, 0, 3]))[0]
    first_first = ndcg(lists, looked, np.array([3.0, 1, 0, 2]))[0]
    assert last_first == 1 > first_first
