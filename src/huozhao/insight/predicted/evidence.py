"""Why a shopper has a score: the largest contributions as sentences, exact because the model is a sum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.predicted.curves import Additive
from huozhao.insight.predicted.words import statement
from huozhao.terms.text import Text

LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement and how much it moves the log odds against the average shopper; the rule's statements weigh 0."""

    feature: str
    value: float | None
    words: Text
    weight: float


def reasons(model: Additive, names: tuple[str, ...], row: NDArray[np.float32], most: int = 4) -> list[Reason]:
    """Return the largest contributions of one shopper's features, those that raise the score first."""
    places = [names.index(feature) for feature in model.features]
    given = row[places]
    weights = model.contributions(given)
    order = sorted(range(len(weights)), key=lambda i: (weights[i] < 0, -abs(weights[i])))
    strong = [i for i in order if abs(weights[i]) >= LEAST]
    for_it = [i for i in strong if weights[i] > 0][:most]
    against = [i for i in strong if weights[i] < 0][: max(1, most - len(for_it))]
    return [_reason(model.features[i], float(given[i]), float(weights[i])) for i in (*for_it, *against)]


def rule_reasons(features: tuple[str, ...], names: tuple[str, ...], row: NDArray[np.float32]) -> list[Reason]:
    """Return the statements that the stated rule looked at."""
    return [_reason(feature, float(row[names.index(feature)]), 0.0) for feature in features]


def _reason(feature: str, value: float, weight: float) -> Reason:
    return Reason(feature, None if np.isnan(value) else value, statement(feature, value), weight)
