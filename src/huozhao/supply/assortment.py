"""What a shop should hold so that baskets are filled, not SKUs: drop again and again what spoils fewest whole baskets.

Reverse-Exclude as published by JD.com (arXiv 2509.12183, 2025): begin with everything, and take out the SKU that is in
the fewest baskets which are still whole, until the shop's room is met. Ties go to what sells least.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

Basket = frozenset[str]


@dataclass(frozen=True, slots=True)
class Assortment:
    """What to hold, and the share of baskets that it fills whole; `by_sales` is the share the best sellers fill."""

    held: tuple[str, ...]
    filled: float
    by_sales: float
    baskets: int


def assort(baskets: Sequence[Basket], room: int) -> Assortment:
    """Choose at most `room` SKUs for a shop from its past baskets."""
    sold = Counter(sku for basket in baskets for sku in basket)
    held = frozenset(reverse_exclude(baskets, room, sold))
    best = frozenset(sku for sku, _ in sorted(sold.items(), key=lambda each: (-each[1], each[0]))[:room])
    order = sorted(held, key=lambda sku: (-sold[sku], sku))
    return Assortment(tuple(order), filled(baskets, held), filled(baskets, best), len(baskets))


def reverse_exclude(baskets: Sequence[Basket], room: int, sold: Counter[str]) -> set[str]:
    """Return the SKUs that stay; each basket is spoiled once, so the work is near the number of lines."""
    of_sku: dict[str, list[int]] = {}
    for number, basket in enumerate(baskets):
        for sku in basket:
            of_sku.setdefault(sku, []).append(number)
    whole = [True] * len(baskets)
    counts = {sku: len(found) for sku, found in of_sku.items()}
    heap = [(count, sold[sku], sku) for sku, count in counts.items()]
    heapify(heap)
    held = set(counts)
    while len(held) > room and heap:
        count, _, sku = heappop(heap)
        if sku not in held or count != counts[sku]:
            continue  # an older entry of the same SKU
        held.remove(sku)
        for other in _spoil(of_sku[sku], whole, baskets, counts):
            if other in held:
                heappush(heap, (counts[other], sold[other], other))
    return held


def _spoil(numbers: Iterable[int], whole: list[bool], baskets: Sequence[Basket], counts: dict[str, int]) -> set[str]:
    touched: set[str] = set()
    for number in numbers:
        if whole[number]:
            whole[number] = False
            for sku in baskets[number]:
                counts[sku] -= 1
            touched |= baskets[number]
    return touched


def filled(baskets: Sequence[Basket], held: Collection[str]) -> float:
    """Return the share of baskets that are filled whole."""
    there = frozenset(held)
    return sum(basket <= there for basket in baskets) / len(baskets) if baskets else 0.0
