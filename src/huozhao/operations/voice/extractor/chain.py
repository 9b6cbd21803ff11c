"""A linear-chain conditional random field over letters (Lafferty, McCallum and Pereira, ICML 2001).

P(tags | letters) ∝ exp(Σ score of each letter's tag + Σ score of each step from tag to tag), scores linear in features;
fitted by L-BFGS on −log P + lean / 2 · |weights|² (Sha and Pereira, NAACL 2003), read by Viterbi's best path.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.extractor.features import Known, Names, hashed, met

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAN, MOST_STEPS = 4.0, 150


@dataclass(frozen=True, slots=True)
class Chain:
    """Weights of letters (known features, tags), and of steps (tag, next tag)."""

    known: Known
    weight: Floats
    step: Floats

    def tags(self, rows: Sequence[Names]) -> Ints:
        """Return the best tags of the letters of one text."""
        score = np.array([self.weight[self.known.places(hashed(row))].sum(axis=0) for row in rows])
        best: Ints = _path()(score, self.step) if len(score) else np.zeros(0, np.int64)
        return best


def learn_chain(texts: Sequence[Sequence[Names]], tags: Sequence[Ints], kinds: int, lean: float = LEAN) -> Chain:
    """Return the chain that foresees the tags of texts best; `kinds` is how many tags there are."""
    from scipy.optimize import minimize

    rows = [hashed(row) for text in texts for row in text]
    known = met(rows)
    data, size = known.matrix(rows), len(known.marks) * kinds
    turned, right = data.T.tocsr(), np.concatenate(tags)
    starts = np.cumsum([0, *(len(each) for each in tags)])

    def loss(given: Floats) -> tuple[float, Floats]:
        weight, step = given[:size].reshape(-1, kinds), given[size:].reshape(kinds, kinds)
        off, off_step = np.zeros((len(rows), kinds)), np.zeros((kinds, kinds))
        value = _surprise()(starts, data @ weight, step, right, off, off_step)
        slope = np.concatenate(((turned @ off + lean * weight).ravel(), off_step.ravel()))
        return value + 0.5 * lean * float(given[:size] @ given[:size]), slope

    start = np.zeros(size + kinds * kinds)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return Chain(known, found.x[:size].reshape(-1, kinds), found.x[size:].reshape(kinds, kinds))


@cache
def _path() -> Any:
    """Return Viterbi's best path through scores (letters, tags), compiled."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def path(score: Any, step: Any) -> Any:
        size, kinds = score.shape
        back, best, after = np.zeros((size, kinds), np.int64), score[0].copy(), np.zeros(kinds)
        for at in range(1, size):
            for tag in range(kinds):
                via = 0
                for other in range(kinds):
                    if best[other] + step[other, tag] > best[via] + step[via, tag]:
                        via = other
                back[at, tag], after[tag] = via, best[via] + step[via, tag] + score[at, tag]
            best[:] = after
        found = np.zeros(size, np.int64)
        found[-1] = np.argmax(best)
        for at in range(size - 1, 0, -1):
            found[at - 1] = back[at, found[at]]
        return found

    return path


@cache
def _forward() -> Any:
    """Return the pass from a text's first letter to its last over raised scores (letters, tags), compiled.

    Scaled letter by letter (Rabiner 1989, section V.A). Plain loops, which compile in a moment.
    """
    from numba import njit

    @njit(cache=True, nogil=True)
    def forward(e: Any, steps: Any, ahead: Any, scale: Any) -> float:
        size, kinds = e.shape
        total = 0.0
        for at in range(size):
            for tag in range(kinds):
                before = 1.0 if at == 0 else 0.0
                for via in range(kinds if at else 0):
                    before += ahead[at - 1, via] * steps[via, tag]
                ahead[at, tag] = e[at, tag] * before
                scale[at] += ahead[at, tag]
            for tag in range(kinds):
                ahead[at, tag] /= scale[at]
            total += math.log(scale[at])
        return total

    return forward


@cache
def _backward() -> Any:
    """Return the pass from a text's last letter to its first, compiled."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def backward(e: Any, steps: Any, behind: Any, scale: Any) -> None:
        size, kinds = e.shape
        for at in range(size - 2, -1, -1):
            for tag in range(kinds):
                behind[at, tag] = 0.0
                for to in range(kinds):
                    behind[at, tag] += steps[tag, to] * e[at + 1, to] * behind[at + 1, to] / scale[at + 1]

    return backward


@cache
def _sums() -> Any:
    """Return the function that adds one text's slopes and returns the log of the sum over all its paths, compiled."""
    from numba import njit

    forward, backward = _forward(), _backward()

    @njit(cache=True, nogil=True)
    def sums(e: Any, steps: Any, right: Any, off: Any, off_step: Any) -> float:
        size, kinds = e.shape
        ahead, behind, scale = np.zeros((size, kinds)), np.ones((size, kinds)), np.zeros(size)
        total = forward(e, steps, ahead, scale)
        backward(e, steps, behind, scale)
        for at in range(size):
            for tag in range(kinds):
                off[at, tag] = ahead[at, tag] * behind[at, tag]
                onward = e[at, tag] * behind[at, tag] / scale[at]
                for via in range(kinds if at else 0):
                    off_step[via, tag] += ahead[at - 1, via] * steps[via, tag] * onward
            off[at, right[at]] -= 1.0
            if at:
                off_step[right[at - 1], right[at]] -= 1.0
        return float(total)

    return sums


@cache
def _surprise() -> Any:
    """Return the function that gives −log P of the right tags of all texts and adds their slopes, compiled."""
    from numba import njit

    sums = _sums()

    @njit(cache=True, nogil=True)
    def surprise(starts: Any, score: Any, step: Any, right: Any, off: Any, off_step: Any) -> float:
        total, steps, raised = 0.0, np.exp(step), np.empty(score.shape)
        for at in range(len(score)):
            most = score[at, 0]
            for tag in range(score.shape[1]):
                most = max(most, score[at, tag])
            for tag in range(score.shape[1]):
                raised[at, tag] = math.exp(score[at, tag] - most)
            total += most - score[at, right[at]]
        for text in range(len(starts) - 1):
            begin, end = starts[text], starts[text + 1]
            for at in range(begin + 1, end):
                total -= step[right[at - 1], right[at]]
            total += sums(raised[begin:end], steps, right[begin:end], off[begin:end], off_step)
        return total

    return surprise
