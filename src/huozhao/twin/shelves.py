"""What lies in the shops and the depot when the mall begins to count."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from huozhao.twin.city import City
from huozhao.twin.sources import lot_of

STOCKED_SHARE, NEARLY_OUT = 0.7, 0.05
# Of the depot: what ran low, what was bought too much of.
DEPOT_LOW, DEPOT_SLOW, SLOW_UNITS = 0.12, 0.06, (120, 400)
Sold = Counter[tuple[int, int]]
Count = dict[str, Any]


def shelves(city: City, sold: Sold, days: int, today: int) -> Iterator[Count]:
    """Yield the first counts of all shops: most hold 4 to 14 days' sales, a few shelves are nearly empty.

    `sold` holds units by (SKU, shop) of so many days, `today` is days since 1970. Goods that spoil hold what will be
    sold before they do and a little more, in two lots.
    """
    rng = np.random.default_rng([city.settings.seed, 8])
    for shop, store in enumerate(city.shops):
        for sku, item in enumerate(city.assortment.goods):
            cover, luck, range_luck = rng.uniform(4, 14), rng.random(), rng.random()
            if range_luck > STOCKED_SHARE and not sold[sku, shop]:
                continue
            cover = min(cover, item.get("shelf_life_days", cover))
            units = round(cover * sold[sku, shop] / max(1, days)) + int(rng.integers(1, 4))
            units = units if luck > NEARLY_OUT else int(rng.integers(0, 2))
            yield from _counted(city, rng, item, store["shop"], units, today)


def depot(city: City, sold: Sold, days: int, today: int) -> Iterator[Count]:
    """Yield the first counts of the depot: 3 to 12 days of the city's sales in whole packs.

    Some are low; of goods that sell least there is far too much.
    """
    rng = np.random.default_rng([city.settings.seed, 14])
    total = np.zeros(len(city.assortment.goods))
    for (sku, _), units in sold.items():
        total[sku] += units
    slow = set(np.argsort(total, kind="stable")[: round(DEPOT_SLOW * len(total))].tolist())
    for sku, item in enumerate(city.assortment.goods):
        cover, luck = min(rng.uniform(3, 12), item.get("shelf_life_days", 12) * 0.6), rng.random()
        packs = np.ceil(cover * total[sku] / max(1, days) / item["pack_size"]) if luck > DEPOT_LOW else 0
        units = int(packs) * item["pack_size"]
        if sku in slow and "shelf_life_days" not in item:
            units = int(rng.integers(*SLOW_UNITS))
        yield from _counted(city, rng, item, city.depot["shop"], units, today)


def _counted(
    city: City, rng: np.random.Generator, item: dict[str, Any], shop: str, units: int, today: int
) -> Iterator[Count]:
    key, keeps = f"tw-{city.settings.seed}-{item['sku']}-{shop}", item.get("shelf_life_days", 0)
    if not keeps or not units:
        yield {"key": key, "sku": item["sku"], "shop": shop, "on_hand": units}
        return
    ages = sorted(int(age) for age in rng.choice(keeps, 2, replace=False))
    parts = (units - units // 2, units // 2)
    for number, (age, part) in enumerate(zip(ages, parts, strict=True)):
        if part:
            yield {"key": f"{key}-{number}", "sku": item["sku"], "shop": shop, "on_hand": part,
                   **lot_of(keeps, today - age)}
