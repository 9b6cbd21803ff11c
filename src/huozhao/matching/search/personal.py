"""A shopper's own order of hits: text score × (1 + how close the product is to what they were drawn to)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.matching.candidates import Taste
from huozhao.matching.search.index import brand_of
from huozhao.matching.search.ranking import Factor, Hit, hit
from huozhao.terms.goods import Sku

STRENGTH = 0.5
# Shares of an affinity: the same leaf category, the same brand, the very product.
CATEGORY, BRAND, OWN = 0.45, 0.3, 0.25


@dataclass(frozen=True, slots=True)
class Affinity:
    """Closeness of goods to one shopper's tastes, 0 to 1; knows nobody when it is empty."""

    leaves: Mapping[str, float]
    brands: Mapping[str, float]
    own: Mapping[str, float]

    @classmethod
    def of(cls, tastes: Sequence[Taste], goods: Mapping[str, Sku]) -> "Affinity":
        """Return the affinity that a shopper's tastes give, each part by its own strongest."""
        leaves, brands, own = Counter[str](), Counter[str](), Counter[str]()
        for taste in tastes:
            sku = goods.get(taste.sku)
            if sku is None or taste.weight <= 0:
                continue
            own[taste.sku] += taste.weight
            leaves[sku.category[-1] if sku.category else ""] += taste.weight
            brands[brand_of(sku)] += taste.weight
        return cls(_shares(leaves), _shares(brands), _shares(own))

    def to(self, sku: Sku) -> float:
        """Return how close a product is."""
        leaf = self.leaves.get(sku.category[-1], 0.0) if sku.category else 0.0
        return CATEGORY * leaf + BRAND * self.brands.get(brand_of(sku), 0.0) + OWN * self.own.get(sku.sku, 0.0)

    def __bool__(self) -> bool:
        return bool(self.own)


def reordered(hits: Sequence[Hit], affinity: Affinity, goods: Mapping[str, Sku]) -> list[Hit]:
    """Return hits in a shopper's own order; the text stays a factor, so that what was asked for leads."""
    found = []
    for each in hits:
        close = affinity.to(goods[each.sku])
        found.append(hit(each.sku, [*each.why, Factor("taste", 1 + STRENGTH * close)]) if close > 0 else each)
    return sorted(found, key=lambda each: (-each.score, each.sku))


def _shares(weights: Counter[str]) -> dict[str, float]:
    most = max(weights.values(), default=0)
    return {name: weight / most for name, weight in weights.items() if name}
