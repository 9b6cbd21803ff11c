"""A shopper's own rhythm: the pause between orders that they hardly ever exceed."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Fewer gaps between orders than this, and their 95 % point says nothing.
RHYTHM_GAPS, RHYTHM_SHARE = 4, 0.95
# From so many orders on, loading the compiled loop pays.
MANY = 200_000
DAY_BITS = 20


def rhythm_days(shopper: Ints, day: Ints, frequency: Ints) -> Ints:
    """Return the 95 % point of each shopper's gaps between orders, shape of `frequency`, −1 with too few gaps.

    `shopper` and `day` (0 to 2^20 - 1) have one entry an order, `frequency` counts the orders of each shopper. The
    point is the nearest rank, inverse of the empirical distribution: a gap that occurred.
    """
    rhythm = np.full(len(frequency), -1, np.int64)
    if not (frequency > RHYTHM_GAPS).any():
        return rhythm
    if len(shopper) < MANY:
        return by_sorting(shopper, day, frequency, rhythm)
    starts = np.zeros(len(frequency) + 1, np.int64)
    np.cumsum(frequency, out=starts[1:])
    from huozhao.insight.rhythm_loop import by_blocks

    by_blocks(shopper, day, starts, np.empty(len(shopper), np.int32), rhythm, RHYTHM_GAPS, RHYTHM_SHARE)
    return rhythm


def by_sorting(shopper: Ints, day: Ints, frequency: Ints, rhythm: Ints) -> Ints:
    """Do it with two plain sorts: by shopper and day, then by shopper and gap."""
    enough = frequency > RHYTHM_GAPS
    kept = enough[shopper]
    ordered = np.sort(shopper[kept].astype(np.int64) << DAY_BITS | day[kept])
    gaps, of = np.diff(ordered), ordered[1:] >> DAY_BITS
    within = of == ordered[:-1] >> DAY_BITS
    by_gap = np.sort(of[within] << DAY_BITS | gaps[within])
    counts = frequency[enough] - 1
    place = np.cumsum(counts) - counts + np.ceil(RHYTHM_SHARE * counts).astype(np.int64) - 1
    rhythm[enough] = by_gap[place] & (1 << DAY_BITS) - 1
    return rhythm
