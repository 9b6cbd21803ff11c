"""An additive model: the log odds are a sum of one curve a feature, so that every prediction explains itself.

    logit p = A · (base + Σ_j curve_j(x_j)) + B

Each curve is constant between the quantiles of its feature in training, smoothed by a penalty on its steps (P-splines
of degree 0; Hastie & Tibshirani 1986, Eilers & Marx 1996), with a value of its own for "does not apply". A and B are
Platt's calibration (1999), fitted on later days than the curves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.predicted.history import summed

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]
BINS = 24
ROUNDS = 40
ENOUGH = 1e-5


@dataclass(frozen=True, slots=True)
class Curve:
    """One feature's share of the log odds: `values[k]` where `edges[k-1]` ≤ x < `edges[k]`, `missing` for NaN.

    `share` is the share of training rows in each step, the last entry of those that are missing.
    """

    feature: str
    edges: Rows
    values: Floats
    missing: float
    share: Floats

    def step(self, x: Rows) -> NDArray[np.intp]:
        """Return the step in which each value lies; the last one, len(values), is missing."""
        place = np.searchsorted(self.edges, x, side="right")
        return np.where(np.isnan(x), len(self.values), place)

    def at(self, x: Rows) -> Floats:
        """Return the contribution to the log odds of each value."""
        return np.append(self.values, self.missing)[self.step(x)]


@dataclass(frozen=True, slots=True)
class Additive:
    """The whole model; `slope` and `intercept` are A and B."""

    curves: tuple[Curve, ...]
    base: float
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def features(self) -> tuple[str, ...]:
        """The features that are looked at, in the order of the columns."""
        return tuple(curve.feature for curve in self.curves)

    def log_odds(self, rows: Rows) -> Floats:
        """Return the log odds before calibration; `rows` has shape (rows, features)."""
        total = np.full(len(rows), self.base)
        for place, curve in enumerate(self.curves):
            total += curve.at(rows[:, place])
        return total

    def probability(self, rows: Rows) -> Floats:
        """Return the calibrated probabilities, shape (rows,)."""
        return sigmoid(self.slope * self.log_odds(rows) + self.intercept)

    def contributions(self, row: Rows) -> Floats:
        """Return what each feature of one row adds to the calibrated log odds, against the average shopper."""
        return np.array([self.slope * float(c.at(row[i : i + 1])[0]) for i, c in enumerate(self.curves)])

    def importance(self) -> list[tuple[str, float]]:
        """Return each feature with the mean size of its contribution in training, largest first."""
        sizes = [
            (c.feature, float(abs(self.slope) * np.abs(np.append(c.values, c.missing)) @ c.share)) for c in self.curves
        ]
        return sorted(sizes, key=lambda item: (-item[1], item[0]))


def sigmoid(x: Floats) -> Floats:
    """Return 1 / (1 + e^−x)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -40.0, 40.0))), np.float64)


@dataclass(slots=True)
class _Binned:
    edges: list[Rows]
    bins: list[NDArray[np.int64]]


def fit(rows: Rows, happened: NDArray[np.bool_], names: tuple[str, ...], smooth: float) -> Additive:
    """Return the curves that fit best under a penalty of weight `smooth` on their steps; uncalibrated.

    Newton steps, one curve after another, until a round changes the loss by less than 1e−5 of itself.
    """
    binned = _bin(rows)
    label = happened.astype(np.float64)
    rate = float(np.clip(label.mean(), 1e-6, 1 - 1e-6))
    weight = smooth * len(label) * rate * (1 - rate) / BINS
    base = float(np.log(rate / (1 - rate)))
    curves = [np.zeros(len(edges) + 2) for edges in binned.edges]
    logit, before = np.full(len(label), base), np.inf
    for _ in range(ROUNDS):
        for bins, curve in zip(binned.bins, curves, strict=True):
            p = sigmoid(logit)
            step = _newton(bins, p - label, p * (1 - p), curve, weight)
            curve += step
            logit += step[bins]
        shift = float(np.log(rate / (1 - rate)) - np.log(sigmoid(logit).mean() / (1 - sigmoid(logit).mean())))
        base, logit = base + shift, logit + shift
        loss = log_loss(label, sigmoid(logit))
        if before - loss < ENOUGH * loss:
            break
        before = loss
    return _centred(binned, curves, base, names, len(label))


def _bin(rows: Rows) -> _Binned:
    edges, bins = [], []
    for column in rows.T:
        known = column[~np.isnan(column)]
        cuts = _cuts(known) if len(known) else np.zeros(0, np.float32)
        edges.append(cuts)
        place = np.searchsorted(cuts, column, side="right")
        bins.append(np.where(np.isnan(column), len(cuts) + 1, place).astype(np.int64))
    return _Binned(edges, bins)


