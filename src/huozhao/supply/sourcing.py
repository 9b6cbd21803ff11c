"""Decide which shop serves a basket: the nearest that holds everything, split only when none does."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

import numpy as np

from huozhao.supply.shop_map import Floats, Ints, ShopMap, nearest_holding, unit_vectors
from huozhao.terms.goods import Shop
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

# A courier rides about 1.3 times the straight line (mean detour of city streets).
DETOUR = 1.3
PARCEL_MINUTES = 48 * 60
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Promise:
    """What the promised time is made of: picking in minutes, courier speed in km/h, its reach in km."""

    picking_minutes: int = 15
    courier_kmh: float = 18.0
    radius_km: float = 10.0


@dataclass(frozen=True, slots=True)
class Part:
    """The lines (sku → units) that one shop serves; no distance when the shopper's place is unknown."""

    shop: str
    lines: dict[str, int]
    distance_km: float | None
    promised_minutes: int


@dataclass(frozen=True, slots=True)
class Sourced:
    """The parts of an order and why; `missing` (sku → units) is not empty when stock cannot cover it."""

    parts: tuple[Part, ...]
    missing: dict[str, int]
    why: Text


def source(
    lines: Mapping[str, int],
    stock: Mapping[str, Ints],
    where: ShopMap,
    place: Coordinates | None,
    minute: int,
    promise: Promise,
) -> Sourced:
    """Choose the shops for a basket.

    `lines` is sku → units, `stock` sku → available units by shop row (shops,), `minute` the local minute of day.
    One shop that holds all wins: the nearest, or without a place the warehouse, then the fullest. Otherwise take
    again and again the shop that covers most of what is left (ties: the nearest), which keeps the splits few.
    """
    missing = {sku: units - int(stock[sku].sum()) for sku, units in lines.items() if stock[sku].sum() < units}
    if missing:
        return Sourced((), missing, _why_missing(missing))
    single = _single(lines, stock, where, place)
    km = None if place is None else where.distances(place)
    chosen = [(single, dict(lines))] if single >= 0 else _split(lines, stock, where, km)
    parts = tuple(_part(where.shops[row], units, _km(km, row), minute, promise) for row, units in chosen)
    return Sourced(parts, {}, _why(parts, where, place is not None))


def _single(lines: Mapping[str, int], stock: Mapping[str, Ints], where: ShopMap, place: Coordinates | None) -> int:
    arrays, wanted = [stock[sku] for sku in lines], list(lines.values())
    if place is not None:
        at = place.to_wgs84()
        row = nearest_holding(where, unit_vectors(np.array([at.longitude]), np.array([at.latitude]))[0], arrays, wanted)
        if row >= 0:
            return row
    left = np.min([have - want for have, want in zip(arrays, wanted, strict=True)], axis=0)
    left = np.where((left >= 0) & _warehouses(where), left + (1 << 40), left)
    best = int(left.argmax())
    return best if left[best] >= 0 else -1


def _warehouses(where: ShopMap) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.array([shop.kind == "warehouse" for shop in where.shops], dtype=bool)


def _split(
    lines: Mapping[str, int], stock: Mapping[str, Ints], where: ShopMap, km: Floats | None
) -> list[tuple[int, dict[str, int]]]:
    """Cover greedily: most units first, then nearest. Greedy set cover is within ln(n)+1 of the fewest splits."""
    left = dict(lines)
    order = np.arange(len(where.shops)) if km is None else np.argsort(km, kind="stable")
    chosen: list[tuple[int, dict[str, int]]] = []
    while left:
        covers = np.sum([np.minimum(stock[sku], units) for sku, units in left.items()], axis=0)
        covers[[row for row, _ in chosen]] = 0
        row = int(order[int(covers[order].argmax())])
        taken = {sku: min(int(stock[sku][row]), units) for sku, units in left.items() if stock[sku][row] > 0}
        chosen.append((row, taken))
        left = {sku: units - taken.get(sku, 0) for sku, units in left.items() if units > taken.get(sku, 0)}
    return chosen


def _km(km: Floats | None, row: int) -> float | None:
    return None if km is None or isinf(km[row]) else round(float(km[row]), 2)


def _part(shop: Shop, lines: dict[str, int], km: float | None, minute: int, promise: Promise) -> Part:
    return Part(shop.shop, lines, km, promised_minutes(shop, km, minute, promise))


def promised_minutes(shop: Shop, km: float | None, minute: int, promise: Promise) -> int:
    """Return the minutes until the goods are there: wait for opening + picking + ride, or a parcel's two days."""
    if km is None or km > promise.radius_km:
        return PARCEL_MINUTES
    ride = km * DETOUR / promise.courier_kmh * 60
    return wait_minutes(shop, minute) + promise.picking_minutes + round(ride)


def wait_minutes(shop: Shop, minute: int) -> int:
    """Return the minutes until the shop can pick: 0 while it is open, hours past midnight included."""
    opens, closes = _minutes(shop.opens), _minutes(shop.closes)
    if opens == closes:
        return 0
    is_open = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
    return 0 if is_open else (opens - minute) % DAY_MINUTES


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _why_missing(missing: Mapping[str, int]) -> Text:
    zh = "、".join(f"{sku} 还缺 {units} 件" for sku, units in missing.items())
    en = ", ".join(f"{units} of {sku}" for sku, units in missing.items())
    return Text(f"全部门店合计仍不够：{zh}", f"all shops together are short of {en}")


def _why(parts: tuple[Part, ...], where: ShopMap, has_place: bool) -> Text:
    names = [where.shops[where.index[part.shop]].name for part in parts]
    if len(parts) > 1:
        return Text(
            f"没有一家店备齐全部商品，由 {len(parts)} 家店分单：{'、'.join(names)}",
            f"no single shop holds everything; split over {len(parts)}: {', '.join(names)}",
        )
    km = parts[0].distance_km
    if km is not None:
        return Text(
            f"{names[0]}是备齐全部商品的最近门店，{km} 公里",
            f"{names[0]} is the nearest shop that holds everything, {km} km away",
        )
    reason = (
        "附近没有有货门店" if has_place else "没有收货位置",
        "no placed shop has it" if has_place else "no place given",
    )
    return Text(f"{reason[0]}，由{names[0]}发货", f"{reason[1]}: {names[0]} sends it")
