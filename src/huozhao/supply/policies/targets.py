"""From forecast to stock levels by a rule: safety stock, reorder point and order-up-to, for all rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.policies.expected import Expected
from huozhao.supply.policies.rule import Rule

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NO_LIMIT = 10**15


@dataclass(frozen=True, slots=True)
class Targets:
    """Whole units by row (n,): order_up_to = demand + safety_stock + intent + needs + batch − capped.

    `batch` is ordered on top because an order costs money, `capped` is what a limit (shelf life, room, the rule's
    most units, or a cover shorter than the demand) takes away again.
    """

    demand: Ints
    safety_stock: Ints
    intent: Ints
    reorder_point: Ints
    order_up_to: Ints
    needs: Ints
    batch: Ints
    capped: Ints


def targets(rule: Rule, expected: Expected) -> Targets:
    """Return the stock levels of a rule.

    order_up_to (R, S): S = ⌈Q_P(service level)⌉ + intent + needs, ordered at every review.
    reorder_up_to (R, s, S): s is that level, for what is not ordered now has to last until the next review's order
    comes; S = s + what an economic order quantity is above the demand of a review. Without a cost of orders S = s.
    newsvendor: S = ⌈Q_P(critical ratio of the row)⌉. days_of_cover: S = cover · rate. min_max: s and S are
    given, or S = cover · rate and s = S / 2.
    Sources: Silver, Pyke, Thomas, ch. 6, 7 and 9; the quantile of the sum replaces z·σ·√P.
    """
    demand = np.rint(expected.mean).astype(np.int64)
    intent, needs = _units(expected.intent, demand), _units(expected.needs, demand)
    over_lead = np.ceil(expected.mean * expected.lead_share - 1e-9).astype(np.int64)
    base = _base(rule, expected)
    safety = np.maximum(base - demand, 0)
    extra = intent + needs
    batch = _batch(rule, expected, demand - over_lead)
    whole = demand + safety + extra + batch
    level = np.minimum(np.maximum(base + extra + batch, rule.min_units), _most(rule, expected))
    safety = safety + np.maximum(level - whole, 0)
    capped = np.maximum(whole - level, 0)
    return Targets(
        demand, safety, intent, _reorder(rule, level, demand + safety + extra), level, needs, batch, capped)


def targets_by(rules: Sequence[Rule], which: Ints, expected: Expected) -> Targets:
    """Return the stock levels of rows that each go by a rule of their own: `which` (n,) indexes `rules`."""
    columns = {each.name: np.zeros(len(which), dtype=np.int64) for each in fields(Targets)}
    for at, rule in enumerate(rules):
        rows = np.flatnonzero(which == at)
        if len(rows):
            part = targets(rule, expected.take(rows))
            for name, column in columns.items():
                column[rows] = getattr(part, name)
    return Targets(**columns)


def _base(rule: Rule, expected: Expected) -> Ints:
    """Return the level (n,) that demand alone asks for."""
    if rule.kind == "min_max" and not rule.cover_days:
        return np.full(len(expected.mean), rule.max_units, dtype=np.int64)
    if rule.kind in ("days_of_cover", "min_max"):
        found = expected.mean / np.maximum(expected.days, 1e-9) * rule.cover_days
    elif rule.kind == "newsvendor" and expected.ratio is not None:
        found = expected.quantile(expected.ratio)
    else:
        found = np.maximum(expected.quantile(rule.service_level), np.rint(expected.mean))
    return np.ceil(found - 1e-9).astype(np.int64)


def _batch(rule: Rule, expected: Expected, of_review: Ints) -> Ints:
    if rule.kind != "reorder_up_to" or expected.batch is None:
        return np.zeros(len(of_review), dtype=np.int64)
    return np.maximum(np.rint(expected.batch).astype(np.int64) - np.maximum(of_review, 0), 0)


def _most(rule: Rule, expected: Expected) -> Ints:
    most = np.full(len(expected.mean), float(rule.max_units or NO_LIMIT))
    if expected.most is not None:
        most = np.minimum(most, np.maximum(np.floor(expected.most), 0.0))
    return most.astype(np.int64)


def _reorder(rule: Rule, level: Ints, wanted: Ints) -> Ints:
    if rule.kind == "min_max" and rule.cover_days:
        return level // 2
    if rule.kind == "min_max":
        return np.minimum(np.full(len(level), rule.min_units, dtype=np.int64), level)
    below = np.maximum(level - 1, 0)
    return np.minimum(wanted, below) if rule.kind == "reorder_up_to" else below


def _units(extra: Floats | None, like: Ints) -> Ints:
    return np.zeros_like(like) if extra is None else np.rint(extra).astype(np.int64)
