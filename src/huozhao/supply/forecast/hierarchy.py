"""Forecasts of shops, cities and the whole mall that add up, with quantiles of sums that are not sums of quantiles."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def reconcile(mean: Floats, variance: Floats, parent: Ints) -> Floats:
    """Return means (n,) in which every parent is the sum of its children.

    `parent` (n,) is the index of each node's parent, −1 at the top; `variance` (n,) of the errors of past forecasts,
    positive. Minimum trace with a diagonal error matrix (MinT-WLS, Wickramasuriya, Athanasopoulos, Hyndman 2019): the
    coherent means nearest to the given ones in variance-weighted squares. On a tree that takes two walks: up, each
    node's own forecast and the sum of its children are averaged by precision; down, what is left is shared among
    children by their variance.
    """
    order = _from_top(parent)
    best, spread = mean.astype(np.float64), variance.astype(np.float64)
    below, spread_below = np.zeros(len(mean)), np.zeros(len(mean))
    has_children = np.zeros(len(mean), np.bool_)
    for node in order[::-1]:
        if has_children[node]:
            weight = spread_below[node] / (spread_below[node] + spread[node])
            best[node] = below[node] + weight * (mean[node] - below[node])
            spread[node] = spread[node] * weight
        if parent[node] >= 0:
            below[parent[node]] += best[node]
            spread_below[parent[node]] += spread[node]
            has_children[parent[node]] = True
    found = best.copy()
    for node in order:
        above = parent[node]
        if above >= 0:
            found[node] = best[node] + (found[above] - below[above]) * spread[node] / spread_below[above]
    return found


def pooled_quantiles(mean: float, residuals: Floats, levels: tuple[float, ...]) -> Floats:
    """Return quantiles (levels,) of a sum over rows from their past errors at the same origins, (rows, origins).

    Errors are summed origin by origin, so that what moves all shops together stays together.
    """
    together = np.nan_to_num(residuals).sum(axis=0)
    found: Floats = np.maximum(mean + np.quantile(together, levels), 0.0)
    return found


def _from_top(parent: Ints) -> list[int]:
    """Return the nodes so that parents come before their children."""
    children: dict[int, list[int]] = {}
    for node, above in enumerate(parent.tolist()):
        children.setdefault(above, []).append(node)
    order = list(children.get(-1, []))
    for node in order:
        order.extend(children.get(node, []))
    return order
