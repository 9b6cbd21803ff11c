"""Choose one of several by features: a linear SVM for each option against the rest, fitted by L-BFGS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.extractor.features import Known, Names, hashed, met

Floats = NDArray[np.float64]
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Weights (known features, options) and a bias for each option."""

    known: Known
    weight: Floats
    bias: Floats

    def scores(self, names: Names) -> Floats:
        """Return how much speaks for each option, shape (options,): above 0 more for it than against."""
        found: Floats = self.weight[self.known.places(hashed(names))].sum(axis=0) + self.bias
        return found


def learn_choice(
    rows: Sequence[Names], chosen: Sequence[int], options: int, cost: float, weights: Sequence[float] = ()
) -> Choice:
    """Return the choice that minimises ½ |w|² + C · Σ v max(0, 1 − s (w·x + b))² (Hsieh et al., ICML 2008).

    v are the `weights` of options, 1 where none are given; s is 1 for the option that was chosen, −1 for the others.
    """
    from scipy.optimize import minimize

    marks, right = [hashed(row) for row in rows], np.array(chosen, np.int64)
    known = met(marks, least=1)
    data, size = known.matrix(marks), len(known.marks) * options
    turned = data.T.tocsr()
    side = np.where(np.arange(options) == right[:, None], 1.0, -1.0)
    count = np.where(side > 0, np.array(weights or [1.0] * options), 1.0)

    def loss(given: Floats) -> tuple[float, Floats]:
        weight, bias = given[:size].reshape(-1, options), given[size:]
        short = np.maximum(0.0, 1.0 - side * (data @ weight + bias))
        pull = -2.0 * cost * count * side * short
        value = 0.5 * float(given[:size] @ given[:size]) + cost * float((count * short * short).sum())
        return value, np.concatenate(((turned @ pull + weight).ravel(), pull.sum(axis=0)))

    found = minimize(loss, np.zeros(size + options), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return Choice(known, found.x[:size].reshape(-1, options), found.x[size:])
