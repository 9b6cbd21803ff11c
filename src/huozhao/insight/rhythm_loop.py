"""A shopper's rhythm by one loop, as machine code. This module imports numba: import it inside functions only."""

import numpy as np
from numpy.typing import NDArray

from huozhao.terms.loop import loop

Ints = NDArray[np.int64]
LONG = 256


@loop
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


@loop
def by_blocks(
    shopper: Ints, day: Ints, starts: Ints, days: NDArray[np.int32], rhythm: Ints, least: int, share: float
) -> None:
    """Do it in one loop over the orders and one over the shoppers: from `least` gaps on, the point of a `share`."""
    free = starts[:-1].copy()
    for order in range(len(shopper)):
        who = shopper[order]
        days[free[who]] = day[order]
        free[who] += 1
    for who in range(len(rhythm)):
        gaps = starts[who + 1] - starts[who] - 1
        if gaps < least:
            continue
        block = days[starts[who] : starts[who + 1]]
        put_in_order(block)
        for n in range(gaps):
            block[n] = block[n + 1] - block[n]
        rank = int(np.ceil(share * gaps)) - 1
        # With fewer than twenty gaps the wanted one is the longest.
        if rank < gaps - 1:
            block[:gaps].sort()
            rhythm[who] = block[rank]
        else:
            rhythm[who] = block[:gaps].max()
