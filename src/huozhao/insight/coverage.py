"""The platform's distribution beside the mall's own, and the correction that the difference implies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.insight.portrait import DIMENSIONS, UNKNOWN, Portrait
from huozhao.insight.raking import Floats, Raked, rake

# The dimensions that people are weighted by; cities and devices have too many categories for a sample.
RAKED = ("sex", "age", "province", "platform")
# A dimension that fewer than this share of people are known in says nothing about the others.
LEAST_KNOWN = 0.05


@dataclass(frozen=True, slots=True)
class Share:
    """One category: visitors on the platform, persons of our own; shares are of those of whom it is known.

    `corrected` is our own share after weighting, `residual` what it still differs by, `weight` the mean weight here.
    """

    category: str
    platform: int
    platform_share: float
    own: int
    own_share: float
    corrected: float
    residual: float
    weight: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One dimension. `known` is the share of our persons of whom it is known, `platform_known` the platform's.

    `unmet` is the share of visitors in categories that nobody of ours is in: no weight can make up for them.
    """

    dimension: str
    is_raked: bool
    known: float
    platform_known: float
    unmet: float
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All dimensions, and the figures of the mall as they are and as they would be with the visitors' margins."""

    persons: int
    raked: Raked
    dimensions: tuple[Compared, ...]
    figures: Mapping[str, tuple[float, float]]


def compare(
    portrait: Portrait, people: Sequence[Mapping[str, str]], figures: Mapping[str, Floats] | None = None
) -> Comparison:
    """Compare a portrait with persons, given the category of each in every dimension (empty = not known).

    `figures` (persons,) are averaged plainly and by the weights.
    """
    codes = {dimension: _coded(dimension, portrait, people) for dimension in DIMENSIONS}
    chosen = [d for d in RAKED if _is_telling(codes[d], portrait.active[d])]
    margins = [_margin(*codes[d], portrait.active[d]) for d in chosen]
    stacked = np.stack([codes[d][1] for d in chosen], axis=1) if chosen else np.zeros((len(people), 0), np.int64)
    raked = rake(stacked, margins)
    averages = {
        name: (float(values.mean()), float(np.average(values, weights=raked.weights))) if len(values) else (0.0, 0.0)
        for name, values in (figures or {}).items()
    }
    compared = tuple(_compared(d, *codes[d], portrait.active[d], raked.weights, d in chosen) for d in DIMENSIONS)
    return Comparison(len(people), raked, compared, averages)


Coded = tuple[list[str], np.ndarray]


def _coded(dimension: str, portrait: Portrait, people: Sequence[Mapping[str, str]]) -> Coded:
    """Return the categories of a dimension, the unknown one first, and the place of each person's."""
    platform = sorted(portrait.active[dimension].items(), key=lambda item: -item[1])
    names = [UNKNOWN, *(name for name, _ in platform if name != UNKNOWN)]
    places = {name: place for place, name in enumerate(names)}
    codes = np.array([places.setdefault(person[dimension], len(places)) for person in people], np.int64)
    return list(places), codes


def _is_telling(coded: Coded, active: Mapping[str, int]) -> bool:
    names, codes = coded
    met = {names[code] for code in set(codes.tolist())} - {UNKNOWN}
    known = float((codes > 0).mean()) if len(codes) else 0.0
    return known >= LEAST_KNOWN and any(active.get(name) for name in met)


def _margin(names: list[str], codes: np.ndarray, active: Mapping[str, int]) -> Floats:
    """Return the wanted shares: those of whom nothing is known stay as many, the others follow the platform.

    Categories that only one side has are left out of the correction: those of the platform alone cannot be met, those
    of our own alone keep their share.
    """
    own = np.bincount(codes, minlength=len(names)) / max(1, len(codes))
    platform = np.array([0 if name == UNKNOWN else active.get(name, 0) for name in names], np.float64)
    both = (platform > 0) & (own > 0)
    wanted = np.where(both, 0.0, own)
    if both.any():
        wanted[both] = platform[both] / platform[both].sum() * (1 - wanted.sum())
    return wanted


def _compared(
    dimension: str, names: list[str], codes: np.ndarray, active: Mapping[str, int], weights: Floats, is_raked: bool
) -> Compared:
    own = np.bincount(codes, minlength=len(names))
    weighted = np.bincount(codes, weights=weights, minlength=len(names))
    known, heavy = int(own[1:].sum()), float(weighted[1:].sum())
    seen = sum(n for name, n in active.items() if name != UNKNOWN)
    total = sum(active.values())
    unmet = sum(active.get(name, 0) for name, n in zip(names, own, strict=True) if name != UNKNOWN and n == 0)
    shares = []
    for place, name in enumerate(names[1:], 1):
        there, ours = active.get(name, 0) / max(1, seen), float(weighted[place]) / max(heavy, 1e-12)
        shares.append(Share(
            name, active.get(name, 0), there, int(own[place]), int(own[place]) / max(1, known), ours, ours - there,
            float(weighted[place]) / int(own[place]) if own[place] else 0.0))
    return Compared(dimension, is_raked, known / max(1, len(codes)), seen / max(1, total), unmet / max(1, seen),
                    tuple(shares))
