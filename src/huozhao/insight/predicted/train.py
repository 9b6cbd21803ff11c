"""Learn one predicted tag: curves on the oldest days, choice and calibration on later ones, measured on the newest.

A model is published only if it earned it: enough events, ranks better than chance, and not clearly worse than the one
that stands, both measured on the same newest days. Else the stated rule speaks, with its own measured quality.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.predicted.card import Card
from huozhao.insight.predicted.curves import Additive, calibrated, fit, log_loss
from huozhao.insight.predicted.quality import Z95, auc_difference, quality
from huozhao.insight.predicted.samples import Sample
from huozhao.insight.predicted.windows import Windows

LEAST_POSITIVES, LEAST_LATER, LEAST_AUC = 200, 50, 0.55
SMOOTH = (0.003, 0.03, 0.3, 3.0, 30.0)


@dataclass(frozen=True, slots=True)
class Split:
    """The samples of one tag in the order of time."""

    train: Sample
    valid: Sample
    test: Sample


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out: the card, and the model unless the rule speaks."""

    card: Card
    model: Additive | None


def train(tag: str, split: Split, windows: Windows, version: str, now: int, standing: Additive | None) -> Trained:
    """Return the model of a tag with its card; `standing` is the model now in force, if any."""
    card = Card(
        tag, "rule", version=version, trained_at=now, windows=windows,
        rows={name: len(part.happened) for name, part in _parts(split)},
        positives={name: int(part.happened.sum()) for name, part in _parts(split)},
        rule_quality=quality(rule_scores(split), split.test.happened),
    )  # fmt: skip
    if too_few(split):
        return Trained(replace(card, why="too_few"), None)
    model, smooth = choose(split)
    found = quality(model.probability(split.test.rows[:, places(model, split.test.names)]), split.test.happened)
    card = replace(card, quality=found, smooth=smooth, importance=tuple(model.importance()[:20]))
    if found.auc < LEAST_AUC:
        return Trained(replace(card, why="no_better"), None)
    if standing is not None and (kept := _clearly_worse(model, standing, split.test)):
        return Trained(replace(card, state="model", kept=kept), standing)
    return Trained(replace(card, state="model"), model)


def _parts(split: Split) -> tuple[tuple[str, Sample], ...]:
    return ("train", split.train), ("valid", split.valid), ("test", split.test)


def too_few(split: Split) -> bool:
    """Tell whether the events, or the shoppers without one, are too few to learn from and to measure on."""
    least = {"train": LEAST_POSITIVES, "valid": LEAST_LATER, "test": LEAST_LATER}
    return any(
        min(int(part.happened.sum()), int((~part.happened).sum())) < least[name] for name, part in _parts(split)
    )


def choose(split: Split) -> tuple[Additive, float]:
    """Return the calibrated curves of the smoothness with the least log loss in validation, and that smoothness."""
    usable = _varying(split.train.rows)
    names = tuple(split.train.names[i] for i in usable)
    rows, later = split.train.rows[:, usable], split.valid.rows[:, usable]
    best: tuple[float, Additive, float] | None = None
    for smooth in SMOOTH:
        model = calibrated(fit(rows, split.train.happened, names, smooth), later, split.valid.happened)
        loss = log_loss(split.valid.happened.astype(np.float64), model.probability(later))
        if best is None or loss < best[0]:
            best = loss, model, smooth
    assert best is not None
    return best[1], best[2]


def _varying(rows: NDArray[np.float32]) -> list[int]:
    """Return the features that take more than one known value."""
    known = (column[~np.isnan(column)] for column in rows.T)
    return [place for place, column in enumerate(known) if len(column) and column.min() < column.max()]


def places(model: Additive, names: tuple[str, ...]) -> list[int]:
    """Return where a model's features stand among the columns named."""
    return [names.index(feature) for feature in model.features]


def rule_scores(split: Split) -> NDArray[np.float64]:
    """Return for the test rows the share to whom it happened in validation, among those the rule holds for, and not."""
    yes, no = rule_rates(split.valid)
    return np.where(split.test.ruled, yes, no)


def rule_rates(part: Sample) -> tuple[float, float]:
    """Return how often it happened where the rule held and where not, each with one added success and failure."""

    def rate(kept: NDArray[np.bool_]) -> float:
        return float((part.happened[kept].sum() + 1) / (kept.sum() + 2))

    return rate(part.ruled), rate(~part.ruled)


def _clearly_worse(new: Additive, standing: Additive, test: Sample) -> str:
    """Return why the standing model is kept: the new one ranks the same newest days worse beyond chance (95 %)."""
    if not set(standing.features) <= set(test.names):
        return ""
    one, other = (model.probability(test.rows[:, places(model, test.names)]) for model in (new, standing))
    worse, spread = auc_difference(one, other, test.happened)
    if worse + Z95 * spread >= 0:
        return ""
    return f"auc {worse:+.3f} ± {Z95 * spread:.3f}"
