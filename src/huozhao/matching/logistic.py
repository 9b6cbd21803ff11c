"""Weights of a blend learned from outcomes: logistic regression by Newton's method, halving steps that go too far."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Rows = NDArray[np.float64] | NDArray[np.float32]
ROUNDS, ENOUGH = 30, 1e-3
# Rows that are read at a time.
BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Blend:
    """log-odds = bias + Σ weight · (feature − mean) / spread; arrays of shape (F,)."""

    bias: float
    weights: Doubles
    means: Doubles
    spreads: Doubles

    def as_array(self) -> Doubles:
        """Return all numbers as one array, shape (4, F), for keeping."""
        return np.stack((self.weights, self.means, self.spreads, np.full(len(self.weights), self.bias)))

    @classmethod
    def of_array(cls, array: Doubles) -> "Blend":
        """Return the blend that `as_array` gave."""
        weights, means, spreads, bias = np.array(array, np.float64)
        return cls(float(bias[0]) if len(bias) else 0.0, weights, means, spreads)

    def log_odds(self, rows: Doubles) -> Doubles:
        """Return the log-odds of rows, shape (n, F) → (n,)."""
        found: Doubles = self.bias + (rows - self.means) / self.spreads @ self.weights
        return found

    def probability(self, rows: Doubles) -> Doubles:
        """Return the probability of rows, shape (n, F) → (n,)."""
        found: Doubles = 1 / (1 + np.exp(-np.clip(self.log_odds(rows), -30, 30)))
        return found


NO_BLEND = Blend(0.0, np.zeros(0), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Rows and what happened; read block by block, so that no copy of all rows is ever made."""

    rows: Rows
    y: Doubles
    means: Doubles
    spreads: Doubles

    def blocks(self) -> Iterator[tuple[Rows, Doubles]]:
        """Yield rows as they are, shape (n, F), and their outcomes, shape (n,)."""
        for first in range(0, len(self.y), BLOCK):
            yield self.rows[first : first + BLOCK], self.y[first : first + BLOCK]

    def standardised(self, rows: Rows) -> Doubles:
        """Return the features of a block behind a column of ones, shape (n, 1 + F)."""
        return np.column_stack((np.ones(len(rows)), (rows - self.means) / self.spreads))

    def loss(self, held: Doubles, w: Doubles) -> float:
        """Return the loss under a ridge of `held`; weights are for standardised features."""
        weights = w[1:] / self.spreads
        bias, loss = w[0] - self.means @ weights, 0.5 * held @ (w * w)
        for rows, y in self.blocks():
            score = rows @ weights + bias
            loss += np.logaddexp(0, score).sum() - y @ score
        return float(loss)


def fit(rows: Rows, happened: NDArray[np.bool_], ridge: float = 3.0) -> Blend | None:
    """Return the blend of greatest likelihood under a ridge on standardised features; None if one class is missing.

    Newton–Raphson on the convex loss Σ log(1 + e^s) − y s + ridge/2 |w|² (Hastie, Tibshirani, Friedman, 4.4.1).
    """
    y = happened.astype(np.float64)
    if not 0 < y.sum() < len(y):
        return None
    means = rows.mean(axis=0, dtype=np.float64)
    parts = (rows[first : first + BLOCK] for first in range(0, len(y), BLOCK))
    spreads = np.sqrt(sum(((part - means) ** 2).sum(axis=0) for part in parts) / len(y)) + 1e-9
    known = _Outcomes(rows, y, means, spreads)
    w = np.zeros(rows.shape[1] + 1)
    w[0] = np.log(y.mean() / (1 - y.mean()))
    held = np.full(len(w), ridge)
    held[0] = 1e-9
    loss = known.loss(held, w)
    for _ in range(ROUNDS):
        w, after = _step(known, held, w, loss)
        if loss - after < ENOUGH:
            break
        loss = after
    return Blend(float(w[0]), w[1:], means, spreads)


def _step(known: _Outcomes, held: Doubles, w: Doubles, loss: float) -> tuple[Doubles, float]:
    slope, bend = held * w, np.diag(held)
    for rows, y in known.blocks():
        z = known.standardised(rows)
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        slope += z.T @ (p - y)
        bend += (z * (p * (1 - p))[:, None]).T @ z
    towards, size = np.linalg.solve(bend, slope), 1.0
    while (after := known.loss(held, w - size * towards)) > loss and size > 1e-6:
        size /= 2
    return w - size * towards, after
