"""Corrections for many comparisons: Holm bounds the chance of any false claim, Benjamini and Hochberg their share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Correction = Literal["holm", "benjamini_hochberg"]


@dataclass(frozen=True, slots=True)
class Corrected:
    """An adjusted p-value, and the level at which the interval of the comparison says the same as it."""

    p_value: float
    alpha: float


def corrected(p_values: Sequence[float], by: Correction = "holm", alpha: float = 0.05) -> list[Corrected]:
    """Return each p-value adjusted, in the order given.

    Holm (Scandinavian Journal of Statistics 6, 1979): the largest of (m − rank)·p so far, from the smallest on.
    Benjamini and Hochberg (JRSS B 57, 1995): the smallest of m·p/rank so far, from the largest on.
    """
    order = sorted(range(len(p_values)), key=lambda n: p_values[n])
    raw = (_holm if by == "holm" else _benjamini_hochberg)([p_values[n] for n in order])
    found = [Corrected(1.0, alpha)] * len(order)
    for place, n in enumerate(order):
        p = p_values[n]
        level = alpha * p / raw[place] if p > 0 else alpha / (len(order) - place)
        found[n] = Corrected(min(1.0, raw[place]), min(level, alpha))
    return found


def _holm(ordered: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place, p in enumerate(ordered):
        found.append(max(p * (len(ordered) - place), found[-1] if found else 0.0))
    return found


def _benjamini_hochberg(ordered: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in reversed(range(len(ordered))):
        mine = ordered[place] * len(ordered) / (place + 1)
        found.append(min(mine, found[-1]) if found else mine)
    return found[::-1]
