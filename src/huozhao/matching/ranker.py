"""The learned ranker: trees over the features of a candidate, and the chance of a click that a score stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching import trees
from huozhao.matching.features import FEATURES
from huozhao.matching.pool import Floats
from huozhao.matching.trees import Trees


@dataclass(frozen=True, slots=True)
class Ranker:
    """A version of the ranker. `knots` (k,) are raw scores, rising; `levels` (k,) the probabilities found there."""

    version: str
    forest: Trees
    knots: NDArray[np.float64]
    levels: NDArray[np.float64]

    def score(self, rows: Floats) -> Floats:
        """Return the raw score of each row of features (n, len(FEATURES)), shape (n,)."""
        return self.forest.predict(rows)

    def probability(self, raw: Floats) -> Floats:
        """Return the calibrated probability of raw scores: linear between the knots, flat beyond them."""
        if not len(self.knots):
            return (1 / (1 + np.exp(-raw))).astype(np.float32)
        return np.interp(raw, self.knots, self.levels).astype(np.float32)


def ranker(version: str, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Ranker | None:
    """Return the ranker held in named arrays, None when it was learned on other features than these."""
    if tuple(about.get("features", ())) != FEATURES:
        return None
    none = np.zeros(0)
    return Ranker(version, trees.from_arrays(arrays), arrays.get("calibration.knots", none),
                  arrays.get("calibration.levels", none))
