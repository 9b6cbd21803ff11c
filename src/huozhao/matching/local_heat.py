"""What is bought where and when: a fold that counts orders by place, part of the week and SKU, naming nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.catalogue import OrderPaid
from huozhao.events.event import Recorded
from huozhao.events.state import Fold, Table, Write
from huozhao.matching.fit import sparse
from huozhao.matching.model import Sparse, empty
from huozhao.terms.ids import Ids
from huozhao.terms.time import local_day, local_minute

LOCAL_HEAT = Table("local_heat", ("week", "area", "part", "sku"), add=("orders",))
# Where an order names no city, its shop stands for the place until the shop's city is looked up.
SHOP = "@"
# Hours that begin a part of the day: night, breakfast, forenoon, lunch, afternoon, evening, late.
PARTS = (0, 6, 9, 11, 14, 17, 21)
WEEKS, HALF_LIFE_WEEKS = 12, 4.0


def part_of_week(weekday: int, hour: int) -> int:
    """Return the part of the week: parts of working days from 0, those of Saturday and Sunday after them."""
    of_day = sum(hour >= begins for begins in PARTS) - 1
    return of_day + (len(PARTS) if weekday >= 5 else 0)


def area_of(city: str) -> str:
    """Return a city under one spelling: 武汉市 and 武汉 are one place."""
    return city.strip().removesuffix("市")


def local_heat_fold(zone: str) -> Fold:
    """Return the fold that counts paid orders by local time of the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        at, what = recorded.event.at, recorded.event.properties
        if not isinstance(what, OrderPaid) or not (what.city or what.shop):
            return
        area = area_of(what.city) if what.city else f"{SHOP}{what.shop}"
        day = local_day(at, zone)
        part = part_of_week((day + 3) % 7, local_minute(at, zone) // 60)
        for sku in sorted({line.sku for line in what.lines}):
            yield Write(LOCAL_HEAT.name, ((day + 3) // 7, area, part, sku), {"orders": 1})

    return Fold("local_heat", (LOCAL_HEAT,), frozenset({"Order Paid"}), fold)


@dataclass(frozen=True, slots=True)
class LocalHeat:
    """Decayed orders by SKU, and by area (rows of `areas`), by part of the week, by area and part (area first)."""

    skus: Ids
    areas: Ids
    mall: NDArray[np.float32]
    by_area: Sparse
    by_part: Sparse
    by_both: Sparse


def no_local_heat() -> LocalHeat:
    """Return what is known where nothing was sold."""
    none = Ids(np.zeros(0, "S1"))
    return LocalHeat(none, none, np.zeros(0, np.float32), empty(), empty(), empty())


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders of one SKU in one area and part of the week, `weeks_ago` weeks ago."""

    area: str
    part: int
    sku: str
    orders: int
    weeks_ago: int


def gather(sold: Iterable[Sold]) -> LocalHeat:
    """Return the heat of what was sold; orders count half for every four weeks since."""
    rows = [each for each in sold if each.orders > 0 and 0 <= each.weeks_ago <= WEEKS]
    if not rows:
        return no_local_heat()
    skus, areas = Ids.of([r.sku for r in rows]), Ids.of([r.area for r in rows])
    item = np.array([skus.place(r.sku) for r in rows], np.int64)
    area = np.array([areas.place(r.area) for r in rows], np.int64)
    part = np.array([r.part for r in rows], np.int64)
    value = np.array([r.orders * 0.5 ** (r.weeks_ago / HALF_LIFE_WEEKS) for r in rows])
    size, parts = len(skus), 2 * len(PARTS)
    return LocalHeat(
        skus, areas, np.bincount(item, weights=value, minlength=size).astype(np.float32),
        _summed(area, item, value, (len(areas), size)), _summed(part, item, value, (parts, size)),
        _summed(area * parts + part, item, value, (len(areas) * parts, size)),
    )  # fmt: skip


def _summed(row: NDArray[np.int64], item: NDArray[np.int64], value: NDArray[Any], shape: tuple[int, int]) -> Sparse:
    cell, turn = np.unique(row * shape[1] + item, return_inverse=True)
    rows, columns = np.divmod(cell, shape[1])
    return sparse(rows, columns, np.bincount(turn, weights=value), shape)


_TABLES = ("by_area", "by_part", "by_both")


def to_arrays(heat: LocalHeat) -> dict[str, NDArray[Any]]:
    """Return the heat as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {"skus": heat.skus.encoded, "areas": heat.areas.encoded, "mall": heat.mall}
    for name in _TABLES:
        table: Sparse = getattr(heat, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> LocalHeat:
    """Return the heat held in named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"]) for name in _TABLES
    }
    return LocalHeat(Ids(arrays["skus"]), Ids(arrays["areas"]), arrays["mall"], **parts)
