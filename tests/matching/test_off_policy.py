"""Estimates from what another policy logged: on bandits whose truth is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huozhao.matching.evaluate.off_policy import Logged, all_three, dr, effective, ips, snips

KINDS, ACTS = 4, 5


class Bandit:
    """A bandit with contexts: the chance of a reward by (context, act), a policy in use and another one."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.reward = rng.uniform(0.02, 0.6, (KINDS, ACTS))
        self.in_use = rng.dirichlet(np.full(ACTS, 2.0), KINDS) * 0.9 + 0.1 / ACTS
        self.other = rng.dirichlet(np.full(ACTS, 2.0), KINDS)
        self.rng = rng

    @property
    def truth(self) -> float:
        return float((self.other * self.reward).sum(axis=1).mean())

    def log(self, pages: int, model: np.ndarray) -> Logged:
        x = self.rng.integers(0, KINDS, pages)
        acts = np.array([self.rng.choice(ACTS, p=self.in_use[k]) for k in x])
        r = (self.rng.random(pages) < self.reward[x, acts]).astype(float)
        weight = self.other[x, acts] / self.in_use[x, acts]
        return Logged(np.arange(pages), r, weight, model[x, acts], (self.other[x] * model[x]).sum(axis=1))


def inside(seed: int, wrong: float) -> list[bool]:
    bandit = Bandit(seed)
    model = bandit.reward + wrong * bandit.rng.normal(size=bandit.reward.shape)
    return [found.low <= bandit.truth <= found.high for found in all_three(bandit.log(2000, model), clip=1e9)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_dr_is_within_four_half_widths_of_the_truth_even_under_a_wrong_model(seed: int) -> None:
    bandit = Bandit(seed)
    found = dr(bandit.log(3000, bandit.rng.uniform(0, 1, bandit.reward.shape)), clip=1e9)
    assert abs(found.value - bandit.truth) <= 2 * (found.high - found.low) + 1e-9


def test_the_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = np.array([inside(seed, 0.2) for seed in range(200)]).mean(axis=0)
    # 95 % of 200 has a standard deviation of 1.5 points.
    assert (held > 0.90).all(), held


def test_dr_with_a_good_model_is_surer_than_ips() -> None:
    shares = []
    for seed in range(10):
        bandit = Bandit(seed)
        one, other = (found(bandit.log(2000, bandit.reward)) for found in (dr, ips))
        shares.append((one.high - one.low) / (other.high - other.low))
    assert np.mean(shares) < 0.95, shares


def test_the_policy_in_use_is_estimated_by_its_own_mean() -> None:
    rng = np.random.default_rng(5)
    r = rng.random(100)
    logged = Logged(np.arange(100), r, np.ones(100))
    for found in all_three(logged):
        assert abs(found.value - r.mean()) < 1e-12 and found.ess == 100 and found.clipped == 0


def test_a_page_is_one_draw_whatever_its_number_of_acts() -> None:
    logged = Logged(np.repeat(np.arange(50), 4), np.tile([1.0, 0, 0, 1], 50), np.ones(200))
    assert ips(logged).value == 2 and ips(logged).pages == 50 and snips(logged).value == 2


def test_clipping_and_the_effective_size_are_said() -> None:
    weight = np.concatenate((np.full(99, 0.5), [500.0]))
    logged = Logged(np.arange(100), np.ones(100), weight)
    assert ips(logged, clip=10).clipped == 0.01 and ips(logged, clip=10).clip == 10
    assert effective(np.arange(100), weight) < 2 < ips(logged, clip=1).ess


def test_nothing_logged_gives_nothing_and_no_fault() -> None:
    none = Logged(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    assert [found.value for found in all_three(none)] == [0, 0, 0]
