"""Confidence: the probability of an order in a theme within the horizon, given its signs; learned, with a default."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.logistic import Blend, fit
from huozhao.matching.needs.acts import SIGNS

Doubles = NDArray[np.float64]
# Before the mall's own past suffices: log-odds of an order within a week, by sign. They are a stated guess of ours: a
# single view is followed by an order in its category in about one case in thirty, a full cart in every third.
DEFAULT: dict[str, float] = {
    "views": 0.35, "products": 0.25, "viewed_again": 0.5, "days": 0.45, "compared": 0.4, "favourites": 0.5,
    "carts": 1.4, "searches": 0.45, "phrasings": 0.3, "focus": 0.5, "idle_days": -0.15, "ordered_before": 0.3,
}  # fmt: skip
BIAS = -4.2
LEAST_ORDERS = 60
BINS = 10


@dataclass(frozen=True, slots=True)
class Odds:
    """How signs become a probability; `source` is default or learned, `quality` what was measured on held-out time."""

    blend: Blend
    source: str
    quality: dict[str, float]

    def confidence(self, rows: Doubles) -> Doubles:
        """Return the probability for rows of signs, shape (n, len(SIGNS)) → (n,)."""
        return self.blend.probability(rows)


def default_odds() -> Odds:
    """Return the odds that a mall starts with."""
    weights = np.array([DEFAULT[name] for name in SIGNS])
    return Odds(Blend(BIAS, weights, np.zeros(len(SIGNS)), np.ones(len(SIGNS))), "default", {})


def learn(rows: Doubles, ordered: NDArray[np.bool_], day: Doubles) -> Odds:
    """Learn the odds from the mall's past: rows of signs (n, F), whether an order followed (n,), the day of each.

    Logistic regression on the older 70 % of time; the newer 30 % judge. The default stays where either part has fewer
    than 60 orders or where it describes the held-out time better (log loss). What is kept is then fitted to all rows.
    """
    start = default_odds()
    if not len(day):
        return start
    split = np.quantile(day, 0.7)
    old, new = day <= split, day > split
    few = min(int(ordered[old].sum()), int(ordered[new].sum()))
    trained = fit(rows[old], ordered[old]) if few >= LEAST_ORDERS else None
    if trained is None:
        return Odds(start.blend, "default", {"rows": float(len(rows)), "orders": float(ordered.sum())})
    judged = quality(trained.probability(rows[new]), ordered[new])
    before = log_loss(start.confidence(rows[new]), ordered[new])
    judged |= {"default_log_loss": before, "rows": float(len(rows)), "orders": float(ordered.sum())}
    if judged["log_loss"] >= before:
        return Odds(start.blend, "default", judged)
    return Odds(fit(rows, ordered) or trained, "learned", judged)


def quality(p: Doubles, happened: NDArray[np.bool_]) -> dict[str, float]:
    """Return log loss, base rate, area under the ROC curve and expected calibration error of probabilities (n,)."""
    return {"log_loss": log_loss(p, happened), "base_rate": float(happened.mean()), "auc": auc(p, happened),
            "calibration_error": calibration_error(p, happened)}


def log_loss(p: Doubles, happened: NDArray[np.bool_]) -> float:
    """Return the mean of −log of the probability given to what happened."""
    safe = np.clip(p, 1e-9, 1 - 1e-9)
    return float(-np.where(happened, np.log(safe), np.log1p(-safe)).mean())


def auc(p: Doubles, happened: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve by ranks, ties halved (Mann–Whitney); 0.5 where one class is missing."""
    ordered, wins, total = np.sort(p), int(happened.sum()), len(p)
    if not 0 < wins < total:
        return 0.5
    rank = (np.searchsorted(ordered, p, "left") + np.searchsorted(ordered, p, "right") + 1) / 2
    return float((rank[happened].sum() - wins * (wins + 1) / 2) / (wins * (total - wins)))


def calibration_error(p: Doubles, happened: NDArray[np.bool_]) -> float:
    """Return the mean gap between probability said and share seen over ten bins of equal size (ECE)."""
    parts = np.array_split(np.argsort(p), BINS)
    gaps = [abs(float(p[part].mean() - happened[part].mean())) * len(part) for part in parts if len(part)]
    return sum(gaps) / max(1, len(p))
