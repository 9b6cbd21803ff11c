"""Learn how a page blends its sources from what shoppers chose on days that were held out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import SOURCES
from huozhao.matching.logistic import fit
from huozhao.matching.model import Floats
from huozhao.matching.page_blend import FLOOR, LEARNED, PageBlend
from huozhao.matching.pool import COLUMN, Pool
from huozhao.matching.rank import weights_of

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
# Fewer choices teach nothing; lists are judged by their first places.
FEW, TOP = 50, 20
STEPS, ROUNDS = (0.0, 0.5, 0.7, 1.4, 2.0), 3
# A weight that was given up is tried again at this.
BACK = 0.1


@dataclass(frozen=True, slots=True)
class Lesson:
    """One shopper: what was found, the signs of their own goods (n, 3), which of it they chose (n,), how many new."""

    pool: Pool
    signs: Floats
    chosen: Bools
    new: int

    @property
    def own(self) -> Bools:
        """Return which goods are the shopper's own, shape (n,)."""
        mine: Bools = self.signs[:, 0] > 0
        return mine


def calibrated(version: str, lessons: Sequence[Lesson], weights: Floats) -> PageBlend | None:
    """Return the blend with given weights of new goods: chances by logistic regression; None from too few choices.

    Own goods: by what found them, the logs of the places there, and their own signs. New goods: by the log of
    Σ weight · share. Platt 1999; the two lines make the chances of both comparable.
    """
    if sum(int(lesson.chosen.sum()) for lesson in lessons) < FEW:
        return None
    own = [np.column_stack((*_held(lesson.pool.places[lesson.own]), lesson.signs[lesson.own])) for lesson in lessons]
    new = [np.log(FLOOR + lesson.pool.scores[~lesson.own] @ weights)[:, None] for lesson in lessons]
    own_bias, mine = _line(own, [lesson.chosen[lesson.own] for lesson in lessons], 0.0)
    new_bias, slope = _line(new, [lesson.chosen[~lesson.own] for lesson in lessons], 1.0)
    found, place, signs = np.split(mine, [len(SOURCES), 2 * len(SOURCES)])
    return PageBlend(version, LEARNED, (new_bias, own_bias), float(slope[0]), weights, found, place, signs)


def searched(lessons: Sequence[Lesson], sources: Collection[str]) -> Floats:
    """Return the weights of new goods that give the greatest mean NDCG@20 on lessons, shape (S,).

    Coordinate ascent from the weights set by hand over those of `sources`; the greatest of them is held to what it was,
    so that sources that could not be learned keep their measure.
    """
    asked = [lesson for lesson in lessons if lesson.new]
    weights = np.array(weights_of("home"))
    if sum(lesson.new for lesson in asked) < FEW:
        return weights
    columns = [COLUMN[source] for source in SOURCES if source in sources]
    lists = _Lists.of(asked, columns)
    peak, learned = weights[columns].max(), lists.ascended(weights[columns])
    weights[columns] = learned * (peak / max(float(learned.max()), 1e-6))
    return weights


@dataclass(frozen=True, slots=True)
class _Lists:
    """New goods of many shoppers, padded: shares (p, m, s), which are there and were chosen (p, m), how many (p,)."""

    shares: Floats
    there: Bools
    chosen: Bools
    wanted: NDArray[np.int64]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], columns: Sequence[int]) -> "_Lists":
        size = max(TOP + 1, *(int((~lesson.own).sum()) for lesson in lessons))
        shape = len(lessons), size
        made = cls(np.zeros((*shape, len(columns)), np.float32), np.zeros(shape, np.bool_), np.zeros(shape, np.bool_),
                   np.array([lesson.new for lesson in lessons]))  # fmt: skip
        for row, lesson in enumerate(lessons):
            new = np.flatnonzero(~lesson.own)
            made.shares[row, : len(new)] = lesson.pool.scores[np.ix_(new, np.array(columns))]
            made.there[row, : len(new)], made.chosen[row, : len(new)] = True, lesson.chosen[new]
        return made

    def ndcg(self, weights: Floats) -> float:
        """Return the mean NDCG@20 of goods new to the shopper."""
        scores = np.where(self.there, self.shares @ weights, np.float32(-1))
        top = np.argpartition(-scores, TOP, axis=1)[:, :TOP]
        held = np.take_along_axis(scores, top, 1)
        order = np.argsort(-held, axis=1, kind="stable")
        hits = np.take_along_axis(np.take_along_axis(self.chosen, top, 1) & (held > 0), order, 1)
        discount = 1 / np.log2(np.arange(2, TOP + 2))
        ideal = np.cumsum(discount)[np.minimum(self.wanted, TOP) - 1]
        return float(((hits @ discount) / ideal).mean())

    def ascended(self, weights: Floats) -> Floats:
        """Return the weights that coordinate ascent reaches."""
        best = self.ndcg(weights)
        for _ in range(ROUNDS):
            before = best
            for column in range(len(weights)):
                for step in STEPS:
                    tried = weights.copy()
                    tried[column] = tried[column] * step or (BACK if step > 1 else 0.0)
                    if (reached := self.ndcg(tried)) > best:
                        best, weights = reached, tried
            if best == before:
                break
        return weights


def _held(places: Floats) -> tuple[Doubles, Doubles]:
    held = places > 0
    return held.astype(np.float64), np.log(places, out=np.zeros_like(places), where=held).astype(np.float64)


def _line(rows: Sequence[NDArray[Any]], chosen: Sequence[Bools], instead: float) -> tuple[float, Floats]:
    """Return bias and weights of plain signs; with too few choices the weights are `instead`, the bias their rate."""
    signs, happened = np.concatenate(rows).astype(np.float64), np.concatenate(chosen)
    found = fit(signs, happened) if int(happened.sum()) >= FEW else None
    if found is None:
        rate = (happened.sum() + 1) / (len(happened) + 2)
        return float(np.log(rate / (1 - rate))), np.full(signs.shape[1], instead, np.float32)
    # A sign that never varied weighs nothing.
    weights = np.where(found.spreads > 1e-6, found.weights / found.spreads, 0.0)
    return found.bias - float(weights @ found.means), weights.astype(np.float32)
