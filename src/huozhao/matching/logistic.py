"""Weights of a blend learned from outcomes: logistic regression by Newton's method, halving steps that go too far."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
ROUNDS, ENOUGH = 30, 1e-3


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


def fit(rows: Doubles, happened: NDArray[np.bool_], ridge: float = 3.0) -> Blend | None:
    """Return the blend of greatest likelihood under a ridge on standardised features; None if one class is missing.

    Newton–Raphson on the convex loss Σ log(1 + e^s) − y s + ridge/2 |w|² (Hastie, Tibshirani, Friedman, 4.4.1).
    """
    y = happened.astype(np.float64)
    if not 0 < y.sum() < len(y):
        return None
    means, spreads = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    z = np.column_stack((np.ones(len(y)), (rows - means) / spreads))
    w = np.zeros(z.shape[1])
    w[0] = np.log(y.mean() / (1 - y.mean()))
    held = np.full(len(w), ridge)
    held[0] = 1e-9
    loss = _loss(z, y, held, w)
    for _ in range(ROUNDS):
        w, after = _step(z, y, held, w, loss)
        if loss - after < ENOUGH:
            break
        loss = after
    return Blend(float(w[0]), w[1:], means, spreads)


def _loss(z: Doubles, y: Doubles, held: Doubles, w: Doubles) -> float:
    score = z @ w
    return float(np.logaddexp(0, score).sum() - y @ score + 0.5 * held @ (w * w))


def _step(z: Doubles, y: Doubles, held: Doubles, w: Doubles, loss: float) -> tuple[Doubles, float]:
    p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
    slope = z.T @ (p - y) + held * w
    towards = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + np.diag(held), slope)
    size = 1.0
    while (after := _loss(z, y, held, w - size * towards)) > loss and size > 1e-6:
        size /= 2
    return w - size * towards, after
