"""What is expected of the rows of a chunk over their own intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.flows.forecasts.notes import notes_of
from huozhao.flows.planning.rows import Gathered
from huozhao.supply.forecast.informed import informed
from huozhao.terms.text import Text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99)
HORIZON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Foreseen:
    """By row (n,): demand over the interval with its quantiles at LEVELS, the days ahead, and the models used."""

    mean: Floats
    quantiles: Floats
    path: Floats
    model: Ints
    second: Ints
    is_flat: NDArray[np.bool_]


def foresee(found: Gathered, days: Ints) -> Foreseen:
    """Forecast every row over its interval of `days` (n,)."""
    n = len(days)
    made = Foreseen(np.zeros(n), np.zeros((n, len(LEVELS))), np.zeros((n, HORIZON_DAYS)), np.zeros(n, np.int64),
                    np.full(n, -1, np.int64), np.zeros(n, bool))  # fmt: skip
    for span in np.unique(days):
        rows = np.flatnonzero(days == span)
        part = informed(found.history[rows], int(span), found.known.take(rows), LEVELS, HORIZON_DAYS)
        made.mean[rows], made.quantiles[rows], made.path[rows] = part.mean, part.quantiles, part.path
        made.model[rows], made.second[rows], made.is_flat[rows] = part.model, part.second, part.is_flat
    return made


def notes(found: Gathered, row: int, days: int) -> list[Text]:
    """Return what is in the forecast of a row beside its sales."""
    return notes_of(found.known, row, days)