def _cuts(known: Rows) -> Rows:
    """Return the values at which a new step begins: quantiles that occur, the smallest value left out."""
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1], method="higher"))
    return np.asarray(cuts[cuts > known.min()], np.float32)


def _newton(bins: NDArray[np.int64], slope: Floats, bend: Floats, curve: Floats, weight: float) -> Floats:
    """Return the Newton step of one curve: its steps tied to their neighbours, the missing value to zero."""
    from scipy.linalg import solveh_banded

    size = len(curve)
    gradient, hessian = summed(bins, slope, size), summed(bins, bend, size)
    ridge = 0.01 * weight + 1e-6
    gradient += ridge * curve
    diagonal = hessian + ridge
    tied = size - 1  # all but the missing value
    above = np.zeros(size)
    if tied > 1:
        rise = np.diff(curve[:tied])
        gradient[1:tied] += weight * rise
        gradient[: tied - 1] -= weight * rise
        diagonal[1:tied] += weight
        diagonal[: tied - 1] += weight
        above[1:tied] = -weight
    return -np.asarray(solveh_banded(np.vstack((above, diagonal)), gradient, check_finite=False))


def _centred(binned: _Binned, curves: list[Floats], base: float, names: tuple[str, ...], rows: int) -> Additive:
    made = []
    for name, edges, bins, curve in zip(names, binned.edges, binned.bins, curves, strict=True):
        share = np.bincount(bins, minlength=len(curve)) / max(rows, 1)
        middle = float(curve @ share)
        base += middle
        made.append(Curve(name, edges, curve[:-1] - middle, float(curve[-1] - middle), share))
    return Additive(tuple(made), base)


def log_loss(label: Floats, p: Floats) -> float:
    """Return the mean negative log likelihood of probabilities."""
    safe = np.clip(p, 1e-12, 1 - 1e-12)
    return -float(np.mean(label * np.log(safe) + (1 - label) * np.log(1 - safe)))


def calibrated(model: Additive, rows: Rows, happened: NDArray[np.bool_]) -> Additive:
    """Return the model with Platt's slope and intercept from rows that the curves have not seen.

    The targets are Platt's own, (n₊+1)/(n₊+2) and 1/(n₋+2), which keep few rows from making it certain.
    """
    score = model.log_odds(rows)
    positive = int(happened.sum())
    target = np.where(happened, (positive + 1) / (positive + 2), 1 / (len(happened) - positive + 2))
    a, b = 1.0, 0.0
    for _ in range(50):
        p = sigmoid(a * score + b)
        bend = np.maximum(p * (1 - p), 1e-9)
        slope = np.array([(p - target) @ score, (p - target).sum()])
        hessian = np.array([[bend @ score**2 + 1e-6, bend @ score], [bend @ score, bend.sum() + 1e-6]])
        move = np.linalg.solve(hessian, slope)
        a, b = a - float(move[0]), b - float(move[1])
        if np.abs(move).max() < 1e-9:
            break
    # A model that ranks the wrong way round on later days is worth nothing, and must not be turned round.
    return Additive(model.curves, model.base, max(a, 0.0), b if a > 0 else _flat(target))


def _flat(target: Floats) -> float:
    rate = float(target.mean())
    return float(np.log(rate / (1 - rate)))


def to_arrays(model: Additive) -> dict[str, NDArray[Any]]:
    """Return a model as named arrays; `from_arrays` reads them."""
    curves = model.curves
    return {
        "features": np.array([c.feature.encode() for c in curves], dtype=np.bytes_),
        "starts": np.cumsum([0, *(len(c.edges) for c in curves)]).astype(np.int64),
        "edges": np.concatenate([np.zeros(0, np.float32), *(c.edges for c in curves)]),
        "values": np.concatenate([np.zeros(0), *(np.append(c.values, c.missing) for c in curves)]),
        "share": np.concatenate([np.zeros(0), *(c.share for c in curves)]),
        "line": np.array([model.base, model.slope, model.intercept]),
    }


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Additive:
    """Read a model that `to_arrays` wrote."""
    starts, made = arrays["starts"], []
    for place, name in enumerate(arrays["features"]):
        first, last = int(starts[place]), int(starts[place + 1])
        a, b = first + 2 * place, last + 2 * (place + 1)
        values, share = np.array(arrays["values"][a:b]), np.array(arrays["share"][a:b])
        edges = np.array(arrays["edges"][first:last])
        made.append(Curve(bytes(name).decode(), edges, values[:-1], float(values[-1]), share))
    base, slope, intercept = (float(value) for value in arrays["line"])
    return Additive(tuple(made), base, slope, intercept)
