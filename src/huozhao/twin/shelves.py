"""What lies in the shops and the depot when the mall begins to count."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from huozhao.twin.city import City
from huozhao.twin.sources import lot_of

STOCKED_SHARE, NEARLY_OUT = 0.45, 0.03
# What spoils is not kept where fewer units than this sell before it does.
SPOILS_UNDER = 0.8
# Of the depot: what ran low; what was bought too much of, days of sales of it, and from which share of all goods on.
DEPOT_LOW, DEPOT_SLOW, SLOW_DAYS, SELLING = 0.12, 0.05, (90, 220), 0.3
Sold = Counter[tuple[int, int]]
Count = dict[str, Any]


def shelves(city: City, sold: Sold, days: int, today: int) -> Iterator[Count]:
    """Yield the first counts of all shops: most hold 4 to 14 days' sales, a few shelves are nearly empty.

    `sold` holds units by (SKU, shop) of so many days, `today` is days since 1970. What spoils lies only where it sold,
    about as much as will be sold in time, in two lots.
    """
    rng = np.random.default_rng([city.settings.seed, 8])
    for shop, store in enumerate(city.shops):
        for sku, item in enumerate(city.assortment.goods):
            cover, luck, range_luck = rng.uniform(4, 14), rng.random(), rng.random()
            spare, keeps = int(rng.integers(2, 4)) if sold[sku, shop] else 1, item.get("shelf_life_days")
            if range_luck > STOCKED_SHARE and not sold[sku, shop]:
                continue
            if keeps and keeps * sold[sku, shop] < SPOILS_UNDER * days:
                continue
            cover, spare = (min(cover, keeps), 0) if keeps else (cover, spare)
            units = round(cover * sold[sku, shop] / max(1, days)) + spare
            units = units if luck > NEARLY_OUT else int(rng.integers(0, 2))
            yield from _counted(city, rng, item, store["shop"], units, today)


def depot(city: City, sold: Sold, days: int, today: int) -> Iterator[Count]:
    """Yield the first counts of the depot: 3 to 12 days of the city's sales in whole packs.

    Some are low; of some that sell little there is far too much.
    """
    rng = np.random.default_rng([city.settings.seed, 14])
    total = np.zeros(len(city.assortment.goods))
    for (sku, _), units in sold.items():
        total[sku] += units
    begin, end = (round(share * len(total)) for share in (SELLING, SELLING + DEPOT_SLOW))
    slow = set(np.argsort(total, kind="stable")[begin:end].tolist())
    for sku, item in enumerate(city.assortment.goods):
        cover, luck = min(rng.uniform(3, 12), item.get("shelf_life_days", 12) * 0.6), rng.random()
        packs = max(1, round(cover * total[sku] / max(1, days) / item["pack_size"])) if luck > DEPOT_LOW else 0
        units = packs * item["pack_size"]
        if sku in slow and "shelf_life_days" not in item:
            units = int(rng.uniform(*SLOW_DAYS) * total[sku] / max(1, days))
        yield from _counted(city, rng, item, city.depot["shop"], units, today)


def together(city: City, counts: Sequence[Count]) -> list[Count]:
    """Return the same units as if all lay in the depot: one count a SKU and lot."""
    found: dict[tuple[str, str], Count] = {}
    for each in counts:
        key = each["sku"], each.get("lot", "")
        if key not in found:
            found[key] = {**each, "shop": city.depot["shop"], "on_hand": 0}
        found[key]["on_hand"] += each["on_hand"]
    # A SKU that has lots is counted by its lots alone.
    lots = {sku for (sku, lot), each in found.items() if lot and each["on_hand"]}
    return [each for (sku, lot), each in found.items() if lot or sku not in lots]


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
