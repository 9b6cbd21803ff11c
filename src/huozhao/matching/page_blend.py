"""The learned blend of a page: chances of a shopper's own goods and of goods new to them, in one measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import SOURCES
from huozhao.matching.model import Floats
from huozhao.matching.pool import COLUMN, Pool

OWN, POPULAR = COLUMN["own"], COLUMN["popular"]
# Orders of a page: the weights set by hand, what was learned, own goods by weight and then what is popular.
BY_HAND, LEARNED, REPEAT = "hand", "learned", "repeat"
# What nothing speaks for still has a logarithm.
FLOOR = 0.01


@dataclass(frozen=True, slots=True)
class PageBlend:
    """One learned version; S sources, arrays of float32.

    New goods: log-odds = bias[0] + slope · log(0.01 + Σ_s weights[s] · score / best score of s).
    Own goods: log-odds = bias[1] + Σ over the s that found it of (found[s] + place[s] · log(1 / (1 + r))) + own ·
    signs, r the place in s from 0, signs as in recall/own.py. `order` says how it came about.
    """

    version: str
    order: str
    bias: tuple[float, float]
    slope: float
    weights: Floats
    found: Floats
    place: Floats
    own: Floats

    def parts(self, pool: Pool, signs: Floats) -> Floats:
        """Return what each source adds to each product, shape (n, S), 0 where it found nothing."""
        parts: Floats = pool.scores * self.weights
        mine = np.flatnonzero(signs[:, 0] > 0)
        places = pool.places[mine]
        held = places > 0
        logs = np.log(places, out=np.zeros_like(places), where=held)
        parts[mine] = np.where(held, self.found + self.place * logs, np.float32(0))
        parts[mine, OWN] += signs[mine] @ self.own
        return parts

    def log_odds(self, parts: Floats, signs: Floats) -> Floats:
        """Return the log-odds that each product is chosen, shape (n,)."""
        total = parts.sum(axis=1)
        new = self.bias[0] + self.slope * np.log(FLOOR + np.maximum(total, 0))
        odds: Floats = np.where(signs[:, 0] > 0, self.bias[1] + total, new)
        return odds

    def score(self, parts: Floats, signs: Floats) -> Floats:
        """Return the root of the probability that a product is chosen, shape (n,).

        The root keeps neighbouring places a few per cent apart, as the blend by hand does, so that a merchant's factor
        and the share of diversity weigh alike before and after something has been learned.
        """
        odds = np.clip(self.log_odds(parts, signs), -30, 30)
        scores: Floats = np.sqrt(1 / (1 + np.exp(-odds))).astype(np.float32)
        return scores


_ARRAYS = ("weights", "found", "place", "own")


def to_arrays(blend: PageBlend) -> dict[str, NDArray[Any]]:
    """Return the blend as named arrays; `from_arrays` reads them back."""
    return {"lines": np.array([*blend.bias, blend.slope]), **{name: getattr(blend, name) for name in _ARRAYS}}


def from_arrays(version: str, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> PageBlend | None:
    """Return the blend held in named arrays, None where it is of other sources than these or the weights by hand."""
    if tuple(about.get("sources", ())) != SOURCES or about.get("order") == BY_HAND:
        return None
    new, own, slope = (float(value) for value in arrays["lines"])
    return PageBlend(version, str(about["order"]), (new, own), slope, *(arrays[name] for name in _ARRAYS))


def by_repeat() -> PageBlend:
    """Return the plain order of a shopper's own goods by weight, the newest first, with what is popular after them."""
    weights, found, place = (np.zeros(len(SOURCES), np.float32) for _ in range(3))
    weights[POPULAR], place[POPULAR] = 1.0, 0.01
    return PageBlend(REPEAT, REPEAT, (-8.0, -5.0), 1.0, weights, found, place, np.array([1.0, 0.0, -0.01], np.float32))
