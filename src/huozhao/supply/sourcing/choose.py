"""Decide which shop serves a basket: the one that takes least of those that hold all, split only when none does."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

import numpy as np

from huozhao.supply.shop_map import Floats, Ints, ShopMap, unit_vectors
from huozhao.supply.sourcing import reasons
from huozhao.supply.sourcing.promise import PARCEL_MINUTES, Promise
from huozhao.supply.sourcing.quote import NO_PRESSURE, Flags, Pressure, Quote, cheapest_holding, quote
from huozhao.supply.sourcing.reasons import Option
from huozhao.terms.place import Coordinates
from huozhao.terms.text import Text

# So many shops are told about beside those that were chosen.
MOST_OPTIONS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """The lines (sku → units) that one shop serves; no distance when the shopper's place is unknown."""

    shop: str
    lines: dict[str, int]
    distance_km: float | None
    promised_minutes: int


@dataclass(frozen=True, slots=True)
class Sourced:
    """The parts of an order and why; `missing` (sku → units) is not empty when stock cannot cover it.

    `options` are the shops looked at, the chosen ones and the nearest others.
    """

    parts: tuple[Part, ...]
    missing: dict[str, int]
    why: Text
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class _Case:
    """One basket with all that bears on it; `stock` is free of the shops that declined."""

    lines: dict[str, int]
    stock: Mapping[str, Ints]
    where: ShopMap
    place: Coordinates | None
    km: Floats | None
    terms: Quote
    declined: frozenset[str]

    @property
    def arrays(self) -> list[Ints]:
        """The stock of each line."""
        return [self.stock[sku] for sku in self.lines]

    @property
    def wanted(self) -> list[int]:
        """The units of each line."""
        return list(self.lines.values())

    def taking(self) -> Floats:
        """Return what each shop takes for what it could give of the basket; the shadow price included."""
        rows = np.arange(len(self.where.shops))
        km = np.zeros(len(rows)) if self.km is None else self.km
        lost = self.terms.lost_minutes * self.terms.lost(rows, self.arrays, self.wanted)
        return self.terms.minutes(rows, km) + lost


def source(
    lines: Mapping[str, int],
    stock: Mapping[str, Ints],
    where: ShopMap,
    place: Coordinates | None,
    minute: int,
    promise: Promise,
    pressure: Pressure = NO_PRESSURE,
) -> Sourced:
    """Choose the shops for a basket.

    `lines` is sku → units, `stock` sku → available units by shop row (shops,), `minute` the local minute of day.
    One shop that holds all wins: the one that takes least (see `quote`), or without a place the warehouse, then the
    fullest. Otherwise take again and again the shop that covers most of what is left (ties: the one that takes
    least), which keeps the splits few.
    """
    stock = _without(stock, where, pressure.declined)
    missing = {sku: units - int(stock[sku].sum()) for sku, units in lines.items() if stock[sku].sum() < units}
    if missing:
        return Sourced((), missing, reasons.missing(missing))
    km = None if place is None else where.distances(place)
    terms = quote(where, place, minute, promise, pressure, list(lines))
    case = _Case(dict(lines), stock, where, place, km, terms, pressure.declined)
    single = _single(case)
    chosen = [(single, dict(lines))] if single >= 0 else _split(case)
    parts = tuple(Part(where.shops[row].shop, units, _km(km, row), _minutes(case, row)) for row, units in chosen)
    rows = [row for row, _ in chosen]
    return Sourced(parts, {}, _why(case, rows), _options(case, rows))


def _without(stock: Mapping[str, Ints], where: ShopMap, declined: frozenset[str]) -> Mapping[str, Ints]:
    rows = [where.index[shop] for shop in declined if shop in where.index]
    if not rows:
        return stock
    keep = np.ones(len(where.shops), dtype=np.int64)
    keep[rows] = 0
    return {sku: units * keep for sku, units in stock.items()}


