"""The listed goods as columns that top-ups choose from; made anew when goods or their heat change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huozhao.matching.goods_table import margin
from huozhao.matching.shelf import Shelf, leaf
from huozhao.operations.top_up.choice import Floats, Ints
from huozhao.terms.goods import Sku


@dataclass(frozen=True, slots=True)
class TopUpShelf:
    """Listed goods, hottest first: SKUs and their places, prices (fen), margin share (0 = unknown), heat 0 to 1, and
    numbers that tell product and narrowest category apart. Goods without a category are each a kind of their own."""

    goods: Mapping[str, Sku]
    skus: Sequence[str]
    place: Mapping[str, int]
    prices: Ints
    margin: Floats
    heat: Floats
    products: Ints
    kinds: Ints


def top_up_shelf(shelf: Shelf) -> TopUpShelf:
    """Return the columns of a shelf; ties of heat by SKU."""
    skus = sorted(shelf.goods, key=lambda sku: (-shelf.heat.get(sku, 0.0), sku))
    goods = [shelf.goods[sku] for sku in skus]
    heat = np.log1p(np.array([max(0.0, shelf.heat.get(sku, 0.0)) for sku in skus], np.float64))
    share = np.nan_to_num(np.array([margin(each) for each in goods], np.float64))
    return TopUpShelf(
        shelf.goods, skus, {sku: n for n, sku in enumerate(skus)},
        np.array([each.price_fen for each in goods], np.int64),
        np.clip(share, 0.0, 1.0), heat / (float(heat.max(initial=0.0)) or 1.0),
        _numbered([each.spu for each in goods]), _numbered([leaf(each) or f"\0{each.sku}" for each in goods]),
    )  # fmt: skip


def _numbered(names: Sequence[str]) -> Ints:
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], np.int64)
