"""The facts of one day as the board reads them, and what goods and ledger say; shoppers are numbers of no meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NOBODY = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of a paid order; `paid_at` in ms, `fen` for all its units."""

    order: str
    shopper: int
    sku: str
    quantity: int
    fen: int
    paid_at: int


@dataclass(frozen=True, slots=True)
class Clicked:
    """One click on a recommended item; `at` in ms."""

    shopper: int
    sku: str
    placement: str
    at: int


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What one day of the log says.

    `sums` by (metric, cut); `visitors` and `buyers` are distinct shoppers, `orders` (as long as `buyers`) how many each
    paid; `shown` is (times, clicks) by (placement, category path joined by /), `skus` the goods shown by placement;
    `units` by SKU and `goods_fen` sum the lines `bought`.
    """

    day: int
    sums: Mapping[tuple[str, str], int] = field(default_factory=dict)
    visitors: Ints = field(default_factory=lambda: NOBODY)
    buyers: Ints = field(default_factory=lambda: NOBODY)
    orders: Ints = field(default_factory=lambda: NOBODY)
    shown: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    skus: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clicks: tuple[Clicked, ...] = ()
    bought: tuple[Bought, ...] = ()
    units: Mapping[str, int] = field(default_factory=dict)
    goods_fen: int = 0

    def total(self, metric: str) -> int:
        """Return the sum of a metric over all its cuts."""
        return sum(value for (name, _), value in self.sums.items() if name == metric)


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What goods and ledger say: unit costs in fen, stock at cost in fen by day, category by SKU, goods on sale."""

    cost_fen: Mapping[str, int] = field(default_factory=dict)
    value_fen: Mapping[int, int] = field(default_factory=dict)
    category: Mapping[str, str] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()

    def mean_value_fen(self, first: int, last: int) -> float | None:
        """Return the mean stock at cost of the days on record among `first` to `last`, None for none."""
        known = [value for day, value in self.value_fen.items() if first <= day <= last]
        return sum(known) / len(known) if known else None
