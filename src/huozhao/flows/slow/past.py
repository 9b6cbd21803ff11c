"""What slow goods are judged by: units and money by day of each SKU, read from the demand table and the ledger."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.planning.sales import newest_sale, sold_skus
from huozhao.supply.elasticity import Elasticity, Levels, by_category, levels
from huozhao.supply.ledger import Level
from huozhao.supply.slow import RECENT_DAYS, Moving
from huozhao.terms.goods import Sku
from huozhao.terms.time import EPOCH

Floats = NDArray[np.float64]
HISTORY_DAYS, WINDOW_DAYS = 365, 56


@dataclass(frozen=True, slots=True)
class Past:
    """By SKU: units in the last eight weeks and in the last four, first day with a sale, price levels; elasticities."""

    today: int
    sold: Mapping[str, float]
    recent: Mapping[str, float]
    first: Mapping[str, int]
    elasticity: Mapping[str, Elasticity]


def leaf(goods: Sku) -> str:
    """Return the narrowest category of goods, "" without any."""
    return goods.category[-1] if goods.category else ""


def read_past(state: StateStore, goods: Goods, today: int) -> Past:
    """Read the last year of sales; a mall whose newest sale is old is judged as of the day after that sale."""
    newest = newest_sale(state, today)
    today = newest + 1 if 0 < newest < today - WINDOW_DAYS // 2 else today
    sold: dict[str, float] = {}
    recent: dict[str, float] = {}
    first: dict[str, int] = {}
    found: dict[str, Levels] = {}
    for sku, days, units, fen in _by_sku(state):
        first[sku] = int(days.min())
        place = days - (today - HISTORY_DAYS)
        inside = (place >= 0) & (place < HISTORY_DAYS)
        of_day = _daily(place[inside], units[inside])
        sold[sku], recent[sku] = (float(of_day[-span:].sum()) for span in (WINDOW_DAYS, RECENT_DAYS))
        if of_day.any():
            found[sku] = levels(of_day, _daily(place[inside], fen[inside]))
    members: dict[str, list[str]] = {}
    for item in goods.skus():
        members.setdefault(leaf(item), []).append(item.sku)
    return Past(today, sold, recent, first, by_category(members, found))


def moving(goods: Sku, there: list[Level], past: Past, counted: Callable[[str], int | None]) -> Moving:
    """Return how one SKU moves over all shops; its age counts from its launch, its first sale, else its first count.

    `counted` tells the local day of the first move of a SKU in the ledger.
    """
    age = _age(goods, past, counted)
    days = WINDOW_DAYS if age is None else max(1, min(WINDOW_DAYS, age))
    return Moving(sum(level.available for level in there), past.sold.get(goods.sku, 0.0), days, age, goods.price_fen,
                  goods.cost_fen, past.recent.get(goods.sku, 0.0))  # fmt: skip


def _age(goods: Sku, past: Past, counted: Callable[[str], int | None]) -> int | None:
    began = [day for day in (past.first.get(goods.sku), _launched(goods)) if day is not None]
    first = min(began) if began else counted(goods.sku)
    return None if first is None else past.today - first


def _launched(goods: Sku) -> int | None:
    try:
        return (date.fromisoformat(goods.launched_on) - EPOCH).days if goods.launched_on else None
    except ValueError:  # 2026-02-30 passes the form and is no day
        return None


def _daily(place: NDArray[np.int64], values: Floats) -> Floats:
    return np.bincount(place, values, HISTORY_DAYS).astype(np.float64)


def _by_sku(state: StateStore) -> Iterator[tuple[str, NDArray[np.int64], Floats, Floats]]:
    """Yield days, units and money of each SKU, read one after the other: a large mall's sales do not fit at once."""
    for sku in sold_skus(state):
        columns = state.columns("demand", ("day", "quantity", "amount_fen"), (sku,))
        yield (sku, np.array(columns["day"], dtype=np.int64), np.array(columns["quantity"], dtype=np.float64),
               np.array(columns["amount_fen"], dtype=np.float64))  # fmt: skip
