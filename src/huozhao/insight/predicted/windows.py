"""Which days a model learns from, is chosen on and is measured on: always in that order of time.

A cut-off c splits past (≤ c) from future (c < day ≤ c + h). The future of training ends where validation begins, and
that of validation where the test begins; so nothing that is measured was ever learned from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_CUTS = 4
LONGEST = 365


@dataclass(frozen=True, slots=True)
class Windows:
    """Local days: the cut-offs of training, the cut-off of validation and of the test; all look `horizon` days ahead.

    Every cut-off looks back the same number of days, so that what is counted in them is comparable.
    """

    horizon: int
    look_back: int
    train: tuple[int, ...]
    valid: int
    test: int


def windows(first: int, last: int, horizons: Sequence[int], look_back: int) -> Windows | None:
    """Return the windows within the days first to last, both whole, for the first horizon that they suffice for.

    `look_back` is how far back a cut-off wants to see; a shorter history gives what it has, at least the horizon.
    Further training cut-offs are added, `horizon` days apart, as long as they too can look back that far.
    """
    for horizon in horizons:
        test = last - horizon
        valid, train = test - horizon, test - 2 * horizon
        seen = train - first + 1
        if seen < horizon:
            continue
        wanted = min(look_back, seen)
        further = [train - k * horizon for k in range(MOST_CUTS) if train - k * horizon - first + 1 >= wanted]
        return Windows(horizon, min(LONGEST, min(further) - first + 1), tuple(further), valid, test)
    return None
