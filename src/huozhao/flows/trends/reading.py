"""Weekly counts of themes: the interest in each category and the searches that many people make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.search.query_log import QueryLog
from huozhao.matching.tastes import HEAT
from huozhao.operations.facts import BOUGHT, SALES

Floats = NDArray[np.float64]
Kind = Literal["category", "search"]
# What seasons need: a year and a half. Weeks begin on Mondays, and the last one is under way.
WEEKS, LEAST_COUNT = 78, 30


@dataclass(frozen=True, slots=True)
class Weekly:
    """Counts of themes (themes, weeks), oldest first, and of the mall (weeks,); `first` is the first local day."""

    kind: Kind
    themes: tuple[str, ...]
    counts: Floats
    total: Floats
    first: int


def week_of(day: int) -> int:
    """Return the number of the week, beginning on Monday, in which a local day lies."""
    return (day + 3) // 7


def first_day_of(week: int) -> int:
    """Return the Monday of a week."""
    return week * 7 - 3


def read_interest(state: StateStore, goods: Goods, today: int) -> Weekly:
    """Read the interest in each category: views, carts, favourites and orders, weighed as in the heat of goods."""
    last = week_of(today)
    category = {item.sku: "/".join(item.category) for item in goods.skus()}
    sums: dict[str, Floats] = {}
    total = np.zeros(WEEKS)
    for day in range(first_day_of(last - WEEKS + 1), today + 1):
        read = state.columns(HEAT.name, ("sku", "weight"), (day,))
        week = week_of(day) - (last - WEEKS + 1)
        for sku, weight in zip(*read.values(), strict=True):
            amount = max(0, int(weight or 0))
            total[week] += amount
            if path := category.get(str(sku), ""):
                sums.setdefault(path, np.zeros(WEEKS))[week] += amount
    return _weekly("category", sums, total, first_day_of(last - WEEKS + 1))


def read_searches(queries: QueryLog, today: int) -> Weekly:
    """Read how often each search was made that many people make; who made it is nowhere."""
    first = first_day_of(week_of(today) - WEEKS + 1)
    found, total = queries.weekly(first, WEEKS)
    return _weekly("search", found, total, first)


def mean_units(state: StateStore, today: int, days: int = 28) -> dict[str, float]:
    """Return the units that each SKU sold a day, over the last `days` whole days."""
    sums: dict[str, float] = {}
    for day in range(today - days, today):
        read = state.columns(SALES.name, ("sku", "units"), (day,))
        for sku, units in zip(*read.values(), strict=True):
            sums[str(sku)] = sums.get(str(sku), 0.0) + int(units or 0) / days
    return sums


def buyers_of(state: StateStore, skus: Sequence[str], today: int, days: int = 14) -> int:
    """Return how many shoppers bought one of the goods in the last `days` days."""
    wanted, found = frozenset(skus), set[int]()
    for day in range(today - days, today + 1):
        read = state.columns(BOUGHT.name, ("sku", "shopper"), (day,))
        found |= {hash(name) for sku, name in zip(*read.values(), strict=True) if name and sku in wanted}
    return len(found)


def _weekly(kind: Kind, sums: Mapping[str, Floats], total: Floats, first: int) -> Weekly:
    """Keep the themes that are large enough to be judged, and the weeks since anything is known."""
    known = np.flatnonzero(total)
    begin = int(known[0]) if len(known) else WEEKS
    kept = sorted(name for name, counts in sums.items() if counts[-8:].sum() >= LEAST_COUNT)
    counts = np.array([sums[name][begin:] for name in kept]) if kept else np.zeros((0, WEEKS - begin))
    return Weekly(kind, tuple(kept), counts, total[begin:], first + 7 * begin)
