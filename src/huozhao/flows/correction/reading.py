"""What the state says of categories on placements, and of the goods behind a weak one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.matching.impressions import SEEN
from huozhao.operations.correction.causes import Evidence
from huozhao.operations.correction.misfiled import Misfiled, misfiled
from huozhao.operations.correction.weak import Cell, Judged
from huozhao.operations.facts import BANDS, BOUGHT, SHOWN

Place = tuple[str, str]


@dataclass(slots=True)
class Shown:
    """What was shown over some days: cells by (placement, category path), and times by placement and SKU."""

    days: int
    cells: dict[Place, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    skus: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, day: int, place: Place, band: int, times: int, clicked: int) -> None:
        """Count items shown and clicked."""
        if place not in self.cells:
            shape = (self.days, len(BANDS))
            self.cells[place] = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        shown, hits = self.cells[place]
        shown[day, band] += times
        hits[day, band] += clicked

    def judged(self) -> list[Cell]:
        """Return the cells as they are judged; goods without a category are in none."""
        return [Cell(placement, category, shown, hits) for (placement, category), (shown, hits) in self.cells.items()
                if category]  # fmt: skip


def read_shown(state: StateStore, category: Mapping[str, str], first: int, last: int) -> Shown:
    """Read what was shown on the local days `first` to `last`; `category` is the path by SKU."""
    found = Shown(last - first + 1)
    for day in range(first, last + 1):
        read = state.columns(SHOWN.name, ("placement", "sku", "band", "times", "clicked"), (day,))
        for placement, sku, band, times, clicked in zip(*read.values(), strict=True):
            place = str(placement), category.get(str(sku), "")
            found.add(day - first, place, int(band or 0), int(times or 0), int(clicked or 0))
            found.skus[place[0]][str(sku)] += int(times or 0)
    return found


@dataclass(frozen=True, slots=True)
class Behind:
    """Reads what may be the reason of a weak cell."""

    state: StateStore
    goods: Goods
    shown: Shown
    on_hand: Mapping[str, int]
    first: int
    last: int
    since: int

    def evidence(self, weak: Judged) -> Evidence:
        """Return what is known of the goods behind a weak cell."""
        mine = self._mine(weak)
        total = sum(mine.values()) or 1
        empty = sum(times for sku, times in mine.items() if self.on_hand.get(sku, 0) <= 0) if self.on_hand else 0
        return Evidence(empty / total, self._price_ratio(mine), self._repeats(mine), self._astray(mine, total))

    def _mine(self, weak: Judged) -> dict[str, int]:
        found = {}
        for sku, times in self.shown.skus[weak.placement].items():
            item = self.goods.sku(sku)
            if times and item is not None and "/".join(item.category) == weak.category:
                found[sku] = times
        return found

    def _price_ratio(self, mine: Mapping[str, int]) -> float | None:
        skus = {item.sku for item in self.goods.skus() if item.category == self._path(mine)}
        units = fen = 0
        for day in range(self.first, self.last + 1):
            read = self.state.columns(BOUGHT.name, ("sku", "quantity", "fen"), (day,))
            for sku, quantity, paid in zip(*read.values(), strict=True):
                if sku in skus:
                    units, fen = units + int(quantity or 0), fen + int(paid or 0)
        if units <= 0 or fen <= 0:
            return None
        prices = {item.sku: item.price_fen for item in self.goods.skus()}
        shown = sum(prices.get(sku, 0) * times for sku, times in mine.items()) / (sum(mine.values()) or 1)
        return shown / (fen / units)

    def _path(self, mine: Iterable[str]) -> tuple[str, ...]:
        item = self.goods.sku(next(iter(mine), ""))
        return item.category if item else ()

    def _repeats(self, mine: Mapping[str, int]) -> float:
        """Return how often a shopper saw one of the goods, anywhere."""
        read = self.state.columns(SEEN.name, ("shopper", "skus"), (), ("shown_at", self.since))
        pairs = Counter((hash(shopper), sku) for shopper, skus in zip(*read.values(), strict=True)
                        for sku in str(skus or "").split("\n") if sku in mine)  # fmt: skip
        return sum(pairs.values()) / len(pairs) if pairs else 1.0

    def _astray(self, mine: Mapping[str, int], total: int) -> tuple[tuple[Misfiled, float], ...]:
        titles = {item.sku: (item.title, "/".join(item.category)) for item in self.goods.skus() if item.listed}
        found = misfiled(titles, [sku for sku in mine if sku in titles])
        return tuple((each, mine[each.sku] / total) for each in found)
