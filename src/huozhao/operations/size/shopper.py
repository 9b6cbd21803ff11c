"""A shopper's usual size by what they took, kept and sent back; two persons behind one account are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from huozhao.operations.size.filter import OWN, OWN_BAND, OWN_DOUBT, USUAL, USUAL_VARIANCE, Beliefs, Floats, Rows, walk
from huozhao.operations.size.learned import Learned

# Two modes lie so many steps apart, each of so many pieces; one piece so far off the others is a gift.
APART, LEAST_OF_MODE, GIFT_APART = 2.0, 2, 2.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One piece that a shopper took; `fit` is −1 too small, 0 fitted, 1 too large, `weight` 0 where nothing is known.

    `is_returned` says that it went back, for whatever reason.
    """

    sku: str
    label: str
    title: str
    wear: str
    step: float
    keys: tuple[str, ...]
    at: int
    fit: int = 0
    weight: float = 0.0
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual size: mean and variance in steps, by how many pieces.

    `own` is how much smaller this shopper finds goods than others do, `own_band` how much more they put up with.
    """

    mean: float
    variance: float
    pieces: int = 0
    own: float = 0.0
    own_band: float = 0.0
    own_doubt: float = 0.0


def usual_from(told: Floats, pieces: int) -> Usual:
    """Return the usual size that one row of a walk tells of, before that row."""
    return Usual(float(told[USUAL]), float(told[USUAL_VARIANCE]), pieces, float(told[OWN]), float(told[OWN_BAND]),
                 float(told[OWN_DOUBT]))  # fmt: skip


def usual_of(taken: Sequence[Taken], learned: Learned, before: Usual) -> Usual:
    """Return the usual size after all pieces of one wear, oldest first; `before` is what was thought without them."""
    if not taken:
        return before
    keys = sorted({key for each in taken for key in each.keys})
    place = {key: n for n, key in enumerate(keys)}
    local = _beliefs(keys, taken, learned)
    # A last row of no weight, so that the walk tells what is thought after the pieces.
    rows = [*taken, replace(taken[-1], weight=0.0)]
    _, told = walk(
        Rows(np.zeros(len(rows), np.int64), np.array([[place[key] for key in each.keys] for each in rows], np.int64),
             np.array([each.step for each in rows]), np.array([each.fit for each in rows], np.int64),
             np.array([each.weight for each in rows]), np.full(len(rows), before.mean),
             np.full(len(rows), before.variance)),
        local, learned.measure, 1, learns=False,
    )  # fmt: skip
    return usual_from(told[-1], len(taken))


def persons_of(taken: Sequence[Taken]) -> list[list[Taken]]:
    """Return the pieces by the persons that they seem to be for, the one of most pieces first.

    Two modes at least APART steps away from each other, each of LEAST_OF_MODE pieces, are two persons; a single piece
    far from all others was a gift and is left out.
    """
    if len(taken) < 2 * LEAST_OF_MODE:
        return [list(taken)]
    ordered = sorted(taken, key=lambda each: each.step)
    steps = np.array([each.step for each in ordered])
    cut = _best_cut(steps)
    modes = sorted((ordered[:cut], ordered[cut:]), key=len, reverse=True)
    gap = float(steps[cut:].mean() - steps[:cut].mean())
    if len(modes[1]) == 1 and gap >= GIFT_APART:
        modes = modes[:1]
    elif gap < APART or len(modes[1]) < LEAST_OF_MODE or _spread(steps) < 2 * (_spread(steps[:cut])
                                                                             + _spread(steps[cut:])):  # fmt: skip
        return [list(taken)]
    return [sorted(mode, key=lambda each: each.at) for mode in modes]


def _best_cut(steps: np.ndarray) -> int:
    """Return where to cut sorted steps so that both sides lie as close together as can be."""
    return min(range(1, len(steps)), key=lambda n: float(steps[:n].var() * n + steps[n:].var() * (len(steps) - n)))


def _spread(steps: np.ndarray) -> float:
    return float(steps.std())


def _beliefs(keys: Sequence[str], taken: Sequence[Taken], learned: Learned) -> Beliefs:
    level = {key: n for each in taken for n, key in enumerate(each.keys)}
    found = [learned.names.place(key) for key in keys]
    known, spreads = learned.beliefs, learned.measure.spreads
    return Beliefs(
        np.array([known.mean[n] if n >= 0 else 0.0 for n in found]),
        np.array([known.variance[n] if n >= 0 else spreads[level[key]] for n, key in zip(found, keys, strict=True)]),
        np.array([known.band[n] if n >= 0 else 0.0 for n in found]),
        np.array([known.band_variance[n] if n >= 0 else learned.measure.band_spread for n in found]),
    )
