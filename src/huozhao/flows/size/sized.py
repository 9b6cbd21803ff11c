"""The goods that come in sizes: each SKU's size, the names of its parts, and the sizes of each product."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.operations.size.advice import Offer
from huozhao.operations.size.learned import keys_of
from huozhao.operations.size.scales import Size, maker_of, size_of
from huozhao.terms.errors import NotFound
from huozhao.terms.goods import Sku


@dataclass(frozen=True, slots=True)
class Sized:
    """One SKU with its size."""

    goods: Sku
    size: Size
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SizedGoods:
    """Reads sizes off the goods, anew when these change."""

    goods: Goods
    all: Fresh[Mapping[str, Sized]] = field(init=False)

    def __post_init__(self) -> None:
        """Read when asked first."""
        object.__setattr__(self, "all", Fresh(self._read, lambda: self.goods.version))

    def of(self, sku: str) -> Sized | None:
        """Return a SKU with its size, None for one that comes in none."""
        goods = self.goods.sku(sku)
        return _sized(goods) if goods else None

    def product(self, spu: str) -> tuple[str, list[Sized]]:
        """Return the title of a product and its listed sizes, smallest first; NotFound for a product nobody listed."""
        skus = [item for item in self.goods.skus() if item.spu == spu]
        if not skus:
            raise NotFound("unknown_product", f"没有商品 {spu!r} / no product {spu!r} is listed", field="spu",
                           hint="GET /v1/goods lists SKUs with their spu")  # fmt: skip
        found = [sized for item in skus if item.listed and (sized := _sized(item))]
        return skus[0].title, sorted(found, key=lambda each: (each.size.step, each.goods.sku))

    def _read(self) -> Mapping[str, Sized]:
        return {item.sku: sized for item in self.goods.skus() if (sized := _sized(item))}


def offers_of(product: list[Sized]) -> list[Offer]:
    """Return the sizes that can be had, one a label: colours share their size."""
    found: dict[str, Offer] = {}
    for each in product:
        if each.size.wear == product[0].size.wear:
            found.setdefault(each.size.label, Offer(each.goods.sku, each.size.label, each.size.step, each.keys))
    return list(found.values())


def _sized(goods: Sku) -> Sized | None:
    size = size_of(goods)
    return Sized(goods, size, keys_of(maker_of(goods), goods.spu, goods.sku, size)) if size else None
