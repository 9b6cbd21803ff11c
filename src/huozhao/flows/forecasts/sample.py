"""The demand that the night learns from: whole SKUs at all their shops, as many as its time allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.planning.sales import sold_skus

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Key = tuple[str, str]
# Two years and the season before them: an occasion has to have been seen, and the weeks about it.
LONG_DAYS = 800
MOST_SERIES, MOST_LINES = 20_000, 2_000_000


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
    skus = sorted(sold_skus(state), key=lambda sku: crc32(sku.encode()))
    parts = list(_parts(state, skus, home, rows))
    place, days, units, fen = (np.concatenate([part[n] for part in parts]) if parts else np.zeros(0, np.int64)
                               for n in range(4))  # fmt: skip
    last = _last_day(days, today)
    at = days - (last + 1 - LONG_DAYS)
    inside = (at >= 0) & (at < LONG_DAYS)
    found = [np.zeros((len(rows), LONG_DAYS), np.float32) for _ in range(2)]
    for table, values in zip(found, (units, fen), strict=True):
        np.add.at(table, (place[inside], at[inside]), values[inside].astype(np.float32))
    oldest = int(at[inside].min()) if inside.any() else LONG_DAYS - 1
    part = len({sku for sku, _ in rows}) / max(1, len(skus))
    return Sample(list(rows), found[0][:, oldest:], found[1][:, oldest:], last, part)


def _last_day(days: Ints, today: int) -> int:
    """Return the last full day, or the day of the newest sale where that is more than four weeks ago."""
    newest = int(days.max()) if len(days) else today
    return today - 1 if newest >= today - 28 else newest


def _parts(state: StateStore, skus: Sequence[str], home: str, rows: dict[Key, int]) -> Iterator[tuple[Ints, ...]]:
    """Yield row, day, units and money of each SKU's lines, numbering the rows as they are met."""
    read = 0
    for sku in skus:
        if len(rows) >= MOST_SERIES or read >= MOST_LINES:
            return
        found = state.columns("demand", ("shop", "day", "quantity", "amount_fen"), (sku,))
        shops = [rows.setdefault((sku, str(shop) or home), len(rows)) for shop in found["shop"]]
        read += len(shops)
        numbers = (np.array(found[name], np.int64) for name in ("day", "quantity", "amount_fen"))
        yield (np.array(shops, np.int64), *numbers)
