"""The arrays that the kernel reads, as named tuples that numba can take."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Columns(NamedTuple):
    """Acts, one entry each: instant (ms), local day, codes of name and subject, sums, seconds behind the newest."""

    at: Ints
    day: NDArray[np.int32]
    name: NDArray[np.int16]
    subject: NDArray[np.int32]
    quantity: NDArray[np.int32]
    amount: Ints
    behind: NDArray[np.int32]


DTYPES: tuple[Any, ...] = (np.int64, np.int32, np.int16, np.int32, np.int32, np.int64, np.int32)


class Selections(NamedTuple):
    """Which acts count: by name (selection × name), by column of `allowed` (−1 = any), by bounds; `limited` = 1
    where any bound is set. `allowed` is subject × column."""

    names: NDArray[np.uint8]
    column: NDArray[np.int32]
    limited: NDArray[np.uint8]
    least_amount: Ints
    most_amount: Ints
    least_quantity: Ints
    most_quantity: Ints
    behind: Ints
    allowed: NDArray[np.uint8]


class Atoms(NamedTuple):
    """Measures: kind, windows (days, ms), numbers `p` and `q`, its terms (selections with weights), its thresholds."""

    kind: NDArray[np.int8]
    days: NDArray[np.int32]
    ms: Ints
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    selection: NDArray[np.int32]
    weight: NDArray[np.float64]
    bound_first: NDArray[np.int32]
    bound_last: NDArray[np.int32]
    bound: NDArray[np.float64]


class Code(NamedTuple):
    """Rules as instructions for a stack: where each rule begins, operations with arguments, constants."""

    start: NDArray[np.int32]
    op: NDArray[np.int8]
    arg: NDArray[np.int32]
    constant: NDArray[np.float64]


class Moment(NamedTuple):
    """Now (ms), its local day, and the instants at which that day and those after it begin."""

    now: int
    today: int
    starts: Ints


# Kinds of atoms.
COUNT, QUANTITY, AMOUNT, DISTINCT, DAYS, FIRST, LAST, SHARE, SEQUENCE, DECAYED, FADING = range(11)
# Operations of the stack.
(CONST, ATOM, OUTSIDE, ADD, SUB, MUL, DIV, LT, LE, GT, GE, EQ, NE, NOT, SKIP_FALSE, SKIP_TRUE, POP, UNLESS,
 RESULT) = range(19)
NEVER = 1 << 62
