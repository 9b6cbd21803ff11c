"""The goods as arrays and by category path: what ranking reads of many products at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log1p, nan

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import Candidate
from huozhao.matching.pool import Floats
from huozhao.terms.goods import Sku

MOST_WORDS = 512
NEVER = np.iinfo(np.int32).min
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class GoodsTable:
    """Listed goods, one row each. Money in fen, `launched` a day number (NEVER = unknown), `margin` NaN = unknown.

    `heat` is log(1 + heat) / its greatest value, `told` what it was made from. `paths` holds the rows under each
    category path, broad paths too. `text` is the title and attributes of all goods, a line each, beginning at `lines`.
    """

    place: Mapping[str, int]
    skus: Sequence[str]
    price: Floats
    margin: Floats
    launched: Ints
    paths: Mapping[tuple[str, ...], Ints]
    text: str
    lines: NDArray[np.int64]
    heat: Floats
    told: Mapping[str, float] = field(default_factory=dict)
    _matches: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def rows(self, skus: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of SKUs, −1 for those not listed."""
        place = self.place
        return np.array([place.get(sku, -1) for sku in skus], np.int64)

    def matching(self, word: str) -> NDArray[np.bool_]:
        """Return which goods name a word in title or attributes; kept for the words of the last pages."""
        found = self._matches.get(word)
        if found is None:
            if len(self._matches) >= MOST_WORDS:
                self._matches.clear()
            found = self._matches[word] = self._search(word)
        return found

    def _search(self, word: str) -> NDArray[np.bool_]:
        places, at = [], self.text.find(word) if word else -1
        while at >= 0:
            places.append(at)
            at = self.text.find(word, at + 1)
        found = np.zeros(len(self.skus), np.bool_)
        found[np.searchsorted(self.lines, np.array(places, np.int64), side="right") - 1] = True
        return found


def goods_table(goods: Iterable[Sku]) -> GoodsTable:
    """Return the table of the listed goods, without heat."""
    listed = [sku for sku in goods if sku.listed]
    texts = [" ".join((sku.title, *sku.attributes.values())).replace("\n", " ") for sku in listed]
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return GoodsTable(
        {sku.sku: row for row, sku in enumerate(listed)}, [sku.sku for sku in listed],
        np.array([sku.price_fen for sku in listed], np.float32), np.array([margin(sku) for sku in listed], np.float32),
        _days(listed), _paths(listed), "\n".join(texts), np.cumsum(lengths) - lengths,
        np.zeros(len(listed), np.float32),
    )  # fmt: skip


def heated(table: GoodsTable, heat: Mapping[str, float]) -> GoodsTable:
    """Return the table with the heat of its goods."""
    made = np.fromiter((log1p(max(0.0, heat.get(sku, 0.0))) for sku in table.skus), np.float32, len(table.skus))
    return replace(table, heat=made / (float(made.max(initial=0.0)) or 1.0), told=heat)


def margin(sku: Sku) -> float:
    """Return (price − cost) / price, NaN where the cost is unknown."""
    return (sku.price_fen - sku.cost_fen) / sku.price_fen if sku.cost_fen is not None and sku.price_fen > 0 else nan


def under(sku: Sku | None, path: tuple[str, ...]) -> bool:
    """Tell whether a product stands under a category path."""
    return sku is not None and sku.category[: len(path)] == path


def of_category(table: GoodsTable, path: tuple[str, ...], limit: int = 200) -> list[Candidate]:
    """Return the hottest goods under a category path, newest first where there is no heat."""
    rows = table.paths.get(path, np.zeros(0, np.int32))
    best = rows[np.lexsort((rows, -table.launched[rows].astype(np.int64), -table.heat[rows]))[:limit]]
    return [Candidate(table.skus[row], "category", 1.0 / (1 + 0.05 * place)) for place, row in enumerate(best.tolist())]


def _days(goods: Sequence[Sku]) -> Ints:
    known = np.array([sku.launched_on or "NaT" for sku in goods], "datetime64[D]")
    days = np.full(len(goods), NEVER, np.int32)
    sure = ~np.isnat(known)
    days[sure] = known[sure].astype(np.int64)
    return days


def _paths(goods: Sequence[Sku]) -> dict[tuple[str, ...], Ints]:
    found: dict[tuple[str, ...], list[int]] = {}
    for row, sku in enumerate(goods):
        for depth in range(1, len(sku.category) + 1):
            found.setdefault(sku.category[:depth], []).append(row)
    return {path: np.array(rows, np.int32) for path, rows in found.items()}


