"""The learners: boosted trees on soft labels, on pairs (LambdaRank), and a linear one that is laid out as trees."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from huozhao.matching.rank_learning.lists import GAIN, Doubles, Floats, Ints, Lists
from huozhao.matching.trees import LEAF, Trees, of_lightgbm

COMMON = {"num_threads": 1, "verbose": -1, "deterministic": True, "force_row_wise": True, "seed": 1}
LEAVES, RATE, MOST_TREES, PATIENCE = 15, 0.08, 200, 20
BINS, RIDGE, NEWTON = 32, 3.0, 25
MOST_WEIGHT = 10.0


def boosted(features: Floats, soft: Doubles, trees: int) -> Any:
    """Return a booster of so many trees that foretells soft labels in 0…1 (cross entropy)."""
    import lightgbm

    wanted = {**COMMON, "objective": "cross_entropy", "num_leaves": LEAVES, "learning_rate": 0.2,
              "min_data_in_leaf": 50}  # fmt: skip
    return lightgbm.train(wanted, lightgbm.Dataset(features, soft), trees)


def predicted(booster: Any, features: Floats) -> Doubles:
    """Return the probability of each row, shape (n,)."""
    return np.asarray(booster.predict(features, num_threads=1), np.float64)


def by_probability(train: Lists, soft: Doubles, valid: Lists, valid_soft: Doubles, weight: Doubles) -> Trees:
    """Return trees whose raw score is the log-odds of relevance; as many as serve the later lists."""
    import lightgbm

    wanted = {**COMMON, "objective": "cross_entropy", "num_leaves": LEAVES, "learning_rate": RATE,
              "min_data_in_leaf": 40, "lambda_l2": 5.0}  # fmt: skip
    data = lightgbm.Dataset(train.features, soft, weight=weight)
    check = lightgbm.Dataset(valid.features, valid_soft, reference=data)
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    return _grown(lightgbm.train(wanted, data, MOST_TREES, valid_sets=[check], callbacks=[stop]))


def by_pairs(train: Lists, looked: Doubles, valid: Lists) -> Trees:
    """Return LambdaRank trees (Burges 2010); what was clicked weighs 1 / examination."""
    import lightgbm

    wanted = {**COMMON, "objective": "lambdarank", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": 40,
              "lambda_l2": 5.0, "eval_at": [10], "label_gain": GAIN.tolist()}  # fmt: skip
    weight = np.where(train.label > 0, np.minimum(1 / looked, MOST_WEIGHT), 1.0)
    data = lightgbm.Dataset(train.features, train.label, group=train.sizes(), weight=weight)
    check = lightgbm.Dataset(valid.features, valid.label, group=valid.sizes(), reference=data)
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    return _grown(lightgbm.train(wanted, data, MOST_TREES, valid_sets=[check], callbacks=[stop]))


def _grown(booster: Any) -> Trees:
    kept = booster.best_iteration or booster.current_iteration()
    return of_lightgbm(_Cut(booster, kept))


class _Cut:
    """A booster that tells of its first trees only."""

    def __init__(self, booster: Any, trees: int) -> None:
        self._booster, self._trees = booster, trees

    def dump_model(self) -> dict[str, Any]:
        """Return the description of the kept trees."""
        found: dict[str, Any] = self._booster.dump_model(num_iteration=self._trees)
        return found


def linear(features: Floats, soft: Doubles, weight: Doubles) -> Trees:
    """Return a logistic regression on soft labels, each feature's part laid out as one tree over its quantiles.

    log-odds = bias + Σ w · (x − mean) / spread, found by Newton's method under a ridge; what is not known adds nothing.
    """
    known = ~np.isnan(features)
    mean = np.where(known, features, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    z = np.where(known, features - mean, 0.0).astype(np.float64)
    spread = np.sqrt((z * z).mean(axis=0)) + 1e-9
    z = np.column_stack((np.ones(len(z)), z / spread))
    w = np.zeros(z.shape[1])
    rate = float(np.average(soft, weights=weight))
    w[0] = np.log(max(rate, 1e-6) / max(1 - rate, 1e-6))
    ridge = np.full(len(w), RIDGE)
    ridge[0] = 1e-9
    for _ in range(NEWTON):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        slope = z.T @ (weight * (p - soft)) + ridge * w
        step = np.linalg.solve((z * (weight * p * (1 - p) + 1e-9)[:, None]).T @ z + np.diag(ridge), slope)
        w -= step
        if float(np.abs(step).max()) < 1e-5:
            break
    laid = _Laid()
    laid.leaf_tree(float(w[0]))
    for column in np.flatnonzero((np.abs(w[1:]) > 1e-6) & (spread > 1e-6)):
        laid.feature(int(column), features[:, column], float(w[1 + column] / spread[column]), float(mean[column]))
    return laid.done()


class _Laid:
    """Trees made by hand."""

    def __init__(self) -> None:
        self._roots: list[int] = []
        self._rows: list[tuple[int, float, int, int, bool, float]] = []

    def leaf_tree(self, value: float) -> None:
        """Add a tree that is one leaf."""
        self._roots.append(self._leaf(value))

    def feature(self, column: int, values: Floats, slope: float, mean: float) -> None:
        """Add the tree of one feature: what is not known goes left to nought, the rest to its quantile's value."""
        found = values[~np.isnan(values)]
        edges = np.unique(np.quantile(found, np.linspace(0, 1, BINS + 1)[1:-1])) if len(found) else np.zeros(0)
        place = np.searchsorted(edges, found, side="left")
        n = np.maximum(np.bincount(place, minlength=len(edges) + 1), 1)
        worth = slope * (np.bincount(place, weights=found, minlength=len(edges) + 1) / n - mean)
        root = len(self._rows)
        self._rows.append((column, -np.inf, 0, 0, True, 0.0))
        left = self._leaf(0.0)
        right = self._between(column, edges.tolist(), worth.tolist())
        self._rows[root] = (column, -np.inf, left, right, True, 0.0)
        self._roots.append(root)

    def done(self) -> Trees:
        """Return what was laid out."""
        feature, threshold, left, right, missing, value = zip(*self._rows, strict=True)
        return Trees(
            np.array(self._roots, np.int32), np.array(feature, np.int32), np.array(threshold, np.float64),
            np.array(left, np.int32), np.array(right, np.int32), np.array(missing, np.bool_),
            np.array(value, np.float64),
        )  # fmt: skip

    def _leaf(self, value: float) -> int:
        at = len(self._rows)
        self._rows.append((LEAF, 0.0, at, at, True, value))
        return at

    def _between(self, column: int, edges: Sequence[float], worth: Sequence[float]) -> int:
        if not edges:
            return self._leaf(worth[0])
        middle, at = len(edges) // 2, len(self._rows)
        self._rows.append((column, edges[middle], 0, 0, True, 0.0))
        left = self._between(column, edges[:middle], worth[: middle + 1])
        right = self._between(column, edges[middle + 1 :], worth[middle + 1 :])
        self._rows[at] = (column, edges[middle], left, right, True, 0.0)
        return at


def ranks_within(group: Ints, scores: Doubles) -> Ints:
    """Return the place (0 is best) of each row within its list; at a tie the earlier row is better."""
    order = np.lexsort((np.arange(len(group)), -scores, group))
    first = np.searchsorted(group[order], group[order], side="left")
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - first
    return place
