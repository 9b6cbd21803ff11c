"""Many ids as one sorted array, small enough to be mapped from a file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Ids:
    """Ids in UTF-8 byte order with their places; looked up by bisection, so a mapped file serves as it lies."""

    def __init__(self, encoded: NDArray[np.bytes_]) -> None:
        self.encoded = encoded

    @classmethod
    def of(cls, names: Sequence[str]) -> "Ids":
        """Return the distinct names given, sorted."""
        return cls(np.unique(np.array([name.encode() for name in names], dtype=np.bytes_)))

    def place(self, name: str) -> int:
        """Return the place of a name, −1 when it is not there."""
        wanted = name.encode()
        if len(wanted) > self.encoded.dtype.itemsize:
            return -1
        # The needle takes the array's own type: another width would make numpy copy the whole array.
        at = int(np.searchsorted(self.encoded, np.array(wanted, dtype=self.encoded.dtype)))
        return at if at < len(self.encoded) and self.encoded[at] == wanted else -1

    def name(self, place: int) -> str:
        """Return the name at a place."""
        return bytes(self.encoded[place]).decode()

    def names(self) -> list[str]:
        """Return all names in order."""
        return [bytes(name).decode() for name in self.encoded]

    def __len__(self) -> int:
        return len(self.encoded)
