"""Listed goods by their category: what a theme has on offer, hottest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huozhao.matching.shelf import leaf
from huozhao.terms.goods import Sku

SETS = ("套装", "礼盒", "组合", "套餐", "bundle", "kit", "set")


@dataclass(frozen=True, slots=True)
class Themes:
    """All goods by SKU, and the listed ones by leaf category and by root, hottest first."""

    goods: Mapping[str, Sku]
    by_leaf: Mapping[str, tuple[Sku, ...]] = field(default_factory=dict)
    by_root: Mapping[str, tuple[Sku, ...]] = field(default_factory=dict)

    def leaf_of(self, sku: str) -> str:
        """Return the leaf category of a product, empty when it is not known."""
        found = self.goods.get(sku)
        return leaf(found) if found else ""

    def root_of(self, name: str) -> str:
        """Return the root above a leaf category, the leaf itself where there is none."""
        found = self.by_leaf.get(name)
        return found[0].category[0] if found else name


def themes(goods: Iterable[Sku], heat: Mapping[str, float]) -> Themes:
    """Return the themes of all goods; ties of heat by SKU."""
    everything = {sku.sku: sku for sku in goods}
    by_leaf: dict[str, list[Sku]] = {}
    by_root: dict[str, list[Sku]] = {}
    for sku in sorted(everything.values(), key=lambda sku: (-heat.get(sku.sku, 0.0), sku.sku)):
        if sku.listed and sku.category:
            by_leaf.setdefault(leaf(sku), []).append(sku)
            by_root.setdefault(sku.category[0], []).append(sku)
    return Themes(everything, {name: tuple(found) for name, found in by_leaf.items()},
                  {name: tuple(found) for name, found in by_root.items()})  # fmt: skip


def is_set(sku: Sku) -> bool:
    """Tell whether goods are a set of several things, by their title."""
    title = sku.title.lower()
    return any(word in title for word in SETS)
