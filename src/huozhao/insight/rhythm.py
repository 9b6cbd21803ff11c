"""A shopper's own rhythm: the pause between orders that they hardly ever exceed."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Fewer gaps between orders than this, and their 95 % point says nothing.
RHYTHM_GAPS, RHYTHM_SHARE = 4, 0.95
# From so many orders on, compiling the loop pays.
MANY = 200_000
LONG = 256
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
    loop, ordering = _compiled()
    loop(shopper, day, starts, np.empty(len(shopper), np.int32), rhythm, ordering)
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


def by_blocks(
    shopper: Ints, day: Ints, starts: Ints, days: NDArray[np.int32], rhythm: Ints, put_in_order: Callable[..., None]
) -> None:
    """Do it in one loop over the orders and one over the shoppers; to be compiled, like the ordering it is handed."""
    free = starts[:-1].copy()
    for order in range(len(shopper)):
        who = shopper[order]
        days[free[who]] = day[order]
        free[who] += 1
    for who in range(len(rhythm)):
        gaps = starts[who + 1] - starts[who] - 1
        if gaps < RHYTHM_GAPS:
            continue
        block = days[starts[who] : starts[who + 1]]
        put_in_order(block)
        for n in range(gaps):
            block[n] = block[n + 1] - block[n]
        rank = int(np.ceil(RHYTHM_SHARE * gaps)) - 1
        # With fewer than twenty gaps the wanted one is the longest.
        if rank < gaps - 1:
            block[:gaps].sort()
            rhythm[who] = block[rank]
        else:
            rhythm[who] = block[:gaps].max()


def put_in_order(block: NDArray[np.int32]) -> None:
    """Sort in place by insertion: most shoppers have few orders, and logs come nearly in order."""
    if len(block) > LONG:
        block.sort()
        return
    for n in range(1, len(block)):
        value, at = block[n], n
        while at > 0 and block[at - 1] > value:
            block[at] = block[at - 1]
            at -= 1
        block[at] = value


@cache
def _compiled() -> tuple[Callable[..., None], Callable[..., None]]:
    from numba import njit

    return njit(nogil=True)(by_blocks), njit(nogil=True)(put_in_order)
