"""What was sold, as a plan reads it: some SKUs at a time, never a whole mall at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Key = tuple[str, str]
HISTORY_DAYS = 112


@dataclass(frozen=True, slots=True)
class Demand:
    """Units a day: `rows` maps (sku, shop) to a row of `history` (n, days); the last column is `last_day`."""

    rows: dict[Key, int]
    history: Floats
    last_day: int


@dataclass(frozen=True, slots=True)
class Sold:
    """The sales of one SKU line by line: the shops, days and units (m,)."""

    shops: list[str]
    days: Ints
    units: Floats


def home_shop(goods: Goods) -> str:
    """Return where demand without a shop is planned: the first warehouse, the first shop, or "" without any."""
    shops = sorted((shop for shop in goods.shops() if shop.open), key=lambda s: (s.kind != "warehouse", s.shop))
    return shops[0].shop if shops else ""


def last_day(state: StateStore, today: int) -> int:
    """Return the last full day of demand.

    A mall whose newest sale is older than four weeks (an imported history) is planned as of the day after that sale.
    """
    newest = newest_sale(state, today) or today
    return today - 1 if newest >= today - HISTORY_DAYS // 4 else newest


def newest_sale(state: StateStore, today: int) -> int:
    """Return the last day up to today with an order on record, 0 for none."""
    days = (today - back for back in range(today + 1))
    return next((day for day in days if state.get("daily", (day, "orders", "")) is not None), 0)


def sold_skus(state: StateStore) -> Iterator[str]:
    """Yield every SKU with demand on record, in order, without reading that demand."""
    after: tuple[str, ...] | None = None
    while found := state.scan("demand", after=after, limit=1):
        sku = str(found[0]["sku"])
        after = (sku,)
        yield sku


def sold(state: StateStore, sku: str, last: int, home: str, days: int = HISTORY_DAYS) -> Sold:
    """Return the sales of one SKU on the `days` days up to `last`."""
    columns = state.columns("demand", ("shop", "day", "quantity"), (sku,), ("day", last - days + 1))
    day = np.array(columns["day"], dtype=np.int64)
    inside = np.flatnonzero(day <= last)
    shops = [str(shop) or home for shop in columns["shop"]]
    if len(inside) < len(day):
        shops = [shops[n] for n in inside.tolist()]
    return Sold(shops, day[inside], np.array(columns["quantity"], dtype=np.float64)[inside])


def histories(found: Sequence[Sold], rows: Sequence[dict[str, int]], count: int, last: int) -> Floats:
    """Return units a day (count, 112); `rows` gives for each SKU the row of each of its shops, others are left out."""
    history = np.zeros((count, HISTORY_DAYS))
    for one, places in zip(found, rows, strict=True):
        at = np.array([places.get(shop, -1) for shop in one.shops], dtype=np.int64)
        known = at >= 0
        np.add.at(history, (at[known], HISTORY_DAYS - 1 - (last - one.days[known])), one.units[known])
    return history


def read_demand(state: StateStore, goods: Goods, last: int, skus: Sequence[str]) -> Demand:
    """Return the demand of some SKUs at all shops that sold them, in units a day up to the day `last`."""
    home = home_shop(goods)
    found = [sold(state, sku, last, home) for sku in skus]
    rows: dict[Key, int] = {}
    places: list[dict[str, int]] = []
    for sku, one in zip(skus, found, strict=True):
        places.append({shop: rows.setdefault((sku, shop), len(rows)) for shop in dict.fromkeys(one.shops)})
    return Demand(rows, histories(found, places, len(rows), last), last)


def in_chunks(skus: Sequence[str], size: int, watch: Callable[[int, int], None]) -> Iterator[Sequence[str]]:
    """Yield the SKUs in parts, reporting how far it is before each and at the end."""
    for start in range(0, len(skus), size):
        watch(start, len(skus))
        yield skus[start : start + size]
    watch(len(skus), len(skus))
