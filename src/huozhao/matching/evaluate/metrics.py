"""Figures of rankings over all goods, never a sample of them, ties counted against the model.

Recall@k, NDCG@k and MRR@k as in Järvelin & Kekäläinen 2002 with binary gains; coverage, novelty (mean −log₂ of the
share of shoppers who know a good) and the Gini coefficient of how often goods are recommended over the whole catalogue.
Sampled metrics are left out on purpose: they order models otherwise than the full ones (Krichene & Rendle 2020).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
KS = (10, 20)
LIST = 20
Z95 = 1.959964
NAMES = tuple(f"{name}@{k}" for name in ("recall", "ndcg", "mrr") for k in KS)


def ranks(scores: NDArray[np.floating], truths: Ints) -> Ints:
    """Return the place (1 is best) of each truth among all goods of one shopper; 0 where it is not ranked (−inf).

    `scores` (items,), `truths` (t,) places in it. What is not a truth and scores the same stands before a truth.
    """
    own = scores[truths]
    above = (scores[None, :] > own[:, None]).sum(axis=1)
    ties = (scores[None, :] == own[:, None]).sum(axis=1)
    order = np.argsort(own, kind="stable")
    # Truths that tie among themselves share the last places of their group, one each.
    _, first, count = np.unique(own[order], return_index=True, return_counts=True)
    within = np.empty(len(own), np.int64)
    within[order] = np.arange(len(own)) - np.repeat(first, count)
    return np.where(np.isneginf(own), 0, above + ties - within)


def of_shopper(places: Ints) -> Floats:
    """Return the figures of one shopper in the order of NAMES from the places of what they really chose."""
    recall, ndcg, mrr = [], [], []
    for k in KS:
        hits = places[(places > 0) & (places <= k)]
        ideal = (1 / np.log2(np.arange(2, 2 + min(k, len(places))))).sum()
        recall.append(len(hits) / len(places))
        ndcg.append((1 / np.log2(hits + 1)).sum() / ideal)
        mrr.append(1 / hits.min() if len(hits) else 0.0)
    return np.array([*recall, *ndcg, *mrr])


def top(scores: NDArray[np.floating], k: int = LIST) -> Ints:
    """Return the places of the best k goods of one shopper, best first; goods that are not ranked are left out."""
    k = min(k, len(scores))
    best = np.argpartition(-scores, k - 1)[:k] if k else np.zeros(0, np.int64)
    best = best[np.argsort(-scores[best], kind="stable")]
    return best[~np.isneginf(scores[best])]


def gini(counts: NDArray[np.number]) -> float:
    """Return the Gini coefficient of how often each good is recommended: 0 = all alike, 1 = one good only."""
    n, total = len(counts), float(counts.sum())
    if not n or not total:
        return 0.0
    place = np.arange(1, n + 1)
    return float(2 * (place * np.sort(counts)).sum() / (n * total) - (n + 1) / n)


@dataclass(slots=True)
class Tally:
    """Gathers the rankings of one model: a row of figures a shopper, and what its lists hold.

    `known_share` (items,) is the share of shoppers who knew each good before.
    """

    known_share: Floats
    shoppers: list[str] = field(default_factory=list)
    rows: list[Floats] = field(default_factory=list)
    lists: dict[str, Ints] = field(default_factory=dict)

    def add(self, shopper: str, scores: NDArray[np.floating], truths: Ints) -> None:
        """Note the ranking of one shopper beside what they chose."""
        self.shoppers.append(shopper)
        self.rows.append(of_shopper(ranks(scores, truths)))
        self.lists[shopper] = top(scores)

    def table(self) -> Floats:
        """Return the figures, shape (shoppers, len(NAMES))."""
        return np.array(self.rows) if self.rows else np.zeros((0, len(NAMES)))

    def figures(self, only: frozenset[str] | None = None) -> dict[str, float]:
        """Return the means over shoppers, their 95 % half widths (`…±`), and what the lists are like."""
        kept = np.array([only is None or shopper in only for shopper in self.shoppers], np.bool_)
        table, n = self.table()[kept], int(kept.sum())
        found: dict[str, float] = {"shoppers": n}
        for column, name in enumerate(NAMES):
            values = table[:, column]
            found[name] = float(values.mean()) if n else 0.0
            found[f"{name}±"] = float(Z95 * values.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
        mine = [self.lists[s] for s, is_kept in zip(self.shoppers, kept.tolist(), strict=True) if is_kept]
        return found | self._of_lists(np.concatenate(mine) if mine else np.zeros(0, np.int64))

    def _of_lists(self, listed: Ints) -> dict[str, float]:
        items = len(self.known_share)
        counts = np.bincount(listed, minlength=items)
        rare = -np.log2(np.maximum(self.known_share[listed], 1e-6))
        return {
            "coverage": float((counts > 0).mean()) if items else 0.0,
            "novelty": float(rare.mean()) if len(listed) else 0.0, "gini": gini(counts),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one model is ahead of another, shopper by shopper, with the 95 % interval of the mean."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def is_worse(self) -> bool:
        """Whether the first is behind by more than chance explains."""
        return self.n > 1 and self.high < 0

    @property
    def is_better(self) -> bool:
        """Whether the first is ahead by more than chance explains."""
        return self.n > 1 and self.low > 0


def difference(one: Sequence[float] | Floats, other: Sequence[float] | Floats) -> Difference:
    """Return the mean of one − other over pairs, with a normal 95 % interval."""
    gap = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    n = len(gap)
    mean = float(gap.mean()) if n else 0.0
    half = Z95 * float(gap.std(ddof=1) / np.sqrt(n)) if n > 1 else 0.0
    return Difference(mean, mean - half, mean + half, n)


def compared(one: Tally, other: Tally, name: str = "ndcg@20") -> Difference:
    """Return how far one tally is ahead of another over the same shoppers."""
    column = NAMES.index(name)
    first, second = (dict(zip(t.shoppers, t.table()[:, column].tolist(), strict=True)) for t in (one, other))
    both = [shopper for shopper in first if shopper in second]
    return difference([first[s] for s in both], [second[s] for s in both])


def by_group(tally: Tally, groups: Mapping[str, str], least: int = 20) -> dict[str, dict[str, float]]:
    """Return the figures of each group of shoppers that has at least so many, the largest first."""
    members: dict[str, set[str]] = {}
    for shopper in tally.shoppers:
        members.setdefault(groups.get(shopper, ""), set()).add(shopper)
    large = sorted((name for name, found in members.items() if name and len(found) >= least),
                   key=lambda name: (-len(members[name]), name))
    return {name: tally.figures(frozenset(members[name])) for name in large}
