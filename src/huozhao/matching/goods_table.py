"""The goods as arrays and by category path: what ranking reads of many products at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p, nan

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.candidates import Candidate
from huozhao.matching.pool import Floats
from huozhao.matching.shelf import Shelf
from huozhao.terms.goods import Sku

PER_PATH = 300
MOST_WORDS = 512
NEVER = np.iinfo(np.int32).min


@dataclass(frozen=True, slots=True)
class GoodsTable:
    """Listed goods, one row each. Money in fen, `launched` a day number (NEVER = unknown), `margin` NaN = unknown.

    `heat` is log(1 + heat) / its greatest value. `paths` holds the hottest goods under each category path, broad paths
    too. `texts` are title and attributes, for tags.
    """

    goods: Mapping[str, Sku]
    place: Mapping[str, int]
    price: Floats
    margin: Floats
    launched: NDArray[np.int32]
    heat: Floats
    leaf: NDArray[np.int32]
    top: NDArray[np.int32]
    brand: NDArray[np.int32]
    paths: Mapping[tuple[str, ...], tuple[str, ...]]
    texts: Sequence[str]
    _matches: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def rows(self, skus: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of SKUs, −1 for those not listed."""
        place = self.place
        return np.fromiter((place.get(sku, -1) for sku in skus), np.int64, len(skus))

    def matching(self, word: str) -> NDArray[np.bool_]:
        """Return which goods name a word in title or attributes; kept for the words of the last pages."""
        found = self._matches.get(word)
        if found is None:
            if len(self._matches) >= MOST_WORDS:
                self._matches.clear()
            found = np.fromiter((word in text for text in self.texts), np.bool_, len(self.texts))
            self._matches[word] = found
        return found


def goods_table(shelf: Shelf) -> GoodsTable:
    """Return the table of a shelf's goods."""
    goods = list(shelf.goods.values())
    heat = np.array([log1p(max(0.0, shelf.heat.get(sku.sku, 0.0))) for sku in goods], np.float32)
    return GoodsTable(
        shelf.goods, {sku.sku: row for row, sku in enumerate(goods)},
        np.array([sku.price_fen for sku in goods], np.float32), np.array([margin(sku) for sku in goods], np.float32),
        _days(goods), heat / (float(heat.max(initial=0.0)) or 1.0),
        _codes(goods, lambda sku: sku.category[-1] if sku.category else ""),
        _codes(goods, lambda sku: sku.category[0] if sku.category else ""),
        _codes(goods, lambda sku: sku.attributes.get("brand", "")),
        _paths(goods, heat), [" ".join((sku.title, *sku.attributes.values())) for sku in goods],
    )  # fmt: skip


def margin(sku: Sku) -> float:
    """Return (price − cost) / price, NaN where the cost is unknown."""
    return (sku.price_fen - sku.cost_fen) / sku.price_fen if sku.cost_fen is not None and sku.price_fen > 0 else nan


def under(sku: Sku | None, path: tuple[str, ...]) -> bool:
    """Tell whether a product stands under a category path."""
    return sku is not None and sku.category[: len(path)] == path


def of_category(table: GoodsTable, path: tuple[str, ...], limit: int = 200) -> list[Candidate]:
    """Return the hottest goods under a category path, newest first where there is no heat."""
    found = table.paths.get(path, ())[:limit]
    return [Candidate(sku, "category", 1.0 / (1 + 0.05 * place)) for place, sku in enumerate(found)]


def _days(goods: Sequence[Sku]) -> NDArray[np.int32]:
    known = np.array([sku.launched_on or "NaT" for sku in goods], "datetime64[D]")
    days = np.full(len(goods), NEVER, np.int32)
    sure = ~np.isnat(known)
    days[sure] = known[sure].astype(np.int64)
    return days


def _codes(goods: Iterable[Sku], read: Callable[[Sku], str]) -> NDArray[np.int32]:
    """Return a code a distinct value, −1 for an empty one."""
    codes: dict[str, int] = {"": -1}
    return np.array([codes.setdefault(read(sku), len(codes) - 1) for sku in goods], np.int32)


def _paths(goods: Sequence[Sku], heat: Floats) -> dict[tuple[str, ...], tuple[str, ...]]:
    days = _days(goods)
    found: dict[tuple[str, ...], list[str]] = {}
    for row in np.lexsort((-days.astype(np.int64), -heat)):
        sku = goods[int(row)]
        for depth in range(1, len(sku.category) + 1):
            under_path = found.setdefault(sku.category[:depth], [])
            if len(under_path) < PER_PATH:
                under_path.append(sku.sku)
    return {path: tuple(skus) for path, skus in found.items()}
