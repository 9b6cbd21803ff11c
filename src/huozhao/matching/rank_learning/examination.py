"""Position bias: how likely a position is looked at, beside the first, and what an item that nobody clicked was worth.

The model is click = looked at × relevant. Where enough places were explored, what stood there stood there by chance,
and their click rates by position are the examinations. Else both parts are found together by regression-EM (Wang,
Golbandi, Bendersky, Metzler & Najork 2018): the relevance is a function of the features, the examination of the
position alone.
"""

from dataclasses import dataclass

import numpy as np

from huozhao.matching.rank_learning.isotonic import falling
from huozhao.matching.rank_learning.learners import boosted, predicted
from huozhao.matching.rank_learning.lists import DEEPEST, Doubles, Lists

EXPLORED, BY_EM = "explored", "regression_em"
# An item in a place that the policy gave it by chance had at most this probability of it.
BY_CHANCE = 0.5
LEAST_EXPLORED = 300
LOWEST = 0.03
ROUNDS, TREES = 8, 25


@dataclass(frozen=True, slots=True)
class Examination:
    """`share` (DEEPEST,) is the probability that a position is looked at, 1 at the first; `source` says whence."""

    share: Doubles
    source: str

    def of(self, lists: Lists) -> Doubles:
        """Return the examination of each row."""
        return self.share[lists.depth]


def examination(lists: Lists) -> Examination:
    """Return how likely each position is looked at."""
    explored = (lists.propensity < BY_CHANCE) & (lists.propensity > 0)
    if lists.clicked[explored].sum() >= LEAST_EXPLORED:
        return Examination(_rates(lists, lists.clicked, explored), EXPLORED)
    return Examination(_by_em(lists), BY_EM)


def softened(lists: Lists, share: Doubles, relevance: Doubles) -> Doubles:
    """Return the probability that each row is relevant given whether it was clicked, shape (n,).

    1 where clicked; (1 − θ) γ / (1 − θ γ) else: what was hardly looked at may still be good.
    """
    theta = share[lists.depth]
    return np.where(lists.clicked > 0, 1.0, (1 - theta) * relevance / np.maximum(1 - theta * relevance, 1e-9))


def relevance(lists: Lists, share: Doubles, rounds: int = 3) -> Doubles:
    """Return γ of each row with the examinations given, by the same EM."""
    gamma = np.full(len(lists), max(1e-3, float(lists.clicked.mean()) * 2))
    for _ in range(rounds):
        gamma = _regress(lists, softened(lists, share, gamma))
    return gamma


def _by_em(lists: Lists) -> Doubles:
    share = _rates(lists, lists.clicked, np.ones(len(lists), np.bool_))
    gamma = np.full(len(lists), max(1e-3, float(lists.clicked.mean()) * 2))
    for _ in range(ROUNDS):
        theta = share[lists.depth]
        gamma = _regress(lists, softened(lists, share, gamma))
        looked = np.where(lists.clicked > 0, 1.0, theta * (1 - gamma) / np.maximum(1 - theta * gamma, 1e-9))
        share = _rates(lists, looked, np.ones(len(lists), np.bool_))
    return share


def _rates(lists: Lists, values: Doubles, kept: np.ndarray) -> Doubles:
    """Return the falling mean of values by position, scaled so that the first is 1."""
    depth = lists.depth[kept]
    seen = np.bincount(depth, minlength=DEEPEST).astype(np.float64)
    mean = np.bincount(depth, weights=values[kept], minlength=DEEPEST) / np.maximum(seen, 1)
    level = falling(np.where(seen > 0, mean, 0.0), seen)
    first = float(level[0]) or 1.0
    last = float(level[np.flatnonzero(seen > 0)[-1]]) if (seen > 0).any() else first
    return np.clip(np.where(seen > 0, level, last) / first, LOWEST, 1.0)


def _regress(lists: Lists, soft: Doubles) -> Doubles:
    return np.clip(predicted(boosted(lists.features, soft, TREES), lists.features), 1e-4, 1 - 1e-4)
