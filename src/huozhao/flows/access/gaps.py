"""What clients have told and what never came: the numbers in the ids of their events, sitting by sitting."""

import re
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

# The client kit's ids: twenty letters of one sitting and a number that rises by one with every event that may leave.
ID = re.compile(r"([0-9a-z]{16,24})-([1-9]\d{0,3})", re.ASCII)


class Gaps:
    """Counts events of clients that arrived, and numbers below the highest of a sitting that have not.

    The newest `sittings` are followed number by number, whatever the order; what an older one still lacked stays lost.
    No shopper is known here, and a repeated event counts once.
    """

    def __init__(self, sittings: int = 10_000) -> None:
        self._sittings = sittings
        self._arrived: OrderedDict[str, int] = OrderedDict()  # one bit a number
        self._lock = Lock()
        self._old = (0, 0)

    def note(self, ids: Iterable[str]) -> None:
        """Note ids of events as they arrive; ids that are not the kit's are left out."""
        with self._lock:
            for found in filter(None, map(ID.fullmatch, ids)):
                sitting, number = found.groups()
                self._arrived[sitting] = self._arrived.pop(sitting, 0) | 1 << int(number) - 1
                if len(self._arrived) > self._sittings:
                    arrived, missing = _counted(self._arrived.popitem(last=False)[1])
                    self._old = (self._old[0] + arrived, self._old[1] + missing)

    def counts(self) -> tuple[int, int]:
        """Return how many events arrived since the start, and how many before them did not."""
        with self._lock:
            counted = [self._old, *map(_counted, self._arrived.values())]
        return sum(arrived for arrived, _ in counted), sum(missing for _, missing in counted)


def _counted(bits: int) -> tuple[int, int]:
    return bits.bit_count(), bits.bit_length() - bits.bit_count()
