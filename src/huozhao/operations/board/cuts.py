"""Cuts: the metrics of one period and the period before, apart for each segment, arm, placement, shop or category."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from huozhao.operations.board.credit import Credit
from huozhao.operations.board.days import DayFacts
from huozhao.operations.board.periods import DAYS_A_YEAR, Periods, effective
from huozhao.operations.metrics import BY_NAME, MEASURES, METRICS, Metric
from huozhao.operations.metrics.shoppers import ShopperSums

By = Literal["segment", "arm", "placement", "shop", "category"]
# The metrics that each cut can tell.
METRICS_OF: dict[str, tuple[Metric, ...]] = {
    "segment": tuple(metric for metric in METRICS if metric.is_by_shopper),
    "arm": tuple(metric for metric in METRICS if metric.is_by_shopper),
    "placement": tuple(BY_NAME[name] for name in (
        "recommendation_ctr", "recommendation_sales", "recommendation_orders", "coverage", "diversity")),
    "shop": tuple(BY_NAME[name] for name in ("gmv", "orders", "average_order", "goods_sales", "delivery_time")),
    "category": tuple(BY_NAME[name] for name in (
        "goods_sales", "orders", "recommendation_ctr", "recommendation_sales", "coverage", "turnover")),
}  # fmt: skip
Sums = Mapping[str, float]
Add = Callable[[str, str, float], None]


@dataclass(frozen=True, slots=True)
class CutRow:
    """One part of the mall: for each metric of the cut its figure now and in the period before."""

    cut: str
    values: Mapping[str, tuple[float | None, float | None]]


def rows(by: By, now: Mapping[str, Sums], before: Mapping[str, Sums]) -> tuple[CutRow, ...]:
    """Return a row for each part that either period knows, the greatest by the first metric of the cut first."""
    metrics = METRICS_OF[by]
    found = [CutRow(cut, {metric.name: (metric.value(now.get(cut, {})), metric.value(before.get(cut, {})))
                          for metric in metrics}) for cut in {**now, **before}]  # fmt: skip
    weight = {"segment": "visitors", "arm": "visitors", "placement": "shown", "shop": "gmv_fen"}.get(by, "goods_fen")
    return tuple(sorted(found, key=lambda row: (-now.get(row.cut, {}).get(weight, 0.0), row.cut)))


def by_shopper(period: ShopperSums, looked_back: ShopperSums, groups: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the measures of each group; `groups` (n,) names that of each shopper, "" leaves a shopper out.

    `looked_back` holds the sums of the same shoppers over the look-back of measures that have one, which count those
    only who bought in the period.
    """
    names = sorted(set(groups) - {""})
    place = {name: number for number, name in enumerate(names)}
    of = np.array([place.get(group, -1) for group in groups], np.int64)
    buyers = period.measure(MEASURES["buyers"])
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for measure in MEASURES.values():
        if measure.of:
            sums = looked_back.measure(measure) * buyers if measure.over_days else period.measure(measure)
            added = np.bincount(of[of >= 0], sums[of >= 0], len(names))
            for name, total in zip(names, added.tolist(), strict=True):
                found[name][measure.name] = total
    return found


def by_placement(known: Periods, first: int, last: int) -> dict[str, dict[str, float]]:
    """Return what each placement showed and led to."""
    days, credit = _window(known, first, last)
    goods_fen = sum(fact.goods_fen for fact in days)
    orders = sum(fact.total("orders") for fact in days)
    found: dict[str, dict[str, float]] = {}
    for placement in sorted({name for fact in days for name, _ in fact.shown}):
        kinds = _by_path(days, placement)
        skus = frozenset[str]().union(*(fact.skus.get(placement, frozenset()) for fact in days))
        found[placement] = {
            "shown": sum(times for times, _ in kinds.values()), "clicked": sum(hits for _, hits in kinds.values()),
            "effective_categories": effective(times for times, _ in kinds.values()),
            "skus_shown": len(skus), "skus_listed": len(known.stock.listed),
            "recommended_fen": credit.fen[placement], "goods_fen": goods_fen,
            "recommended_orders": credit.orders[placement], "orders": orders,
        }  # fmt: skip
    return found


def by_category(
    known: Periods, first: int, last: int, depth: int, value_fen: Mapping[str, int] | None
) -> dict[str, dict[str, float]]:
    """Return what each category down to `depth` sold and was shown.

    `value_fen` is the stock at cost by SKU where it is known.
    """
    days, credit = _window(known, first, last)
    narrow = {sku: cut_path(path, depth) for sku, path in known.stock.category.items()}
    found: dict[str, dict[str, float]] = {}

    def add(category: str, name: str, amount: float) -> None:
        found.setdefault(category, {})[name] = found.get(category, {}).get(name, 0.0) + amount

    for fact in days:
        _sold(fact, known, narrow, DAYS_A_YEAR / (last - first + 1), add)
    for path, (times, clicks) in _by_path(days).items():
        add(cut_path(path, depth), "shown", times)
        add(cut_path(path, depth), "clicked", clicks)
    for sku in frozenset[str]().union(*(skus for fact in days for skus in fact.skus.values())):
        add(narrow.get(sku, ""), "skus_shown", 1)
    for sku, fen in credit.by_sku.items():
        add(narrow.get(sku, ""), "recommended_fen", fen)
    for sku in known.stock.listed:
        add(narrow.get(sku, ""), "skus_listed", 1)
    for sku, fen in (value_fen or {}).items():
        add(narrow.get(sku, ""), "stock_value_fen", fen)
    return {name: {"recommended_fen": 0.0, "annual_cogs_fen": 0.0, "goods_fen": 0.0, "orders": 0.0, **sums}
            for name, sums in found.items()}  # fmt: skip


def cut_path(path: str, depth: int) -> str:
    """Return a category path down to a depth, 1 = the broadest."""
    return "/".join(path.split("/")[:depth])


def _sold(fact: DayFacts, known: Periods, narrow: Mapping[str, str], scale: float, add: Add) -> None:
    orders: set[tuple[str, str]] = set()
    for line in fact.bought:
        category = narrow.get(line.sku, "")
        add(category, "goods_fen", line.fen)
        add(category, "units", line.quantity)
        add(category, "annual_cogs_fen", line.quantity * known.stock.cost_fen.get(line.sku, 0) * scale)
        orders.add((category, line.order))
    for category, _ in orders:
        add(category, "orders", 1)


def _window(known: Periods, first: int, last: int) -> tuple[list[DayFacts], Credit]:
    days = [known.facts[day] for day in range(first, last + 1) if day in known.facts]
    credit = Credit()
    for fact in days:
        credit.add(known.credit[fact.day])
    return days, credit


def _by_path(days: Iterable[DayFacts], placement: str = "") -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for fact in days:
        for (where, path), (times, clicks) in fact.shown.items():
            if not placement or where == placement:
                before = found.get(path, (0, 0))
                found[path] = before[0] + times, before[1] + clicks
    return found
