"""What is met after what: directed transitions within a window, counted product by product in bounded memory."""

from dataclasses import dataclass

import numpy as np

from huozhao.matching.fit.history import History, Longs
from huozhao.matching.fit.tables import sparse
from huozhao.matching.model import Floats, Ints, Sparse

# A transition counts within so many steps, 1 / steps forward and so much of it backward.
WINDOW, BACKWARD = 6, 0.3
# How far the breadth of the source and the heat of the target are divided out.
OUT, IN = 0.5, 0.1
KEEP, BLOCK = 200, 4_096
# Of very hot goods the newest so many meetings are counted.
MEETINGS = 20_000


@dataclass(frozen=True, slots=True)
class Transitions:
    """Row i: targets j by place, `forward` and `backward` Σ 1 / steps, `times` how often j followed i.

    value(i, j) = (forward + 0.3 backward) · out_i^−0.5 · in_j^−0.1, out and in the sums of the first factor (directed
    transition kNN of facts gathered for this product). The KEEP heaviest of each row are kept.
    """

    starts: Longs
    targets: Ints
    forward: Floats
    backward: Floats
    times: Floats
    out: Floats
    into: Floats

    def following(self) -> Sparse:
        """Return value(i, j), heaviest first."""
        rows = np.repeat(np.arange(len(self.out)), np.diff(self.starts))
        return sparse(rows, self.targets, self.values(), (len(self.out), len(self.out)))

    def values(self) -> Floats:
        """Return value(i, j) of every pair in order of place."""
        source = np.repeat(self.out**-OUT, np.diff(self.starts))
        found: Floats = (self.forward + BACKWARD * self.backward) * source * self.into[self.targets] ** -IN
        return found.astype(np.float32)


def transitions(known: History, keep: int = KEEP) -> Transitions:
    """Return the transitions of an ordered history; nothing where the order is unknown."""
    from huozhao.matching.fit.loops import sums

    size = known.size
    left, reached = np.zeros(size), np.zeros(size)
    if known.order == "unordered" or not len(known.items):
        none = np.zeros(0, np.float32)
        return Transitions(np.zeros(size + 1, np.int64), np.zeros(0, np.int32), none, none, none,
                           np.ones(size, np.float32), np.ones(size, np.float32))  # fmt: skip
    sums(known.starts, known.items, WINDOW, BACKWARD, left, reached)
    out: Floats = np.maximum(left, 1e-6).astype(np.float32)
    into: Floats = np.maximum(reached, 1e-6).astype(np.float32)
    lengths, targets, told = _counted(known, into**-IN, keep)
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    forward, backward, times = (np.ascontiguousarray(told[:, k]) for k in range(3))
    return Transitions(starts, targets, forward, backward, times, out, into)


def _counted(known: History, scale: Floats, keep: int) -> tuple[Longs, Ints, Floats]:
    """Count block by block of goods, so that room is taken for the rows of one block only."""
    from huozhao.matching.fit.loops import followers

    owner = known.owner()
    entry = np.argsort(known.items, kind="stable").astype(np.int64)
    begin = np.searchsorted(known.items[entry], np.arange(known.size + 1))
    parts: list[tuple[Longs, Ints, Floats]] = []
    for first in range(0, known.size, BLOCK):
        last = min(first + BLOCK, known.size)
        length = np.zeros(last - first, np.int64)
        room = np.zeros(((last - first) * keep, 3), np.float32)
        places = np.zeros((last - first) * keep, np.int32)
        followers(first, last, entry, begin, owner, known.starts, known.items, WINDOW, BACKWARD, scale, MEETINGS, keep,
                  places, room, length)  # fmt: skip
        filled = (np.arange(keep) < length[:, None]).ravel()
        parts.append((length, places[filled], room[filled]))
    lengths, targets, told = zip(*parts, strict=True)
    return np.concatenate(lengths), np.concatenate(targets), np.concatenate(told)
