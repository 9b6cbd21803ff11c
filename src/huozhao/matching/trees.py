"""Gradient-boosted trees as plain arrays: learned elsewhere, mapped from files and asked here without the learner."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Floats, Ints

LEAF = -1


@dataclass(frozen=True, slots=True)
class Trees:
    """A forest, nodes of all trees one after another; tree t begins at node `roots[t]`.

    Node i asks whether x[feature[i]] ≤ threshold[i] and goes to `left[i]` or `right[i]`; a missing value (NaN) goes
    left where `missing_left[i]`. A node whose feature is −1 is a leaf worth `value[i]`; the answer is the sum over
    trees.
    """

    roots: Ints
    feature: Ints
    threshold: NDArray[np.float64]
    left: Ints
    right: Ints
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.roots)

    def predict(self, x: Floats) -> Floats:
        """Return the raw score of each row of x (n, features), shape (n,)."""
        if not len(x) or not len(self.roots):
            return np.zeros(len(x), np.float32)
        rows = np.ascontiguousarray(x, np.float64)
        found: Floats = _kernel()(rows, self.roots, self.feature, self.threshold, self.left, self.right,
                                  self.missing_left, self.value).astype(np.float32)
        return found

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the forest as named arrays; `from_arrays` reads them back."""
        return {f"trees.{name}": getattr(self, name) for name in self.__slots__}


def no_trees() -> Trees:
    """Return a forest without trees."""
    ints, floats = np.zeros(0, np.int32), np.zeros(0)
    return Trees(ints, ints, floats, ints, ints, np.zeros(0, np.bool_), floats)


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Trees:
    """Return the forest held in named arrays."""
    return Trees(*(arrays[f"trees.{name}"] for name in Trees.__slots__))


def of_lightgbm(booster: Any) -> Trees:
    """Return a LightGBM booster's trees; categorical splits are not supported (ValueError).

    LightGBM compares double precision values, stops at `missing_type` for NaN, and takes a NaN for 0 where a feature
    never was missing in training; both are kept.
    """
    grown = _Grown()
    for tree in booster.dump_model()["tree_info"]:
        grown.roots.append(grown.add(tree["tree_structure"]))
    return grown.done()


class _Grown:
    """Nodes gathered while the trees are walked."""

    def __init__(self) -> None:
        self.roots: list[int] = []
        self._rows: list[list[Any]] = []

    def add(self, node: dict[str, Any]) -> int:
        """Add a node and all below it; return its number."""
        place = len(self._rows)
        self._rows.append([LEAF, 0.0, place, place, True, float(node.get("leaf_value", 0.0))])
        if "split_feature" in node:
            if node["decision_type"] != "<=":
                raise ValueError("categorical splits are not supported: code such a feature as numbers")
            threshold = float(node["threshold"])
            missing_left = bool(node["default_left"]) if node["missing_type"] == "NaN" else threshold >= 0.0
            left, right = self.add(node["left_child"]), self.add(node["right_child"])
            self._rows[place] = [int(node["split_feature"]), threshold, left, right, missing_left, 0.0]
        return place

    def done(self) -> Trees:
        """Return what was gathered."""
        if not self._rows:
            return no_trees()
        feature, threshold, left, right, missing, value = zip(*self._rows, strict=True)
        return Trees(
            np.array(self.roots, np.int32), np.array(feature, np.int32), np.array(threshold),
            np.array(left, np.int32), np.array(right, np.int32), np.array(missing, np.bool_), np.array(value),
        )  # fmt: skip


@cache
def _kernel() -> Any:
    from numba import njit

    @njit(cache=True, nogil=True)
    def kernel(
        x: Any, roots: Any, feature: Any, threshold: Any, left: Any, right: Any, missing_left: Any, value: Any
    ) -> Any:
        out = np.zeros(len(x))
        for row in range(len(x)):
            for root in roots:
                node = root
                while feature[node] >= 0:
                    asked = x[row, feature[node]]
                    goes_left = missing_left[node] if np.isnan(asked) else asked <= threshold[node]
                    node = left[node] if goes_left else right[node]
                out[row] += value[node]
        return out

    return kernel