def _single(case: _Case) -> int:
    if case.place is not None:
        at = case.place.to_wgs84()
        point = unit_vectors(np.array([at.longitude]), np.array([at.latitude]))[0]
        row = cheapest_holding(case.where, point, case.arrays, case.wanted, case.terms)
        if row >= 0:
            return row
    left = np.min([have - want for have, want in zip(case.arrays, case.wanted, strict=True)], axis=0)
    left = np.where((left >= 0) & _warehouses(case.where), left + (1 << 40), left)
    best = int(left.argmax())
    return best if left[best] >= 0 else -1


def _warehouses(where: ShopMap) -> Flags:
    return np.array([shop.kind == "warehouse" for shop in where.shops], dtype=bool)


def _split(case: _Case) -> list[tuple[int, dict[str, int]]]:
    """Cover greedily: most units first, then what takes least. Greedy set cover is within ln(n)+1 of fewest splits."""
    left = dict(case.lines)
    order = np.argsort(case.taking(), kind="stable")
    chosen: list[tuple[int, dict[str, int]]] = []
    while left:
        covers = np.sum([np.minimum(case.stock[sku], units) for sku, units in left.items()], axis=0)
        covers[[row for row, _ in chosen]] = 0
        row = int(order[int(covers[order].argmax())])
        taken = {s: min(int(case.stock[s][row]), units) for s, units in left.items() if case.stock[s][row] > 0}
        chosen.append((row, taken))
        left = {sku: units - taken.get(sku, 0) for sku, units in left.items() if units > taken.get(sku, 0)}
    return chosen


def _km(km: Floats | None, row: int) -> float | None:
    return None if km is None or isinf(km[row]) else round(float(km[row]), 2)


def _minutes(case: _Case, row: int) -> int:
    km, terms = case.km, case.terms
    if km is None or km[row] > terms.reach_km[row]:
        return PARCEL_MINUTES
    return round(float(terms.before[row])) + round(float(km[row]) * terms.minutes_a_km)


def _lost(case: _Case, row: int) -> float:
    return float(case.terms.lost(np.array([row]), case.arrays, case.wanted)[0])


def _lacking(case: _Case, row: int) -> dict[str, int]:
    return {s: units - int(case.stock[s][row]) for s, units in case.lines.items() if case.stock[s][row] < units}


def _options(case: _Case, chosen: list[int]) -> tuple[Option, ...]:
    """Return the chosen shops and the nearest others (without a place: none), each with its verdict."""
    near = [] if case.km is None else [int(row) for row in np.argsort(case.km, kind="stable")[:MOST_OPTIONS]]
    rows = chosen + [row for row in near if row not in chosen]
    return tuple(_option(case, row, chosen) for row in rows)


def _option(case: _Case, row: int, chosen: list[int]) -> Option:
    shop, minutes, lost = case.where.shops[row].shop, _minutes(case, row), _lost(case, row)
    code, why = "chosen", Text("由此店发货", "serves the order")
    if shop in case.declined:
        code, why = "declined", reasons.declined()
    elif row not in chosen and (lacking := _lacking(case, row)):
        code, why = "lacks", reasons.lacks(lacking)
    elif row not in chosen:
        code, why = "takes_more", reasons.takes_more(minutes - _minutes(case, chosen[0]), lost - _lost(case, chosen[0]))
    return Option(shop, _km(case.km, row), minutes, round(lost, 3), code, why)


def _why(case: _Case, chosen: list[int]) -> Text:
    names = [case.where.shops[row].name for row in chosen]
    if len(chosen) > 1:
        return reasons.split(names)
    km = _km(case.km, chosen[0])
    if km is None or case.km is None:
        return reasons.unplaced(names[0], case.place is not None)
    holding = np.all([have >= want for have, want in zip(case.arrays, case.wanted, strict=True)], axis=0)
    nearest = int(np.where(holding, case.km, np.inf).argmin())
    if case.km[nearest] >= case.km[chosen[0]]:
        return reasons.single(names[0], km, None, 0.0)
    spared = _lost(case, nearest) - _lost(case, chosen[0])
    return reasons.single(names[0], km, case.where.shops[nearest].name, spared)
