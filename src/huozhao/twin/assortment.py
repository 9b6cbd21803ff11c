"""The invented assortment: what the engine is told about goods, and the hidden style it is not told."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.twin.sources import LEAD_DAYS
from huozhao.twin.words import ADJECTIVES, CATEGORIES, Category, Kind

STYLES = 4
# Least quality of goods that are rising, and of the shampoo with the fault.
LIKED, LIKED_MOST = 1.5, 2.3


@dataclass(frozen=True, slots=True)
class Assortment:
    """Goods as sent to the mall, with hidden arrays in the same order.

    `category` and `kind` are indices, `style` has shape (n, STYLES), `quality` (n,), prices and costs in fen.
    """

    goods: tuple[dict[str, Any], ...]
    category: NDArray[np.int64]
    kind: NDArray[np.int64]
    style: NDArray[np.float64]
    quality: NDArray[np.float64]
    price_fen: NDArray[np.int64]
    cycle_days: NDArray[np.float64]

    @property
    def skus(self) -> list[str]:
        """The ids in order."""
        return [item["sku"] for item in self.goods]

    @property
    def keeps(self) -> dict[str, int]:
        """Days that goods may be sold after they came, by SKU; those that do not spoil are not in it."""
        return {item["sku"]: item["shelf_life_days"] for item in self.goods if "shelf_life_days" in item}


KINDS: tuple[tuple[int, Kind], ...] = tuple(
    (index, kind) for index, category in enumerate(CATEGORIES) for kind in category.kinds
)
_SHAMPOO = next(place for place, (_, kind) in enumerate(KINDS) if kind.name == "洗发水")
FLAWED, IMPROVED = f"P{1000 + _SHAMPOO}", f"P{1000 + _SHAMPOO + len(KINDS)}"


def make_assortment(seed: int, skus: int, first_day: date) -> Assortment:
    """Return `skus` goods in eight categories; each SPU has up to three variants.

    Price is log-uniform in the type's range, cost 55-80 % of it, lead time 1-7 days by supplier. What is rising is well
    liked; so is the first shampoo, which has a fault; the second, when there is one, improves it.
    """
    rng = np.random.default_rng([seed, 1])
    goods: list[dict[str, Any]] = []
    hidden: list[tuple[int, int, NDArray[np.float64], float, float]] = []
    number = 0
    while len(goods) < skus:
        place = number % len(KINDS)
        category, kind = KINDS[place]
        style, quality = rng.normal(size=STYLES), float(rng.normal())
        quality = max(quality, LIKED if kind.rising else LIKED_MOST if f"P{1000 + number}" == FLAWED else quality)
        variants = _variants(rng, number, category, kind, first_day)[: skus - len(goods)]
        for variant in variants:
            goods.append(variant)
            tweak = style + 0.3 * rng.normal(size=STYLES)
            hidden.append((category, place, tweak, quality, float(kind.cycle_days)))
        number += 1
    improve(goods)
    return _pack(goods, hidden)


def improve(goods: list[dict[str, Any]]) -> None:
    """Let the second shampoo be the improved one of the first: its brand and supplier, named as what it improves."""
    old = next((item for item in goods if item["spu"] == FLAWED), None)
    for item in goods:
        if old and item["spu"] == IMPROVED:
            brand = old["attributes"]["品牌"]
            item.update(
                title=f"{brand}强效{item['category'][1]} {item['attributes']['功效']}", supplier=old["supplier"],
                lead_time_days=old["lead_time_days"], attributes={**item["attributes"], "品牌": brand}, succeeds=FLAWED,
                launched_on=max(item["launched_on"], old["launched_on"]),
            )


def _variants(rng: np.random.Generator, number: int, category: int, kind: Kind, first: date) -> list[dict[str, Any]]:
    shelf: Category = CATEGORIES[category]
    brand = str(rng.choice(shelf.brands))
    adjective = str(rng.choice(ADJECTIVES))
    yuan = float(np.exp(rng.uniform(np.log(kind.low_yuan), np.log(kind.high_yuan))))
    margin = float(rng.uniform(0.55, 0.8))
    supplier = str(rng.choice(shelf.suppliers))
    launched = first - timedelta(days=int(rng.integers(5, 720)) if f"P{1000 + number}" != FLAWED else 400)
    made = []
    for index in range(int(rng.integers(1, 4))):
        price = max(100, round(yuan * (1 + 0.15 * index)) * 100 - 10)
        made.append({
            "sku": f"{1000 + number}-{index + 1}", "spu": f"P{1000 + number}",
            "title": f"{brand}{adjective}{kind.name} {kind.choices[index]}",
            "category": [shelf.name, kind.name], "price_fen": price, "cost_fen": round(price * margin),
            "attributes": {"品牌": brand, shelf.attribute: kind.choices[index]},
            "launched_on": launched.isoformat(), "supplier": supplier, "lead_time_days": LEAD_DAYS[supplier],
            "pack_size": kind.pack // 2, "min_order": kind.pack // 2 * (2 if kind.high_yuan < 40 else 1),
            **({"shelf_life_days": kind.keeps_days} if kind.keeps_days else {}),
        })
    return made


def _pack(
    goods: list[dict[str, Any]], hidden: list[tuple[int, int, NDArray[np.float64], float, float]]
) -> Assortment:
    return Assortment(
        tuple(goods),
        np.array([row[0] for row in hidden]),
        np.array([row[1] for row in hidden]),
        np.array([row[2] for row in hidden]),
        np.array([row[3] for row in hidden]),
        np.array([item["price_fen"] for item in goods]),
        np.array([row[4] for row in hidden]),
    )
