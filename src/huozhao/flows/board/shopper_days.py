"""What each shopper did day by day, read from state: the ground of experiments and of cuts by segment and arm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.events.state import StateStore
from huozhao.operations.facts import VISITS
from huozhao.operations.metrics.shoppers import DayRows


@dataclass(frozen=True, slots=True)
class ShopperDays:
    """Reads rows of shopper and day; keeps nothing, so that who is erased is gone at once."""

    state: StateStore

    def rows(self, first: int, last: int, columns: Sequence[str]) -> DayRows:
        """Return the rows of the local days `first` to `last`, both included, with some of COLUMNS.

        Acts of nobody known are left out.
        """
        places: dict[str, int] = {}
        found = list(self._days(first, last, columns, places))
        size = sum(len(shoppers) for _, shoppers, _ in found)
        day = np.repeat(np.array([day for day, _, _ in found], np.int64), [len(rows) for _, rows, _ in found])
        shopper = np.concatenate([rows for _, rows, _ in found]) if size else np.zeros(0, np.int64)
        sums = {name: np.concatenate([sums[place] for _, _, sums in found]) if size else np.zeros(0, np.int64)
                for place, name in enumerate(columns)}  # fmt: skip
        return DayRows(tuple(places), shopper, day, sums)

    def _days(
        self, first: int, last: int, columns: Sequence[str], places: dict[str, int]
    ) -> Iterator[tuple[int, np.ndarray, list[np.ndarray]]]:
        for day in range(first, last + 1):
            read = self.state.columns(VISITS.name, ("shopper", *columns), (day,))
            known = np.array([bool(name) for name in read["shopper"]], bool)
            shoppers = [places.setdefault(str(name), len(places)) for name in read["shopper"] if name]
            sums = [np.array(read[name], np.int64)[known] for name in columns]
            yield day, np.array(shoppers, np.int64), sums
