"""Features as numbers: names hashed (Weinberger et al., ICML 2009), and those that were met while learning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
Names = Iterable[str]
MASK = (1 << 22) - 1
# What one row alone has teaches nothing of others.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Known:
    """The features that were met while learning, sorted; the place of one is its column."""

    marks: Ints

    def places(self, marks: Ints) -> Ints:
        """Return the columns of those features that are known."""
        if not len(self.marks):
            return np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(self.marks, marks), len(self.marks) - 1)
        found: Ints = at[self.marks[at] == marks]
        return found

    def matrix(self, rows: Sequence[Ints]) -> "csr_matrix[np.float64]":
        """Return ones where a row has a feature, shape (rows, known)."""
        from scipy.sparse import csr_matrix

        places = [self.places(row) for row in rows]
        starts = np.cumsum([0, *(len(each) for each in places)])
        flat = np.concatenate(places) if places else np.zeros(0, np.int64)
        return csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(rows), len(self.marks)))


def hashed(names: Names) -> Ints:
    """Return the numbers of names, each once."""
    return np.unique(np.array([crc32(name.encode()) & MASK for name in names], np.int64))


def met(rows: Sequence[Ints], least: int = LEAST) -> Known:
    """Return the features that so many rows have at least."""
    marks, counts = np.unique(np.concatenate(rows) if rows else np.zeros(0, np.int64), return_counts=True)
    return Known(marks[counts >= least])


def grams(text: str, longest: int, mark: str) -> set[str]:
    """Return all runs of letters of a text up to a length, each marked as what it is of."""
    return {mark + text[at:at + n] for n in range(1, longest + 1) for at in range(len(text) - n + 1)}
