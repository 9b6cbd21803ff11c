"""What was shown together and what came of it: the lists that a ranker is learned from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
NOTHING, CLICKED, CARTED, ORDERED = 0, 1, 2, 3
GAIN = np.array([0.0, 1.0, 2.0, 4.0])
# Positions from here on share one examination.
DEEPEST = 40
LEAST_LISTS = 2_000
TRAIN, VALID = 0.70, 0.85


@dataclass(frozen=True, slots=True)
class Lists:
    """Shown items, one row each, lists one after another in the order of time.

    `features` (n, F), NaN = not known; `group` (n,) numbers the list, rising from 0; `position` (n,) on the page, 0 is
    first; `label` (n,) 0…3; `propensity` (n,) of the item in its place; `blend` (n,) what the blend scores it.
    """

    features: Floats
    group: Ints
    position: Ints
    label: Ints
    propensity: Doubles
    blend: Doubles

    def __len__(self) -> int:
        return len(self.group)

    @property
    def count(self) -> int:
        """The number of lists."""
        return len(np.unique(self.group))

    @property
    def labelled(self) -> int:
        """The number of lists of which anything came."""
        return len(np.unique(self.group[self.label > 0]))

    @property
    def clicked(self) -> Doubles:
        """1 where anything came of an item, else 0."""
        return (self.label > 0).astype(np.float64)

    @property
    def depth(self) -> Ints:
        """The positions, the deepest ones as one."""
        return np.minimum(self.position, DEEPEST - 1)

    def part(self, first: float, last: float) -> "Lists":
        """Return the lists between two shares (0…1) of the time."""
        n = int(self.group[-1]) + 1 if len(self) else 0
        kept = (self.group >= int(first * n)) & (self.group < int(last * n))
        return Lists(self.features[kept], self.group[kept], self.position[kept], self.label[kept],
                     self.propensity[kept], self.blend[kept])  # fmt: skip

    def sizes(self) -> Ints:
        """Return the number of items of each list, in order."""
        return np.unique(self.group, return_counts=True)[1]


def split(lists: Lists) -> tuple[Lists, Lists, Lists]:
    """Return what is learned from, what is chosen by, and what is judged by: earlier, later and latest lists."""
    return lists.part(0.0, TRAIN), lists.part(TRAIN, VALID), lists.part(VALID, 1.0)
