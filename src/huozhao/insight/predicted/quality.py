"""How good probabilities are on shoppers and days that the model has not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
TABLE = 10
Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of the calibration table: how many, the mean probability said, the share that happened."""

    n: int
    said: float
    happened: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Measured on a held-out window. `auc_low` and `auc_high` bound the AUC at 95 % (DeLong)."""

    n: int
    positives: int
    base_rate: float
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    brier_base: float
    ece: float
    table: tuple[Bin, ...]


def quality(p: Floats, happened: Mask) -> Quality:
    """Return the quality of probabilities against what happened."""
    value, spread = auc(p, happened)
    table = calibration_table(p, happened)
    rate = float(happened.mean()) if len(happened) else 0.0
    ece = sum(row.n * abs(row.said - row.happened) for row in table) / max(len(p), 1)
    return Quality(
        len(p), int(happened.sum()), rate, value, max(0.0, value - Z95 * spread), min(1.0, value + Z95 * spread),
        float(np.mean((p - happened) ** 2)) if len(p) else 0.0, rate * (1 - rate), ece, table,
    )  # fmt: skip


def auc(p: Floats, happened: Mask) -> tuple[float, float]:
    """Return the area under the ROC curve and its standard error (DeLong, DeLong & Clarke-Pearson 1988).

    One half with error one half where there are no positives or no negatives.
    """
    above, below = _placements(p, happened)
    if not len(above) or not len(below):
        return 0.5, 0.5
    spread = _variance(above) / len(above) + _variance(below) / len(below)
    return float(above.mean()), float(np.sqrt(spread))


def auc_difference(one: Floats, other: Floats, happened: Mask) -> tuple[float, float]:
    """Return AUC(one) − AUC(other) on the same rows and its standard error (DeLong, paired)."""
    (a, b), (c, d) = _placements(one, happened), _placements(other, happened)
    if not len(a) or not len(b):
        return 0.0, 0.5
    spread = _variance(a - c) / len(a) + _variance(b - d) / len(b)
    return float(a.mean() - c.mean()), float(np.sqrt(spread))


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.25


def _placements(p: Floats, happened: Mask) -> tuple[Floats, Floats]:
    """Return for each positive the share of negatives below it, and for each negative the share of positives above."""
    from scipy.stats import rankdata

    m, n = int(happened.sum()), int((~happened).sum())
    if not m or not n:
        return np.zeros(0), np.zeros(0)
    ranks = rankdata(p)
    positive, negative = p[happened], p[~happened]
    above = (ranks[happened] - rankdata(positive)) / n
    below = 1.0 - (ranks[~happened] - rankdata(negative)) / m
    return np.asarray(above, np.float64), np.asarray(below, np.float64)


def calibration_table(p: Floats, happened: Mask, rows: int = TABLE) -> tuple[Bin, ...]:
    """Return rows of about equally many shoppers, by rising probability; equal probabilities stay together."""
    if not len(p):
        return ()
    cuts = np.unique(np.quantile(p, np.linspace(0, 1, rows + 1)[1:-1]))
    place = np.searchsorted(cuts, p, side="right")
    count = np.bincount(place, minlength=len(cuts) + 1)
    said = np.bincount(place, weights=p, minlength=len(cuts) + 1)
    true = np.bincount(place, weights=happened, minlength=len(cuts) + 1)
    return tuple(
        Bin(int(n), float(s / n), float(t / n)) for n, s, t in zip(count, said, true, strict=True) if n
    )


def psi(expected: Floats, found: Floats) -> float:
    """Return the population stability index of two distributions over the same steps: Σ (f − e)·ln(f / e).

    Under 0.1 nothing moved, over 0.25 it is another population (Siddiqi 2006). Empty steps count as one in 10,000.
    """
    e, f = (np.maximum(shares / max(shares.sum(), 1e-12), 1e-4) for shares in (expected, found))
    return float(((f - e) * np.log(f / e)).sum())
