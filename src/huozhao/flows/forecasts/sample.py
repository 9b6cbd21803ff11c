"""The demand that the night learns from: whole SKUs at all their shops, as many as its time allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import Row, StateStore

Floats = NDArray[np.float32]
Key = tuple[str, str]
# Two years and the season before them: an occasion has to have been seen, and the weeks about it.
LONG_DAYS = 800
MOST_SERIES, MOST_LINES = 20_000, 2_000_000
# After every name of a shop.
BEYOND = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Sample:
    """Units and money (fen) a day of rows (n, T); the last column is the local day `last_day`.

    `part` is the share of all SKUs that it holds.
    """

    keys: Sequence[Key]
    units: Floats
    fen: Floats
    last_day: int
    part: float = 1.0

    @property
    def first_day(self) -> int:
        """The local day of the first column."""
        return int(self.last_day + 1 - self.units.shape[1])

    def rows_of(self) -> Mapping[str, list[int]]:
        """Return the rows of each SKU."""
        found: dict[str, list[int]] = {}
        for row, (sku, _) in enumerate(self.keys):
            found.setdefault(sku, []).append(row)
        return found


def read_sample(state: StateStore, home: str, today: int) -> Sample:
    """Read SKUs in an order that has nothing to do with them until the limits are reached; never half a SKU.

    A mall whose newest sale is old is learned as of the day after it. Demand without a shop belongs to `home`.
    """
    rows: dict[Key, int] = {}
    place, day, units, fen = [], [], [], []
    skus = sorted(_skus(state), key=lambda sku: crc32(sku.encode()))
    for line in _lines(state, skus, rows):
        key = (str(line["sku"]), str(line["shop"]) or home)
        place.append(rows.setdefault(key, len(rows)))
        day.append(int(line["day"] or 0))
        units.append(float(line["quantity"] or 0))
        fen.append(float(line["amount_fen"] or 0))
    days = np.array(day, np.int64)
    last = min(today - 1, int(days.max())) if len(days) else today - 1
    last = max(last, today - 1) if len(days) and int(days.max()) >= today - 28 else last
    at = days - (last + 1 - LONG_DAYS)
    inside = (at >= 0) & (at < LONG_DAYS)
    where = (np.array(place, np.int64)[inside], at[inside])
    found = [np.zeros((len(rows), LONG_DAYS), np.float32) for _ in range(2)]
    for table, values in zip(found, (units, fen), strict=True):
        np.add.at(table, where, np.array(values, np.float32)[inside])
    oldest = int(at[inside].min()) if inside.any() else LONG_DAYS - 1
    part = len({sku for sku, _ in rows}) / max(1, len(skus))
    return Sample(list(rows), found[0][:, oldest:], found[1][:, oldest:], last, part)


def _lines(state: StateStore, skus: Sequence[str], rows: Mapping[Key, int]) -> Iterator[Row]:
    read = 0
    for sku in skus:
        if len(rows) >= MOST_SERIES or read >= MOST_LINES:
            return
        found = state.scan("demand", (sku,))
        read += len(found)
        yield from found


def _skus(state: StateStore) -> Iterator[str]:
    """Yield every SKU that was ever sold, from one to the next without reading what lies between."""
    after: tuple[str, str, int] | None = None
    while found := state.scan("demand", after=after, limit=1):
        sku = str(found[0]["sku"])
        yield sku
        after = (sku, BEYOND, 0)
