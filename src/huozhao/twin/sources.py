"""Who supplies the mall: what each supplier promises and asks, and what they do with an order."""

from datetime import timedelta
from typing import Any
from zlib import crc32

import numpy as np

from huozhao.terms.time import EPOCH, HOUR_MS

# Days from order to receipt as promised; least order in fen; weekdays on which orders are taken, [] = any.
TERMS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "华东优品供应链": (5, 80_000, (1, 3, 5)),
    "北方鲜达": (1, 20_000, ()),
    "晨光日化": (4, 60_000, ()),
    "童悦母婴商贸": (5, 100_000, ()),
    "盛京食品": (2, 30_000, ()),
    "云间数码": (6, 150_000, (2, 4)),
    "远帆体育": (6, 60_000, ()),
    "素衣服饰": (7, 80_000, (1, 4)),
}
LEAD_DAYS = {name: terms[0] for name, terms in TERMS.items()}
SHORT, LATE, IN_PARTS, DAMAGED = 0.06, 0.3, 0.35, 0.03


def described() -> dict[str, dict[str, Any]]:
    """Return what the mall is told of its suppliers, by id."""
    return {
        name: {"name": name, "lead_time_days": days, "min_order_fen": least, "weekdays": list(weekdays)}
        for name, (days, least, weekdays) in TERMS.items()
    }


def chance_of(seed: int, order: str) -> np.random.Generator:
    """Return the luck of one order: the same order of the same city has the same."""
    return np.random.default_rng([seed, 13, crc32(order.encode())])


def answer_to(rng: np.random.Generator, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the supplier confirms: of one line in seventeen only four fifths."""
    return [
        {"sku": line["sku"], "quantity": line["quantity"] * 4 // 5, "note": "缺货，先发八成 / short of stock"}
        if line["quantity"] >= 5 and rng.random() < SHORT
        else {"sku": line["sku"]}
        for line in order["lines"]
    ]


def delay_ms(rng: np.random.Generator) -> int:
    """Return how much later than promised an order comes: three in ten are 6 to 48 hours late, the rest on the day."""
    return int(rng.uniform(6, 48) * HOUR_MS) if rng.random() < LATE else int(rng.uniform(0, 3) * HOUR_MS)


def delivery(
    rng: np.random.Generator, order: dict[str, Any], share: float, keeps: dict[str, int], day: int
) -> list[dict[str, Any]]:
    """Return what a truck brings of an order on a local day: a share of what is open, some of it damaged, with lots."""
    came = []
    for line in order["lines"]:
        units = int(np.ceil(line["open"] * share))
        if units:
            damaged = int(rng.random() < DAMAGED and units > 1)
            came.append({"sku": line["sku"], "quantity": units - damaged, "damaged": damaged,
                         **lot_of(keeps.get(line["sku"], 0), day)})
    return came


def lot_of(keeps: int, made: int) -> dict[str, str]:
    """Return lot and last day of sale of goods that came on a local day and keep so many days; nothing for others."""
    if not keeps:
        return {}
    came, last = EPOCH + timedelta(days=made), EPOCH + timedelta(days=made + keeps - 1)
    return {"lot": f"{came:%y%m%d}", "expires_on": last.isoformat()}
