"""Behaviour tags of all shoppers at once: the clauses of `behaviour.py` read over columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags.behaviour import Categories, Clause, Definition


@dataclass(frozen=True, slots=True)
class Activity:
    """All activity as columns of one length: codes into `shoppers`, `names`, `subjects`, and the sums."""

    shoppers: Sequence[str]
    names: Sequence[str]
    subjects: Sequence[str]
    shopper: NDArray[np.int32]
    day: NDArray[np.int32]
    name: NDArray[np.int32]
    subject: NDArray[np.int32]
    n: NDArray[np.int64]
    quantity: NDArray[np.int64]
    amount_fen: NDArray[np.int64]


def values(clause: Clause, activity: Activity, today: int, categories: Categories) -> NDArray[np.int64]:
    """Return what a clause counts for every shopper, shape (shoppers,)."""
    rows = _rows(clause, activity, today, categories)
    who, size = activity.shopper[rows], len(activity.shoppers)
    if clause.measure == "distinct":
        pairs = np.unique(who.astype(np.int64) * max(1, len(activity.subjects)) + activity.subject[rows])
        return np.bincount(pairs // max(1, len(activity.subjects)), minlength=size).astype(np.int64)
    column = activity.n if clause.measure == "count" else getattr(activity, clause.column)
    total = np.zeros(size, np.int64)
    np.add.at(total, who, column[rows])
    return total


def holders(definition: Definition, activity: Activity, today: int, categories: Categories) -> NDArray[np.bool_]:
    """Return which shoppers carry the tag on the day `today`, shape (shoppers,). Equals `behaviour.matches`."""
    held = np.ones(len(activity.shoppers), np.bool_)
    for clause in definition.clauses:
        value = values(clause, activity, today, categories)
        held &= value >= clause.at_least
        if clause.at_most is not None:
            held &= value <= clause.at_most
    return held


def _rows(clause: Clause, activity: Activity, today: int, categories: Categories) -> NDArray[np.intp]:
    names = np.array([name in clause.names for name in activity.names] or [False])
    kept = (activity.day > today - clause.days) & (activity.day <= today)
    if len(activity.names):
        kept &= names[activity.name]
    if (clause.subject or clause.category) and len(activity.subjects):
        kept &= _subjects(clause, activity, categories)[activity.subject]
    return np.flatnonzero(kept)


def _subjects(clause: Clause, activity: Activity, categories: Categories) -> NDArray[np.bool_]:
    return np.array([
        (not clause.subject or subject == clause.subject)
        and (not clause.category or clause.category in categories.get(subject, ()))
        for subject in activity.subjects
    ])
