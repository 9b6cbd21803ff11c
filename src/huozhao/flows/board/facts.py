"""Reading the facts of one day out of the state; shoppers become numbers, so that no name stays in memory."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from huozhao.events.state import Row, StateStore
from huozhao.operations.board.days import Bought, Clicked, DayFacts
from huozhao.operations.facts import BOUGHT, CLICKS, DAILY, SHOWN, VISITS

Sums = Mapping[tuple[str, str], int]


def read_sums(state: StateStore, day: int) -> Sums:
    """Return the sums of a day by (metric, cut); `recorded` counts every event, so equal sums mean the same day."""
    return {(str(row["metric"]), str(row["cut"])): _whole(row["value"]) for row in state.scan(DAILY.name, (day,))}


def read_day(state: StateStore, day: int, sums: Sums, category: Mapping[str, str]) -> DayFacts:
    """Read the facts of one day; an empty day costs nothing."""
    if not sums:
        return DayFacts(day)
    visits = state.columns(VISITS.name, ("shopper", "events", "orders"), (day,))
    shopper = np.array([hash(name) if name else 0 for name in visits["shopper"]], np.int64)
    events, orders = np.array(visits["events"], np.int64), np.array(visits["orders"], np.int64)
    known = shopper != 0
    paid = known & (orders > 0)
    shown, skus = _shown(state, day, category)
    bought = _bought(state, day)
    units = Counter[str]()
    for line in bought:
        units[line.sku] += line.quantity
    return DayFacts(
        day, sums, shopper[known & (events > 0)], shopper[paid], orders[paid], shown, skus,
        tuple(_clicked(row) for row in state.scan(CLICKS.name, (day,)) if row["shopper"]),
        bought, units, sum(line.fen for line in bought),
    )  # fmt: skip




def _shown(
    state: StateStore, day: int, category: Mapping[str, str]
) -> tuple[dict[tuple[str, str], tuple[int, int]], dict[str, frozenset[str]]]:
    read = state.columns(SHOWN.name, ("placement", "sku", "times", "clicked"), (day,))
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    skus: dict[str, set[str]] = {}
    for placement, sku, times, clicked in zip(*read.values(), strict=True):
        key = str(placement), category.get(str(sku), "")
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + _whole(times), before[1] + _whole(clicked)
        if times:
            skus.setdefault(str(placement), set()).add(str(sku))
    return sums, {placement: frozenset(found) for placement, found in skus.items()}


def _clicked(row: Row) -> Clicked:
    return Clicked(hash(str(row["shopper"])), str(row["sku"]), str(row["placement"]), _whole(row["clicked_at"]))


def _bought(state: StateStore, day: int) -> tuple[Bought, ...]:
    names = ("order_id", "shopper", "sku", "quantity", "fen", "paid_at")
    read = state.columns(BOUGHT.name, names, (day,))
    return tuple(Bought(str(order), hash(shopper) if shopper else 0, str(sku), _whole(quantity), _whole(fen),
                        _whole(paid)) for order, shopper, sku, quantity, fen, paid in zip(*read.values(), strict=True))


def _whole(value: str | int | float | None) -> int:
    return int(value or 0)
